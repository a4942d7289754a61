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
				   .work = WEIR_WALK_WORK_MAX,
				   .known = { UINT32_MAX, UINT32_MAX } };
}

static enum weir_status walk_fault(struct weir_walk *walk, enum weir_reason reason, size_t at)
{
	walk->flaw = (struct weir_flaw){ reason, (uint32_t)at };
	return WEIR_E_SHORT;
}

/* Check the owner name in full and charge its cost. */
static enum weir_status check_owner(struct weir_walk *walk, size_t *next)
{
	struct name_walk w = name_walk_at(walk->message->wire, walk->at);
	enum weir_status status = name_walk_finish(&w, &walk->flaw);

	if (status != WEIR_OK)
		return status;
	uint32_t cost = name_walk_cost(&w);
	if (cost > walk->work) {
		walk->flaw = (struct weir_flaw){ WEIR_FLAW_NAME_WORK, (uint32_t)walk->at };
		return WEIR_E_FORM;
	}
	walk->work -= cost;
	*next = w.next;
	return WEIR_OK;
}

/* Behind the owner name. A pointer to a name that was checked before, as most owners are, needs no
 * second look: it means the same name. */
static enum weir_status skip_owner(struct weir_walk *walk, size_t *next)
{
	struct weir_slice wire = walk->message->wire;
	size_t at = walk->at;

	if (wire.size - at < 2 || wire.data[at] < 0xc0)
		return check_owner(walk, next);
	uint32_t target = load_be16(wire.data + at) & 0x3fff;
	if (target != walk->known[0] && target != walk->known[1]) {
		enum weir_status status = check_owner(walk, next);
		if (status != WEIR_OK)
			return status;
		walk->known[1] = target;
	}
	*next = at + 2;
	return WEIR_OK;
}

/* What follows the owner of a question, at `at`. */
static enum weir_status read_question(struct weir_walk *walk, size_t at, struct weir_record *out)
{
	struct weir_slice wire = walk->message->wire;

	if (wire.size - at < 4)
		return walk_fault(walk, WEIR_FLAW_QUESTION_CUT, at);
	out->type = load_be16(wire.data + at);
	out->rrclass = load_be16(wire.data + at + 2);
	out->rdata_size = 0;
	out->ttl = 0;
	out->rdata_at = (uint32_t)(at + 4);
	return WEIR_OK;
}

/* The same of a record. */
static enum weir_status read_fixed(struct weir_walk *walk, size_t at, struct weir_record *out)
{
	struct weir_slice wire = walk->message->wire;
	const uint8_t *fixed = wire.data + at;

	if (wire.size - at < 10)
		return walk_fault(walk, WEIR_FLAW_RECORD_CUT, at);
	size_t size = load_be16(fixed + 8);
	if (wire.size - at - 10 < size)
		return walk_fault(walk, WEIR_FLAW_RDATA_CUT, at + 10);
	out->type = load_be16(fixed);
	out->rrclass = load_be16(fixed + 2);
	out->rdata_size = (uint16_t)size;
	out->ttl = load_be32(fixed + 4);
	out->rdata_at = (uint32_t)(at + 10);
	return WEIR_OK;
}

enum weir_status weir_walk_next(struct weir_walk *walk, struct weir_record *out)
{
	const struct weir_message *message = walk->message;
	size_t owner_at = walk->at;
	size_t next;

	while (walk->section < 4 && walk->index == message->count[walk->section]) {
		walk->section++;
		walk->index = 0;
	}
	if (walk->section == 4)
		return WEIR_END;

	/* Both readers fill `out` only when they succeed. */
	enum weir_status status = skip_owner(walk, &next);
	if (status == WEIR_OK)
		status = walk->section == WEIR_QUESTION ? read_question(walk, next, out)
							: read_fixed(walk, next, out);
	if (status != WEIR_OK)
		return status;
	out->section = walk->section;
	out->index = (uint16_t)walk->index++;
	out->owner_at = (uint32_t)owner_at;
	if (walk->known[0] == UINT32_MAX)
		walk->known[0] = (uint32_t)owner_at;
	walk->at = (size_t)out->rdata_at + out->rdata_size;
	return WEIR_OK;
}
