# filter by bpftools' command line: what it takes, by its own name too, and what it refuses now.
weir-generate demo -o demo.pcap
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
ln -s "$(command -v dnsweir)" filter
udp='6,40 0 0 12,21 0 3 2048,48 0 0 23,21 0 1 17,6 0 0 65535,6 0 0 0,'
cat > udp.bpf <<'.'
; EtherType IPv4, protocol UDP
        ldh [12]
        jne #0x800, drop
        ldb [23]
        jneq #17, drop
        ret #65535
drop:   ret #0
.
dnsweir filter -q -b "$udp" demo.pcap > want.pcap
dnsweir pcap2hex want.pcap | wc -l
echo "--- each option, long and short, from files and from standard input"
for option in -b --bytecode --bytecode= --byte; do
	case $option in *=) words=("$option$udp") ;; *) words=("$option" "$udp") ;; esac
	./filter "${words[@]}" demo.pcap | cmp - want.pcap && printf "%s\n" "$option"
	./filter "${words[@]}" < demo.pcap | cmp - want.pcap
	dnsweir filter -q "${words[@]}" - < demo.pcap | cmp - want.pcap
done
for option in -c --compile; do
	./filter $option udp.bpf demo.pcap | cmp - want.pcap && printf "%s\n" "$option"
done
./filter -b "$udp" demo.pcap demo.pcap | dnsweir pcap2hex | cmp - <(dnsweir pcap2hex want.pcap want.pcap) && echo "two files"
./filter demo.pcap | cmp - demo.pcap && echo "no program: all"
echo "--- what tcpdump -ddd prints, its lines joined by commas"
./filter -b "$(printf %s "$udp" | tr ',' '\n' | tr '\n' ',')" demo.pcap | cmp - want.pcap && echo same
echo "--- a count that is not right, and what is no program"
try ./filter -b "7${udp#6}" demo.pcap
try ./filter -b '6 0 0 1' demo.pcap
try ./filter -b '' demo.pcap
printf 'ldh [12]\njeq #0x800, there\nret #0\n' > bad.bpf
try ./filter -c bad.bpf demo.pcap
try ./filter -c absent.bpf demo.pcap
try ./filter -b "$udp" -c udp.bpf demo.pcap
try ./filter -x demo.pcap
try ./filter -b '1,6 0 0 0' demo.pcap | od -An -v -tx1 | wc -l
