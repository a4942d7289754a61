# One line a message: sections, flags, TCP, fragments, broken places; times; what was not shown.
weir-generate demo -o demo.pcap
dnsweir show demo.pcap
for t in -t -tt -ttt -tttt -ttttt; do
	dnsweir show -q -c 2 $t demo.pcap
done
