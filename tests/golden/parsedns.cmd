# A packet in hex down to its DNS records: link layers, both versions of IP, UDP and TCP, and what is broken.
try() {
	echo "\$ dnsweir parsedns $*" | cut -c 1-100
	dnsweir parsedns "$@" 2>&1
	echo "= $?"
}
first() {
	weir-generate case "$1" -o "$1.pcap"
	dnsweir pcap2hex -n "$1.pcap" | sed -n "${2:-1}p"
}
echo "--- an answer as bpftools shows it"
l2=0000000000010000000000020800
l3=4500007f0002000040110000c0000235c000020a
l4=00359c41006b0000
l5=11118180000100040000000003777777076578616d706c6503636f6d0000010001c00c000500010000012c00060363646ec010c02d000100010000012c0004c0000201c02d000100010000012c0004c0000202c02d000100010000012c0004c0000203
try $l2$l3$l4$l5
echo "--- each kind of header"
for case in vlan qinq sll-vlan sll2 raw gre vxlan pppoe padded; do
	echo "$case:"
	dnsweir parsedns "$(first $case)" 2>&1 | grep -v '^  *[a-z]\|^#\|^\[.\] l5'
done
echo "--- IPv6 with an extension header"
dnsweir parsedns "$(first ip6ext)" | head -n 14
echo "--- options of IPv4"
dnsweir parsedns 460000280001000040110000c0000201c00002029404000004d20035001000000000000000000000 2>&1 | sed -n 3,14p
echo "--- TCP: two messages in a segment, and one that goes on in the next"
tcp=4500005400010000400600000a0000010a00000204d200350000000100000002501802000000000
try "${tcp}0000c111101000000000000000000000c22220100000000000000000000111111010000010000000000000377"
echo "--- EDNS"
opt='1234 0110 0001 0000 0000 0001 00 0002 0001 00 0029 1000'
try "$opt 00008000 001c 00030000 50fa0008 00011800 c0000200 00080008 0002200020010db8" \
	"$opt 0102c001 000c 000a0008 0102030405060708 ffff" "$opt 00000000 0007 00080003 000118" "$opt 00000000 0005 000a0005 01"
echo "--- flags, each by its name"
for flags in 8400 0200 0100 0080 0040 0020 0010 7800 000f ffff; do
	dnsweir parsedns "0000 $flags 0001 0000 0000 0000 00 0001 0001" | sed -n 3p
done
echo "--- names that are not what they should be"
header=123401000001000000000000
for name in c00c c00f0161c00c 0161c0ff 4061 8061 03616263 0361 0161c0 c0; do
	dnsweir parsedns "$header${name}00010001" 2>&1 | grep '^#\|^dnsweir'
done
try "$header$(for _ in 1 2 3 4; do printf 3f; head -c 63 /dev/zero | od -An -v -tx1 | tr -d ' \n' | sed s/00/61/g; done)0000010001" | cut -c 1-80 | tail -n 4
dnsweir parsedns "${header}1000090a0d1b5c27227e7f80ff4120262900 0001 0001" "${header}0327612200 0001 0001" "${header}0161 0127 0122 00 0001 0001" | grep '^#'
echo "--- what follows a bad pointer is still read"
try 1234818000010001000000000161c00c00010001c00c0001000100000e100004c0000201
echo "--- cut anywhere, what is there is shown"
answer=$l2$l3$l4$l5
for at in 0 1 13 14 33 34 41 42 50 54 60 70 76 90 98 110 117 122; do
	dnsweir parsedns "${answer:0:at*2}" >shown 2>said
	echo "$at octets: $? $(grep -c . shown) lines, $(cat said)"
done
dnsweir parsedns "${answer}00ff" 2>&1 | tail -n 2
dnsweir parsedns "$(echo "$l5" | sed s/00040000/00000000/)" | tail -n 2 | cut -c 1-60
echo "--- fragments"
first fragments 2 >/dev/null
dnsweir pcap2hex fragments.pcap | dnsweir parsedns - 2>&1 >/dev/null | head -n 3
dnsweir pcap2hex fragments.pcap | dnsweir parsedns - 2>/dev/null | grep 'fragment:'
echo "--- several packets, forms of hex, and standard input"
dnsweir parsedns "${header}00 0001 0001" "$(printf '%s\n' '# a comment' "${header} 00 00 FF 00 ff" "	")" - <<< "${header}0000010001	a.b" | grep -c '^$'
try 123 zz '' '#' "0x12" "$(printf '00\n1\n')"
try
try --help | head -n 3
dnsweir parsedns $l5 2>&1 >/dev/full
echo "= $?"
echo "--- records without end claim what is not there"
(printf '%s' "1234 8180 2710 0000 0000 0000"; yes 'c00c00010001' | head -n 9000 | tr -d '\n') |
	timeout 10 dnsweir parsedns - | wc -l
