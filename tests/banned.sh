#!/bin/sh
# banned.sh - each function of src/base/banned.h is refused by the compiler, and a harmless file is not.
# SPDX-License-Identifier: BSD-2-Clause
#
# tests/banned.sh SOURCE CC...
set -u
header=$1/src/base/banned.h
shift
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
count=0

compiles() {
	"$@" -O2 -D_GNU_SOURCE -include "$header" -c -o "$work/out.o" "$work/in.c" 2>"$work/words"
}

result() {
	count=$((count + 1))
	echo "$1 $count - $2"
	[ "$1" = ok ] || sed 's/^/# /' "$work/words"
}

headers='#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/socket.h>
#include <arpa/inet.h>
'
printf '%sint main(void) { return puts("x"); }\n' "$headers" >"$work/in.c"
if compiles "$@"; then result ok "system headers pass"; else result "not ok" "system headers pass"; fi
# shellcheck disable=SC2013 # words are wanted

for function in $(sed -n 's/^[a-z].*[ *]\([a-z]*\)(.*BANNED.*/\1/p' "$header"); do
	printf '%svoid *use(void) { return (void *)%s; }\n' "$headers" "$function" >"$work/in.c"
	if ! compiles "$@" && grep -q "banned; use" "$work/words"; then
		result ok "$function is refused"
	else
		result "not ok" "$function is refused"
	fi
done
echo "1..$count"
