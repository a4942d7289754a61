# iptables_bpf_chain: options, order of the rules, names that a chain cannot have.
try() {
	echo "\$ dnsweir $*"
	dnsweir "$@" 2>&1
	echo "= $?"
}
outline() {
	sed -e '/^PATH=/,$d' -e '/^#    /d' -e "s/'[0-9]*,[0-9, ]*'/NUMBERS/" "$@"
}
try iptables_bpf_chain -w example -d '*.example.com' -a www.example.com --accept=ns1.example.com
outline example_ip4.sh
try iptables_bpf_chain --write guard-2 --inet6 --ip 2001:db8::53 --ip ::/0 --accept '*.example.com' --drop any
outline guard-2_ip6.sh
stat -c '%A %n' -- *
echo "--- either alone"
try iptables_bpf_chain -w a -a any
sed -n '/^fill()/,/^}/p' a_ip4.sh
try iptables_bpf_chain -w d -d any
sed -n '/^fill()/,/^}/p' d_ip4.sh
echo "--- a long name: the set ends in a number"
try iptables_bpf_chain -w abcdefghijklmnopqrstuvwxyz12 -d any
grep -e ^SET -e ^CHAIN abcdefghijklmnopqrstuvwxyz12_ip4.sh
echo "--- a pattern that begins with a dash is a pattern; any. is a name"
try iptables_bpf_chain -w dash -d -6 -d any.
grep -o "^	put [A-Z]* '[a-z_0-9]*'" dash_ip4.sh
echo "--- refused"
try iptables_bpf_chain -d any
try iptables_bpf_chain -w x
try iptables_bpf_chain -w abcdefghijklmnopqrstuvwxyz123 -d any
try iptables_bpf_chain -w input -d any
try iptables_bpf_chain -w log -d any
try iptables_bpf_chain -w ../x -d any
try iptables_bpf_chain -w '' -d any
try iptables_bpf_chain -w -x -d any
try iptables_bpf_chain -w '$(reboot)' -d any
try iptables_bpf_chain -w x -d 'a..b'
try iptables_bpf_chain -w x -d "$(printf 'a%.0s' $(seq 64)).example"
try iptables_bpf_chain -w x -d any any
try iptables_bpf_chain -w x -i 192.0.2.0/24/3 -d any
mkdir x_ip4.sh
try iptables_bpf_chain -w x -d any
ls
