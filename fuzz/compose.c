/* compose.c - fuzz target: a message copied record by record through the writer says the same.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/compose.h>
#include <dnsweir/rdata.h>

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t once[65535];
static uint8_t twice[65535];

/* Owner to the octet, fixed part, RDATA in canonical form. RDATA that is malformed is only as long as
 * it was: it may begin to make sense (or cease to) where other octets surround it. */
static void same(const struct weir_message *a, const struct weir_record *ra,
		 const struct weir_message *b, const struct weir_record *rb)
{
	static uint8_t rdata_a[70000];
	static uint8_t rdata_b[70000];
	struct weir_rdata in_a = weir_rdata_of(a->wire, ra);
	struct weir_rdata in_b = weir_rdata_of(b->wire, rb);
	struct weir_name owner_a;
	struct weir_name owner_b;
	size_t size_a = 0;
	size_t size_b = 0;

	if (weir_name_expand(a->wire, ra->owner_at, &owner_a, NULL) != WEIR_OK ||
	    weir_name_expand(b->wire, rb->owner_at, &owner_b, NULL) != WEIR_OK ||
	    owner_a.size != owner_b.size ||
	    memcmp(owner_a.octets, owner_b.octets, owner_a.size) != 0 || ra->type != rb->type ||
	    ra->rrclass != rb->rrclass || ra->ttl != rb->ttl)
		__builtin_trap();
	if (ra->section == WEIR_QUESTION)
		return;
	if (weir_rdata_canonical(&in_a, rdata_a, sizeof(rdata_a), &size_a, NULL) != WEIR_OK) {
		if (ra->rdata_size != rb->rdata_size)
			__builtin_trap();
		return;
	}
	if (weir_rdata_canonical(&in_b, rdata_b, sizeof(rdata_b), &size_b, NULL) != WEIR_OK ||
	    size_a != size_b || memcmp(rdata_a, rdata_b, size_a) != 0)
		__builtin_trap();
}

/* Copies what fits into `limit` octets and reads it back beside the original. */
static struct weir_slice copy(struct weir_slice wire, uint8_t *buffer, size_t limit)
{
	struct weir_message message;
	struct weir_message written;
	struct weir_record record;
	struct weir_record back;
	struct weir_compose c;
	bool kept[65536 / 5];
	size_t count = 0;

	if (weir_message_read(wire, &message) != WEIR_OK ||
	    weir_compose_begin(&c, buffer, limit, message.id, message.flags) != WEIR_OK)
		__builtin_trap();
	struct weir_walk walk = weir_message_walk(&message);
	while (weir_walk_next(&walk, &record) == WEIR_OK) {
		enum weir_status status = weir_compose_copy(&c, &message, &record);
		if (status != WEIR_OK && status != WEIR_E_SPACE)
			__builtin_trap();
		kept[count++] = status == WEIR_OK;
	}
	if (c.size > limit || weir_message_read(weir_compose_wire(&c), &written) != WEIR_OK)
		__builtin_trap();
	walk = weir_message_walk(&message);
	struct weir_walk walk_back = weir_message_walk(&written);
	for (size_t i = 0; i < count; i++) {
		if (weir_walk_next(&walk, &record) != WEIR_OK)
			__builtin_trap();
		if (!kept[i])
			continue;
		if (weir_walk_next(&walk_back, &back) != WEIR_OK)
			__builtin_trap();
		same(&message, &record, &written, &back);
	}
	if (weir_walk_next(&walk_back, &back) != WEIR_END || walk_back.at != c.size)
		__builtin_trap();
	return weir_compose_wire(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < WEIR_HEADER_SIZE || size > UINT16_MAX)
		return 0;
	struct weir_slice first = copy((struct weir_slice){ data, size }, once, sizeof(once));
	copy(first, twice, sizeof(twice));
	/* The id chooses a limit that cuts. */
	copy((struct weir_slice){ data, size }, twice,
	     12 + ((unsigned)data[0] << 8 | data[1]) % 2048);
	return 0;
}
