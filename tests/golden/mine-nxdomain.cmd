# Names that do not exist, in every form; where there is none the exit code says so.
weir-generate demo -o demo.pcap
weir-generate case chain -o chain.pcap
dnsweir mine -q --nxdomain demo.pcap
dnsweir mine -q --nxdomain --json demo.pcap | head -n 2
dnsweir mine -q --nxdomain --csv demo.pcap | head -n 3
dnsweir mine -q --nxdomain chain.pcap
echo "exit $?"
