/* rdata_words.c - tables of the mnemonics inside RDATA, the preferred word of a number first.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "dns/rdata_words.h"

#include <string.h>

#include "dns/fold.h"

/* IANA "DNS Security Algorithm Numbers"; second words are those of older software. */
const struct word words_algorithm[] = {
	{ "RSAMD5", 1 },
	{ "DH", 2 },
	{ "DSA", 3 },
	{ "ECC", 4 },
	{ "RSASHA1", 5 },
	{ "DSA-NSEC3-SHA1", 6 },
	{ "NSEC3DSA", 6 },
	{ "RSASHA1-NSEC3-SHA1", 7 },
	{ "NSEC3RSASHA1", 7 },
	{ "RSASHA256", 8 },
	{ "RSASHA512", 10 },
	{ "ECC-GOST", 12 },
	{ "ECCGOST", 12 },
	{ "ECDSAP256SHA256", 13 },
	{ "ECDSAP384SHA384", 14 },
	{ "ED25519", 15 },
	{ "ED448", 16 },
	{ "SM2SM3", 17 },
	{ "ECC-GOST12", 23 },
	{ "INDIRECT", 252 },
	{ "PRIVATEDNS", 253 },
	{ "PRIVATEOID", 254 },
	{ NULL, 0 },
};

/* IANA "DNSSEC Delegation Signer (DS) Resource Record (RR) Type Digest Algorithms". */
const struct word words_digest[] = {
	{ "SHA-1", 1 },   { "SHA1", 1 },   { "SHA-256", 2 }, { "SHA256", 2 }, { "GOST", 3 },
	{ "SHA-384", 4 }, { "SHA384", 4 }, { "GOST12", 5 },  { "SM3", 6 },    { NULL, 0 },
};

const struct word words_cert[] = {
	{ "PKIX", 1 },  { "SPKI", 2 },  { "PGP", 3 },    { "IPKIX", 4 },
	{ "ISPKI", 5 }, { "IPGP", 6 },  { "ACPKIX", 7 }, { "IACPKIX", 8 },
	{ "URI", 253 }, { "OID", 254 }, { NULL, 0 },
};

const struct word words_key_flag[] = {
	{ "NOCONF", 0x4000 }, { "NOAUTH", 0x8000 }, { "NOKEY", 0xc000 },  { "FLAG2", 0x2000 },
	{ "EXTEND", 0x1000 }, { "FLAG4", 0x0800 },  { "FLAG5", 0x0400 },  { "USER", 0x0000 },
	{ "ZONE", 0x0100 },   { "HOST", 0x0200 },   { "NTYP3", 0x0300 },  { "FLAG8", 0x0080 },
	{ "FLAG9", 0x0040 },  { "FLAG10", 0x0020 }, { "FLAG11", 0x0010 }, { "SIG0", 0 },
	{ "SIG1", 1 },        { "SIG2", 2 },        { "SIG3", 3 },        { "SIG4", 4 },
	{ "SIG5", 5 },        { "SIG6", 6 },        { "SIG7", 7 },        { "SIG8", 8 },
	{ "SIG9", 9 },        { "SIG10", 10 },      { "SIG11", 11 },      { "SIG12", 12 },
	{ "SIG13", 13 },      { "SIG14", 14 },      { "SIG15", 15 },      { "KSK", 1 },
	{ "REVOKE", 0x0080 }, { NULL, 0 },
};

const struct word words_key_protocol[] = {
	{ "NONE", 0 },  { "TLS", 1 },   { "EMAIL", 2 }, { "DNSSEC", 3 },
	{ "IPSEC", 4 }, { "ALL", 255 }, { NULL, 0 },
};

const struct word words_scheme[] = {
	{ "NOTIFY", 1 },
	{ NULL, 0 },
};

/* The protocols that RFC 1010 lists, WKS' contemporary, and three that came later. */
const struct word words_ip_protocol[] = {
	{ "icmp", 1 },     { "igmp", 2 },         { "ggp", 3 },       { "ip", 4 },
	{ "st", 5 },       { "tcp", 6 },          { "ucl", 7 },       { "egp", 8 },
	{ "igp", 9 },      { "bbn-rcc-mon", 10 }, { "nvp-ii", 11 },   { "pup", 12 },
	{ "argus", 13 },   { "emcon", 14 },       { "xnet", 15 },     { "chaos", 16 },
	{ "udp", 17 },     { "mux", 18 },         { "dcn-meas", 19 }, { "hmp", 20 },
	{ "prm", 21 },     { "xns-idp", 22 },     { "trunk-1", 23 },  { "trunk-2", 24 },
	{ "leaf-1", 25 },  { "leaf-2", 26 },      { "rdp", 27 },      { "irtp", 28 },
	{ "iso-tp4", 29 }, { "netblt", 30 },      { "dccp", 33 },     { "ospf", 89 },
	{ "sctp", 132 },   { NULL, 0 },
};

/* Ports as in RFC 1700 and /etc/services; the first word of a number is the registered one. */
const struct word words_service[] = {
	{ "tcpmux", 1 },        { "rje", 5 },           { "echo", 7 },
	{ "discard", 9 },       { "systat", 11 },       { "users", 11 },
	{ "daytime", 13 },      { "netstat", 15 },      { "qotd", 17 },
	{ "quote", 17 },        { "msp", 18 },          { "chargen", 19 },
	{ "ftp-data", 20 },     { "ftp", 21 },          { "ssh", 22 },
	{ "telnet", 23 },       { "smtp", 25 },         { "nsw-fe", 27 },
	{ "msg-icp", 29 },      { "msg-auth", 31 },     { "dsp", 33 },
	{ "time", 37 },         { "rap", 38 },          { "rlp", 39 },
	{ "graphics", 41 },     { "nameserver", 42 },   { "name", 42 },
	{ "nicname", 43 },      { "whois", 43 },        { "mpm-flags", 44 },
	{ "mpm", 45 },          { "mpm-snd", 46 },      { "ni-ftp", 47 },
	{ "login", 513 },       { "tacacs", 49 },       { "re-mail-ck", 50 },
	{ "la-maint", 51 },     { "xns-time", 52 },     { "domain", 53 },
	{ "xns-ch", 54 },       { "isi-gl", 55 },       { "xns-auth", 56 },
	{ "xns-mail", 58 },     { "ni-mail", 61 },      { "via-ftp", 63 },
	{ "bootps", 67 },       { "bootpc", 68 },       { "tftp", 69 },
	{ "gopher", 70 },       { "netrjs-1", 71 },     { "netrjs-2", 72 },
	{ "netrjs-3", 73 },     { "netrjs-4", 74 },     { "finger", 79 },
	{ "http", 80 },         { "www", 80 },          { "hosts2-ns", 81 },
	{ "kerberos", 88 },     { "su-mit-tg", 89 },    { "dnsix", 90 },
	{ "mit-dov", 91 },      { "npp", 92 },          { "dcp", 93 },
	{ "supdup", 95 },       { "swift-rvf", 97 },    { "tacnews", 98 },
	{ "metagram", 99 },     { "hostname", 101 },    { "hostnames", 101 },
	{ "iso-tsap", 102 },    { "x400", 103 },        { "x400-snd", 104 },
	{ "csnet-ns", 105 },    { "rtelnet", 107 },     { "pop2", 109 },
	{ "pop3", 110 },        { "sunrpc", 111 },      { "auth", 113 },
	{ "ident", 113 },       { "sftp", 115 },        { "uucp-path", 117 },
	{ "nntp", 119 },        { "erpc", 121 },        { "ntp", 123 },
	{ "locus-map", 125 },   { "pwdgen", 129 },      { "cisco-fna", 130 },
	{ "statsrv", 133 },     { "ingres-net", 134 },  { "epmap", 135 },
	{ "loc-srv", 135 },     { "profile", 136 },     { "netbios-ns", 137 },
	{ "netbios-dgm", 138 }, { "netbios-ssn", 139 }, { "emfis-data", 140 },
	{ "emfis-cntl", 141 },  { "bl-idm", 142 },      { "imap", 143 },
	{ "imap2", 143 },       { "sgmp", 153 },        { "snmp", 161 },
	{ "snmptrap", 162 },    { "snmp-trap", 162 },   { "cmip-man", 163 },
	{ "cmip-agent", 164 },  { "send", 169 },        { "xdmcp", 177 },
	{ "bgp", 179 },         { "irc", 194 },         { "imap3", 220 },
	{ "ldap", 389 },        { "https", 443 },       { "submissions", 465 },
	{ "exec", 512 },        { "biff", 512 },        { "who", 513 },
	{ "shell", 514 },       { "syslog", 514 },      { "printer", 515 },
	{ "route", 520 },       { "uucp", 540 },        { "submission", 587 },
	{ "ldaps", 636 },       { "domain-s", 853 },    { "imaps", 993 },
	{ "pop3s", 995 },       { "sip", 5060 },        { NULL, 0 },
};

const char *word_of(const struct word *table, uint64_t number)
{
	for (; table->text; table++)
		if (table->number == number)
			return table->text;
	return NULL;
}

bool word_find(const struct word *table, struct weir_slice text, uint16_t *number)
{
	for (; table->text; table++)
		if (strlen(table->text) == text.size &&
		    fold_equal((const uint8_t *)table->text, text.data, text.size)) {
			*number = table->number;
			return true;
		}
	return false;
}
