# How the debugger is called: as bpf_dbg, with scripts, commands, a place in the frame, what the kernel knows.
ip=02000000000102000000000208004500003d00010000401100000a0000010a000002
udp=${ip}9c4000350029000012340100000100000000000003777777076578616d706c6503636f6d0000010001
printf '%s\n' $udp 020000000001020000000002080600010800 $udp | dnsweir hex2pcap >three.pcap
printf '# counts\nload bpf 4,40 0 0 12,21 0 1 2048,6 0 0 65535,6 0 0 0,\nload pcap three.pcap\n\nrun\nquit\n' >script
first='1,6 0 0 1'

echo "-- as bpf_dbg"
dnsweir bpf_dbg <script
dnsweir bpf_dbg script
dnsweir bpf_dbg script answer && cat answer
ln -s "$(command -v dnsweir)" bpf_dbg
./bpf_dbg script
dnsweir bpf debug --files none
dnsweir bpf debug --files script nowhere/answer
dnsweir bpf debug --files script answer more
dnsweir bpf debug --files -c run script

echo "-- operands"
dnsweir bpf debug -c run -c info "$first" three.pcap
echo run | dnsweir bpf debug "$first" three.pcap
echo "$first" | dnsweir bpf debug -c run - three.pcap
echo "$first" | dnsweir bpf debug - three.pcap
dnsweir bpf debug -c run "$first" none.pcap
dnsweir bpf debug -c run "$first" - <three.pcap
dnsweir bpf debug -c run '1,6 0 0' three.pcap
dnsweir bpf debug -c run none.bpf three.pcap

echo "-- scripts"
dnsweir bpf debug --script script
printf 'load pcap three.pcap\nnonsense\nrun\n' >faulty
dnsweir bpf debug -s faulty "$first"
echo "exit $?"
dnsweir bpf debug -s faulty --stop "$first"
echo "exit $?"
echo 'select 2' | dnsweir bpf debug -s faulty -c 'disassemble' -i "$first" 2>/dev/null
dnsweir bpf debug -s none
mkdir folder
dnsweir bpf debug -s folder
dnsweir bpf debug -s - "$first" <faulty 2>/dev/null

echo "-- forms of captures"
weir-generate case pcapng -o some.pcapng
for file in some.pcapng; do
	dnsweir bpf debug -c run -c 'select 2' -c 'select 1' -c info "$first" $file
done

cp three.pcap "$(printf 'a\033[31m b.pcap')"
dnsweir bpf debug -c "$(printf 'load pcap a\033[31m b.pcap')" -c info "$first"

echo "-- the place of offset 0"
for place in link ip udp dns; do
	echo "$place"
	dnsweir bpf debug --at $place -c packet -c run '2,48 0 0 0,22 0 0 0' three.pcap | tail -n 3
done
dnsweir bpf debug --at ip -c 'select 2' -c info -c packet -c why -c step '2,48 0 0 0,22 0 0 0' three.pcap
dnsweir bpf debug --at udp -c step -c packet -c why '2,48 0 0 4293918720,22 0 0 0' three.pcap
dnsweir bpf debug --at nowhere

echo "-- what the kernel knows"
dnsweir bpf debug --mark 7 --vlan-tci 0x2005 -c info -c finish '2,32 0 0 4294963220,22 0 0 0' three.pcap
dnsweir bpf debug --mark x
dnsweir bpf debug --len 1500 -c packet -c why '2,128 0 0 0,22 0 0 0' three.pcap
