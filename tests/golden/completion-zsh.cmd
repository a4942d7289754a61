# What zsh makes of lines typed so far, in a pseudo terminal: the line after one completion.
# needs: zsh
dnsweir help --completion zsh >_dnsweir
cat >script <<'ZSH'
zmodload zsh/zpty
zpty pty zsh -f -i
line() {
	local text
	zpty -w -n pty $'\x15'"$1"$'\t'
	zpty -r -m pty text '*<<*>>*' && print -r -- "$1 -> ${${text##*<<}%%>>*}|"
}
zpty -w pty 'fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D'
zpty -w pty 'show() { zle complete-word; print -r -- "<""<$BUFFER>"">" }; zle -N show; bindkey "^I" show; stty -echo; print rea""dy'
zpty -r -m pty text '*ready*'
line 'dnsweir vers'
line 'dnsweir --vers'
line 'dnsweir help --com'
line 'dnsweir help --color=nev'
line 'dnsweir help --color nev'
line 'dnsweir help versi'
line 'dnsweir help jso'
line 'dnsweir version --h'
line 'dnsweir version versi'
zpty -d pty
ZSH
HOME=$PWD TERM=dumb zsh -f script
