# bpfgen.cmd - dnsweir bpfgen: every option and type of bpftools' bpfgen.
set -f
run() {
	echo "\$ bpfgen $*"
	dnsweir bpfgen "$@" 2>&1
}
count() {
	echo "$(dnsweir bpfgen "$@" 2>/dev/null | cut -d, -f1) instructions: bpfgen $*"
}
run --help
for type in dns dns_validate suffix tcpdump p0f; do
	run $type -- --help
done
# Forms and places.
run dns -- www.example.com
run -s dns -- www.example.com
run --assembly --negate dns -- www.example.com
run -n dns -- www.example.com
run -6 dns -- www.example.com
run --inet6 -s dns www.example.com
run -6 dns .
run -o 14 dns -- example.com
run --offset=16 dns -- example.com
run --offset 18 -s dns -- .
run -o 20 dns -- .
run -o 42 -s dns -- .
run -o 0 -n dns --  .
run -s dns -- -i Www.Example-1.com a.b
run -s dns -- --ignorecase '*.www.example.uk'
# Patterns, and how long their programs are.
for pattern in example.com '*.example.com' '*.*.example.com' 'example.**' 'example**' '*.example.**' \
	'*{4-255}.example.com' '*{4-4}.example.com' '*{0-3}.example.com' '*{2-10}.example.com' '*{4-20}.a' \
	'fin?.me' 'www.*.com' '*.www.example.uk' '*.example.uk' . '*' '**' 'a%2eb' '%2a.a' '*xxx.a' \
	' .example.com. ' '%00%ff.a' 'a\.b' '"' 'ex???**'; do
	count dns -- "$pattern"
	count dns -- -i "$pattern"
	count -6 dns -- "$pattern"
done
count dns -- example.com '*.example.com' '*.*.example.com'
for name in example.com '*.example.com' '*.*.example.com' fin?.me; do
	count -o 14 dns -- "$name"
	count -6 -o 14 dns -- "$name"
done
run dns -- '*xxx.a' | grep -v ^[0-9]
run -s dns -- $'\x01\x7f"\\' | head -2
# What no name can match.
run dns -- a..b
run dns -- aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b
long=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
run dns -- $long.$long.$long.$long
count dns -- $long.$long.$long.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
run dns -- ''
run dns -- '*{4}'
run dns -- '*{9-4}'
run dns -- 'a%2'
run dns -- 'a.**.b'
run dns -- good.example a..b
# suffix
run suffix -- 01
run -s suffix -- 0102xx
run -s -n suffix -- 010203
run -6 -s suffix 01020304050607 0a
run -o 14 -s suffix 01
run -o 18 -s -n suffix 01
count suffix 01 && count suffix 0102 && count suffix 010203 && count suffix 01020304050607
for bad in 0 012 0g xx '' 01xx02 0x01; do
	run suffix "$bad"
done
# dns_validate
run dns_validate
run -s dns_validate -- --strict
count -n dns_validate && count -6 dns_validate && count -o 14 dns_validate && count -6 -o 14 dns_validate
# Wrong use.
run dns_validate -- x
run
run dns
run dns --
run dnss -- a
run zone
run -o x dns -- a
run -o 65536 dns -- a
run -x dns -- a
run dns -i a
run dns -- -x a
run suffix -- -i 00
# tcpdump and p0f
run -s tcpdump -- udp and dst port 53
run tcpdump 'udp and dst port 53'
run -n tcpdump 'udp and dst port 53'
run -6 -s tcpdump 'udp and dst port 53'
count -o 14 tcpdump udp && count -o 16 tcpdump udp && count -o 18 tcpdump udp && count -o 20 tcpdump udp
run -o 7 tcpdump udp
run tcpdump 'udp foo'
run tcpdump ip6
run -s p0f -- '4:64:0:*:mss*10,4:mss,sok,ts,nop,ws:df,id+:0'
run -n p0f '6:64:0:*:%8192,*:mss,nop,nop,sok::*'
count -o 14 p0f '*:128:0:1460:*,8:mss,nop,ws,nop,nop,sok:df,id+:0'
run -6 p0f '4:64:0:*:*,*:mss::0'
for bad in '' 5 4 4: 4:x 4:256 4:64 4:64:0 4:64:3: 6:64:4: 4:64:0:65536 4:64:0:*: 4:64:0:*:mss 4:64:0:*:mss*0,0 \
	4:64:0:*:1 4:64:0:*:1,x 4:64:0:*:1,0:foo 4:64:0:*:1,0:mss,: 4:64:0:*:1,0:mss,mss: 4:64:0:*:1,0:sack: \
	4:64:0:*:1,0:?9: 4:64:0:*:1,0:eol+x 4:64:0:*:1,0:eol+0,nop: 4:64:0:*:1,0:nop::0 4:64:0:*:mss*4,0:::0 \
	4:64:0:1460:1,0:::0 4:64:0:*:1,7:::0 4:64:0:*:1,15:ws,nop::0 4:64:0:*:1,0::dx:0 4:64:0:*:1,0::df,:0 \
	4:64:0:*:1,0::df,id-:0 4:64:0:*:1,0::ack-:0 4:64:0:*:1,0::ts1-:0 4:64:0:*:1,0::exws:0 \
	4:64:0:*:1,0::opt+:0 4:64:0:*:1,0::urgf+,uptr+:0 4:64:0:*:1,0::: 4:64:0:*:1,0:::1 4:64:0:*:1,0:::00 \
	4:64:0:*:1,0:ts,ts,ts,ts,ts:: 4:64:0:*:1,4:ws,nop:exws:0; do
	run p0f -- "$bad"
done
