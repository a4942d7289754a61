# What every command does alike: usage, exit codes, streams that fail.
try() {
	echo "\$ $*"
	"$@" 2>&1
	echo "= $?"
}
try dnsweir vresion
try dnsweir --verison
try dnsweir version --nonsense
try dnsweir version operand
try dnsweir --version
try dnsweir -V nothing else
echo "--- a full disk"
dnsweir version 2>&1 >/dev/full
echo "= $?"
echo "--- a closed output"
dnsweir version 2>&1 >&-
echo "= $?"
echo "--- a reader that leaves before the first octet"
(sleep 0.2; dnsweir version; echo "= $?" >&2) | true
echo "--- options cut short: as far as no other begins so"
try dnsweir filter --byte '1,6 0 0 1' --qui /dev/null
try dnsweir filter --anonymi key /dev/null
try dnsweir filter --w
