# mandoc finds nothing to say about the pages, but that they are not installed here; and every page of
# ours that is named is there.
# needs: mandoc
{
	echo dnsweir
	dnsweir help | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z]*\)  .*/\1/p' | while read -r command; do
		echo "$command"
		dnsweir "$command" --help |
			sed -n "/^Actions:/,/^\$/s/^  \([a-z][a-z]*\)  .*/$command \1/p"
	done
	dnsweir help | sed -n '/^Command lines of older/,/^$/s/^  \([a-z][a-z0-9_]*\)  .*/\1/p'
	dnsweir help | sed -n '/^Topics:/,/^$/s/^  \([a-z][a-z]*\)\(\.[1-9]\)\{0,1\}  .*/\1\2/p'
} >names
while read -r name; do
	# shellcheck disable=SC2086
	dnsweir help --man $name >page || exit
	file=$(sed -n '/^\.Nm/{s/^\.Nm //p;q;}' page).$(sed -n 's/^\.Dt .* //p' page)
	mv page "$file"
	echo "$file" >>made
	mandoc -T lint "$file" 2>/dev/null | grep -v 'referenced manual not found'
done <names
sed -n 's/^\.Xr \(dnsweir[a-z0-9_-]*\) \([157]\).*/\1.\2/p' dnsweir* | sort -u | grep -vxFf made
true
