# A message octet by octet: pointers, EDNS, RDATA by fields, broken places.
weir-generate demo -o demo.pcap
dnsweir show --tree -q demo.pcap | awk -v RS= -v ORS='\n\n' '/ an 4 / || /COOKIE/ || /\n!/'
