# Asked to stop while it waits for more: what came so far is answered. Asked twice: gone.
weir-generate demo -o demo.pcap
dnsweir mine -q demo.pcap >whole
mkfifo road
start() {
	dnsweir mine -q - <road >rows &
	pid=$!
	exec 3>road
	# Until it catches SIGTERM.
	until grep -qE '^SigCgt:\s[0-9a-f]*[4-7c-f][0-9a-f]{3}$' "/proc/$pid/status"; do sleep 0.01; done
	cat demo.pcap >&3
}
start
kill -TERM $pid
exec 3>&-
wait $pid
echo "asked once: $?"
cmp rows whole && echo "all rows"
start
kill -TERM $pid
# The first one is taken when the handler is gone again.
while grep -qE '^SigCgt:\s[0-9a-f]*[4-7c-f][0-9a-f]{3}$' "/proc/$pid/status"; do sleep 0.01; done
kill -TERM $pid
wait $pid
echo "asked twice: $?"
cat rows
