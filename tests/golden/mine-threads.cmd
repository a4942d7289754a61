# The rows and counters depend neither on -j nor on the order in which files are named.
weir-generate bench -n 20000 -s 7 -o a.pcap
weir-generate bench -n 5000 -s 8 -o b.pcap
try() {
	dnsweir mine --json "$@" 2>summary | md5sum
	sed '/ seconds, /d' summary | md5sum
}
try -j1 a.pcap b.pcap >expected
for words in "-j1 b.pcap a.pcap" "-j2 a.pcap b.pcap" "-j3 b.pcap a.pcap" "-j8 a.pcap b.pcap"; do
	try $words | cmp - expected && echo "$words: the same"
done
dnsweir mine -q -j1 a.pcap b.pcap | wc -l
