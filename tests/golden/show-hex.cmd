# Hex as an operand and on standard input, in the forms that other tools print.
message=12340100000100000000000003777777076578616d706c6503636f6d0000010001
udp=c00000350029abcd$message
dnsweir show "hex:$message"
dnsweir show "hex:$udp"
dnsweir show --from udp "hex:$udp"
dnsweir show --from message "hex:$udp"
dnsweir show --tree "hex:$message"
dnsweir show --json "hex:$message"
dnsweir show --dig "hex:$message"
weir-generate case chain -o chain.pcap
echo "--- of whole packets"
# 24 octets of file header, 16 of record header, 14 of Ethernet.
tail -c +41 chain.pcap | head -c 74 | od -An -v -tx1 >frame.hex
tail -c +55 chain.pcap | head -c 60 | od -An -v -tx1 >ip.hex
for file in frame.hex ip.hex; do
	dnsweir show <$file
	tr -d ' \n' <$file | dnsweir show -
	tr -d '\n' <$file | sed 's/ /:/g' | dnsweir show -
	dnsweir show --all <$file
done
dnsweir show --from ethernet <ip.hex
echo "--- what is no hex"
for text in '' '123' 'hello' '12 34 zz' '0000 12 34'$'\n''0009 56'; do
	printf %s "$text" | dnsweir show 2>&1
	echo "= $?"
	dnsweir show "hex:$text" 2>&1
	echo "= $?"
done
dnsweir show --all "hex:$message"
