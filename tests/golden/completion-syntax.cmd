# The scripts for the shells are read without complaint.
# needs: zsh fish
dnsweir help --completion bash >bash && bash -n bash && echo bash
dnsweir help --completion zsh >zsh && zsh -n zsh && echo zsh
dnsweir help --completion fish >fish && fish --no-execute fish && echo fish
dnsweir help --completion ksh
dnsweir help --completion bash help
