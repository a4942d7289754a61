# The headers below the message: tunnels, tags, options, fragments, TCP, what is no DNS; as rows and as JSON.
# needs: jq
show() {
	weir-generate case "$1" -o "$1.pcap"
	echo "== $*"
	dnsweir show --tree -q "${@:2}" "$1.pcap"
}
show vxlan -c 1
show qinq -c 1
show ip4-options -c 1
show ip6-chain --frame 3
show tcp --all --frame 1,2,5-6
show tcp-nosyn --all --frame 1
show fragments --all --frame 2-4
show bad-checksum --frame 2 | grep checksum
show zero-checksum --frame 2 | grep checksum
show icmp-quoted --frame 6 | grep -v '^  [0-9a-f][0-9a-f]'
show snap --frame 2 | grep -v '^  [0-9a-f][0-9a-f]'
show tcphole | grep 'complete'
echo "== of nothing that IP carries"
# An ARP request; a TCP segment with an option that is too long for its header.
dnsweir show --all --tree -q --from ethernet hex:ffffffffffff0200000000020806000108000604000102000000000263646301000000000000c0000235
dnsweir show --all --tree -q \
	hex:02000000000102000000000208004500002c000100004006000063646301c0000235d9030035000000010000000260120400000000000109b4ff
for name in vxlan qinq ip4-options tcp fragments ip6-chain; do
	dnsweir show --json --layers -q "$name.pcap" | tail -n 1 |
		jq -c 'del(.an, .qd, .ns, .ar, .flags, .opcode, .rcode, .counts)'
done
echo "== refused"
dnsweir show --layers tcp.pcap
dnsweir show --layers --tree tcp.pcap
dnsweir show --layers --all tcp.pcap
dnsweir show --all --json tcp.pcap
