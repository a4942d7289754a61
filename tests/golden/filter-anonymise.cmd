# Other addresses: what changes, what stays, and what is left out.
weir-generate demo -o demo.pcap
weir-generate case ng-interfaces -o ng.pcapng
weir-generate case edns -o edns.pcap
weir-generate case bad-checksum -o bad.pcap
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
# The key of Crypto-PAn's own sample.
echo 1522178d33a4cf80130a5b1649907d10d8988f837979652762574c2d2a842202 > key
try dnsweir filter --anonymise @key demo.pcap -w other.pcap
stat -c '%s' demo.pcap other.pcap | uniq | wc -l
dnsweir show -q -c 4 other.pcap | cut -d ' ' -f 2-5
echo "--- names, times and lengths are the same"
for file in demo other; do
	dnsweir show -q --print 'time,len,qname,qtype,rcode' $file.pcap | md5sum
done
echo "--- a bad checksum stays bad, good ones good"
dnsweir filter -q --anonymise @key bad.pcap -w bad-other.pcap
for file in bad bad-other; do
	dnsweir show -q --tree $file.pcap | grep -ci 'checksum.*\(bad\|incorrect\|should be\)'
done
echo "--- the same key, the same addresses; another key, others"
dnsweir filter -q --anonymize "$(cat key)" demo.pcap | cmp - other.pcap && echo same
dnsweir filter -q --anonymise words demo.pcap | cmp -s - other.pcap || echo others
echo "--- client subnets"
dnsweir filter -q --anonymise @key edns.pcap | dnsweir show -q --print 'src,edns.options' - | grep -o '^[0-9.]*\|ECS [^,]*' | paste -sd ' '
dnsweir show -q --print 'src,edns.options' edns.pcap | grep -o '^[0-9.]*\|ECS [^,]*' | paste -sd ' '
echo "--- pcapng is written anew"
try dnsweir filter --anonymise @key ng.pcapng -w other.pcapng
for file in ng other; do
	dnsweir show -q --print 'time,qname,qtype' $file.pcapng | md5sum
done
echo "--- MAC addresses"
for macs in --quiet --macs; do
	dnsweir filter -q --anonymise @key $macs demo.pcap --count 1 | od -An -tx1 -j 40 -N 14
done
echo "--- frames that cannot be read are not written"
printf '\324\303\262\241\2\0\4\0\0\0\0\0\0\0\0\0\0\0\4\0\1\0\0\0\0\0\0\0\0\0\0\0\20\0\0\0\20\0\0\0abcdefghijkl\210\314xy' > lldp.pcap
try dnsweir filter --anonymise @key lldp.pcap -w other.pcap
echo "--- keys"
try dnsweir filter --anonymise '' demo.pcap -w never.pcap
try dnsweir filter --anonymise @absent demo.pcap -w never.pcap
try dnsweir filter --anonymise a --anonymize b demo.pcap -w never.pcap
try dnsweir filter --macs demo.pcap -w never.pcap
echo "--- MAC addresses of other link layers"
for case in wlan fddi; do
	weir-generate case $case -o $case.pcap
	before=$(dnsweir pcap2hex -n $case.pcap | grep -c '02000000000[1-3]')
	after=$(dnsweir filter -q --anonymise key --macs $case.pcap | dnsweir pcap2hex -n | grep -c '02000000000[1-3]')
	echo "$case: $before frames, then $after"
done
