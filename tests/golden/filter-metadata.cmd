# filter-metadata.cmd - programs that ask for more than octets: dnsweir filter -b has what bpf run has.
weir-generate demo -o demo.pcap
same() {
	local program=$1
	shift
	dnsweir filter "$@" -b "$program" demo.pcap -w out.pcap 2>&1 | sed -n 's/  *\([0-9]*\)  frames matched/\1/p'
	dnsweir bpf run -q "$@" "$program" demo.pcap 2>&1 | sed -n '1s/.*: \([0-9]*\) matched.*/\1/p'
}
echo "--- proto, type, hatype, poff, a load from the network header on"
same '4,32 0 0 4294963200,21 0 1 34525,6 0 0 1,6 0 0 0'
same '4,32 0 0 4294963204,21 0 1 0,6 0 0 1,6 0 0 0'
same '4,32 0 0 4294963228,21 0 1 1,6 0 0 1,6 0 0 0'
same '4,32 0 0 4294963252,21 0 1 42,6 0 0 1,6 0 0 0'
same '5,48 0 0 4293918720,84 0 0 240,21 0 1 96,6 0 0 1,6 0 0 0'
echo "--- by option"
same '2,32 0 0 4294963220,22 0 0 0' --mark 3
same '2,32 0 0 4294963220,22 0 0 0'
same '4,32 0 0 4294963244,21 0 1 5,6 0 0 1,6 0 0 0' --vlan-tci 5
dnsweir filter --mark 3 demo.pcap -w out.pcap
dnsweir filter --mark 3 -f dns demo.pcap -w out.pcap
dnsweir filter --mark x -b '1,6 0 0 1' demo.pcap -w out.pcap
