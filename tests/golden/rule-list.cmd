# The cookbook: all of it in short, one or two at length, as JSON; what is no name.
# needs: jq
dnsweir rule list
dnsweir rule list refused edns
dnsweir rule list --json | jq -r .name | wc -l
dnsweir rule list --json fragmentable | jq -c 'keys'
dnsweir rule list --target udp-socket query
dnsweir rule list --json --target udp-socket query rebinding | jq -c '[.bytecode, .targets["udp-socket"]]'
dnsweir rule list Refused
echo "exit $?"
dnsweir rule list ''
echo "exit $?"
# The page is the table too: it has each rule and each expression in wide use.
dnsweir help cookbook | tr -s ' \n' ' ' >page
dnsweir rule list --json | jq -r '.name, .rule, .wrong[].expression' | while IFS= read -r line; do
	grep -qF -- "$line" page || echo "dnsweir-cookbook(7) lacks $line"
done
