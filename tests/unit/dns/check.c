/* check.c - all that is wrong with a message is found, once each, at its place.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/check.h>

#include <string.h>

#include "tap.h"

#define HEADER(flags, qd, an, ns, ar) 0x12, 0x34, flags, 0, 0, qd, 0, an, 0, ns, 0, ar
#define QUERY(ar) HEADER(0, 1, 0, 0, ar)
#define QUESTION 1, 'a', 0, 0, 1, 0, 1
#define A_RECORD 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1
#define OPT(size) 0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, size
/* hmac-md5, time 0, fudge 0, no MAC, id 0, error 0, nothing more */
#define TSIG                                                                                       \
	0, 0, 250, 0, 255, 0, 0, 0, 0, 0, 19, 1, 'h', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0, 0
/* type covered 0, algorithm 8, signer ".", signature of one octet */
#define SIG(covered)                                                                               \
	0, 0, 24, 0, 255, 0, 0, 0, 0, 0, 20, 0, covered, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
		0, 0, 0, 1

struct expected {
	enum weir_reason reason;
	uint32_t at;
	enum weir_section section;
	uint16_t index;
};

static const struct row {
	const char *what;
	struct weir_slice wire;
	struct expected expected[4]; /* ends with WEIR_FLAW_NONE */
} rows[] = {
	{ "a query with OPT", WIRE(QUERY(1), QUESTION, OPT(0)), { { 0 } } },
	{ "OPT before another record", WIRE(QUERY(2), QUESTION, OPT(0), A_RECORD), { { 0 } } },
	{ "OPT, SIG(0) twice and TSIG",
	  WIRE(QUERY(4), QUESTION, OPT(0), SIG(0), SIG(0), TSIG),
	  { { 0 } } },
	{ "a SIG over data may stand anywhere",
	  WIRE(QUERY(2), QUESTION, SIG(1), A_RECORD),
	  { { 0 } } },
	{ "OPT whose owner is a pointer to a root",
	  WIRE(QUERY(1), QUESTION, 0xc0, 14, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 0),
	  { { 0 } } },
	{ "OPT in the answer",
	  WIRE(HEADER(0x80, 1, 1, 0, 0), QUESTION, OPT(0)),
	  { { WEIR_FLAW_OPT_SECTION, 19, WEIR_ANSWER, 0 } } },
	{ "two OPT",
	  WIRE(QUERY(2), QUESTION, OPT(0), OPT(0)),
	  { { WEIR_FLAW_OPT_MANY, 30, WEIR_ADDITIONAL, 1 } } },
	{ "OPT of a.",
	  WIRE(QUERY(1), QUESTION, 1, 'a', OPT(0)),
	  { { WEIR_FLAW_OPT_OWNER, 19, WEIR_ADDITIONAL, 0 } } },
	{ "OPT in the authority, of a., and another",
	  WIRE(HEADER(0x80, 1, 0, 1, 1), QUESTION, 1, 'a', OPT(0), OPT(0)),
	  { { WEIR_FLAW_OPT_SECTION, 19, WEIR_AUTHORITY, 0 },
	    { WEIR_FLAW_OPT_OWNER, 19, WEIR_AUTHORITY, 0 },
	    { WEIR_FLAW_OPT_MANY, 32, WEIR_ADDITIONAL, 0 } } },
	{ "bad option, good option, cut option",
	  WIRE(QUERY(1), QUESTION, OPT(14), 0, 10, 0, 1, 7, 0, 3, 0, 0, 0, 3, 0, 9, 0),
	  { { WEIR_FLAW_OPTION_SIZE, 34, WEIR_ADDITIONAL, 0 },
	    { WEIR_FLAW_OPTION_CUT, 39, WEIR_ADDITIONAL, 0 } } },
	{ "ECS with a scope in a query",
	  WIRE(QUERY(1), QUESTION, OPT(9), 0, 8, 0, 5, 0, 1, 8, 8, 10),
	  { { WEIR_FLAW_OPTION_VALUE, 37, WEIR_ADDITIONAL, 0 } } },
	{ "ECS with a scope in a response",
	  WIRE(HEADER(0x80, 1, 0, 0, 1), QUESTION, OPT(9), 0, 8, 0, 5, 0, 1, 8, 8, 10),
	  { { 0 } } },
	{ "TSIG before OPT",
	  WIRE(QUERY(2), QUESTION, TSIG, OPT(0)),
	  { { WEIR_FLAW_TSIG_PLACE, 19, WEIR_ADDITIONAL, 0 } } },
	{ "two TSIG",
	  WIRE(QUERY(2), QUESTION, TSIG, TSIG),
	  { { WEIR_FLAW_TSIG_PLACE, 19, WEIR_ADDITIONAL, 0 } } },
	{ "TSIG in the authority",
	  WIRE(HEADER(0, 1, 0, 1, 0), QUESTION, TSIG),
	  { { WEIR_FLAW_TSIG_PLACE, 19, WEIR_AUTHORITY, 0 } } },
	{ "SIG(0) before a record",
	  WIRE(QUERY(2), QUESTION, SIG(0), A_RECORD),
	  { { WEIR_FLAW_SIG0_PLACE, 19, WEIR_ADDITIONAL, 0 } } },
	{ "SIG(0) in the answer",
	  WIRE(HEADER(0x80, 1, 1, 0, 0), QUESTION, SIG(0)),
	  { { WEIR_FLAW_SIG0_PLACE, 19, WEIR_ANSWER, 0 } } },
	{ "octets behind the last record",
	  WIRE(QUERY(0), QUESTION, 1, 2),
	  { { WEIR_FLAW_TRAILING, 19 } } },
	{ "A of 3 octets, then one of 4",
	  WIRE(HEADER(0x80, 1, 2, 0, 0), QUESTION, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 3, 192, 0,
	       2, A_RECORD),
	  { { WEIR_FLAW_RDATA_SHORT, 31, WEIR_ANSWER, 0 } } },
	{ "a count that lies",
	  WIRE(HEADER(0x80, 1, 2, 0, 0), QUESTION, A_RECORD),
	  { { WEIR_FLAW_NAME_CUT, 35, WEIR_ANSWER, 1 } } },
	{ "a loop in the question",
	  WIRE(QUERY(0), 1, 'a', 0xc0, 12, 0, 1, 0, 1),
	  { { WEIR_FLAW_POINTER_LOOP, 14, WEIR_QUESTION, 0 } } },
	{ "TSIG misplaced and what follows cut",
	  WIRE(QUERY(3), QUESTION, TSIG, A_RECORD, 1),
	  { { WEIR_FLAW_TSIG_PLACE, 19, WEIR_ADDITIONAL, 0 },
	    { WEIR_FLAW_NAME_CUT, 65, WEIR_ADDITIONAL, 2 } } },
};

static bool as_expected(const struct weir_finding *found, const struct expected *expected)
{
	return found->flaw.reason == expected->reason && found->flaw.at == expected->at &&
	       found->section == expected->section && found->index == expected->index;
}

static void test_row(const struct row *row)
{
	struct weir_message message;
	struct weir_finding found[4];
	size_t wanted = 0;

	while (wanted < 4 && row->expected[wanted].reason != WEIR_FLAW_NONE)
		wanted++;
	bool good = weir_message_read(row->wire, &message) == WEIR_OK;
	size_t count = weir_message_check(&message, NULL, found, COUNT_OF(found));
	good = good && count == wanted && weir_message_check(&message, NULL, NULL, 0) == count;
	for (size_t i = 0; good && i < count; i++)
		good = as_expected(&found[i], &row->expected[i]);
	if (!check(row->what, good))
		for (size_t i = 0; i < count && i < COUNT_OF(found); i++)
			note("%s at %u, section %d index %u", weir_flaw_text(found[i].flaw.reason),
			     found[i].flaw.at, (int)found[i].section, found[i].index);
}

static void test_extent(void)
{
	const struct weir_slice wire = WIRE(HEADER(0x80, 1, 2, 0, 0), QUESTION, 0xc0, 12, 0, 1, 0,
					    1, 0, 0, 0, 60, 0, 1, 192, 0xc0);
	struct weir_message message;
	struct weir_finding found[2];

	bool good = weir_message_read(wire, &message) == WEIR_OK &&
		    weir_message_check(&message, NULL, found, 2) == 2;
	check("a flaw knows its record's extent",
	      good && found[0].start == 19 && found[0].end == 32 && found[0].type == 1 &&
		      found[0].item && !found[0].fatal);
	check("a fatal one reaches to the end", good && found[1].start == 32 &&
							found[1].end == 33 && found[1].type == 0 &&
							found[1].item && found[1].fatal);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	test_extent();
	return tap_done();
}
