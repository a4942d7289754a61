# Each answer as it comes, as text and as JSON.
for name in chain tcp fragments ip6ext conflict; do
	weir-generate case $name -o $name.pcap
	dnsweir mine -q --each -t A,CNAME $name.pcap
	dnsweir mine -q --each --json -t A,CNAME $name.pcap
done
