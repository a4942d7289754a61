# bpf-run-expression.cmd - dnsweir bpf run with expressions of tcpdump's language.
# needs: tcpdump
weir-generate demo -o demo.pcap
weir-generate case sll -o sll.pcap
dnsweir bpf run -q -e 'udp port 53' demo.pcap
dnsweir bpf run -q --coverage -e 'icmp' demo.pcap
dnsweir bpf run -q --at ip -e 'udp port 53' demo.pcap
dnsweir bpf run -e 'udp port 53' sll.pcap
dnsweir bpf run -q -e 'udp port 53' sll.pcap demo.pcap
dnsweir bpf run -q --at udp -e 'udp port 53' demo.pcap
dnsweir bpf run -q -e 'no such words' demo.pcap
