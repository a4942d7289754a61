# What filter does with what it was not made for.
weir-generate demo -o demo.pcap
weir-generate case cut -o cut.pcap
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
try dnsweir filter cut.pcap -w out.pcap
try dnsweir filter cut.pcap absent.pcap demo.pcap -w out.pcap
try dnsweir filter absent.pcap -w never.pcap
try ls never.pcap
try dnsweir filter . -w out.pcap
try dnsweir filter /dev/null -w out.pcap
try dnsweir filter -q demo.pcap -w demo.pcap
ln demo.pcap same.pcap
try dnsweir filter demo.pcap -w same.pcap
try dnsweir filter -q demo.pcap -w ./no/such/folder.pcap
try dnsweir filter -q demo.pcap -w /dev/full
try dnsweir filter -e 'no such words' demo.pcap -w out.pcap
for bytecode in '' '1' '2,6 0 0 1' '1,6 0 0 1,6 0 0 1' '1,6 0 0 -1' '1,21 0 0 0' '1,0 0 0 4294967296' \
	'2,5 0 0 4294967295,6 0 0 0' '1,6 0 0 0x1' '2,96 0 0 3,6 0 0 0' 'x' @absent @/dev/null @.; do
	try dnsweir filter -b "$bytecode" demo.pcap -w never.pcap
done
for text in 'ldh [12' 'ret #1 jmp x' 'ld #1' 'ldb [-4]\nret #0'; do
	printf '%b' "$text" > wrong.bpf
	try dnsweir filter -c wrong.bpf demo.pcap -w never.pcap
done
try dnsweir filter --asm absent demo.pcap -w never.pcap
try dnsweir filter -b - -w never.pcap
try dnsweir filter -c - - -w never.pcap
for rule in '' 'dns.qry.nam == 1' 'tcp.stream == 1'; do
	dnsweir filter -f "$rule" demo.pcap -w never.pcap 2>&1 | cut -c 1-32
	echo "= ${PIPESTATUS[0]}"
done
try dnsweir filter -F absent demo.pcap -w never.pcap
try dnsweir filter -f udp -e udp demo.pcap -w never.pcap
try ls never.pcap
try dnsweir filter -v demo.pcap -w out.pcap
try dnsweir filter --count 0 demo.pcap
echo "--- a reader that leaves"
(dnsweir filter -q demo.pcap demo.pcap demo.pcap; echo "= $?" >&2) | head -c 1 | od -An -tx1
echo "--- a terminal"
script -qec 'dnsweir filter demo.pcap' /dev/null | tr -d '\r'
