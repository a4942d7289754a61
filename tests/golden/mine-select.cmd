# What counts: types, response codes, sections.
weir-generate demo -o demo.pcap
weir-generate case rcodes -o rcodes.pcap
dnsweir mine -q -t PTR,CNAME,TYPE65 demo.pcap
dnsweir mine -q --rcode NXDOMAIN rcodes.pcap
dnsweir mine -q --rcode BADVERS,SERVFAIL rcodes.pcap
dnsweir mine -q --sections ns,ar rcodes.pcap
dnsweir mine -q --sections an,ns,ar -t SOA,NS demo.pcap
for words in "-t BOGUS" "--rcode BOGUS" "--sections qd" "--csv --json" "--each --csv" \
	"--chains --nxdomain" "--each --chains"; do
	dnsweir mine $words demo.pcap
	echo "$words: exit $?"
done
