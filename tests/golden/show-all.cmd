# Every frame has a line: handshakes with relative numbers, ARP, ICMP, fragments; DNS in it.
weir-generate demo -o demo.pcap
dnsweir show --all demo.pcap | tail -n 95
for name in $(weir-generate list | awk '/icmp|arp/ { print $1 }'); do
	weir-generate case "$name" -o case.pcap
	dnsweir show -a -q case.pcap
done
