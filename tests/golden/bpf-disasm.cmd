# Programs in every form are read; assembler comes out and makes the same program again.
p='11,40 0 0 12,21 0 8 2048,48 0 0 23,21 0 6 17,40 0 0 20,69 4 0 8191,177 0 0 14,72 0 0 16,21 0 1 53,6 0 0 262144,6 0 0 0'
dnsweir bpf disasm "$p" | tee asm
for format in text old asm c rows d dd ddd json; do
	dnsweir bpf disasm --format $format "$p" > p.$format
	echo "$format: $(dnsweir bpf disasm --format text p.$format)"
	dnsweir bpf disasm --format text "$(cat p.$format)" | cmp - p.text
	dnsweir bpf disasm < p.$format | cmp - asm
done
echo "--- what bpf_dbg's disassemble prints"
printf 'l0:\tldh [12]\nl1:\tjeq #0x800, l2, l3\nl2:\tldh [x+2]\nl3:\tret #0xffff\n' | dnsweir bpf disasm --format text
echo "--- a rule's JSON"
dnsweir rule compile --format json -t udp-socket 'dns.flags.response == 1' 2> /dev/null > rule.json
dnsweir bpf disasm rule.json
echo "--- what has no mnemonic"
dnsweir bpf disasm '6,14 1 2 3,135 0 0 7,21 9 9 1,5 0 0 4294967295,96 0 0 16,22 0 0 0' | tee raw.bpf
dnsweir bpf asm --format text raw.bpf
dnsweir bpf disasm --format d raw.bpf
dnsweir bpf disasm --format json raw.bpf
try() {
	echo "--- $1"
	dnsweir bpf disasm "$2" 2>&1
	echo "exit $?"
}
try "a count that is wrong" '2,6 0 0 0'
try "a number out of range" '1,6 0 256 0'
try "a row cut short" '{ 0x28, 0, 0 },'
try "an array with something behind" 'struct sock_filter f[] = { { 6, 0, 0, 0 } } + 1'
try "-d with a line missing" '(000) ldh [12]
(002) ret #0'
try "-d does not show all" '(000) unimp 0x405'
try "-d with a jump back" '(000) ja 0'
try "JSON that is none" '{"ops" [1]}'
try "JSON without a program" '{"rows": 1}'
try "JSON with a number out of range" '[{"code": 6, "jt": 0, "jf": 0, "k": 4294967296}]'
try "JSON with a number missing" '{"ops": [{"code": 6, "jt": 0, "jf": 0, "k": 0}, {"code": 6}]}'
try "JSON that says two things" '{"bytecode": "1,6 0 0 1", "ops": [{"code": 6, "jt": 0, "jf": 0, "k": 0}]}'
try "JSON of two programs" '{"programs": [{"bytecode": "1,6 0 0 1"}, {"bytecode": "1,6 0 0 1"}]}'
try "JSON with wrong bytecode" '{"bytecode": "1,6 0 0"}'
try "JSON of ill will" "[$(printf '[%.0s' {1..3000})"
try "an escape sequence" "$(printf '1,6 0 0 \033[2J')"
try "no such file" nonexistent.bpf
try "a folder" ./
head -c 5000000 /dev/zero > large
try "too large a file" large
printf 'ret a\nfoo' > wrong.bpf
try "a file with a fault" wrong.bpf
