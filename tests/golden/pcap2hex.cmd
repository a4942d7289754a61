# A line of hex for each packet: every option, link types, and what must not be shown.
weir-generate case vlan -o vlan.pcap
weir-generate case qinq -o qinq.pcap
weir-generate case sll-vlan -o sll.pcap
weir-generate case sll2 -o sll2.pcap
weir-generate case cut -o cut.pcap
weir-generate case nflog -o nflog.pcap
weir-generate case ng-blocks -o ng.pcapng
weir-generate demo -o demo.pcap
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
first() {
	echo "\$ $*"
	"$@" | head -n 1 | cut -c 1-110
}
first dnsweir pcap2hex vlan.pcap
first dnsweir pcap2hex -n vlan.pcap
first dnsweir pcap2hex --no-normalize --ascii vlan.pcap
first dnsweir pcap2hex -s vlan.pcap
first dnsweir pcap2hex -s -n vlan.pcap
echo "--- other headers: IP is at octet 14"
for file in vlan qinq sll sll2 demo; do
	dnsweir pcap2hex $file.pcap | cut -c 25-30 | sort | uniq -c
done
first dnsweir pcap2hex -n sll.pcap
first dnsweir pcap2hex sll.pcap
first dnsweir pcap2hex --scrub sll.pcap
first dnsweir pcap2hex -n sll2.pcap
first dnsweir pcap2hex sll2.pcap
# Cooked, version 2, with a tag; cut inside the tag; cut inside the header.
sll2=8100000000000003000100060200000000000000
for more in 0064080045000014 006408; do
	echo "$sll2$more" | dnsweir hex2pcap -l 276 | dnsweir pcap2hex
done
echo "${sll2:0:38}" | dnsweir hex2pcap -l 276 | dnsweir pcap2hex
weir-generate case raw -o raw.pcap
first dnsweir pcap2hex raw.pcap
echo "--- characters, in a column of their own"
dnsweir pcap2hex -a demo.pcap | head -n 2 | cut -f 2
dnsweir pcap2hex -a demo.pcap | cut -f 1 | cmp - <(dnsweir pcap2hex demo.pcap) && echo "the hex is the same"
echo "--- several files, and standard input"
dnsweir pcap2hex vlan.pcap ng.pcapng | cmp - <(dnsweir pcap2hex - < vlan.pcap; dnsweir pcap2hex < ng.pcapng) && echo same
echo "--- what may hold addresses elsewhere is left out"
try dnsweir pcap2hex -s nflog.pcap
try dnsweir pcap2hex -s vlan.pcap absent.pcap nflog.pcap | cut -c 1-90
echo "--- scrubbed, frames tell nothing of the addresses they had"
grep -c '02000000000[12]\|c0000[2]\|c63364\|20010db8' <(dnsweir pcap2hex -n demo.pcap | cut -c 1-108)
grep -c '02000000000[12]\|c0000[2]\|c63364\|20010db8' <(dnsweir pcap2hex -n -s demo.pcap | cut -c 1-108)
dnsweir pcap2hex -s -n demo.pcap | dnsweir hex2pcap -w shown.pcap
for file in demo shown; do
	dnsweir show -q --all --tree $file.pcap | grep -o '[a-z]*.checksum.status .*' | sort | uniq -c
	dnsweir show -q $file.pcap | wc -l
done
echo "--- what it was not made for"
try dnsweir pcap2hex cut.pcap vlan.pcap | cut -c 1-90
try dnsweir pcap2hex absent.pcap
try dnsweir pcap2hex .
try dnsweir pcap2hex /dev/null
try dnsweir pcap2hex -q demo.pcap
dnsweir pcap2hex demo.pcap 2>&1 >/dev/full
echo "= $?"
(dnsweir pcap2hex demo.pcap demo.pcap demo.pcap demo.pcap; echo "= $?" >&2) | head -c 6
