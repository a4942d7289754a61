# COF: one object a line, a type without a name is a number, RDATA of it as RFC 3597 says.
weir-generate case types -o types.pcap
weir-generate case chain -o chain.pcap
dnsweir mine -q --json chain.pcap types.pcap >rows
cat rows
jq -e -c 'select((.rdata | type) != "array" or (.time_first | type) != "number" or
	.time_first != (.time_first | floor) or .time_last < .time_first or
	(.count | type) != "number" or (.rrname | endswith(".") | not))' rows
[ $? -eq 4 ] && echo "each is as COF wants it"
# needs: jq
