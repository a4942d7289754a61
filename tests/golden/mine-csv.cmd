# CSV: RFC 4180, with lines that Python's reader takes apart again.
weir-generate case chain -o chain.pcap
dnsweir mine -q --csv chain.pcap | cat -A
weir-generate case types -o types.pcap
dnsweir mine -q --csv types.pcap | python3 -c '
import csv, sys
print(sorted({len(row) for row in csv.reader(sys.stdin, strict=True)}))'
# needs: python3
