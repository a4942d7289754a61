# The page of the rule language has every field of the table, by its name or with its part of the manual.
dnsweir help rule.7 | sed -n '/^ALL FIELDS/,/^SEE ALSO/s/^      \([a-z0-9._]*\) .*/\1/p' | sort >page
wc -l <page
for field in $(cat page); do dnsweir rule check "$field" >/dev/null 2>&1 || echo "$field"; done | head
dnsweir help rule.7 | grep -E '^ +(dns.flags.response|eth.addr|dns.qry.name|dns.opt.code|tcp.seq|tcp.stream|frame.len) +[a-zA-Z]+ +[-0-9]+ '
dnsweir help rule | head -n 2
dnsweir help rule check | head -n 2
dnsweir help --man rule.7 | grep '^.Dt'
