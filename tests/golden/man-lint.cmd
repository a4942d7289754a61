# mandoc finds nothing to say about the pages, but that they are not installed here; and every page of
# ours that is named is there.
# needs: mandoc
pages="dnsweir $(dnsweir help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')"
for page in $pages; do
	dnsweir help --man "$page" >page.1 || exit
	mandoc -T lint page.1 | grep -v 'referenced manual not found'
	sed -n 's/^\.Xr dnsweir-\([a-z]*\) 1.*/\1/p; s/^\.Xr \(dnsweir\) 1.*/\1/p' page.1
done | sort -u | while read -r line; do
	case " ${pages//$'\n'/ } " in
	*" $line "*) ;;
	*) echo "$line" ;;
	esac
done
