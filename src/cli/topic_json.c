/* topic_json.c - dnsweir help json: what the JSON of all commands has in common, and its keys.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

static const struct section sections[] = {
	{ "DESCRIPTION",
	  "With `--json` a command prints one JSON object (RFC 8259) a line and nothing else on standard "
	  "output. Each line is complete: it is written whole or not at all. Complaints and summaries go "
	  "to standard error, and the exit status says how it went.\n\n"
	  "Keys are only ever added, so a reader has to leave alone what it does not know. The order of "
	  "keys means nothing. A key whose value does not apply is left out." },
	{ "TEXT",
	  "Output is ASCII. Names, RDATA and other text off the wire appear as in a zone file "
	  "(RFC 1035 section 5.1): names with their last dot, an octet that is not printable as `\\DDD` in "
	  "three decimal digits, a dot inside a label as `\\.`. JSON doubles the backslash, so the octet "
	  "0 in a name reads\n\n"
	  "  {\"rrname\":\"a\\\\000b.example.\"}\n\n"
	  "and the text behind it is `a\\000b.example.`, which a zone file takes back. Octets that are not "
	  "text at all are hexadecimal in lower case." },
	{ "NUMBERS",
	  "Numbers are JSON numbers. Counts may need all of 64 bits. Times are seconds since 1970-01-01 "
	  "UTC; `time` has nine decimals, which a reader that makes doubles of all numbers cuts to some "
	  "hundred nanoseconds." },
	{ "ROWS OF MINE",
	  "`dnsweir mine --json` prints the common output format of passive DNS "
	  "(draft-dulaunoy-dnsop-passive-dns-cof), one row a line.\n\n"
	  "  rrname      text    owner of the record, in lower case\n"
	  "  rrtype      text    \"A\"; a number where the type has no name\n"
	  "  rdata       array   of one text; with --nxdomain of none\n"
	  "  time_first  number  whole seconds, of the first sighting\n"
	  "  time_last   number  of the last one\n"
	  "  count       number  of sightings\n\n"
	  "With `--chains` a row is a way from the question to its answer:\n\n"
	  "  rrname      text    the name asked for\n"
	  "  chain       array   of texts: the aliases passed, in their order\n\n"
	  "With `--nxdomain`:\n\n"
	  "  rcode       text    \"NXDOMAIN\"\n\n"
	  "With `--each` every record is a line as it comes, a row with `count` 1 and more:\n\n"
	  "  time        number  when the response was captured\n"
	  "  frame       number  of the frame that completed it, from 1 in each file\n"
	  "  client      text    address that asked\n"
	  "  server      text    address that answered\n"
	  "  ttl         number  seconds, as in the record" },
	{ 0 },
};

const struct topic topic_json = {
	.name = "json",
	.part = "5",
	.summary = "What the JSON of all commands looks like",
	.sections = sections,
	.see_also = "dnsweir-mine(1), jq(1)",
};
