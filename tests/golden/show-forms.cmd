# Each form of output over the same few messages: aliases, a short A record, TCP.
for name in chain short-a tcp; do
	weir-generate case $name -o $name.pcap
done
for form in --json --json=8427 --dig --short --hex; do
	echo "--- $form"
	dnsweir show -q $form chain.pcap short-a.pcap tcp.pcap
done
echo "--- forms exclude each other"
dnsweir show --json --tree chain.pcap
dnsweir show --json --hex chain.pcap
