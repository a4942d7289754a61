# Only responses that a rule holds for count: by server, question, answer; pairing is as without.
weir-generate demo -o demo.pcap
mine() { dnsweir mine -q "$@"; echo "= $?"; }
mine -f 'dns.qry.name == "www.EXAMPLE.com" and dns.resp.ttl < 1000' demo.pcap
mine -f 'dns.resp.type == MX' --json demo.pcap
mine -f 'dns.flags.rcode == NXDOMAIN' --nxdomain demo.pcap | cut -c1-60
echo "--- the response is asked, not the question"
mine -f 'udp.srcport == 53 or tcp.srcport == 53' demo.pcap | wc -l
mine -f 'udp.dstport == 53 or tcp.dstport == 53' demo.pcap
mine -f 'dns.flags.response == 0' demo.pcap
echo "--- what is left out is counted, and has answered"
for name in conflict reorder one-sided mdns tcp fragments; do
	weir-generate case $name -o case.pcap
	echo "$name:"
	dnsweir mine --mdns --unpaired=keep -f 'dns.resp.ttl > 100000' case.pcap 2>summary
	sed -n '/^found/,$p' summary | sed '/ seconds, /d'
done
echo "--- threads"
weir-generate bench -n 20000 -s 7 -o a.pcap
for rule in 'dns.qry.type == A' 'ip.src == 192.0.2.0/25' 'not dns.qry.name within "com"'; do
	for j in 1 2 5; do
		dnsweir mine -q --json -j$j -f "$rule" a.pcap | md5sum
	done | sort | uniq -c | awk '{ print $1 }'
	dnsweir mine -q --json -f "$rule" a.pcap >has
	dnsweir mine -q --json -f "not ($rule)" a.pcap >lacks
	dnsweir mine -q --json a.pcap >whole
	# Every row is in one of the parts, or in both with its count shared out.
	sum() { tr ',' '\n' <"$1" | awk -F: '/"count"/ { n += $2 } END { print n }'; }
	[ "$(($(sum has) + $(sum lacks)))" = "$(sum whole)" ] && echo "$rule: parts make the whole"
done
echo "--- case, a file, what cannot be"
mine --case-sensitive -f 'dns.qry.name == "WWW.example.com" and dns.a' demo.pcap
echo 'dns.qry.name == "WWW.example.com" and dns.a' >rule
mine -F rule demo.pcap
mine -f 'udp.stream == 1' demo.pcap
mine -f 'tcp.seq == 1' demo.pcap
mine -f 'dns.qry.name = ' demo.pcap
