# The kernel's rules in plain words, remarks, and where a program can be loaded.
try() {
	echo "\$ $*"
	"$@" 2>&1 | sed 's/, [0-9]* here/, N here/'
	echo "= ${PIPESTATUS[0]}"
}
echo "--- right ones"
try dnsweir bpf check '4,40 0 0 12,21 0 1 2048,6 0 0 4294967295,6 0 0 0'
try dnsweir bpf check '1,6 0 0 5'
try dnsweir bpf check '2,48 0 0 0,6 0 0 5'
try dnsweir bpf check '2,48 0 0 0,22 0 0 0'
echo "--- every rule"
try dnsweir bpf check '5,14 0 0 0,96 0 0 99,52 0 0 0,100 0 0 32,21 9 9 0'
try dnsweir bpf check '4,5 0 0 4294967295,32 0 0 4294963264,97 0 0 3,999 0 0 0'
try dnsweir bpf check '4,21 0 1 0,2 0 0 3,96 0 0 3,6 0 0 0'
echo "--- remarks"
try dnsweir bpf check '5,48 0 0 10,84 0 0 4,21 0 1 1,6 0 0 1,6 0 0 0'
try dnsweir bpf check '5,128 0 0 0,37 0 2 180,53 1 0 50,6 0 0 1,6 0 0 0'
try dnsweir bpf check '3,48 0 0 0,21 0 0 7,22 0 0 0'
try dnsweir bpf check '2,60 0 0 0,6 0 0 7'
try dnsweir bpf check '2,48 0 0 2147483648,6 0 0 7'
echo "--- extensions"
dnsweir bpf asm > all.bpf <<'END'
ld proto
ld type
ld ifidx
ld nla
ld nlan
ld mark
ld queue
ld hatype
ld rxhash
ld cpu
ld vlan_tci
ld vlan_avail
ld poff
ld rand
ld vlan_tpid
ld len
ret a
END
try dnsweir bpf check all.bpf
try dnsweir bpf check '2,32 0 0 4293918720,22 0 0 0'
echo "--- places"
long() {
	echo -n "$1"
	for ((i = 1; i < $1; i++)); do echo -n ",0 0 0 0"; done
	echo ",6 0 0 0"
}
for size in 64 65 512 513 2000 2001 2040 2041; do
	long $size > long
	for place in xt_bpf tc socket bsd; do
		dnsweir bpf check --for $place long | sed -n 's/, [0-9]* here/, N here/; /^  [a-z_]* *[yn]/p' || true
	done
done
long 4096 > long
try dnsweir bpf check --for xt_bpf long
try dnsweir bpf check --for tc '1,1 2 3 4'
long 4097 > long
try dnsweir bpf check long
echo "--- JSON"
try dnsweir bpf check --json '6,32 0 0 4294963208,40 0 0 12,21 0 2 2048,6 0 0 1,6 0 0 1,6 0 0 0'
try dnsweir bpf check --json --for bsd '2,14 0 0 0,0 0 0 0'
try dnsweir bpf check --json --for bsd '2,48 0 0 0,6 0 0 5'
echo "--- the running kernel has a line of its own"
dnsweir bpf check --kernel '1,6 0 0 5' | grep -c '^  kernel *[yn]'
dnsweir bpf check -k '1,6 0 0 5' --json | grep -c '"kernel":{"able":'
echo "--- hostile"
try dnsweir bpf check ''
try dnsweir bpf check '0'
try dnsweir bpf check '2,6 0 0 0'
try dnsweir bpf check /nonexistent
try dnsweir bpf check --for nowhere '1,6 0 0 0'
try dnsweir bpf check a b
printf 'ret #1\n\033[31mret' | try dnsweir bpf check -
try dnsweir bpf check --color=always '2,48 0 0 0,22 0 0 0'
