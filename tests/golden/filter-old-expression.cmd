# filter -e by bpftools' command line.
# needs: tcpdump
weir-generate demo -o demo.pcap
ln -s "$(command -v dnsweir)" filter
dnsweir filter -q --expression 'ip and udp port 53' demo.pcap > want.pcap
for option in -e --expr --expression; do
	./filter $option 'ip and udp port 53' demo.pcap | cmp - want.pcap && printf "%s\n" "$option"
	./filter $option 'ip and udp port 53' < demo.pcap | cmp - want.pcap
done
tcpdump -y EN10MB -ddd -r demo.pcap 'ip and udp port 53' 2>/dev/null | tr '\n' , > program
./filter -b "$(cat program)" demo.pcap | cmp - want.pcap && echo "tcpdump -ddd"
./filter -e 'no such words' demo.pcap
