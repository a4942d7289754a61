# What the scripts of iptables_bpf and iptables_bpf_chain have in common. Set before: SET, FAMILY,
# VERSION, COMMENT, PRESET, MATCH.
PATH=${PATH:-/usr/bin:/bin}:/usr/sbin:/sbin
export PATH LC_ALL=C
if [ "$VERSION" = 6 ]; then
	IPTABLES=${IPTABLES:-ip6tables}
	HALVES='::/1 8000::/1'
else
	IPTABLES=${IPTABLES:-iptables}
	HALVES='0.0.0.0/1 128.0.0.0/1'
fi
IPSET=${IPSET:-ipset}
INPUTPLACE=${INPUTPLACE:-1}
DEFAULTINT=${DEFAULTINT:-}
set_made=no
added=
stopped=

say() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

fail() {
	say "$@"
	exit 1
}

usage() {
	cat <<-END
		usage: ${0##*/} [ADDRESS...]   drop what matches and goes to these addresses, too
		       ${0##*/} --delete       remove the rules and the set $SET
		Environment: IPTABLES (now $IPTABLES), IPSET ($IPSET), INPUTPLACE ($INPUTPLACE),
		DEFAULTINT (${DEFAULTINT:-the interface of the default route}; + means every interface).
	END
}

# A signal waits until the command that runs is done and what it did is noted.
go_on() {
	[ -z "$stopped" ] || exit "$stopped"
}

# IPTABLES and IPSET may hold options, too, or sudo.
tables() {
	go_on
	# shellcheck disable=SC2086 # the words are wanted apart
	$IPTABLES --wait "$@" </dev/null
}

sets() {
	go_on
	# shellcheck disable=SC2086 # the words are wanted apart
	$IPSET "$@" </dev/null
}

set_exists() {
	sets -n list "$SET" >/dev/null 2>&1
}

make_set() {
	if ! set_exists; then
		sets create "$SET" hash:net family "$FAMILY"
		set_made=yes
	else
		# Complains where the set is of another kind.
		sets -exist create "$SET" hash:net family "$FAMILY"
	fi
}

# A rule that was deleted a moment ago may hold the set for a little while.
destroy_set() {
	set_exists || return 0
	for pause in 0.1 0.2 0.5 1; do
		sets -quiet destroy "$SET" && return 0
		sleep "$pause"
	done
	sets destroy "$SET" || fail "rules that this script does not know use the set $SET"
}

# Names are not looked up: the filter would hold what an attacked name server says.
check_addresses() {
	for address; do
		case $FAMILY/$address in
		*/-* | inet/*[!0-9./-]* | inet6/*[!0-9A-Fa-f.:/-]*) ;;
		inet/?* | inet6/*:*) continue ;;
		esac
		fail "not an IPv$VERSION address or net: $(printf %s "$address" | tr -c ' -~' '?')"
	done
}

add_address() {
	if sets -quiet add "$SET" "$1"; then
		added="$added $1"
	else
		# There already, or ipset says what is wrong with it.
		sets -exist add "$SET" "$1"
	fi
}

add_addresses() {
	for address; do
		case $address in
		0.0.0.0/0 | ::/0)
			# A set cannot hold everything in one piece.
			for half in $HALVES; do
				add_address "$half"
			done
			;;
		*) add_address "$address" ;;
		esac
	done
}

find_interface() {
	[ -z "$DEFAULTINT" ] || return 0
	DEFAULTINT=$(ip "-$VERSION" route show default 2>/dev/null |
		sed -n -e '/^default/b device' -e '/^[[:blank:]]*nexthop/!d' -e ':device' \
			-e 's/^.* dev \([^ ]*\).*$/\1/p' | head -n 1)
	[ -n "$DEFAULTINT" ] ||
		fail "there is no default route over IPv$VERSION: set DEFAULTINT to the interface, or to +"
}

# The place is that of a rule in INPUT, from 1.
check_place() {
	case $INPUTPLACE in
	'' | *[!0-9]* | 0*) fail "INPUTPLACE is not a number from 1" ;;
	esac
}

# Deletes a rule that -S has listed by what it says: by its number it could be another one meanwhile.
delete_line() {
	rest=${1#-A }
	set --
	while :; do
		case $rest in
		*\"*\"*)
			# shellcheck disable=SC2086 # the words are wanted apart
			set -- "$@" ${rest%%\"*}
			rest=${rest#*\"}
			set -- "$@" "${rest%%\"*}"
			rest=${rest#*\"}
			;;
		*)
			# shellcheck disable=SC2086 # the words are wanted apart
			set -- "$@" $rest
			break
			;;
		esac
	done
	tables -D "$@"
}

# The rules of INPUT that use the set, as -S lists them.
own_lines() {
	rules=$(tables -S INPUT) || return 1
	while IFS= read -r line; do
		case $line in
		"-A INPUT "*" --match-set $SET dst "*) printf '%s\n' "$line" ;;
		esac
	done <<-END
		$rules
	END
}

delete_lines() {
	while IFS= read -r line; do
		[ -z "$line" ] || delete_line "$line"
	done <<-END
		$1
	END
}

# Undoes what was done if it could not be finished. Each script has its own apply_rules, undo_rules and
# finish_rules: what goes away of an earlier one goes when all else is done.
undo() {
	code=$?
	trap - EXIT
	trap '' HUP INT TERM
	stopped=
	set +e
	say "not finished: undoing what was done"
	undo_rules
	for address in $added; do
		sets -quiet del "$SET" "$address"
	done
	[ "$set_made" = no ] || destroy_set
	[ "$code" -ne 0 ] || code=1
	exit "$code"
}

apply() {
	check_place
	# shellcheck disable=SC2086 # the words are wanted apart
	check_addresses $PRESET "$@"
	find_interface
	trap undo EXIT
	trap stopped=129 HUP
	trap stopped=130 INT
	trap stopped=143 TERM
	make_set
	apply_rules
	# Nothing was dropped until now.
	# shellcheck disable=SC2086 # the words are wanted apart
	add_addresses $PRESET "$@"
	go_on
	trap - EXIT HUP INT TERM
	stopped=
	finish_rules
}

main() {
	case ${1-} in
	--delete)
		[ $# -eq 1 ] || fail "--delete takes no addresses: ipset del $SET ADDRESS removes one"
		delete_rules
		destroy_set
		;;
	-h | --help) usage ;;
	-*)
		usage >&2
		exit 2
		;;
	*) apply "$@" ;;
	esac
}

