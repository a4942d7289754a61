# bpf-compile.cmd - dnsweir bpf compile: expressions through libpcap, and rules.
# needs: tcpdump
run() {
	echo "\$ $*"
	"$@" 2>&1
}
# The seed's expression and its return value; the same program as tcpdump's but for that number.
run dnsweir bpf compile 'ip and udp and port 53'
same() {
	diff <(dnsweir bpf compile -s 262144 "$@" 2>/dev/null) <(tcpdump "$@" 2>/dev/null) && echo "same: $*"
}
for link in EN10MB RAW IPV4 IPV6 LINUX_SLL LINUX_SLL2; do
	same -y $link -d 'udp and (port 53 or port 5353)'
	same -y $link -ddd 'tcp port 53 and greater 100'
	same -O -y $link -dd 'udp'
	same -y $link -d ''
done
run dnsweir bpf compile -y RAW --format asm udp dst port 53
run dnsweir bpf compile -y 101 udp dst port 53
run dnsweir bpf compile -y ip udp dst port 53
run dnsweir bpf compile -y ether -O0 udp
run dnsweir bpf compile -y sll ip
run dnsweir bpf compile -y sll2 ip
run dnsweir bpf compile -s 96 -d ip
run dnsweir bpf compile -s 0 -dd ip
for form in text old asm c rows d dd ddd json; do
	run dnsweir bpf compile --format $form arp
done
# Rules: the same program as rule compile's.
rule='ip and udp.dstport == 53 and dns.qry.name like "*.example.uk"'
diff <(dnsweir bpf compile -t ip -g 'ip.version == 4' -f "$rule" 2>&1) \
	<(dnsweir rule compile -t ip -g 'ip.version == 4' "$rule" 2>&1) && echo same
run dnsweir bpf compile -t ip --keep 96 -f ip -d
echo ip >rule
run dnsweir bpf compile -F rule -t ip
# Wrong use.
run dnsweir bpf compile 'udp foo'
run dnsweir bpf compile 'ip and ip6'
run dnsweir bpf compile -y nothing udp
run dnsweir bpf compile -y 65536 udp
run dnsweir bpf compile -y 60000 udp
run dnsweir bpf compile -0 udp
run dnsweir bpf compile -O1 udp
run dnsweir bpf compile -s 2147483648 udp
run dnsweir bpf compile -d --format asm udp
run dnsweir bpf compile -t ip udp
run dnsweir bpf compile -f udp udp
run dnsweir bpf compile -f udp -y RAW
run dnsweir bpf compile -f udp -F rule
run dnsweir bpf compile -f 'udp.foo'
run dnsweir bpf compile -f 'ip.ttl == "a'
