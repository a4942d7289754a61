# A chain of its own and a rule in INPUT that leads there. Set before: CHAIN and fill, which calls put for
# each rule of the chain.
filling=
count=0
chain_made=no
old=0
spare=
jumped=no

jump() {
	# shellcheck disable=SC2086 # the words are wanted apart
	tables "$@" -i "$DEFAULTINT" $MATCH -m set --match-set "$SET" dst \
		-m comment --comment "$COMMENT" -j "$CHAIN"
}

# put TARGET COMMENT [BYTECODE]: a rule behind those that are put already.
put() {
	if [ $# -gt 2 ]; then
		tables -I "$filling" $((count + 1)) -m bpf --bytecode "$3" \
			-m comment --comment "$SET $2" -j "$1"
	else
		tables -I "$filling" $((count + 1)) -m comment --comment "$SET $2" -j "$1"
	fi
	count=$((count + 1))
}

fill_chain() {
	filling=$1
	count=0
	fill
}

chain_exists() {
	tables -S "$CHAIN" >/dev/null 2>&1
}

list_chain() {
	tables -S "$1" | sed -n "s/^-A $1 //p"
}

# A chain of that name that somebody else has filled stays as it is.
check_chain() {
	rules=$(list_chain "$CHAIN")
	while IFS= read -r line; do
		case $line in
		'' | *" --comment \"$SET "* | "-m comment --comment \"$SET "*) ;;
		*) fail "the chain $CHAIN has rules that are not from this script: it stays as it is" ;;
		esac
	done <<-END
		$rules
	END
}

drop_chain() {
	tables -F "$1"
	tables -X "$1"
}

# An older chain is compared with what it should be.
renew_chain() {
	check_chain
	spare=DNSWEIR_$$
	tables -N "$spare"
	fill_chain "$spare"
	should=$(list_chain "$spare")
	drop_chain "$spare"
	spare=
	if [ "$should" != "$(list_chain "$CHAIN")" ]; then
		# The new rules go before the old ones, which then go from behind: at no time is there a gap.
		old=$(list_chain "$CHAIN" | wc -l)
		fill_chain "$CHAIN"
	fi
}

apply_rules() {
	if chain_exists; then
		renew_chain
	else
		tables -N "$CHAIN"
		chain_made=yes
		fill_chain "$CHAIN"
	fi
	if ! jump -C INPUT 2>/dev/null; then
		jumped=yes
		jump -I INPUT "$INPUTPLACE"
	fi
}

undo_rules() {
	[ "$jumped" = no ] || jump -D INPUT 2>/dev/null
	[ -z "$spare" ] || drop_chain "$spare"
	[ "$chain_made" = no ] || drop_chain "$CHAIN"
	[ "$filling" != "$CHAIN" ] || [ "$chain_made" = yes ] || while [ "$count" -gt 0 ]; do
		tables -D "$CHAIN" 1
		count=$((count - 1))
	done
}

finish_rules() {
	while [ "$old" -gt 0 ]; do
		tables -D "$CHAIN" $((count + old))
		old=$((old - 1))
	done
}

delete_rules() {
	! chain_exists || check_chain
	lines=$(own_lines)
	delete_lines "$lines"
	! chain_exists || drop_chain "$CHAIN"
}

main "$@"
