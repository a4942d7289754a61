/* message.c - header and walk: what is framed is read, what is not is called by its name.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/message.h>

#include "tap.h"

#define HEADER(qd, an) 0x12, 0x34, 0x81, 0x80, 0, qd, 0, an, 0, 0, 0, 0
#define QUESTION 1, 'a', 0, 0, 1, 0, 1
#define RECORD 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1

static const struct row {
	const char *what;
	struct weir_slice wire;
	unsigned items; /* read before the end or the flaw */
	enum weir_reason reason;
	uint32_t at;   /* of the flaw */
	uint32_t left; /* octets behind the last item */
} rows[] = {
	{ "question and answer", WIRE(HEADER(1, 1), QUESTION, RECORD), 2, WEIR_FLAW_NONE, 0, 0 },
	{ "two answers", WIRE(HEADER(1, 2), QUESTION, RECORD, RECORD), 3, WEIR_FLAW_NONE, 0, 0 },
	{ "octets left over", WIRE(HEADER(1, 0), QUESTION, 1, 2, 3), 1, WEIR_FLAW_NONE, 0, 3 },
	{ "no question at all", WIRE(HEADER(0, 0)), 0, WEIR_FLAW_NONE, 0, 0 },
	{ "count claims more than there is", WIRE(HEADER(1, 2), QUESTION, RECORD), 2,
	  WEIR_FLAW_NAME_CUT, 35, 0 },
	{ "question without class", WIRE(HEADER(1, 0), 1, 'a', 0, 0, 1), 0, WEIR_FLAW_QUESTION_CUT,
	  15, 5 },
	{ "record header cut", WIRE(HEADER(1, 1), QUESTION, 0xc0, 12, 0, 1, 0), 1,
	  WEIR_FLAW_RECORD_CUT, 21, 5 },
	{ "RDATA cut", WIRE(HEADER(1, 1), QUESTION, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192), 1,
	  WEIR_FLAW_RDATA_CUT, 31, 13 },
	{ "pointer loop in the question", WIRE(HEADER(1, 0), 1, 'a', 0xc0, 12, 0, 1, 0, 1), 0,
	  WEIR_FLAW_POINTER_LOOP, 14, 8 },
};

static void test_walk(const struct row *row)
{
	struct weir_message message;
	struct weir_record record;
	unsigned items = 0;

	if (!check(row->what, weir_message_read(row->wire, &message) == WEIR_OK))
		return;
	struct weir_walk walk = weir_message_walk(&message);
	enum weir_status status;
	while ((status = weir_walk_next(&walk, &record)) == WEIR_OK)
		items++;
	checkf(items == row->items && walk.flaw.reason == row->reason &&
		       (status == WEIR_END) == (row->reason == WEIR_FLAW_NONE),
	       "%s: %u items, %s", row->what, items, weir_flaw_text(walk.flaw.reason));
	checkf(walk.flaw.at == row->at && row->wire.size - walk.at == row->left,
	       "%s: at %u, %zu left", row->what, walk.flaw.at, row->wire.size - walk.at);
	checkf(weir_walk_next(&walk, &record) == status, "%s: the verdict stays", row->what);
}

static void test_header(void)
{
	static const uint8_t wire[] = { HEADER(1, 2) };
	struct weir_message message = { .id = 7 };

	check("11 octets are no header",
	      weir_message_read((struct weir_slice){ wire, 11 }, &message) == WEIR_E_SHORT &&
		      message.id == 7);
	check("12 octets are",
	      weir_message_read((struct weir_slice){ wire, 12 }, &message) == WEIR_OK);
	check("fields", message.id == 0x1234 && message.flags == 0x8180 && message.count[0] == 1 &&
				message.count[1] == 2 && weir_message_is_response(&message) &&
				weir_message_opcode(&message) == 0 &&
				weir_message_rcode(&message) == 0);
	static const uint8_t large[65536];
	check("65536 octets are no message",
	      weir_message_read((struct weir_slice){ large, sizeof(large) }, &message) ==
		      WEIR_E_RANGE);
}

int main(void)
{
	test_header();
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_walk(&rows[i]);
	return tap_done();
}
