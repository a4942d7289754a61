# The debugger's commands, each and with its mistakes: bpf_dbg's layout, the kernel's semantics.
# 1: UDP to port 53; 2: ARP, 3: 13 octets, 4: UDP again, cut to 20 of 70 octets.
ip=02000000000102000000000208004500003d00010000401100000a0000010a000002
udp=${ip}9c4000350029000012340100000100000000000003777777076578616d706c6503636f6d0000010001
arp=02000000000102000000000208060001080006040001
printf '%s\n' $udp $arp 02000000000102000000000208 $udp | dnsweir hex2pcap >four.pcap
filter='6,40 0 0 12,21 0 3 2048,48 0 0 23,21 0 1 17,6 0 0 65535,6 0 0 0,'
debug() {
	echo "== $*"
	local words=() word
	for word; do words+=(-c "$word"); done
	dnsweir bpf debug "${words[@]}" 2>&1
	echo "exit $?"
}
loaded() { debug "load bpf $filter" "load pcap four.pcap" "$@" | sed 1d; }

echo "-- load"
debug "load bpf $filter" "load pcap four.pcap" info
debug 'load bpf "1,6 0 0 1"' 'load b 2,0 0 0 0,6 0 0 0' disassemble
printf 'start:  ldh [12]\n        jne #0x800, drop\n        ret #1\ndrop:   ret #0\n' >ip.bpf
debug 'load asm ip.bpf' dump 'load bpf @ip.bpf' 'dump bytecode'
debug 'load bpf 2,40 0 0 12,6 0 0' 'load bpf 2,40 0 0 12,40 0 0 0' 'load asm four.pcap' 'load asm none.bpf' \
	'load bpf @none' 'load pcap none.pcap' 'load pcap ip.bpf' 'load pcap /dev/null' 'load pcap' 'load bpf' load \
	'load x y'
head -c 24 four.pcap >empty.pcap
head -c 200 four.pcap >cut.pcap
debug 'load pcap empty.pcap' "load bpf $filter" 'load pcap cut.pcap' run 'select 2' info

echo "-- disassemble, dump"
loaded disassemble 'disassemble 3' 'd l3' 'd 6' 'd x' 'd 1 2'
loaded dump 'dump ddd' 'dump d' 'dump asm' 'dump x'
debug disassemble dump

echo "-- run, breakpoint"
loaded run 'run 2' 'run 0' 'run x' 'run 1 2' 'select 2' run
loaded 'breakpoint 2' 'breakpoint l5' breakpoint 'breakpoint 6' 'breakpoint x' run run 'delete 5' 'delete 5' delete continue run \
	'breakpoint reset' breakpoint continue
debug run "load bpf $filter" run continue step finish why

echo "-- step"
loaded step 'step 2' 'step -1' 'step +2' 'step 9' step 'step -9' 'step -' 'step x' | grep -v '^ *[0-9]*: '
loaded 'select 4' finish step | grep -v '^ *[0-9]*: '

echo "-- select"
loaded 'select 4' info 'select 3' info 'select 5' info 'select 0' select 'select -1'
debug 'select 1'

echo "-- why"
loaded why 'select 2' why 'select 3' why
debug 'load bpf 3,0 0 0 7,60 0 0 0,6 0 0 1' 'load pcap four.pcap' why finish
debug 'load bpf 2,80 0 0 80,22 0 0 0' 'load pcap four.pcap' why run

echo "-- registers, memory, set, packet"
debug 'load bpf 6,48 0 0 14,2 0 0 3,177 0 0 14,72 0 0 14,21 0 0 53,22 0 0 0' 'load pcap four.pcap' packet 'step 4' \
	registers memory packet 'set a 35' 'set M[3] 0x10' 'set x 4294967295' step 'step -1' registers 'set a 4294967296' 'set m16 0' \
	'set q 1' 'set a' 'set a 1 2' 'set vlan_tci 65536' 'set a x' registers
debug 'load bpf 3,32 0 0 4294963208,4 0 0 1,22 0 0 0' 'load pcap four.pcap' why 'set ifidx 7' why info 'set hatype 0' \
	'set ifidx 0' why
debug 'set a 1'

echo "-- coverage"
loaded run coverage 'coverage reset' 'step 2' hits 'coverage x'

echo "-- help, unknown, ambiguous"
debug help
debug 'help step' 'help run' 'help x' 'help se'
debug 'x' 'se' 'rnu' 'quit now' '' '# a comment' quit run
printf 'load bpf 1,6 0 0 1\nbro\033[31mken\nqu\\it\n\nquit\nrun\n' | dnsweir bpf debug
echo "exit $?"
printf 'he\0lp\nquit' | dnsweir bpf debug
