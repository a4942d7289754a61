# bpf-prove.cmd - dnsweir bpf prove: proofs about programs, and packets that refute: equal, implies, never both, one alone; wrong use.
# needs: libz3
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= ${PIPESTATUS[0]}"
}
echo "--- proved"
try dnsweir bpf prove '4,48 0 0 0,21 0 1 1,6 0 0 1,6 0 0 0' '4,48 0 0 0,21 1 0 1,6 0 0 0,6 0 0 7'
try dnsweir bpf prove -f 'dns.flags.response == 0' -f 'not not dns.flags.response == 0'
try dnsweir bpf prove -t ip -g 'ip.version == 4' --implies -f 'dns.flags.rcode == NXDOMAIN and dns.flags.response == 1' -f 'dns.flags.response == 1'
try dnsweir bpf prove -t ip -g 'ip.version == 4' --never-both -f 'dns.flags.response == 0' -f 'dns.flags.response == 1'
try dnsweir bpf prove -c always '4,128 0 0 0,53 0 1 4,6 0 0 1,6 0 0 1'
try dnsweir bpf prove '3,48 0 0 3,84 0 0 0,22 0 0 0'
echo "--- refuted"
try dnsweir bpf prove --values '4,48 0 0 0,21 0 1 1,6 0 0 1,6 0 0 0' '4,48 0 0 0,21 1 0 1,6 0 0 0,6 0 0 7'
try dnsweir bpf prove '4,48 0 0 0,21 0 1 1,6 0 0 0,6 0 0 1' '4,128 0 0 0,53 0 1 4,6 0 0 0,6 0 0 1'
try dnsweir bpf prove '4,40 0 0 4294963200,21 0 1 2048,6 0 0 1,6 0 0 0'
try dnsweir bpf prove -t ip -g 'ip.version == 4 and udp.dstport == 53 and dns.flags.response == 0' \
	'8,177 0 0 0,80 0 0 20,21 0 4 1,80 0 0 21,68 0 0 32,21 0 1 48,6 0 0 1,6 0 0 0' -f 'dns.qry.name like "0.**"' --json |
	sed 's/"packet.*"seconds":[0-9.]*/.../'
# Which octets the solver takes is its own affair.
dnsweir bpf prove -g 'ip.version == 4 and udp' -f 'dns.flags.response == 1' \
	'4,48 0 0 44,69 0 1 128,6 0 0 1,6 0 0 0' -w why.pcap | head -n 1
one=$(dnsweir filter -q -f 'dns.flags.response == 1' why.pcap | wc -c)
other=$(dnsweir filter -q -b '4,48 0 0 44,69 0 1 128,6 0 0 1,6 0 0 0' why.pcap | wc -c)
[ "$one" != "$other" ] && echo "they differ on the packet of the file"
echo "--- not found out, wrong use"
try dnsweir bpf prove '3,32 0 0 4294963212,21 0 1 1,6 0 0 1' '1,6 0 0 0'
try dnsweir bpf prove '5,32 0 0 4294963212,21 0 1 1,6 0 0 1,6 0 0 0,6 0 0 0' '1,6 0 0 0'
try dnsweir bpf prove
try dnsweir bpf prove '1,6 0 0 0' '1,6 0 0 0' '1,6 0 0 0'
try dnsweir bpf prove --implies '1,6 0 0 0'
try dnsweir bpf prove --values --implies '1,6 0 0 0' '1,6 0 0 0'
try dnsweir bpf prove -c never '1,6 0 0 0' '1,6 0 0 0'
try dnsweir bpf prove --implies --never-both '1,6 0 0 0' '1,6 0 0 0'
try dnsweir bpf prove -f 'dns.flags.' '1,6 0 0 0'
try dnsweir bpf prove -f 'dns.a == 192.0.2.1' '1,6 0 0 0'
try dnsweir bpf prove '2,48 0 0 0,21 0 0 1' '1,6 0 0 0'
try dnsweir bpf prove -t udp-socket '1,6 0 0 1' '1,6 0 0 0' -w x.pcap
