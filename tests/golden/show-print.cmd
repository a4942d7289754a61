# Chosen values in columns, and what is said of paths that lead nowhere.
weir-generate case chain -o chain.pcap
weir-generate case short-a -o short-a.pcap
paths=frame,time,src,sport,dst,dport,proto,app,len,id,flags,opcode,rcode,qr,rd,ra,qdcount,ancount
dnsweir show -q -p "$paths" chain.pcap
dnsweir show -q -p 'qname,qtype,qclass,an.type,an[1].name,an[*].rdata,an[9].ttl,qd.rdata,edns.do' chain.pcap
dnsweir show -q -p 'malformed,an[*].rdata,an.rdlength' short-a.pcap
for paths in '' qname, 'nonsense' 'an' 'an.nonsense' 'an[' 'an[x].name' 'an[3.name' 'an[99999].name' \
	'edns' 'edns.nonsense' 'qname;id' "$(printf 'id,%.0s' {1..40})id"; do
	dnsweir show -q -p "$paths" chain.pcap 2>&1
done
