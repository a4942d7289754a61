# Responses without their questions are withheld, with the flag to type, and kept on request.
weir-generate case one-sided -o one.pcap
dnsweir mine one.pcap 2>summary
echo "exit $?"
sed '/ seconds, /d' summary
dnsweir mine --unpaired=keep one.pcap 2>summary
sed '/ seconds, /d' summary
