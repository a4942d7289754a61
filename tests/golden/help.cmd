# The short help, the long one and the man page of the smallest command.
dnsweir help version
echo ------
dnsweir help --man version
echo ------
dnsweir version --help
echo ------
dnsweir help vresion
