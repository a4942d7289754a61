# The scripts that iptables_bpf and iptables_bpf_chain write give shellcheck nothing to say.
# needs: shellcheck
dnsweir iptables_bpf -w one.sh dns a.example
dnsweir iptables_bpf -6 -n -i 2001:db8::53 -w two.sh dns a.example
dnsweir iptables_bpf -i 192.0.2.53 -i 192.0.2.54 -w three.sh dns -- -i '*.a.example' b.example c.example d.e.f \
	'*.gh.ijk.lmn' '*.o.p.q' rstu.example
dnsweir iptables_bpf_chain -w four -d any
dnsweir iptables_bpf_chain -w five -6 -i 2001:db8::53 -a a.example -d '*.b.example' -d c.example
shellcheck ./*.sh
shellcheck --shell=dash ./*.sh
for file in *.sh; do
	sh -n "$file" && bash --posix -n "$file" && "./$file" --help >/dev/null || echo "$file: failed"
	"./$file" --nonsense 2>/dev/null
	echo "$file --nonsense = $?"
	"./$file" --delete 192.0.2.1
	echo "$file --delete ADDRESS = $?"
	IPTABLES=false IPSET=false DEFAULTINT=x "./$file" reboot.example
	echo "$file NAME = $?"
done
