# Rules in INPUT, one for each program. Set before: PROGRAMS and bytecode, which sets BYTECODE to the
# N-th of them.
inserted=

rule() {
	# shellcheck disable=SC2086 # the words are wanted apart
	tables "$@" -i "$DEFAULTINT" $MATCH -m set --match-set "$SET" dst \
		-m bpf --bytecode "$BYTECODE" -m comment --comment "$COMMENT" -j DROP
}

# A rule on our interface that this script would not make: an earlier one of its name did.
is_stale() {
	case $1 in
	*" -i $DEFAULTINT "*) ;;
	*" -i "*) return 1 ;;
	*) [ "$DEFAULTINT" = + ] || return 1 ;;
	esac
	number=$PROGRAMS
	while [ "$number" -gt 0 ]; do
		bytecode "$number"
		case $1 in
		*" --bytecode \"$BYTECODE\" "*" --comment $COMMENT "* | \
			*" --bytecode \"$BYTECODE\" "*" --comment \"$COMMENT\" "*) return 1 ;;
		esac
		number=$((number - 1))
	done
}

# The last one first, each at the same place: so they stand in order.
apply_rules() {
	number=$PROGRAMS
	while [ "$number" -gt 0 ]; do
		bytecode "$number"
		if ! rule -C INPUT 2>/dev/null; then
			inserted="$inserted $number"
			rule -I INPUT "$INPUTPLACE"
		fi
		number=$((number - 1))
	done
	delete_lines is_stale
}

undo_rules() {
	for number in $inserted; do
		bytecode "$number"
		rule -D INPUT 2>/dev/null
	done
}

delete_rules() {
	delete_lines true
}

main "$@"
