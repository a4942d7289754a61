# Messages chosen by a rule: names, types, words, addresses; whole messages; with -e, --all, hex; bad words.
weir-generate demo -o demo.pcap
show() { dnsweir show -q -t "$@"; echo "= $?"; }
show -f 'dns.flags.rcode == NXDOMAIN' -c 2 demo.pcap
show -f 'dns.qry.name like "*.example.net" and dns.qry.type == AAAA' -c 2 demo.pcap
show -f 'dns.qry.name == "WWW.example.COM"' -c 1 demo.pcap
show -f 'dns.qry.name == "WWW.example.COM"' --case-sensitive demo.pcap
show -f 'tcp and dns.flags.response == 1' demo.pcap
show -f 'dns.resp.type == TXT and not tcp' -c 1 demo.pcap
show -f 'dns.aaaa == 2001:db8:80::/48' -e 'ip6' -c 1 demo.pcap
show -f 'ip.src == 198.51.100.99' demo.pcap
echo "--- whole messages: TCP segments, fragments"
for name in tcp-several fragments; do
	weir-generate case $name -o case.pcap
	show -f 'dns.flags.response == 1' --short -c 1 case.pcap | cut -c1-60
done
echo "--- headers: of the innermost IP; none of its own where fragments were put together"
for name in vxlan ipip fragments ip6frag; do
	weir-generate case $name -o case.pcap
	for rule in 'eth' 'ip.ttl or ipv6.hlim' 'ip.src == 192.0.2.53 or ipv6.src == 2001:db8::53' \
		'udp.srcport == 53 and udp.length' 'vxlan' 'udp.port == 4789'; do
		echo "$name, $rule: $(dnsweir show -q -f "$rule" case.pcap | wc -l)"
	done
done
echo "--- all frames"
show --all -f 'tcp.flags.syn == 1' -c 2 demo.pcap
show --all -f 'arp' -c 1 demo.pcap
show --all -f 'tcp.stream == 0' demo.pcap
echo "--- a partition"
for rule in 'dns.qry.type == A' 'dns.resp.ttl > 300' 'udp' 'dns.opt' 'dns.qry.name contains "exa"'; do
	a=$(dnsweir show -q -f "$rule" demo.pcap | wc -l)
	b=$(dnsweir show -q -f "not ($rule)" demo.pcap | wc -l)
	echo "$rule: $a + $b = $(dnsweir show -q demo.pcap | wc -l)"
done
echo "--- hex"
hex=hex:12340100000100000000000003777777076578616d706c6503636f6d00001c0001
show -f 'dns.qry.type == AAAA' $hex
show -f 'dns.qry.type == A' $hex
show -f 'ip or ipv6 or udp or tcp' $hex
echo "--- a rule in a file"
printf 'dns.qry.type == PTR and\n  dns.flags.response == 0\n' >rule
show -F rule -c 1 demo.pcap
printf 'dns\0' >zero
show -F zero demo.pcap
show -F absent demo.pcap
show -f dns -F rule demo.pcap
echo "--- bad words"
show -f 'dns.qry.typ == A' demo.pcap
show -f 'dns.flags.rcode == ' demo.pcap
show -f 'tcp.seq == 1' demo.pcap
show -f '' demo.pcap
show -f 'ip.ttl > 300' demo.pcap
