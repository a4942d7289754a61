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
echo "--- Ethernet, IP, UDP in front, the IP checksum left to the network card"
frame=0102030405060708090a0b0c08004500003f1234000040110000c0000201c00002020035d431002b0000
answer=12348180000100010000000001610000010001c00c00010001000000050004c0000209
dnsweir show -q "hex:$frame$answer"
dnsweir show --all "hex:$message"
