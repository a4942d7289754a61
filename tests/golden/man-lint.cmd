# mandoc finds nothing to say about the pages, but that they are not installed here; and every page of
# ours that is named is there.
# needs: mandoc
pages="dnsweir $(dnsweir help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p; /^Topics:/,/^$/s/^  \([a-z]*\)  .*/\1/p')"
for page in $pages; do
	dnsweir help --man "$page" >page || exit
	file=page.$(sed -n 's/^\.Dt .* //p' page)
	mv page "$file"
	mandoc -T lint "$file" 2>/dev/null | grep -v 'referenced manual not found'
	sed -n 's/^\.Xr dnsweir-\([a-z]*\) [157].*/\1/p; s/^\.Xr \(dnsweir\) 1.*/\1/p' "$file"
done | sort -u | while read -r line; do
	case " ${pages//$'\n'/ } " in
	*" $line "*) ;;
	*) echo "$line" ;;
	esac
done
