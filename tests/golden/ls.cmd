# Layers, fields, one field with its words; names in any case and as scapy has them; what is not there.
# needs: jq
dnsweir ls
dnsweir ls ip
dnsweir ls DNS | head -n 24
dnsweir ls ipv6extHDRfragment
dnsweir ls arp.opcode DNSQR.qname ICMP.id eth.addr ip.hdr_len
dnsweir ls --json | head -n 3
dnsweir ls --json vlan eth.addr icmpv6.echo.identifier ip.hdr_len
dnsweir ls --json tcp.checksum.status | jq -c .values
dnsweir ls gre
echo "exit $?"
dnsweir ls dns.qry.nam ip
echo "exit $?"
dnsweir ls xyzzy
echo "exit $?"
dnsweir ls ''
