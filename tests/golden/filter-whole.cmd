# All frames of a message, and its question or answer.
weir-generate all -o .
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
frames() {
	dnsweir show -q -a "$1" | awk '{print $1, $3, $5, $6}'
}
try dnsweir filter -f 'dns.resp.type == TXT' fragments.pcap -w one.pcap
try dnsweir filter --whole -f 'dns.resp.type == TXT' fragments.pcap -w whole.pcap
try dnsweir filter --pair -f 'dns.resp.type == TXT' fragments.pcap -w pair.pcap
frames pair.pcap
echo "--- the question brings its answer, in whatever order; case, hit or not"
dnsweir filter -q --pair -f 'dns.flags.response == 0' case0x20.pcap | cmp - case0x20.pcap && echo all
dnsweir filter -q --pair -f 'dns.flags.response == 1' case0x20.pcap | cmp - case0x20.pcap && echo all
echo "--- whole messages can be read again as they were, out of a file and out of a pipe"
for capture in tcp tcp-octets tcp-retransmitted tcp-several tcp-overlap tcp-nosyn axfr \
	fragments frag-reordered frag-duplicate; do
	dnsweir show -q --print 'time,src,id,qr,qname,qtype,an[*].rdata' $capture.pcap |
		awk -F '\t' '$4 == 1 || $4 == "true"' > right
	dnsweir filter -q --whole -f 'dns.flags.response == 1' $capture.pcap -w got.pcap
	dnsweir show -q --print 'time,src,id,qr,qname,qtype,an[*].rdata' got.pcap > got
	dnsweir filter -q --whole -f 'dns.flags.response == 1' < $capture.pcap | cmp - got.pcap
	dnsweir filter -q -v --whole -f 'dns.flags.response == 1' $capture.pcap -w rest.pcap
	cmp right got && echo "$capture: $(wc -l < right) messages, $(frames got.pcap | wc -l) frames of" \
		"$(frames $capture.pcap | wc -l), $(frames rest.pcap | wc -l) others"
done
echo "--- one octet a segment: any of them takes the rest along, and pair the question"
try dnsweir filter --whole -f 'frame.number == 20' tcp-octets.pcap -w got.pcap
try dnsweir filter --pair -f 'frame.number == 20' tcp-octets.pcap -w got.pcap
echo "--- out of order, the first segment last"
try dnsweir filter --whole -f 'frame.number == 6' tcp-reordered.pcap -w got.pcap
frames got.pcap
echo "--- cut"
try dnsweir filter --whole -f 'dns' cut.pcap -w got.pcap
dnsweir filter -q --whole -f 'dns' < cut.pcap | cmp - got.pcap
try dnsweir filter --whole demo.pcap -w never.pcap
try dnsweir filter -v --pair demo.pcap -w never.pcap
