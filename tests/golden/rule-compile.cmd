# Rules as classic BPF: forms, what is given, several programs, what is refused; counts on a capture.
weir-generate demo -o demo.pcap
given='ip.version == 4 and udp.dstport == 53 and dns.qry.name'
dnsweir rule compile -t ip -g "$given" 'dns.qry.name == "www.example.com"'
dnsweir rule compile -t ip -g "$given" --format d --case-sensitive 'dns.qry.name == "example.com"'
dnsweir rule compile -t udp-socket --format asm --keep 100 'dns.flags.response == 0'
dnsweir rule compile -t udp-socket --format json 'not dns.flags.response == 0'
dnsweir rule compile -t ip -g "$given" --limit 14 --split \
	'dns.qry.name == "a.b" or dns.qry.name == "c.d.e" or dns.qry.name == "f.g.h.i"'
dnsweir rule compile -r demo.pcap 'dns.flags.rcode == NXDOMAIN' | wc -l
dnsweir rule compile -t sll -r demo.pcap dns | wc -l
dnsweir rule compile --limit 64 'dns.qry.type == ANY'
dnsweir rule compile 'dns and dns.resp.type == A'
dnsweir rule compile 'udp and dns.resp.z.do == 1'
edns='dns.count.queries == 1 and dns.count.answers == 0 and dns.count.auth_rr == 0 and dns.count.add_rr == 1'
dnsweir rule compile -r demo.pcap -g "$edns" dns.opt | wc -l
dnsweir rule compile -t ip -g 'dns.x' dns
dnsweir rule compile
dnsweir rule compile -r /nonexistent dns
