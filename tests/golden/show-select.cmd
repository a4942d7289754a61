# Frames by number, by tcpdump's language, by count; checksums; several files, one of them cut.
weir-generate demo -o demo.pcap
show() { dnsweir show -q -t "$@"; }
show --frame 3-4,9 --frame 300- demo.pcap
echo "--- -e"
show -e 'tcp port 53' demo.pcap
show -e 'ip6 and udp' -c 2 demo.pcap
show -e 'port 53 and and' demo.pcap
echo "--- checksums"
for name in $(weir-generate list | awk '/sum/ { print $1 }'); do
	weir-generate case "$name" -o case.pcap
	show --checksums case.pcap
done
echo "--- a cut file, an absent one, a good one"
head -c 200 demo.pcap >cut.pcap
dnsweir show cut.pcap absent.pcap demo.pcap -c 3
echo "= $?"
echo "--- nothing found"
show --port 5300 demo.pcap
echo "= $?"
for word in 0 x 3- 5-3 3-4x '' 99999999999999999999; do
	show --frame "$word" -c 1 demo.pcap 2>&1 | head -n 1
done
