# mDNS and LLMNR: only when asked for.
weir-generate case mdns -o mdns.pcap
weir-generate case llmnr -o llmnr.pcap
dnsweir mine -q mdns.pcap llmnr.pcap
echo "exit $?"
dnsweir mine --mdns --llmnr mdns.pcap llmnr.pcap 2>summary
sed '/ seconds, /d' summary
