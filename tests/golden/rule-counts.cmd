# A rule asked of packets and of messages, and why the two differ.
weir-generate demo -o demo.pcap
dnsweir rule check -r demo.pcap dns | sed -n '/frames match/,$p'
dnsweir rule check -r demo.pcap 'dns.flags.response == 1 and dns.qry.type == TXT' --json | sed 's/.*"counts"/"counts"/'
for name in $(weir-generate list 2>/dev/null | sed -n 's/^\([a-z0-9-]*\) .*/\1/p' | grep -E '^frag|^tcp|^gre$|^pppoe$|^vxlan$'); do
	weir-generate case "$name" -o case.pcap || continue
	echo "-- $name"
	dnsweir rule check -r case.pcap dns | grep 'does not match'
done
dnsweir rule check -r absent.pcap dns | sed -n '/frames match/,$p'
head -c 1000 demo.pcap >cut.pcap
dnsweir rule check -r cut.pcap --json dns | sed 's/.*"counts"/"counts"/'
