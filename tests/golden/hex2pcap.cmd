# Lines of hex into a capture, and back.
weir-generate demo -o demo.pcap
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
# The header's numbers, whatever the machine's byte order: magic, version, then zone, accuracy, snap, link.
header() {
	od -An -tx4 -N 4 "$1" | tr '\n' ' '
	od -An -td2 -j 4 -N 4 "$1" | tr '\n' ' '
	od -An -td4 -j 8 -N 16 "$1"
}
echo "--- one packet, octet by octet"
echo 0102030405060708090a0b0c0800 | dnsweir hex2pcap > one.pcap
header one.pcap
od -An -td4 -j 24 -N 16 one.pcap
od -An -tx1 -j 40 one.pcap
echo "--- comments, blanks, TABs, cases, ends of lines"
printf '# 01\n ; 02\n\n  \t\n 0A 0b  0c\t.zz\n\t0D\r\n0e0F' > lines
dnsweir hex2pcap lines | dnsweir pcap2hex -n
dnsweir hex2pcap - lines < lines | dnsweir pcap2hex -n | wc -l
echo "--- what pcap2hex writes comes back: frames and their lengths"
dnsweir pcap2hex -n demo.pcap | dnsweir hex2pcap > back.pcap
dnsweir pcap2hex -n demo.pcap | cmp - <(dnsweir pcap2hex -n back.pcap) && echo "the same octets"
dnsweir pcap2hex -n -a demo.pcap | dnsweir hex2pcap | cmp - back.pcap && echo "characters do not matter"
dnsweir hex2pcap -w named.pcap < <(dnsweir pcap2hex -n demo.pcap) && cmp named.pcap back.pcap
dnsweir show -q demo.pcap | cut -d ' ' -f 3- | cmp - <(dnsweir show -q back.pcap | cut -d ' ' -f 3-) && echo "the same messages"
echo "--- another link type, another snap length"
echo 45000014000000004011000000000000 7f000001 > ip
dnsweir hex2pcap -l 101 --snaplen 262144 ip -w ip.pcap
header ip.pcap
echo "--- nothing is a capture, too"
try dnsweir hex2pcap -w empty.pcap /dev/null
header empty.pcap
echo "--- what cannot be read is told, the rest is there"
printf '01\n012\n02\n0 3\n0x04\n05 # x\n06\n\033]0;x\007\n' > bad
try dnsweir hex2pcap bad -w bad.pcap
dnsweir pcap2hex -n bad.pcap
head -c 65536 /dev/zero | od -An -v -tx1 | tr -d ' \n' > long
try dnsweir hex2pcap long -w long.pcap
stat -c '%s octets' long.pcap
echo 00 >> long
try dnsweir hex2pcap long -w long.pcap
try dnsweir hex2pcap --snaplen 262144 long -w long.pcap
stat -c '%s octets' long.pcap
echo "--- a line without an end: not kept in memory"
# (A sanitizer's shadow has no room below the limit.)
limit=300000
{ (ulimit -v $limit; dnsweir version) >version 2>&1 || limit=unlimited; } 2>/dev/null
(head -c 3000000 /dev/zero | tr '\0' a; echo; echo 01) | (ulimit -v $limit; dnsweir hex2pcap 2>&1 >huge.pcap; echo "= $?")
(printf '02\t'; head -c 3000000 /dev/zero | tr '\0' x; echo; printf '#'; head -c 3000000 /dev/zero; echo) | dnsweir hex2pcap >> huge.pcap
stat -c '%s octets' huge.pcap
echo "--- what it was not made for"
try dnsweir hex2pcap absent . -w out.pcap
try dnsweir hex2pcap demo.pcap -w out.pcap 2>&1 | tail -n 2
ln ip same
try dnsweir hex2pcap ip -w same
cat same
try dnsweir hex2pcap ip -w ./no/such/folder.pcap
try dnsweir hex2pcap -l 65536 ip
try dnsweir hex2pcap --snaplen 262145 ip
dnsweir hex2pcap ip 2>&1 >/dev/full
echo "= $?"
(dnsweir hex2pcap ip; echo "= $?" >&2) | head -c 1 | wc -c
seq 10000 21000 | tr 0-9 g-p > words
try dnsweir hex2pcap words -w out.pcap
script -qec 'dnsweir hex2pcap ip' /dev/null | tr -d '\r'
