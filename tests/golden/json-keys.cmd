# Each key that a command prints stands in dnsweir-json(5).
# needs: jq
dnsweir help json >page
weir-generate demo -o demo.pcap
for options in '' --chains --nxdomain --each; do
	# shellcheck disable=SC2086 # an option or none
	dnsweir mine -q --json $options demo.pcap | jq -r 'keys[]' || echo "mine $options: not JSON"
done | sort -u | while read -r key; do
	grep -q "^ *$key  " page || echo "$key stands in no page"
	echo "$key"
done
