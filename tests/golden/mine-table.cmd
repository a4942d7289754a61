# The table and the summary; a chain, a spoofed answer, a short A record, two letter cases, a cut file.
for name in chain spoof short-a case0x20 cut; do
	weir-generate case $name -o $name.pcap
done
dnsweir mine -j1 *.pcap 2>summary
echo "exit $?"
sed '/ seconds, /d' summary
