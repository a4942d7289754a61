# Where a string is in packets: every option, every escape.
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
printf '%s\n' 0001020304 02030402 ff 5c785c7109 0a0d07080c0b2722 > lines
dnsweir hex2pcap lines -w five.pcap
try dnsweir offset '\x02\x03' five.pcap
try dnsweir offset -r '\x02\x03' five.pcap
try dnsweir offset -p '\x02\x03' five.pcap
try dnsweir offset -s '\x02\x03' five.pcap
try dnsweir offset -i -r -p -s '\x02\x03' five.pcap
try dnsweir offset --ignore --reverse --prefix --suffix '\x02\x03' five.pcap
try dnsweir offset '\x02\x03' -rips five.pcap
echo "--- escapes, as Python reads them"
for string in '\x00' '\0\1\2' '\377' '\\x' '\q' '\t' '\n\r\a\b\f\v' "\\'\\\"" '\\
\t'; do
	echo "$string: $(dnsweir offset "$string" five.pcap | tr '\n' ' ')"
done
echo "--- several files, and standard input"
dnsweir offset '\x04' - five.pcap < five.pcap | tr '\n' ' '
echo
dnsweir offset '\x04' < five.pcap | tr '\n' ' '
echo
echo "--- what it was not made for"
try dnsweir offset
try dnsweir offset '' five.pcap
try dnsweir offset 'a\' five.pcap
try dnsweir offset '\x0' five.pcap
try dnsweir offset '\400' five.pcap
try dnsweir offset nowhere five.pcap -i
weir-generate case cut -o cut.pcap
try dnsweir offset one cut.pcap absent.pcap . five.pcap
try dnsweir offset one /dev/null
dnsweir offset '\x04' five.pcap 2>&1 >/dev/full
echo "= $?"
