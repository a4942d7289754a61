# Each key that a command prints stands in dnsweir-json(5).
# needs: jq
COLUMNS=200 dnsweir help json >page
weir-generate demo -o demo.pcap
# Of show: the headers only, as paths; what is outer has the same ones.
weir-generate all -o cases
for file in cases/*.pcap*; do
	dnsweir show -q --json --layers "$file"
done 2>/dev/null | jq -r 'del(.an, .ns, .ar, .qd, .edns, .malformed) |
	paths | select(length > 1) | map(if type == "number" then "[]" else . end) | join(".") |
	gsub("\\.\\[\\]"; "[]") | sub("^outer\\[\\]\\.?"; "") | select(test("\\."))' |
	grep -v '\[\]$\|options$' | sort -u | while read -r key; do
	other=${key/ipv6_dstopts/ipv6_hopopts}
	other=${other/#*.checksum_right/udp.checksum_right}
	other=${other/#*.options[].name/tcp.options[].name}
	grep -qF " $other  " page || echo "$key stands in no page"
	echo "$key"
done
for options in '' --chains --nxdomain --each; do
	# shellcheck disable=SC2086 # an option or none
	dnsweir mine -q --json $options demo.pcap | jq -r 'keys[]' || echo "mine $options: not JSON"
done | sort -u >keys
for operand in '' ip eth.addr icmp.ident ip.proto; do
	# shellcheck disable=SC2086 # an operand or none
	dnsweir ls --json $operand | jq -r 'keys[]' || echo "ls $operand: not JSON"
done | sort -u >>keys
dnsweir rule compile --format json -r demo.pcap dns 2>/dev/null |
	jq -r 'keys[], (.programs[], .hits | keys[])' | sort -u >>keys
dnsweir rule list --json --target ip edns tsig any |
	jq -r 'keys[], (.wrong[] | keys[]), (.targets[] | keys[])' | sort -u >>keys
dnsweir bpf disasm --format json '1,6 0 0 0' | jq -r 'keys[], (.ops[] | keys[])' >>keys
dnsweir bpf check --json '3,48 0 0 0,6 0 0 5,6 0 0 5' | jq -r 'keys[], (.remarks[], .places.tc | keys[])' | sort -u >>keys
dnsweir bpf run --json --why --coverage -f 'dns.flags.response == 1' demo.pcap |
	jq -r 'keys[], (.why, .coverage | objects | keys[])' | sort -u >>keys
for rule in dns dns.x; do
	dnsweir rule check --json -r demo.pcap $rule | jq -r 'keys[]'
done | sort -u >>keys
while read -r key; do
	grep -q "^ *$key  " page || echo "$key stands in no page"
	echo "$key"
done <keys
