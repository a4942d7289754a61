#!/bin/bash
# generate.sh - weir-generate keeps its promises: the same words give the same octets; TAP.
# SPDX-License-Identifier: BSD-2-Clause
#
# tests/generate.sh WEIR_GENERATE    with WEIR_RUNNER in front of it, if set
set -u
program=$1
scratch=$(mktemp -d) || exit 4
trap 'rm -rf "$scratch"' EXIT
number=0
failed=0

# shellcheck disable=SC2086
generate() { ${WEIR_RUNNER:-} "$program" "$@"; }
check() { # what, then the command that has to succeed
	local what=$1
	shift
	number=$((number + 1))
	if "$@" >"$scratch/said" 2>&1 </dev/null; then
		echo "ok $number - $what"
	else
		failed=$((failed + 1))
		echo "not ok $number - $what"
		head -n 5 "$scratch/said" | cat -v | sed 's/^/# /'
	fi
}
refuses() { # arguments: exit code 2 and words on standard error
	generate "$@" >/dev/null 2>"$scratch/err"
	[ $? -eq 2 ] && [ -s "$scratch/err" ]
}
total() { sed -n "s/^# $2 //p" "$1"; }
# Frames of a little-endian pcap file, counted here and nowhere else.
count_frames() {
	python3 - "$1" <<'END'
import struct, sys
data = open(sys.argv[1], "rb").read()
assert data[:4] == b"\xd4\xc3\xb2\xa1"
at, frames, last = 24, 0, 0
while at < len(data):
    seconds, micros, size, wire = struct.unpack_from("<IIII", data, at)
    assert micros < 1000000 and size == wire and size <= len(data) - at - 16
    assert seconds * 1000000 + micros >= last, "time runs backwards"
    last = seconds * 1000000 + micros
    at += 16 + size
    frames += 1
print(frames)
END
}
same_everywhere() {
	generate all -o "$scratch/one" && generate all -o "$scratch/two" &&
		diff -r "$scratch/one" "$scratch/two"
}
every_case() {
	local name
	for name in $(generate list | awk '{ print $1 }'); do
		[ -s "$scratch/one/$name.truth" ] || { echo "no truth for $name"; return 1; }
		compgen -G "$scratch/one/$name.pcap*" >/dev/null || { echo "no $name"; return 1; }
	done
}
alone_as_in_all() {
	generate case chain -o "$scratch/chain" --truth "$scratch/truth" &&
		cmp "$scratch/chain" "$scratch/one/chain.pcap" &&
		cmp "$scratch/truth" "$scratch/one/chain.truth" &&
		generate demo -o - | cmp - "$scratch/one/demo.pcap"
}
bench() {
	generate bench -n "$1" -s "$2" -o "$scratch/$3.pcap" --truth "$scratch/$3.truth"
}
exact_number() {
	local frames
	for frames in 1 15 16 17 1000 20000; do
		bench "$frames" 5 exact && [ "$(count_frames "$scratch/exact.pcap")" = "$frames" ] &&
			[ "$(total "$scratch/exact.truth" frames)" = "$frames" ] || return 1
	done
}
same_seed() {
	bench 20000 7 a && bench 20000 7 b && cmp "$scratch/a.pcap" "$scratch/b.pcap" &&
		cmp "$scratch/a.truth" "$scratch/b.truth"
}
other_seed() { bench 20000 8 c && ! cmp -s "$scratch/a.pcap" "$scratch/c.pcap"; }
# The rows' counts add up to the records said, and no row is there twice.
truth_adds_up() {
	local sum
	sum=$(awk -F '\t' '!/^#/ { n += $4 } END { print n }' "$scratch/a.truth")
	[ "$sum" = "$(total "$scratch/a.truth" records)" ] && [ "$sum" -gt 5000 ] &&
		[ -z "$(grep -v '^#' "$scratch/a.truth" | cut -f 1-3 | sort | uniq -d)" ]
}
flood_share() { # of 20000 questions, 90 in 100
	generate bench -n 20000 --flood 90 -o "$scratch/flood.pcap" || return 1
	local hits
	# The label before the zone, in wire form.
	hits=$(LC_ALL=C grep -aoE $'\x06victim\x07example' "$scratch/flood.pcap" | wc -l)
	[ "$hits" -ge 17980 ] && [ "$hits" -le 18000 ]
}
describes() { generate bench -n 20000 --describe | grep -E '^distinct rows +[1-9]'; }
says_when_full() {
	generate case chain -o /dev/full 2>"$scratch/err"
	[ $? -eq 4 ] && grep -q . "$scratch/err"
}

check "the same captures twice" same_everywhere
check "each name of the list has a capture and its truth" every_case
check "a case alone is as among all" alone_as_in_all
check "as many frames as asked for, in order of time" exact_number
check "one seed, one capture" same_seed
check "another seed, another capture" other_seed
check "the truth adds up" truth_adds_up
check "a flood has its share" flood_share
check "bench --describe counts distinct rows" describes
check "no words: refused" refuses
check "an unknown case: refused" refuses case nothing -o "$scratch/x"
check "no output: refused" refuses demo
check "half a number: refused" refuses bench -n 5x -o "$scratch/x"
check "a negative number: refused" refuses bench -n -5 -o "$scratch/x"
check "a full disk is said" says_when_full
echo "1..$number"
[ $failed -eq 0 ]
