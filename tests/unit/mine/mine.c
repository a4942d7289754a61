/* mine.c - the whole miner over small captures: which rows come out, and every count.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/mine.h>

#include <dnsweir/name.h>
#include <dnsweir/rdata.h>
#include <dnsweir/rrtype.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"
#include "unit/mine/scene.h"

enum { MS = 1000000, TEXT_MAX = 65536 };

static const uint16_t only_a[] = { 1 };
static char folder[] = "/tmp/weir-mine-XXXXXX";

struct mine_row {
	const char *what;
	const char *lines; /* of the capture, see scene.h */
	const char *rows;  /* NAME [-> ALIAS...] TYPE RDATA FIRST LAST xCOUNT, times in ms */
	const char *counts;
	struct weir_mine_options options;
};

#define CHAINS                                                                                     \
	{                                                                                          \
		.kinds = 1U << WEIR_SIGHTING_CHAIN                                                 \
	}
#define NX                                                                                         \
	{                                                                                          \
		.kinds = 1U << WEIR_SIGHTING_NXDOMAIN                                              \
	}
#define KEEP                                                                                       \
	{                                                                                          \
		.keep_unpaired = true                                                              \
	}
#define STRICT                                                                                     \
	{                                                                                          \
		.strict_case = true                                                                \
	}

static const struct mine_row mine_rows[] = {
	{ "one answer",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | www.x A 192.0.2.1",
	  "www.x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  {} },
	{ "the same answer twice is one row of two",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | www.x A 192.0.2.1\n"
	  "9 q 8 www.x A\n"
	  "11 r 8 WWW.x A | www.x A 192.0.2.1",
	  "www.x. A 192.0.2.1 5 11 x2\n",
	  "rows=1 records=2 queries=2 responses=2 paired=2 case_mismatch=1 ",
	  {} },
	{ "an RRset and its order",
	  "0 q 7 x A\n"
	  "5 r 7 x A | x A 192.0.2.2 | x A 192.0.2.1 | x A 10.0.0.1",
	  "x. A 10.0.0.1 5 5 x1\n"
	  "x. A 192.0.2.1 5 5 x1\n"
	  "x. A 192.0.2.2 5 5 x1\n",
	  "rows=3 records=3 queries=1 responses=1 paired=1 ",
	  {} },
	{ "no answer records",
	  "0 q 7 www.x AAAA\n"
	  "5 r 7 www.x AAAA | ns:x SOA a. b. 1 2 3 4 5",
	  "",
	  "queries=1 responses=1 paired=1 ",
	  {} },

	/* --- chains --- */
	{ "a chain in order",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | www.x CNAME b.y | b.y CNAME c.z | c.z A 192.0.2.1",
	  "www.x. CNAME b.y. 5 5 x1\n"
	  "b.y. CNAME c.z. 5 5 x1\n"
	  "c.z. A 192.0.2.1 5 5 x1\n",
	  "rows=3 records=3 queries=1 responses=1 paired=1 ",
	  {} },
	{ "a chain turned round",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | c.z A 192.0.2.1 | b.y CNAME c.z | www.x CNAME b.y",
	  "www.x. CNAME b.y. 5 5 x1\n"
	  "b.y. CNAME c.z. 5 5 x1\n"
	  "c.z. A 192.0.2.1 5 5 x1\n",
	  "rows=3 records=3 queries=1 responses=1 paired=1 ",
	  {} },
	{ "an answer that nothing leads to",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | www.x A 192.0.2.1 | bank.y A 192.0.2.66 | zwww.x A 192.0.2.66",
	  "www.x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 off_chain=2 ",
	  {} },
	{ "a chain turned round and off it",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | b.y A 192.0.2.1 | z.z A 192.0.2.66 | www.x CNAME b.y",
	  "www.x. CNAME b.y. 5 5 x1\n"
	  "b.y. A 192.0.2.1 5 5 x1\n",
	  "rows=2 records=2 queries=1 responses=1 paired=1 off_chain=1 ",
	  {} },
	{ "a loop of aliases",
	  "0 q 7 a.x A\n"
	  "5 r 7 a.x A | a.x CNAME b.x | b.x CNAME a.x",
	  "a.x. CNAME b.x. 5 5 x1\n"
	  "b.x. CNAME a.x. 5 5 x1\n",
	  "rows=2 records=2 queries=1 responses=1 paired=1 ",
	  {} },
	{ "an alias of itself",
	  "0 q 7 a.x A\n"
	  "5 r 7 a.x A | a.x CNAME a.x",
	  "a.x. CNAME a.x. 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  {} },
	{ "chains: each way to an end, aliases in between, signatures left out",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | c.z A 192.0.2.1 | www.x CNAME b.y | b.y CNAME c.z | c.z A 192.0.2.2",
	  "www.x. -> b.y. -> c.z. A 192.0.2.1 5 5 x1\n"
	  "www.x. -> b.y. -> c.z. A 192.0.2.2 5 5 x1\n",
	  "rows=2 records=4 queries=1 responses=1 paired=1 ", CHAINS },
	{ "chains: an answer without aliases is none",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | www.x A 192.0.2.1",
	  "", "records=1 queries=1 responses=1 paired=1 ", CHAINS },
	{ "chains and records together",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | www.x CNAME b.y | b.y A 192.0.2.1",
	  "www.x. CNAME b.y. 5 5 x1\n"
	  "www.x. -> b.y. A 192.0.2.1 5 5 x1\n"
	  "b.y. A 192.0.2.1 5 5 x1\n",
	  "rows=3 records=2 queries=1 responses=1 paired=1 ",
	  { .kinds = 1U << WEIR_SIGHTING_RECORD | 1U << WEIR_SIGHTING_CHAIN } },
	{ "chains to the types asked for only",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | www.x CNAME b.y | b.y A 192.0.2.1 | b.y TXT \"t\"",
	  "www.x. -> b.y. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  { .kinds = 1U << WEIR_SIGHTING_CHAIN, .types = only_a, .type_count = 1 } },
	{ "a DNAME with the CNAME made of it",
	  "0 q 7 w.a.x A\n"
	  "5 r 7 w.a.x A | a.x DNAME b.y | w.a.x CNAME w.b.y | w.b.y A 192.0.2.1",
	  "a.x. DNAME b.y. 5 5 x1\n"
	  "w.a.x. CNAME w.b.y. 5 5 x1\n"
	  "w.b.y. A 192.0.2.1 5 5 x1\n",
	  "rows=3 records=3 queries=1 responses=1 paired=1 ",
	  {} },
	{ "a DNAME without it",
	  "0 q 7 w.a.x A\n"
	  "5 r 7 w.a.x A | a.x DNAME b.y | w.b.y A 192.0.2.1 | v.b.y A 192.0.2.66",
	  "a.x. DNAME b.y. 5 5 x1\n"
	  "w.b.y. A 192.0.2.1 5 5 x1\n",
	  "rows=2 records=2 queries=1 responses=1 paired=1 off_chain=1 ",
	  {} },
	{ "a DNAME elsewhere leads nowhere",
	  "0 q 7 w.a.x A\n"
	  "5 r 7 w.a.x A | b.x DNAME b.y | w.b.y A 192.0.2.1",
	  "",
	  "queries=1 responses=1 paired=1 off_chain=2 ",
	  {} },
	{ "chains lead through a DNAME",
	  "0 q 7 w.a.x A\n"
	  "5 r 7 w.a.x A | a.x DNAME b.y | w.b.y A 192.0.2.1",
	  "w.a.x. -> w.b.y. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=2 queries=1 responses=1 paired=1 ", CHAINS },
	{ "a DNAME that makes too long a name leads nowhere",
	  "0 q 7 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.x A\n"
	  "5 r 7 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.x A | x DNAME "
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  "x. DNAME aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa. 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  {} },
	{ "two aliases of one name: both ways lead on",
	  "0 q 7 a.x A\n"
	  "5 r 7 a.x A | a.x CNAME b.x | a.x CNAME c.x | c.x A 192.0.2.1 | b.x A 192.0.2.2",
	  "a.x. -> b.x. A 192.0.2.2 5 5 x1\n"
	  "a.x. -> c.x. A 192.0.2.1 5 5 x1\n",
	  "rows=2 records=4 queries=1 responses=1 paired=1 ", CHAINS },

	/* --- case --- */
	{ "names in RDATA are folded, TXT is not",
	  "0 q 7 WwW.x ANY\n"
	  "5 r 7 WwW.x ANY | WwW.x MX 5 MaIl.X | WwW.x TXT \"MiXeD\" | WwW.x SRV 1 2 3 Srv.X",
	  "www.x. MX 5 mail.x. 5 5 x1\n"
	  "www.x. TXT \"MiXeD\" 5 5 x1\n"
	  "www.x. SRV 1 2 3 srv.x. 5 5 x1\n",
	  "rows=3 records=3 queries=1 responses=1 paired=1 ",
	  {} },
	{ "aliases are followed whatever their case",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | WWW.X CNAME B.Y | b.y A 192.0.2.1",
	  "www.x. CNAME b.y. 5 5 x1\n"
	  "b.y. A 192.0.2.1 5 5 x1\n",
	  "rows=2 records=2 queries=1 responses=1 paired=1 ",
	  {} },
	{ "strict case keeps another case out",
	  "0 q 7 wWw.x A\n"
	  "5 r 7 www.x A | www.x A 192.0.2.66\n"
	  "6 r 7 wWw.x A | wWw.x A 192.0.2.1",
	  "www.x. A 192.0.2.1 6 6 x1\n",
	  "rows=1 records=1 queries=1 responses=2 paired=1 question_mismatch=1 withheld=1 ",
	  STRICT },

	/* --- RCODEs, classes, opcodes --- */
	{ "NXDOMAIN is kept out and counted",
	  "0 q 7 no.x A\n"
	  "5 r 7 no.x A rcode=3 | no.x A 192.0.2.66",
	  "",
	  "queries=1 responses=1 paired=1 nxdomain=1 other_rcode=1 ",
	  {} },
	{ "NXDOMAIN's records on request",
	  "0 q 7 no.x A\n"
	  "5 r 7 no.x A rcode=3 | no.x CNAME y.x\n"
	  "6 q 8 yes.x A\n"
	  "7 r 8 yes.x A | yes.x A 192.0.2.1",
	  "no.x. CNAME y.x. 5 5 x1\n",
	  "rows=1 records=1 queries=2 responses=2 paired=2 nxdomain=1 ",
	  { .rcodes = 1U << 3 } },
	{ "names that do not exist, each with the type asked for",
	  "0 q 7 No.x A\n"
	  "5 r 7 No.x A rcode=3\n"
	  "6 q 8 no.x AAAA\n"
	  "7 r 8 no.x AAAA rcode=3\n"
	  "8 q 9 no.x A\n"
	  "9 r 9 no.x A rcode=3",
	  "no.x. A NXDOMAIN 5 9 x2\n"
	  "no.x. AAAA NXDOMAIN 7 7 x1\n",
	  "rows=2 queries=3 responses=3 paired=3 nxdomain=3 other_rcode=3 ", NX },
	{ "an alias exists: its target does not (RFC 6604)",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A rcode=3 | b.x CNAME gone.x | www.x CNAME b.x",
	  "gone.x. A NXDOMAIN 5 5 x1\n",
	  "rows=1 queries=1 responses=1 paired=1 nxdomain=1 other_rcode=1 ", NX },
	{ "BADVERS is not NOERROR",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A ext=16 | www.x A 192.0.2.66",
	  "",
	  "queries=1 responses=1 paired=1 other_rcode=1 ",
	  {} },
	{ "BADVERS on request",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A ext=16 | www.x A 192.0.2.1",
	  "www.x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  { .rcodes = 1U << 16 } },
	{ "an RCODE of twelve bits whose low four are those of NXDOMAIN",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A ext=4083 | www.x A 192.0.2.66",
	  "", "queries=1 responses=1 paired=1 other_rcode=1 ", NX },
	{ "class CH is counted",
	  "0 q 7 version.bind TXT class=3\n"
	  "5 r 7 version.bind TXT class=3 | version.bind CH TXT \"9\"",
	  "",
	  "queries=1 responses=1 paired=1 other_class=1 ",
	  {} },
	{ "a record of class CH among those of IN is counted once",
	  "0 q 7 a.x A\n"
	  "5 r 7 a.x A | b.x A 192.0.2.1 | a.x CH A 192.0.2.66 | a.x CNAME b.x",
	  "a.x. CNAME b.x. 5 5 x1\n"
	  "b.x. A 192.0.2.1 5 5 x1\n",
	  "rows=2 records=2 queries=1 responses=1 paired=1 other_class=1 ",
	  {} },
	{ "NXDOMAIN of class CH is no name of ours",
	  "0 q 7 no.x A class=3\n"
	  "5 r 7 no.x A class=3 rcode=3",
	  "", "queries=1 responses=1 paired=1 nxdomain=1 other_rcode=1 ", NX },
	{ "NOTIFY is counted",
	  "0 q 7 x SOA opcode=4 | x SOA a. b. 1 2 3 4 5\n"
	  "5 r 7 x SOA opcode=4 | x SOA a. b. 1 2 3 4 5",
	  "",
	  "other_opcode=2 ",
	  {} },
	{ "a response cut short by its server keeps what it has",
	  "0 q 7 x A\n"
	  "5 r 7 x A tc | x A 192.0.2.1",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  {} },

	/* --- who asked --- */
	{ "duplicates and conflicts",
	  "0 q 7 x A\n"
	  "5 r 7 x A | x A 192.0.2.1 | x A 192.0.2.2\n"
	  "6 r 7 x A | x A 192.0.2.2 | x A 192.0.2.1\n"
	  "7 r 7 x A | x A 192.0.2.66\n"
	  "8 r 7 x A rcode=3\n"
	  "9 r 7 x A | x A 192.0.2.1",
	  "x. A 192.0.2.1 5 5 x1\n"
	  "x. A 192.0.2.2 5 5 x1\n",
	  "rows=2 records=2 queries=1 responses=5 paired=1 duplicates=1 conflicts=3 ",
	  {} },
	{ "a question asked twice before its answer",
	  "0 q 7 x A\n"
	  "1 q 7 x A\n"
	  "5 r 7 x A | x A 192.0.2.1\n"
	  "6 r 7 x A | x A 192.0.2.1",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=2 responses=2 paired=1 duplicates=1 retransmitted=1 ",
	  {} },
	{ "spoofed: wrong ids, another question, another server",
	  "0 q 7 victim.x A\n"
	  "1 r 8 victim.x A | victim.x A 192.0.2.66\n"
	  "1 r 9 victim.x A | victim.x A 192.0.2.66\n"
	  "2 r 7 other.x A | other.x A 192.0.2.66\n"
	  "2 r 7 victim.x A server=9 | victim.x A 192.0.2.66\n"
	  "5 r 7 victim.x A | victim.x A 192.0.2.1",
	  "victim.x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=5 paired=1 id_mismatch=2 question_mismatch=1 "
	  "unasked=1 withheld=4 ",
	  {} },
	{ "an answer captured before its question",
	  "5 r 7 x A | x A 192.0.2.1\n"
	  "204 q 7 x A",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  {} },
	{ "an answer long before its question",
	  "5 r 7 x A | x A 192.0.2.66\n"
	  "206 q 7 x A",
	  "",
	  "queries=1 responses=1 unasked=1 withheld=1 ",
	  {} },
	{ "one wrong clock does not keep others waiting for their question",
	  "900000000 r 3 y A | y A 192.0.2.66\n"
	  "5 r 7 x A | x A 192.0.2.1\n"
	  "6 q 7 x A",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=2 paired=1 unasked=1 withheld=1 ",
	  {} },
	{ "an answer that is late",
	  "0 q 7 x A\n"
	  "10001 r 7 x A | x A 192.0.2.66",
	  "",
	  "queries=1 responses=1 late=1 withheld=1 ",
	  {} },
	{ "a one-sided capture is withheld",
	  "5 r 7 x A | x A 192.0.2.1\n"
	  "9 r 7 y A | y A 192.0.2.1",
	  "",
	  "responses=2 unasked=2 withheld=2 ",
	  {} },
	{ "and kept on request, but for what no question leads to",
	  "5 r 7 x A | x A 192.0.2.1 | z.z A 192.0.2.66\n"
	  "9 r 7 y A | y A 192.0.2.1",
	  "x. A 192.0.2.1 5 5 x1\n"
	  "y. A 192.0.2.1 9 9 x1\n",
	  "rows=2 records=2 responses=2 unpaired_kept=2 off_chain=1 ", KEEP },
	{ "kept on request, but never under a wrong id",
	  "0 q 7 x A\n"
	  "5 r 8 x A | x A 192.0.2.66",
	  "", "queries=1 responses=1 id_mismatch=1 withheld=1 ", KEEP },
	{ "FORMERR without its question",
	  "0 q 7 x A\n"
	  "5 r 7 - - rcode=1",
	  "",
	  "queries=1 responses=1 paired=1 other_rcode=1 no_question=1 ",
	  {} },
	{ "an answer without its question still answers it",
	  "0 q 7 x A\n"
	  "5 r 7 - - | x A 192.0.2.1",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 no_question=1 ",
	  {} },
	{ "no question anywhere",
	  "0 q 7 - -\n"
	  "5 r 7 - - | x A 192.0.2.66",
	  "", "queries=1 responses=1 unasked=1 withheld=1 no_question=2 ", KEEP },

	/* --- transfers --- */
	{ "a zone transfer, its later messages without the question",
	  "0 q 7 x AXFR tcp\n"
	  "5 r 7 x AXFR tcp | x SOA a. b. 1 2 3 4 5 | w.x A 192.0.2.1\n"
	  "6 r 7 - - tcp | v.x A 192.0.2.2 | y A 192.0.2.66\n"
	  "7 r 7 - - tcp | u.x A 192.0.2.3 | x SOA a. b. 1 2 3 4 5",
	  "x. SOA a. b. 1 2 3 4 5 5 7 x2\n"
	  "u.x. A 192.0.2.3 7 7 x1\n"
	  "v.x. A 192.0.2.2 6 6 x1\n"
	  "w.x. A 192.0.2.1 5 5 x1\n",
	  "rows=4 records=5 queries=1 responses=3 paired=3 off_chain=1 no_question=2 ",
	  {} },
	{ "over TCP a second answer is a conflict, too",
	  "0 q 7 x A tcp\n"
	  "5 r 7 x A tcp | x A 192.0.2.1\n"
	  "6 r 7 x A tcp | x A 192.0.2.66",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=2 paired=1 conflicts=1 ",
	  {} },

	/* --- sections and types --- */
	{ "all sections on request",
	  "0 q 7 x A\n"
	  "5 r 7 x A ext=0 | x A 192.0.2.1 | ns:x NS n.x | ar:n.x A 192.0.2.2",
	  "x. A 192.0.2.1 5 5 x1\n"
	  "x. NS n.x. 5 5 x1\n"
	  "n.x. A 192.0.2.2 5 5 x1\n",
	  "rows=3 records=3 queries=1 responses=1 paired=1 ",
	  { .sections = 0xe } },
	{ "the authority section alone",
	  "0 q 7 x A\n"
	  "5 r 7 x A | x A 192.0.2.1 | ns:x NS n.x | ar:n.x A 192.0.2.2",
	  "x. NS n.x. 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  { .sections = 0x4 } },
	{ "a referral's section is not left out for want of answers",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | ns:x NS n.x | ar:n.x A 192.0.2.2",
	  "x. NS n.x. 5 5 x1\n"
	  "n.x. A 192.0.2.2 5 5 x1\n",
	  "rows=2 records=2 queries=1 responses=1 paired=1 ",
	  { .sections = 0xe } },
	{ "one type only; aliases are followed all the same",
	  "0 q 7 www.x A\n"
	  "5 r 7 www.x A | www.x CNAME b.x | b.x A 192.0.2.1",
	  "b.x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  { .types = only_a, .type_count = 1 } },
	{ "no room for more rows",
	  "0 q 7 x A\n"
	  "5 r 7 x A | x A 192.0.2.1 | x A 192.0.2.1",
	  "x. A 192.0.2.1 5 5 x2\n",
	  "rows=1 records=2 queries=1 responses=1 paired=1 ",
	  { .rows_max = 1 } },
	{ "what finds no room is counted",
	  "0 q 7 x A\n"
	  "5 r 7 x A | x A 192.0.2.1 | x A 192.0.2.2 | x A 192.0.2.3",
	  NULL,
	  "rows=1 records=3 queries=1 responses=1 paired=1 refused=2 ",
	  { .rows_max = 1 } },

	/* --- mDNS and LLMNR --- */
	{ "mDNS is not taken unasked",
	  "0 q 0 a.local A mdns\n"
	  "5 r 0 - - mdns | a.local A 192.0.2.1",
	  "",
	  "",
	  {} },
	{ "mDNS: nothing asks, the cache-flush bit is no class, goodbyes and all",
	  "0 q 0 a.local A mdns\n"
	  "5 r 0 - - mdns | a.local FLUSH A 192.0.2.1 | b.local A 192.0.2.2",
	  "a.local. A 192.0.2.1 5 5 x1\n"
	  "b.local. A 192.0.2.2 5 5 x1\n",
	  "rows=2 records=2 responses=1 ",
	  { .mdns = true } },
	{ "outside mDNS the top bit of the class is another class",
	  "0 q 7 x A\n"
	  "5 r 7 x A | x FLUSH A 192.0.2.66",
	  "",
	  "queries=1 responses=1 paired=1 other_class=1 ",
	  { .mdns = true } },
	{ "LLMNR: asked of a group, answered by a host",
	  "0 q 7 a A llmnr server=252\n"
	  "5 r 7 a A llmnr server=9 | a A 192.0.2.1\n"
	  "6 q 7 b A llmnr server=252 client=3\n"
	  "7 r 7 b A llmnr server=10 client=3 | b A 192.0.2.2\n"
	  "8 q 7 c A llmnr server=252 client=4\n"
	  "9 r 7 c A llmnr server=11 client=4 | c A 192.0.2.3",
	  "a. A 192.0.2.1 5 5 x1\n"
	  "b. A 192.0.2.2 7 7 x1\n"
	  "c. A 192.0.2.3 9 9 x1\n",
	  "rows=3 records=3 queries=3 responses=3 paired=3 ",
	  { .llmnr = true } },
	{ "LLMNR is not taken unasked",
	  "0 q 7 a A llmnr server=252\n"
	  "5 r 7 a A llmnr server=9 | a A 192.0.2.1",
	  "",
	  "",
	  {} },

	/* --- malformed --- */
	{ "an A record of three octets: the rest of the message is kept",
	  "0 q 7 x A\n"
	  "5 r 7 x A | x A \\# 3 c00002 | x A 192.0.2.1",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 bad_records=1 ",
	  {} },
	{ "a CNAME that is no name leads nowhere",
	  "0 q 7 x A\n"
	  "5 r 7 x A | x CNAME \\# 2 0561 | y A 192.0.2.66",
	  "",
	  "queries=1 responses=1 paired=1 off_chain=1 bad_records=1 ",
	  {} },
	{ "a CNAME that points at itself",
	  "0 q 7 x A\n"
	  "5 r 7 x A | x CNAME \\# 2 c01f | x A 192.0.2.1",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 bad_records=1 ",
	  {} },
	{ "a message cut in its last record keeps the others",
	  "0 q 7 x A\n"
	  "5 r 7 x A cut=2 | x A 192.0.2.1 | x A 192.0.2.2",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 bad_messages=1 ",
	  {} },
	{ "a record that is claimed and not there",
	  "0 q 7 x A\n"
	  "5 r 7 x A more=1 | x A 192.0.2.1",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 bad_messages=1 ",
	  {} },
	{ "a frame cut by the snap length: the message has no flaw",
	  "0 q 7 x A\n"
	  "5 r 7 x A snap=2 | x A 192.0.2.1 | x A 192.0.2.2",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  {} },
	{ "the same, its question captured behind it",
	  "5 r 7 x A snap=2 | x A 192.0.2.1 | x A 192.0.2.2\n"
	  "6 q 7 x A",
	  "x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  {} },
	{ "hostile labels: octets 0 and 1, dots, a blank",
	  "0 q 7 \\000\\001\\.\\032.x A\n"
	  "5 r 7 \\000\\001\\.\\032.x A | \\000\\001\\.\\032.x A 192.0.2.1",
	  "\\000\\001\\.\\032.x. A 192.0.2.1 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  {} },
	{ "the root's name servers",
	  "0 q 7 . NS\n"
	  "5 r 7 . NS | . NS a.root-servers.net",
	  ". NS a.root-servers.net. 5 5 x1\n",
	  "rows=1 records=1 queries=1 responses=1 paired=1 ",
	  {} },
};

/* --- what came out, as text --- */

static void put_name(struct weir_writer *out, struct weir_slice octets)
{
	struct weir_name name = { .size = (uint8_t)octets.size };

	memcpy(name.octets, octets.data, octets.size);
	weir_name_print(&name, out);
}

static void put_row(struct weir_writer *out, const struct weir_sighting *row)
{
	struct weir_slice end = row->rdata;
	struct weir_slice hop;

	put_name(out, row->rrname);
	for (unsigned k = 0; k < weir_chain_length(row); k++) {
		if (!weir_chain_read(row, k, &hop))
			break;
		weir_writer_text(out, " -> ");
		put_name(out, hop);
	}
	if (row->kind == WEIR_SIGHTING_CHAIN && !weir_chain_read(row, weir_chain_length(row), &end))
		weir_writer_text(out, " broken chain");
	weir_writer_text(out, " ");
	weir_type_print(row->rrtype, out);
	weir_writer_text(out, " ");
	const struct weir_rdata rdata = {
		.wire = end, .size = (uint16_t)end.size, .type = row->rrtype, .rrclass = 1
	};
	if (row->kind == WEIR_SIGHTING_NXDOMAIN)
		weir_writer_text(out, end.size == 0 ? "NXDOMAIN" : "NXDOMAIN with RDATA");
	else if (weir_rdata_print(&rdata, out, NULL) != WEIR_OK)
		weir_writer_text(out, " broken RDATA");
	weir_writer_print(out, " %lld %lld x%llu\n", (long long)row->time_first / MS,
			  (long long)row->time_last / MS, (unsigned long long)row->count);
}

/* All counters above zero, but for those of the traffic. */
static void put_counts(struct weir_writer *out, const struct weir_mine_counters *c)
{
	uint64_t bad[2] = { 0 };

#define COUNTER(symbol, text)                                                                      \
	if (c->symbol > 0)                                                                         \
		weir_writer_print(out, #symbol "=%llu ", (unsigned long long)c->symbol);
#include <dnsweir/mine.def>
#undef COUNTER
	for (unsigned i = 0; i < WEIR_FLAW_COUNT; i++) {
		bad[0] += c->malformed_records[i];
		bad[1] += c->malformed_messages[i];
	}
	if (bad[0] > 0)
		weir_writer_print(out, "bad_records=%llu ", (unsigned long long)bad[0]);
	if (bad[1] > 0)
		weir_writer_print(out, "bad_messages=%llu ", (unsigned long long)bad[1]);
}

struct result {
	enum weir_status status;
	char rows[TEXT_MAX];
	char counts[2048];
};

static void mine_files(const char *const *paths, size_t count,
		       const struct weir_mine_options *given, unsigned threads, struct result *out)
{
	struct weir_mine_options options = *given;
	struct weir_mine_counters counters;
	struct weir_sighting row;
	struct weir_mine *mine;
	struct weir_writer text;

	*out = (struct result){ .status = WEIR_E_MEMORY };
	options.size = sizeof(options);
	options.threads = threads;
	if (weir_mine_open(&options, &mine, NULL) != WEIR_OK)
		return;
	out->status = weir_mine_run(mine, paths, count, NULL);
	weir_writer_init(&text, out->rows, sizeof(out->rows));
	while (weir_mine_next(mine, &row) == WEIR_OK)
		put_row(&text, &row);
	(void)weir_writer_terminate(&text);
	weir_mine_counters(mine, &counters);
	weir_writer_init(&text, out->counts, sizeof(out->counts));
	put_counts(&text, &counters);
	(void)weir_writer_terminate(&text);
	weir_mine_close(mine);
}

static const char *path_of(const char *name)
{
	static char paths[4][128];
	static unsigned next;
	char *path = paths[next++ % 4];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static bool same(const struct result *a, const struct result *b)
{
	return a->status == b->status && strcmp(a->rows, b->rows) == 0 &&
	       strcmp(a->counts, b->counts) == 0;
}

static void test_rows(void)
{
	static struct result one;
	static struct result three;
	const char *path = path_of("rows.pcap");

	for (size_t i = 0; i < COUNT_OF(mine_rows); i++) {
		const struct mine_row *row = &mine_rows[i];
		scene_write(path, row->lines);
		mine_files(&path, 1, &row->options, 1, &one);
		mine_files(&path, 1, &row->options, 3, &three);
		bool rows = !row->rows || strcmp(one.rows, row->rows) == 0;
		bool counts = !row->counts || strcmp(one.counts, row->counts) == 0;
		if (!check(row->what,
			   one.status == WEIR_OK && rows && counts && same(&one, &three)))
			note("status %d, rows:\n%s# counts: %s\n# three threads: %s", one.status,
			     one.rows, one.counts, three.counts);
	}
}

/* 16 aliases are followed, 17 are not, in order or turned round. */
static void test_long_chains(void)
{
	static struct result result;
	const char *path = path_of("long.pcap");
	const struct weir_mine_options options = CHAINS;

	for (unsigned turned = 0; turned < 2; turned++)
		for (unsigned aliases = 15; aliases <= 18; aliases++) {
			char lines[4096];
			struct weir_writer out;
			weir_writer_init(&out, lines, sizeof(lines));
			weir_writer_text(&out, "0 q 7 n0.x A\n5 r 7 n0.x A");
			for (unsigned i = 0; i <= aliases; i++) {
				unsigned n = turned ? aliases - i : i;
				if (n < aliases)
					weir_writer_print(&out, " | n%u.x CNAME n%u.x", n, n + 1);
				else
					weir_writer_print(&out, " | n%u.x A 192.0.2.1", n);
			}
			(void)weir_writer_terminate(&out);
			scene_write(path, lines);
			mine_files(&path, 1, &options, 1, &result);
			const char *counts = strstr(result.counts, "chain_long=1 ");
			bool good = aliases <= WEIR_CHAIN_MAX
					    ? !counts && strstr(result.rows, "192.0.2.1 5 5 x1\n")
					    : counts && result.rows[0] == 0;
			if (!checkf(good, "a chain of %u aliases%s", aliases,
				    turned ? ", turned round" : ""))
				note("%s# %s", result.rows, result.counts);
		}
}

/* One client asks one server far more than one table holds before the first answer comes. */
static void test_busy_hosts(void)
{
	enum { COUNT = 5000 };
	static struct result result;
	static char lines[COUNT * 100];
	const char *path = path_of("long.pcap");
	const struct weir_mine_options options = { .size = 0 };
	struct weir_writer out;

	weir_writer_init(&out, lines, sizeof(lines));
	for (unsigned i = 0; i < COUNT; i++)
		weir_writer_print(&out, "0 q %u busy.example A port=%u\n", i, 10000 + i);
	for (unsigned i = 0; i < COUNT; i++)
		weir_writer_print(&out,
				  "9 r %u busy.example A port=%u | busy.example A 192.0.2.1\n", i,
				  10000 + i);
	scene_write(path, weir_writer_terminate(&out) ? lines : "");
	mine_files(&path, 1, &options, 2, &result);
	if (!check("5000 questions between two hosts wait for their answers",
		   strcmp(result.rows, "busy.example. A 192.0.2.1 9 9 x5000\n") == 0))
		note("%s# %s", result.rows, result.counts);
}

/* --- several files --- */

static void test_files(void)
{
	static struct result a;
	static struct result b;
	const struct weir_mine_options options = { .size = 0 };
	const char *first = path_of("first.pcap");
	const char *second = path_of("second.pcap");
	const char *missing = path_of("missing.pcap");

	scene_write(first, "0 q 7 x A\n1 r 7 x A | x A 192.0.2.1\n50 q 8 y A");
	scene_write(second, "60 r 8 y A | y A 192.0.2.2\n70 q 9 x A\n80 r 9 x A | x A 192.0.2.1");
	mine_files((const char *[]){ first, second }, 2, &options, 1, &a);
	check("a question in one file, its answer in the next",
	      strcmp(a.rows, "x. A 192.0.2.1 1 80 x2\ny. A 192.0.2.2 60 60 x1\n") == 0);
	bool good = true;
	for (unsigned threads = 1; threads <= 5; threads++) {
		mine_files((const char *[]){ second, first }, 2, &options, threads, &b);
		good &= same(&a, &b);
		mine_files((const char *[]){ first, second }, 2, &options, threads, &b);
		good &= same(&a, &b);
	}
	check("files in any order, by one to five threads", good);
	mine_files((const char *[]){ first, first, second }, 3, &options, 1, &b);
	check("a file named twice is read twice",
	      strcmp(b.rows, "x. A 192.0.2.1 1 80 x3\ny. A 192.0.2.2 60 60 x1\n") == 0);
	mine_files((const char *[]){ missing, second, first }, 3, &options, 2, &b);
	check("a file that is not there is an error, and the others are mined",
	      b.status == WEIR_E_SYSTEM && strcmp(a.rows, b.rows) == 0);
	mine_files((const char *[]){ folder }, 1, &options, 2, &b);
	check("a folder is an error", b.status != WEIR_OK && b.rows[0] == 0);
	mine_files((const char *[]){ NULL }, 0, &options, 2, &b);
	check("no file, no rows", b.status == WEIR_OK && b.rows[0] == 0);
	unlink(first);
	unlink(second);
}

/* --- each as it comes --- */

struct eacher {
	struct weir_writer out;
	unsigned calls;
};

static void take_each(void *context, const struct weir_mined *mined)
{
	struct eacher *e = context;

	e->calls++;
	weir_writer_print(&e->out, "%llu %u.%u ", (unsigned long long)mined->number,
			  mined->client->octets[3], mined->server->octets[3]);
	put_row(&e->out, mined->sighting);
}

static void test_each(void)
{
	static struct result result;
	static char text[4096];
	struct eacher e = { .calls = 0 };
	const char *path = path_of("each.pcap");
	const struct weir_mine_options options = { .each = take_each, .context = &e };

	scene_write(path, "0 q 7 z A client=3\n"
			  "1 q 7 x A server=5\n"
			  "2 r 7 x A server=5 | X A 192.0.2.2 | x A 192.0.2.1\n"
			  "3 r 7 z A client=3 | z A 192.0.2.9\n"
			  "4 r 7 z A client=3 | z A 192.0.2.9\n"
			  "5 q 8 x A tcp\n"
			  "6 r 8 x A tcp | x A 192.0.2.1");
	weir_writer_init(&e.out, text, sizeof(text));
	mine_files(&path, 1, &options, 4, &result);
	(void)weir_writer_terminate(&e.out);
	if (!check("each answer as it comes, in capture order, duplicates left out",
		   strcmp(text, "3 1.5 x. A 192.0.2.2 2 2 x1\n"
				"3 1.5 x. A 192.0.2.1 2 2 x1\n"
				"4 3.1 z. A 192.0.2.9 3 3 x1\n"
				"9 1.1 x. A 192.0.2.1 6 6 x1\n") == 0))
		note("%s", text);
	check("and no rows are kept beside it", result.rows[0] == 0);
}

/* --- the handle --- */

static void test_handle(void)
{
	const char *path = path_of("rows.pcap");
	struct weir_sighting row;
	struct weir_mine *mine;
	struct weir_error err;

	scene_write(path, "0 q 7 x A\n1 r 7 x A | x A 192.0.2.1");
	if (!check("options may be NULL", weir_mine_open(NULL, &mine, &err) == WEIR_OK))
		return;
	check("a miner runs", weir_mine_run(mine, &path, 1, &err) == WEIR_OK);
	check("once only", weir_mine_run(mine, &path, 1, &err) == WEIR_E_USE && err.text[0]);
	check("its rows", weir_mine_rows(mine) == 1 && weir_mine_next(mine, &row) == WEIR_OK &&
				  weir_mine_next(mine, &row) == WEIR_END &&
				  weir_mine_next(mine, &row) == WEIR_END);
	weir_mine_rewind(mine);
	check("and again", weir_mine_next(mine, &row) == WEIR_OK && row.count == 1);
	struct weir_slice hop;
	check("a record is no chain",
	      weir_chain_length(&row) == 0 && !weir_chain_read(&row, 0, &hop));
	weir_mine_close(mine);
	weir_mine_close(NULL);
	check("a miner that never ran can be closed", weir_mine_open(NULL, &mine, NULL) == WEIR_OK);
	check("and has no rows",
	      weir_mine_rows(mine) == 0 && weir_mine_next(mine, &row) == WEIR_END);
	weir_mine_close(mine);
}

int main(void)
{
	if (!mkdtemp(folder)) {
		skip("mine", "no temporary directory");
		return tap_done();
	}
	test_rows();
	test_long_chains();
	test_busy_hosts();
	test_files();
	test_each();
	test_handle();
	unlink(path_of("rows.pcap"));
	unlink(path_of("long.pcap"));
	unlink(path_of("each.pcap"));
	rmdir(folder);
	return tap_done();
}
