# The lines of the script of old: names as they came, without the last dot; A, CNAME and PTR only.
weir-generate demo -o demo.pcap
dnsweir mine -q --classic demo.pcap | sort | uniq -c | cat -A
dnsweir mine -q --classic -t AAAA demo.pcap | head -n 1
