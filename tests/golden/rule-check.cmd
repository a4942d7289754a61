# A rule in its normal form, who can apply it; what is wrong or odd, with a caret at the place.
dnsweir rule check 'dns.flags.rcode==3&&!dns.flags.authoritative==1' | head -n 3
dnsweir rule check --json 'dns.qry.name like "*.Example.com"' | sed 's/,"engines.*//'
dnsweir rule check 'dns.qry.type == A' | sed 's/[0-9]* instructions/N instructions/'
dnsweir rule check 'dns.resp.ttl > 5'
echo "-- warnings"
dnsweir rule check 'dns.flags.response and ip.hdr_len == 21 or udp.length < 70000' 2>&1 | head -n 9
dnsweir rule check --json 'dns.flags.response' | sed 's/,"engines.*//'
echo "-- errors"
for rule in 'dns.qry.nme == "x"' 'dns.qry.type == AAAAA' 'ip.ttl == 300' 'udp.port == 53 and (dns' 'port 53' \
	'dns.qry.name like "a..b"' 'dns.qry.name matches "x"' '' "$(printf 'dns and \033[31mred')" \
	"$(printf 'dns\nand udp\nand tcp.flags.syn = 1\nor udp')" \
	"dns.qry.type in {$(seq -s ' ' 1 60)} or $(seq -s ' or dns.id == ' 1 60)"; do
	dnsweir rule check "$rule"
	echo "exit $?" >&2
done
dnsweir rule check --json 'dns.qry.nme'
dnsweir rule check
dnsweir rule check -F /nonexistent
echo 'udp.port == 53' >file
dnsweir rule check -F file | head -n 1
dnsweir rule check -F - <file | head -n 1
dnsweir rule check -F file dns
dnsweir rule
echo "exit $?"
dnsweir rule chek
