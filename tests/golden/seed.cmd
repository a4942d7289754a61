# seed.cmd - the pipeline that began it all, as it was written down, with dnsweir in front.
# needs: tcpdump
ip() { # length of IP in hex, UDP length in hex, name and what follows in hex
	echo "4500$1000000004011""0000c0000201c0000235""9c400035$2""00001234""$3"
}
mac=020000000001020000000002
name=016103777777076578616d706c6502756b0000010001
{
	echo "${mac}0800$(ip 003e 002a "01000001000000000000$name")"
	echo "${mac}81000007""0800$(ip 003e 002a "01000001000000000000$name")"
	echo "${mac}0800$(ip 003e 002a "81800001000000000000$name")"
	echo "${mac}0800$(ip 003e 002a "01000001000000000000${name/0161/0162}")"
	echo "${mac}0800$(ip 003e 002a "01000001000000000000${name/03777777/03575757}")"
} | dnsweir hex2pcap >names.pcap
weir-generate case cookbook -o cookbook.pcap
dnsweir filter -q -f 'frame' -w example.pcap names.pcap cookbook.pcap
cat example.pcap | tcpdump -nr - 2>/dev/null | wc -l
cat example.pcap | dnsweir filter -b "$(dnsweir bpfgen --offset 14 dns -- '*.www.example.uk')" | tcpdump -nr - 2>/dev/null | wc -l
cat example.pcap | dnsweir filter -b "$(dnsweir bpfgen --negate --offset 14 dns -- '*.www.example.uk')" | tcpdump -nr - 2>/dev/null | wc -l
cat example.pcap | dnsweir filter -q -b "$(dnsweir bpfgen --offset 14 dns -- -i '*.www.example.uk')" | tcpdump -nr - 2>/dev/null | wc -l
cat example.pcap | dnsweir filter -q -b "$(dnsweir bpfgen --negate --offset 14 dns -- -i '*.www.example.uk')" | tcpdump -nr - 2>/dev/null | wc -l
# Every packet is on one side, whatever is asked for.
for words in 'dns -- www.example.com' 'dns -- -i *.example.com' '-6 dns -- **' 'suffix 0001' '-6 suffix 00' \
	'dns -- *{1-3}.**'; do
	set -f
	dnsweir filter -q -b "$(dnsweir bpfgen -o 14 $words)" -w a.pcap example.pcap
	dnsweir filter -q -b "$(dnsweir bpfgen -n -o 14 $words)" -w b.pcap example.pcap
	set +f
	a=$(tcpdump -nr a.pcap 2>/dev/null | wc -l)
	b=$(tcpdump -nr b.pcap 2>/dev/null | wc -l)
	echo "$words: $a and $b are $((a + b))"
done
