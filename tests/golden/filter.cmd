# What filter keeps, what it says, and the forms of its output.
weir-generate demo -o demo.pcap
weir-generate case ng-blocks -o ng.pcapng
weir-generate case ah -o ah.pcap
weir-generate case fcs -o fcs.pcap
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
try dnsweir filter demo.pcap -w copy.pcap
cmp demo.pcap copy.pcap
try dnsweir filter -e 'udp port 53' demo.pcap -w match.pcap
try dnsweir filter -v -e 'udp port 53' demo.pcap -w rest.pcap
try dnsweir filter -q -c 3 -r demo.pcap -w three.pcap
dnsweir show -q three.pcap | cut -c 1-60
try dnsweir filter -e 'ether host 0:0:0:0:0:1' demo.pcap -w none.pcap
stat -c '%n %s octets' none.pcap
echo "--- compressed, by name and by choice"
for suffix in gz zst xz lz4; do
	dnsweir filter -q demo.pcap -w demo.pcap.$suffix
	dnsweir filter -q demo.pcap.$suffix | cmp - demo.pcap && echo "$suffix comes back"
done
dnsweir filter -q --compress gzip demo.pcap | gzip -d | cmp - demo.pcap && echo "so does --compress"
dnsweir filter -q --compress none demo.pcap -w plain.gz && cmp plain.gz demo.pcap && echo "or not at all"
echo "--- a pipe"
dnsweir filter -q -e 'tcp port 53' < demo.pcap | dnsweir filter -q -v -e 'greater 200' - | dnsweir filter -w /dev/null
echo "--- several inputs"
# Two that agree are one pcap file.
try dnsweir filter demo.pcap match.pcap -w two.pcap
head -c 24 two.pcap | cmp - <(head -c 24 demo.pcap)
# Other link types, or pcap beside pcapng, are pcapng: nothing is lost of what show can see.
try dnsweir filter -q demo.pcap ah.pcap ng.pcapng fcs.pcap -w mixed.pcapng
head -c 4 mixed.pcapng | od -An -tx1
cat <(dnsweir show -q demo.pcap) <(dnsweir show -q ah.pcap) <(dnsweir show -q ng.pcapng) \
	<(dnsweir show -q fcs.pcap) | cut -d ' ' -f 2- | md5sum > apart
dnsweir show -q mixed.pcapng | cut -d ' ' -f 2- | md5sum | cmp - apart && echo "the same messages"
