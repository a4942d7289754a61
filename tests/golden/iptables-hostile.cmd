# Whatever a name holds, it reaches a script as numbers: no octet of it stands there as text.
names=('$(reboot)' '`reboot`' "a'b" 'a"b' $'a\nreboot\n' '; reboot' '&& reboot' '| reboot' '-x'
	'--help.me' '-6' '../x' '/etc/passwd' '\' '${IFS}' '!!' '*' '?' '~root' '<a' '>a' '#a' '%24%28reboot%29'
	'%27.%22' '%0a' $'\e[2J' $'\xff\xfe' 'a b' 'EOF' 'END' "$(printf 'abcdefgh.%.0s' $(seq 28))"
	"'" '$0' '(' '{' 'esac' ';;' $'\r' '=' '%s%n')
dnsweir iptables_bpf -w plain.bpf dns -- benign >/dev/null
dnsweir iptables_bpf_chain -w plain -d benign >/dev/null
# Lines that a plain script has not: they may hold these words only.
harmless='#    []A-Za-z0-9 	#:,+*()&[]*'
harmless+='|# (Program [0-9]+ of [0-9]+|DROP [a-zA-Z0-9_]+):|# No packet .* is in the set [A-Za-z0-9_]+:'
harmless+='|# arguments put it there, and ipset add [A-Za-z0-9_]+ ADDRESS does[.]'
harmless+="|SET='[A-Za-z0-9_]+'|COMMENT='[A-Za-z0-9_]+'|CHAIN='[A-Z_]+'"
harmless+="|			-m bpf --bytecode '[0-9 ,]+' \\\\|	put DROP '[A-Za-z0-9_]+' '[0-9 ,]+'|RULES=[0-9]+"
look() {
	grep -vxF -f "$1" "$2" | grep -vxE "$harmless" | cat -v
	bash -n "$2"
}
mkdir bpf chain
for name in "${names[@]}"; do
	(cd bpf && dnsweir iptables_bpf dns -- -i -- "$name" 2>/dev/null || echo "refused: $name") | cat -v
	for file in bpf/*; do
		[ -e "$file" ] && look plain.bpf "$file" && rm -f "$file"
	done
	(cd chain && dnsweir iptables_bpf_chain -w plain -d "$name" >/dev/null) 2>/dev/null
	[ -e chain/plain_ip4.sh ] && look plain_ip4.sh chain/plain_ip4.sh && rm chain/plain_ip4.sh
done
echo "--- a comment"
for name in "${names[@]}"; do
	dnsweir iptables_bpf -w - -c "$name" dns benign | grep -vxF -f plain.bpf |
		grep -vxE "COMMENT='[A-Za-z0-9_.: -]+'" | cat -v
done
echo "--- nothing is left"
ls bpf chain
find . -type f | sort
