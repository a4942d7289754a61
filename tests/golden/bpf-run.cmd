# bpf-run.cmd - dnsweir bpf run: verdicts, reasons, counts, coverage; packets from captures and in hex.
weir-generate demo -o demo.pcap
weir-generate case cut -o cut.pcap
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
# IPv4 UDP to port 53, as tcpdump says it.
udp='10,40 0 0 12,21 0 7 2048,48 0 0 23,21 0 5 17,40 0 0 20,69 3 0 8191,177 0 0 14,72 0 0 16,21 1 0 53,6 0 0 0'
udp="11${udp#10},6 0 0 65535"
echo "--- a line a packet, and counts"
try dnsweir bpf run -c 6 "$udp" demo.pcap
try dnsweir bpf run -q "$udp" demo.pcap
try dnsweir bpf run -q "$udp" demo.pcap demo.pcap
echo "$udp" > program
try dnsweir bpf run -q program - < demo.pcap
dnsweir bpf disasm "$udp" | try dnsweir bpf run -q - demo.pcap
echo "--- why"
try dnsweir bpf run -c 4 --why "$udp" demo.pcap
try dnsweir bpf run -q --why=2 "$udp" demo.pcap
try dnsweir bpf run -q --why=1 "$udp" demo.pcap
echo "--- coverage"
try dnsweir bpf run -q --coverage "$udp" demo.pcap
try dnsweir bpf run -c 1 -q --coverage --color=always "$udp" demo.pcap
echo "--- JSON"
try dnsweir bpf run --json -c 2 "$udp" demo.pcap
try dnsweir bpf run --json --why --coverage -q -c 3 '4,40 0 0 12,21 0 1 34525,6 0 0 9,6 0 0 0' demo.pcap
echo "--- where offset 0 is"
for place in link ip udp dns; do
	try dnsweir bpf run -q --at $place '3,48 0 0 0,100 0 0 0,22 0 0 0' demo.pcap
done
try dnsweir bpf run -c 2 --at ip '2,128 0 0 0,22 0 0 0' demo.pcap
try dnsweir bpf run -c 2 --at udp '2,128 0 0 0,22 0 0 0' demo.pcap
try dnsweir bpf run -c 2 --at dns '2,40 0 0 0,22 0 0 0' demo.pcap
echo "--- a rule"
try dnsweir bpf run -q -f 'dns.flags.response == 1' demo.pcap
try dnsweir bpf run -q --at ip -f 'udp.dstport == 53' demo.pcap
try dnsweir bpf run -q --at udp -f 'udp.dstport == 53' demo.pcap
try dnsweir bpf run -q --at dns -f 'dns' demo.pcap
try dnsweir bpf run -q -f 'dns.x' demo.pcap
echo "--- hex"
try dnsweir bpf run --why -x 0102 -x '03 04' '2,48 0 0 1,22 0 0 0'
printf '0000  01 02 03\n\n0000  05\n' | try dnsweir bpf run --hex-file - --why '2,48 0 0 2,22 0 0 0'
try dnsweir bpf run -x 4500002100010000401100007f0000017f000001003500350000d0000 --at ip '1,6 0 0 1'
try dnsweir bpf run -x 450000210001000040110000c0000201c0000202003500350000d000 --at ip '2,32 0 0 4294963252,22 0 0 0'
echo "--- what the kernel knows, by option"
number() {
	local offset=$((4294963200 + $1))
	shift
	dnsweir bpf run -x 0102030405060708090a0b0c08004500 "$@" "2,32 0 0 $offset,22 0 0 0" 2>&1 | head -1
}
number 0
number 0 --proto 0x86dd
number 0 --proto ip6
number 4
number 4 --type outgoing
number 4 --type 3
number 8
number 8 --ifidx 3
number 20 --mark 0xffffffff
number 24 --queue 5
number 28
number 28 --hatype 772
number 32 --rxhash 305419896
number 36 --cpu 7
number 44 --vlan-tci 0x2005
number 48
number 48 --vlan-tpid 0x88a8
number 52 --poff 42
number 56 --rand 99
number 60 --vlan-tci 5
number 60 --vlan-tpid 0x88a8
try dnsweir bpf run --len 1500 -x 01 '2,128 0 0 0,22 0 0 0'
try dnsweir bpf run --hatype 0 -x 01 '4,0 0 0 9,32 0 0 4294963208,6 0 0 1,6 0 0 0'
try dnsweir bpf run --why --hatype 0 -x 01 '3,32 0 0 4294963208,6 0 0 1,6 0 0 0'
try dnsweir bpf run -x 01 '6,32 0 0 4294963220,32 0 0 4294963224,32 0 0 4294963232,32 0 0 4294963236,32 0 0 4294963256,22 0 0 0'
for wrong in x '' -1 0x 4294967296 0xg; do
	try dnsweir bpf run --mark="$wrong" -x 01 '1,6 0 0 1'
done
try dnsweir bpf run --proto 65536 -x 01 '1,6 0 0 1'
echo "--- divided by zero, and negative offsets"
try dnsweir bpf run --why -x 01 '2,60 0 0 0,6 0 0 1'
try dnsweir bpf run --why -x 01 '3,0 0 0 5,32 0 0 4293918820,6 0 0 1'
try dnsweir bpf run --why -x 01 '3,0 0 0 5,32 0 0 2147483648,6 0 0 1'
try dnsweir bpf run --why --json -x 01 '3,0 0 0 5,32 0 0 4292870244,6 0 0 1'
echo "--- hostile"
try dnsweir bpf run "$udp" cut.pcap
try dnsweir bpf run -q "$udp" absent.pcap
try dnsweir bpf run -q "$udp" /dev/null
try dnsweir bpf run
try dnsweir bpf run '' demo.pcap
try dnsweir bpf run '1,6 0 0' demo.pcap
try dnsweir bpf run '1,5 0 0 0' demo.pcap
try dnsweir bpf run -q --why=9999 "$udp" demo.pcap
try dnsweir bpf run --why=0 "$udp" demo.pcap
try dnsweir bpf run --at moon "$udp" demo.pcap
try dnsweir bpf run -x 0 "$udp"
try dnsweir bpf run -x '' "$udp"
try dnsweir bpf run -x $'\033[31m' "$udp"
try dnsweir bpf run --hex-file absent "$udp"
try dnsweir bpf run -f dns -e udp demo.pcap
# Link type 65000, one packet of four octets.
printf '\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\0\0\4\0\xe8\xfd\0\0\0\0\0\0\0\0\0\0\4\0\0\0\4\0\0\0ABCD' > odd.pcap
try dnsweir bpf run --why=1 '2,32 0 0 0,22 0 0 0' odd.pcap
try dnsweir bpf run --at ip '2,32 0 0 0,22 0 0 0' odd.pcap
try dnsweir bpf run -f dns odd.pcap
try dnsweir bpf run -q -f dns demo.pcap odd.pcap
