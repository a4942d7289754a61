# Assembler into programs: each form, the words of the language, each kind of error with its place.
cat > dns.bpf <<'END'
# DNS over UDP, IPv4: the whole of it
	ldh  [12]		; the type
	jne  #ETH, drop
END
echo "--- a word where a number should be"
dnsweir bpf asm dns.bpf
cat > dns.bpf <<'END'
# DNS over UDP, IPv4: the whole of it
	ldh  [12]		; the type
	jne  #0x800, drop
	ldb  [23]
	jneq #17, drop		/* UDP */
	ldxb 4*([14]&0xf)
	ldh  [x+16]
	jeq  #0b110101, keep, drop
keep:	ret  #-1
drop:	ret  #0
END
for format in text old asm c rows d dd ddd json; do
	echo "--- $format"
	dnsweir bpf asm --format $format dns.bpf
done
echo "--- bpf_asm's line, and its -c"
dnsweir bpf asm < dns.bpf
dnsweir bpf asm -c - < dns.bpf
echo "--- by its old name"
dnsweir bpf_asm dns.bpf
dnsweir bpf_asm -c dns.bpf | head -n 1
try() {
	echo "--- $1"
	printf '%b' "$2" | dnsweir bpf asm 2>&1
	echo "exit $?"
}
try "words of all kinds" 'LD len ld #proto ld vlan_pr ldi 010 ldxi #0x10 st m[0] ldx M[0] ld %x'
try "labels named like anything" 'jeq #1, x, ret\nx: ld [x-2]\nret: ret %a'
try "nothing" ''
try "no such word" 'ldh [12]\n  lod [3]\n'
try "no such operand" 'ld #foo'
try "an operand that the word does not take" 'ldh M[3]'
try "a line that ends too early" 'ldh [12\nret a'
try "no such label" 'jeq #1, a, nowhere\na: ret a'
try "a label twice" 'a: ld #1\n\n a: ret a'
try "a label of nothing" 'ret a\nend:'
try "a jump back" 'top: ld #1\njmp top\nret a'
try "a branch too far" "jeq #1, far\n$(yes 'ld #1' | head -n 256)\nfar: ret a"
try "the farthest branch" "jeq #1, far\n$(yes 'tax' | head -n 255)\nfar: ret a" | cut -c -40
try "a register that is not there" 'st M[16]\nret a'
try "a number of 33 bits" 'ld [4294967296]\nret a'
try "a negative number of 33 bits" 'ret #-2147483649'
try "a number that is none" 'ret #0x1g'
try "octal" 'ret #09'
try "ret x" 'ret x'
try "a comment without an end" 'ret a\n/* and so on'
try "4097 instructions" "$(yes 'tax' | head -n 4097)"
try "an escape sequence" 'ret \033[2J'
try "a long line" "$(yes 'ldh [12]' | head -n 40 | tr '\n' ' ') nonsense $(yes 'ldh [12]' | head -n 40 | tr '\n' ' ')"
echo "--- wrong use"
dnsweir bpf asm /nonexistent
dnsweir bpf asm -c --format d dns.bpf
dnsweir bpf asm --format x dns.bpf
dnsweir bpf nothing
