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
try dnsweir filter -q --count 3 -r demo.pcap -w three.pcap
dnsweir show -q three.pcap | cut -c 1-60
try dnsweir filter -e 'ether host 0:0:0:0:0:1' demo.pcap -w none.pcap
stat -c '%n %s octets' none.pcap
echo "--- by rule, by program, by what is in a file"
try dnsweir filter -f 'dns.flags.response == 1 and udp' demo.pcap -w answers.pcap
echo 'dns.flags.response == 1 and udp' > rule
dnsweir filter -q -F rule demo.pcap | cmp - answers.pcap
dnsweir filter -q -v -f 'not (dns.flags.response == 1 and udp)' demo.pcap | cmp - answers.pcap
# EtherType IPv4 and protocol UDP, not looking further.
try dnsweir filter -q -b '6,40 0 0 12,21 0 3 2048,48 0 0 23,21 0 1 17,6 0 0 65535,6 0 0 0' demo.pcap -w program.pcap
dnsweir filter -q -e 'ip proto 17' demo.pcap | cmp - program.pcap
tcpdump_ddd='6
40 0 0 12
21 0 3 2048
48 0 0 23
21 0 1 17
6 0 0 65535
6 0 0 0'
echo "$tcpdump_ddd" > program
dnsweir filter -q -b @program demo.pcap | cmp - program.pcap
dnsweir filter -q -b program demo.pcap | cmp - program.pcap
for format in old asm c rows d dd ddd json; do
	dnsweir filter -q -b "$(dnsweir bpf disasm --format $format program)" demo.pcap | cmp - program.pcap
done
printf 'ldh [12]\njne #0x800, no\nldb [23]\njne #17, no\nret #-1\nno: ret #0\n' > udp.bpf
for option in --asm --compile -c; do
	dnsweir filter -q $option udp.bpf demo.pcap | cmp - program.pcap
done
dnsweir filter -q --asm - demo.pcap < udp.bpf | cmp - program.pcap
dnsweir filter --port 5300 -f dns demo.pcap -w none.pcap 2>&1 | tail -n 1
dnsweir filter -f 'dns.qry.name == "WWW.example.com"' demo.pcap -w none.pcap 2>&1 | tail -n 1
dnsweir filter --case-sensitive -f 'dns.qry.name == "WWW.example.com"' demo.pcap -w none.pcap 2>&1 | tail -n 1
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
