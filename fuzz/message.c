/* message.c - fuzz target: a message walked, checked, its EDNS options printed and read back.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/check.h>
#include <dnsweir/edns.h>
#include <dnsweir/name.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t text[500000];
static uint8_t again[65536];

/* What is printed is printable and reads back as the same octets, whatever they are. */
static void round_trip(struct weir_slice rdata)
{
	struct weir_writer out;
	struct weir_writer back;

	weir_writer_init(&out, text, sizeof(text));
	weir_edns_options_print(rdata, &out);
	if (out.full)
		__builtin_trap();
	for (size_t i = 0; i < out.size; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			__builtin_trap();
	weir_writer_init(&back, again, sizeof(again));
	if (weir_edns_options_parse((struct weir_slice){ text, out.size }, &back, NULL) !=
		    WEIR_OK ||
	    back.size != rdata.size ||
	    (rdata.size > 0 && memcmp(again, rdata.data, rdata.size) != 0))
		__builtin_trap();
}

/* Fields lie inside their option, and end. */
static void walk_options(const struct weir_edns *edns)
{
	struct weir_options options = weir_edns_options(edns);
	struct weir_option option;
	struct weir_field field;

	while (weir_options_next(&options, &option) == WEIR_OK) {
		struct weir_option_fields fields = weir_option_fields(&option);
		while (weir_option_fields_next(&fields, &field) == WEIR_OK)
			if (field.at < option.at + 4 ||
			    field.at + field.size > option.at + 4 + option.data.size)
				__builtin_trap();
	}
}

static void check_all(const struct weir_message *message, bool whole)
{
	struct weir_finding found[8];
	size_t count = weir_message_check(message, NULL, found, 8);

	if ((count == 0 && !whole) || count != weir_message_check(message, NULL, NULL, 0))
		__builtin_trap();
	for (size_t i = 0; i < count && i < 8; i++)
		if (found[i].flaw.reason == WEIR_FLAW_NONE ||
		    found[i].flaw.at > message->wire.size || found[i].start > found[i].end ||
		    found[i].end > message->wire.size)
			__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_message message;
	struct weir_record rr;
	struct weir_name owner;
	struct weir_edns edns;
	enum weir_status status;

	if (weir_message_read((struct weir_slice){ data, size }, &message) != WEIR_OK)
		return 0;
	struct weir_walk walk = weir_message_walk(&message);
	while ((status = weir_walk_next(&walk, &rr)) == WEIR_OK) {
		/* What was framed can be taken: the owner expands and the RDATA lies inside. */
		if (weir_name_expand(message.wire, rr.owner_at, &owner, NULL) != WEIR_OK ||
		    rr.rdata_at > size || rr.rdata_size > size - rr.rdata_at)
			__builtin_trap();
		if (rr.section != WEIR_QUESTION && rr.type == WEIR_TYPE_OPT) {
			weir_edns_read(&message, &rr, &edns);
			walk_options(&edns);
			round_trip(edns.options);
		}
	}
	if (status == WEIR_END && walk.at > size)
		__builtin_trap();
	check_all(&message, status == WEIR_END && walk.at == size);
	/* The same octets as if they were options: reaches them without a record around. */
	round_trip(message.wire);
	return 0;
}
