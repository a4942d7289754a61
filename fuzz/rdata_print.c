/* rdata_print.c - fuzz target: RDATA off the wire checked, copied, printed, taken apart and read back.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Input: RR type (2 octets), what stands before the RDATA (1: its size, low bits; top bit: mDNS), the
 * message up to the end of the RDATA. */
#include <dnsweir/rdata.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t canonical[1 << 20];
static uint8_t again[1 << 20];
static char text[1 << 20];

static void demand(bool holds)
{
	if (!holds)
		__builtin_trap();
}

/* Only what a terminal may see. */
static void demand_plain(const struct weir_writer *out)
{
	for (size_t i = 0; i < out->size; i++)
		demand(out->data[i] >= 0x20 && out->data[i] <= 0x7e);
}

static void take_apart(const struct weir_rdata *rdata, bool valid)
{
	struct weir_rdata_fields fields = weir_rdata_fields(rdata);
	struct weir_field field;
	struct weir_writer out;
	enum weir_status status;

	while ((status = weir_rdata_fields_next(&fields, &field)) == WEIR_OK) {
		demand(field.at >= rdata->at && field.at - rdata->at <= rdata->size &&
		       field.size <= rdata->size - (field.at - rdata->at) && field.name[0]);
		weir_writer_init(&out, text, sizeof(text));
		demand(weir_rdata_field_print(rdata, &field, &out) == WEIR_OK);
		demand_plain(&out);
	}
	demand((status == WEIR_END) == valid);
}

/* The text of valid RDATA gives its octets again, names expanded; that of all else gives it as is. */
static void read_back(const struct weir_rdata *rdata, struct weir_slice line, bool valid)
{
	struct weir_rdata read = { { NULL, 0 }, 0, 0, rdata->type, rdata->rrclass, false };
	size_t canonical_size;
	size_t again_size;
	struct weir_writer out;
	struct weir_error err;

	weir_writer_init(&out, again, sizeof(again));
	demand(weir_rdata_parse(line, rdata->type, WEIR_CLASS_IN, NULL, &out, &err) == WEIR_OK);
	if (!valid) {
		demand(out.size == rdata->size &&
		       (out.size == 0 ||
			memcmp(again, rdata->wire.data + rdata->at, out.size) == 0));
		return;
	}
	demand(weir_rdata_canonical(rdata, canonical, sizeof(canonical), &canonical_size, NULL) ==
	       WEIR_OK);
	demand(out.size <= UINT16_MAX);
	read.wire = (struct weir_slice){ again, out.size };
	read.size = (uint16_t)out.size;
	demand(weir_rdata_canonical(&read, (uint8_t *)text, sizeof(text), &again_size, NULL) ==
		       WEIR_OK &&
	       again_size == canonical_size && memcmp(text, canonical, again_size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };
	struct weir_writer out;
	size_t canonical_size;

	if (size < 3 || size > UINT16_MAX)
		return 0;
	/* All types of the table are near the start; the rest is as good as any other. */
	uint16_t type = (uint16_t)(data[0] << 8 | data[1]);
	struct weir_slice wire = { data + 3, size - 3 };
	size_t at = data[2] & 0x7f;
	if (at > wire.size)
		at = wire.size;
	struct weir_rdata rdata = { wire, (uint32_t)at,  (uint16_t)(wire.size - at),
				    type, WEIR_CLASS_IN, (data[2] & 0x80) != 0 };
	bool valid = weir_rdata_check(&rdata, NULL) == WEIR_OK;

	enum weir_status status =
		weir_rdata_canonical(&rdata, canonical, sizeof(canonical), &canonical_size, &flaw);
	demand((status == WEIR_OK) == valid);
	demand(!valid || canonical_size <= rdata.size + (size_t)WEIR_RDATA_GROWTH_MAX);
	demand(valid || (flaw.reason != WEIR_FLAW_NONE && flaw.at <= wire.size));
	take_apart(&rdata, valid);
	weir_writer_init(&out, text, sizeof(text));
	demand((weir_rdata_print(&rdata, &out, NULL) == WEIR_OK) == valid);
	demand_plain(&out);
	/* RDATA in text is no message: what grows beyond 65535 octets cannot be read back. */
	if (!valid || canonical_size <= UINT16_MAX)
		read_back(&rdata, (struct weir_slice){ (uint8_t *)text, out.size }, valid);
	return 0;
}
