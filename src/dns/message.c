/* message.c - header of a DNS message and the walk over its questions and records.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/message.h>

#include "base/cursor.h"
#include "dns/name_walk.h"

enum weir_status weir_message_read(struct weir_slice wire, struct weir_message *out)
{
	struct cursor c = cursor_at(wire, 0);
	struct weir_message m = { .wire = wire };

	if (wire.size > UINT16_MAX)
		return WEIR_E_RANGE;
	m.id = cursor_u16(&c);
	m.flags = cursor_u16(&c);
	for (size_t i = 0; i < 4; i++)
		m.count[i] = cursor_u16(&c);
	if (c.status == WEIR_OK)
		*out = m;
	return c.status;
}

struct weir_walk weir_message_walk(const struct weir_message *message)
{
	return (struct weir_walk){ .message = message,
				   .at = WEIR_HEADER_SIZE,
				   .work = WEIR_WALK_WORK_MAX };
}

static enum weir_status walk_fault(struct weir_walk *walk, enum weir_reason reason, size_t at)
{
	walk->flaw = (struct weir_flaw){ reason, (uint32_t)at };
	return WEIR_E_SHORT;
}

/* The fixed part behind the owner of a record; `c` stands at its start. */
static enum weir_status read_fixed(struct weir_walk *walk, struct cursor *c,
				   struct weir_record *record)
{
	size_t start = c->at;

	record->type = cursor_u16(c);
	record->rrclass = cursor_u16(c);
	if (record->section == WEIR_QUESTION) {
		if (c->status != WEIR_OK)
			return walk_fault(walk, WEIR_FLAW_QUESTION_CUT, start);
		record->rdata_at = (uint32_t)c->at;
		return WEIR_OK;
	}
	record->ttl = cursor_u32(c);
	record->rdata_size = cursor_u16(c);
	if (c->status != WEIR_OK)
		return walk_fault(walk, WEIR_FLAW_RECORD_CUT, start);
	record->rdata_at = (uint32_t)c->at;
	if (!cursor_take(c, record->rdata_size))
		return walk_fault(walk, WEIR_FLAW_RDATA_CUT, c->at);
	return WEIR_OK;
}

/* The owner name; `c` goes behind it. */
static enum weir_status read_owner(struct weir_walk *walk, struct cursor *c)
{
	struct name_walk w = name_walk_at(c->bytes, c->at);
	enum weir_status status = name_walk_finish(&w, &walk->flaw);

	if (status != WEIR_OK)
		return status;
	uint32_t cost = name_walk_cost(&w);
	if (cost > walk->work) {
		walk->flaw = (struct weir_flaw){ WEIR_FLAW_NAME_WORK, (uint32_t)c->at };
		return WEIR_E_FORM;
	}
	walk->work -= cost;
	c->at = w.next;
	return WEIR_OK;
}

enum weir_status weir_walk_next(struct weir_walk *walk, struct weir_record *out)
{
	const struct weir_message *message = walk->message;

	while (walk->section < 4 && walk->index == message->count[walk->section]) {
		walk->section++;
		walk->index = 0;
	}
	if (walk->section == 4)
		return WEIR_END;

	struct weir_record record = { .section = walk->section,
				      .index = (uint16_t)walk->index,
				      .owner_at = (uint32_t)walk->at };
	struct cursor c = { .bytes = message->wire, .at = walk->at, .status = WEIR_OK };
	enum weir_status status = read_owner(walk, &c);

	if (status == WEIR_OK)
		status = read_fixed(walk, &c, &record);
	if (status != WEIR_OK)
		return status;
	walk->at = c.at;
	walk->index++;
	*out = record;
	return WEIR_OK;
}
