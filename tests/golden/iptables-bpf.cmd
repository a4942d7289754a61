# iptables_bpf: every option, names and modes of what is written, names that a shell would run.
try() {
	echo "\$ dnsweir $*" | cat -v
	dnsweir "$@" 2>&1
	echo "= $?"
}
# A script without what depends on the compiler: programs as numbers and as assembler text.
outline() {
	sed -e '/^PATH=/,$d' -e '/^#    /d' -e "s/'[0-9]*,[0-9, ]*'/NUMBERS/" "$@"
}
umask 077
long=()
try iptables_bpf dns -- '*.www.example.uk'
try iptables_bpf -6 dns -- -i '*.www.example.uk' example.com
try iptables_bpf --negate --inet6 --ip 2001:DB8:0::53 -i 2001:db8::1:1/64 dns -- '*.example.com'
try iptables_bpf -n -i 192.0.2.53/32 -i 192.0.2.77/24 -i 0.0.0.0/0 -w - dns example.com >script
outline script
try iptables_bpf --comment 'incident 42: "a" $(b)' --write=named dns a.b.c
outline named
sed -n "s/^SET=//p; s/^FAMILY=//p; s/^PRESET=//p; s/^COMMENT=//p" bpf_dns_ip6_any_example_com.sh
stat -c '%A %n' -- * | grep -v ' script$'
echo "--- a name too long for a set ends in a number; several programs"
word=abcdefghi
for i in 1 2 3 4 5 6 7 8 9; do long+=("*.a-very-long-label-${word:0:i}.${word:i-1}.example"); done
try iptables_bpf -w long dns -- -i "${long[@]}"
dnsweir iptables_bpf dns -- -i "${long[@]}" | wc -c
grep '^SET=' long
programs() {
	grep '^RULES=' "$1" | sed 's/=[2-9]$/= more than one/'
	[ "$(grep -c "^			-m bpf --bytecode '[0-9 ,]*' .$" "$1")" -gt 1 ] && echo "several programs"
	sed -n "s/.* --bytecode '\([0-9]*\),.*/\1/p" "$1" | while read -r count; do
		[ "$count" -le 64 ] || echo "$count instructions"
	done
}
programs long
dnsweir iptables_bpf -n -w not-long dns -- -i "${long[@]}"
programs not-long
dnsweir iptables_bpf -w other dns -- -i "${long[@]:0:8}" '*.a.exampla'
cmp -s <(grep ^SET long) <(grep ^SET other) || echo "other names, another set"
echo "--- names of sets: nobody else's"
for name in a-b.example axb.example '*.example' any.example a.b.c; do
	dnsweir iptables_bpf -w - dns "$name" | grep '^SET='
done
dnsweir iptables_bpf -w - dns -- -i a.b.c | grep '^SET='
dnsweir iptables_bpf -w - -n dns a.b.c | grep '^SET='
dnsweir iptables_bpf -w - dns a.b c | grep '^SET='
dnsweir iptables_bpf -w - dns_validate | grep '^SET='
dnsweir iptables_bpf -w - dns_validate -- --strict | grep '^SET='
echo "--- what stands there"
echo old >file && ln -s file link && mkdir folder
try iptables_bpf -w link dns a.b
cat file
[ -L link ] || echo "the link is a file now"
try iptables_bpf -w folder dns a.b
try iptables_bpf -w absent/script dns a.b
try iptables_bpf -w folder/script dns a.b
try iptables_bpf -w /dev/null dns a.b
try iptables_bpf -w $'a\tb' dns a.b
ls -A . folder | grep dnsweir
echo "--- refused"
try iptables_bpf
try iptables_bpf nonsense
try iptables_bpf dns
try iptables_bpf -w '' dns a.b
try iptables_bpf -c '' dns a.b
try iptables_bpf -i 192.0.2.300 dns a.b
try iptables_bpf -i 192.0.2.53/33 dns a.b
try iptables_bpf -i 192.0.2.53/08 dns a.b
try iptables_bpf -i '192.0.2.53; reboot' dns a.b
try iptables_bpf -i localhost dns a.b
try iptables_bpf -i 2001:db8::53 dns a.b
try iptables_bpf -6 -i 192.0.2.53 dns a.b
