# What bash offers for lines typed so far: the words as bash cuts them, '=' apart.
# shellcheck source=/dev/null
source <(dnsweir help --completion bash)
compopt() { :; } # only within a real completion
offer() {
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	_dnsweir dnsweir "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	printf '%s|' "$@"
	printf ' ->'
	printf ' %s' "${COMPREPLY[@]}"
	echo
}
offer dnsweir vers
offer dnsweir --
offer dnsweir nonsense ''
offer dnsweir help --c
offer dnsweir help --color ''
offer dnsweir help --color = ''
offer dnsweir help --color =
offer dnsweir help --color = a
offer dnsweir help --color=n
offer dnsweir help --completion z
offer dnsweir help ver
offer dnsweir help js
offer dnsweir js
