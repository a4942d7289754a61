# Names and texts that want to be more than data, in every form; no form lets an octet through that
# is not printable ASCII or a line end.
weir-generate case hostile -o hostile.pcap
dnsweir mine -q hostile.pcap
dnsweir mine -q --csv hostile.pcap | tr -d '\r'
for form in "" --json --csv --each "--each --json" --classic --chains "--chains --json" \
	"--chains --csv"; do
	dnsweir mine -q $form hostile.pcap | LC_ALL=C tr -d '\n\r\t -~' | wc -c
done
dnsweir mine -q --json hostile.pcap | jq -r '.rrname + " " + (.rdata | join(","))' | sort >a
dnsweir mine -q --each --json hostile.pcap | jq -r '.rrname + " " + (.rdata | join(","))' | sort -u >b
cmp a b && echo "the same from both"
# needs: jq
