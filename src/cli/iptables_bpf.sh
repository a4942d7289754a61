# Rules in INPUT. Set before: RULES and matches, which calls its arguments but the first with the matches
# and the target of the N-th rule behind them.
inserted=
old=

# rule N ACTION...
rule() {
	number=$1
	shift
	# shellcheck disable=SC2086 # the words are wanted apart
	matches "$number" tables "$@" -i "$DEFAULTINT" $MATCH -m set --match-set "$SET" dst
}

# Those of our rules that are for our interface; + is not listed.
lines_here() {
	lines=$(own_lines) || return 1
	while IFS= read -r line; do
		case $line in
		'') ;;
		*" -i $DEFAULTINT "*) printf '%s\n' "$line" ;;
		*" -i "*) ;;
		*) [ "$DEFAULTINT" != + ] || printf '%s\n' "$line" ;;
		esac
	done <<-END
		$lines
	END
}

# Do all rules stand there, and none of an earlier script of this name?
is_complete() {
	[ "$(printf %s "$1" | grep -c '')" -eq "$RULES" ] || return 1
	at=$RULES
	while [ "$at" -gt 0 ]; do
		rule "$at" -C INPUT 2>/dev/null || return 1
		at=$((at - 1))
	done
}

# The last one first, each at the same place: so they stand in order.
apply_rules() {
	old=$(lines_here)
	if is_complete "$old"; then
		old=
		return
	fi
	at=$RULES
	while [ "$at" -gt 0 ]; do
		rule "$at" -I INPUT "$INPUTPLACE"
		inserted="$inserted $at"
		at=$((at - 1))
	done
}

finish_rules() {
	delete_lines "$old"
}

undo_rules() {
	for at in $inserted; do
		rule "$at" -D INPUT 2>/dev/null
	done
}

delete_rules() {
	lines=$(own_lines)
	delete_lines "$lines"
}

main "$@"
