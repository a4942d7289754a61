# Older tools' names: each is a link's name, with .py behind it too, and a word behind dnsweir.
command=$(command -v dnsweir)
names=$(dnsweir help | sed -n '/^Command lines of older/,/^$/s/^  \([a-z][a-z0-9_]*\).*/\1/p')
for name in $names filter; do
	ln -s "$command" "$name"
	ln -s "$command" "$name.py"
	echo "--- $name"
	"./$name" --help | sed -n 1p
	"./$name.py" --help | cmp - <("./$name" --help)
	"./$name" --no-such-option 2>&1 | sed -n 1p
	dnsweir "$name" --help | sed -n 1p
	dnsweir help "$name" | sed -n 2p
done
echo "--- no old name"
ln -s "$command" filters
./filters --version
ln -s "$command" .py
./.py --version
echo "--- called like this they work"
weir-generate demo -o demo.pcap
./filter -e 'udp port 53' demo.pcap | cmp - <(dnsweir filter -q -e 'udp port 53' demo.pcap)
printf 'ret #1\n' | ./bpf_asm
printf 'load bpf 1,6 0 0 65535\ndisassemble\nquit\n' > input
./bpf_dbg input output; cat output
