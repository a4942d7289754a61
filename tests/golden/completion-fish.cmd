# What fish offers for lines typed so far.
# needs: fish
export HOME=$PWD XDG_CONFIG_HOME=$PWD
dnsweir help --completion fish >script
for line in 'dnsweir ver' 'dnsweir --ver' 'dnsweir help --c' 'dnsweir help --color=' 'dnsweir version --' \
	'dnsweir help versio' 'dnsweir help jso' 'dnsweir jso'; do
	echo "$line"
	fish --no-config -c "source script; complete -C '$line'"
done
