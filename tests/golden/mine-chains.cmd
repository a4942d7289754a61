# The ways from a question to its answer, in every form; loops, DNAMEs and chains without end.
for name in chain chain-reversed chain-long cname-loop dname; do
	weir-generate case $name -o $name.pcap
	echo "$name:"
	dnsweir mine --chains $name.pcap 2>summary
	sed -n '/chains of/p' summary
	dnsweir mine -q --chains --json $name.pcap
	dnsweir mine -q --chains --csv $name.pcap
done
