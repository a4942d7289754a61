# What pairing tells: each oddity of a capture with the rows that are left and what was counted.
for name in retransmit reorder conflict late case-mismatch question-mismatch formerr truncated \
	opcodes class-ch; do
	weir-generate case $name -o $name.pcap
	echo "$name:"
	dnsweir mine $name.pcap 2>summary
	sed -n '/^kept out/,$p; /^noticed/,$p' summary | sed '/ seconds, /d' | uniq
done
echo "case-mismatch, strict:"
dnsweir mine --strict-case case-mismatch.pcap 2>summary
sed -n '/^kept out/,$p' summary | sed '/ seconds, /d'
