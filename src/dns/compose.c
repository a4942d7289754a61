/* compose.c - write questions and records of a DNS message, with name compression.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/compose.h>

#include <dnsweir/rdata.h>

#include <string.h>

#include "base/cursor.h"
#include "base/hash.h"
#include "dns/name_walk.h"
#include "dns/rdata_step.h"

enum {
	POINTER_MAX = 0x3fff, /* RFC 1035 section 4.1.4: 14 bits */
	PROBES_MAX = 16,
};

static uint16_t get_count(const struct weir_compose *c, unsigned section)
{
	return load_be16(c->data + 4 + 2 * section);
}

static void set_count(struct weir_compose *c, unsigned section, uint16_t count)
{
	store_be16(c->data + 4 + 2 * section, count);
}

enum weir_status weir_compose_begin(struct weir_compose *c, void *buffer, size_t limit, uint16_t id,
				    uint16_t flags)
{
	if (limit < WEIR_HEADER_SIZE)
		return WEIR_E_SPACE;
	*c = (struct weir_compose){ .data = buffer,
				    .size = WEIR_HEADER_SIZE,
				    .limit = limit < UINT16_MAX ? limit : UINT16_MAX };
	memset(c->data, 0, WEIR_HEADER_SIZE);
	store_be16(c->data, id);
	store_be16(c->data + 2, flags);
	return WEIR_OK;
}

void weir_compose_reserve(struct weir_compose *c, size_t size)
{
	c->reserved = size < c->limit - c->size ? size : c->limit - c->size;
}

void weir_compose_flags(struct weir_compose *c, uint16_t flags)
{
	uint16_t truncated = load_be16(c->data + 2) & WEIR_FLAG_TC;

	store_be16(c->data + 2, flags | truncated);
}

struct weir_compose_mark weir_compose_mark(const struct weir_compose *c)
{
	struct weir_compose_mark mark = { .size = c->size,
					  .reserved = c->reserved,
					  .name_count = c->name_count,
					  .section = c->section };

	for (unsigned i = 0; i < 4; i++)
		mark.count[i] = get_count(c, i);
	return mark;
}

void weir_compose_rewind(struct weir_compose *c, const struct weir_compose_mark *mark)
{
	/* Last in, first out: what probing walked over is never freed before what lies behind. */
	while (c->name_count > mark->name_count)
		c->slots[c->filled[--c->name_count]] = 0;
	for (unsigned i = 0; i < 4; i++)
		set_count(c, i, mark->count[i]);
	c->size = mark->size;
	c->reserved = mark->reserved;
	c->section = mark->section;
}

static bool put(struct weir_compose *c, const void *octets, size_t size)
{
	if (size > c->limit - c->reserved - c->size)
		return false;
	if (size > 0)
		memcpy(c->data + c->size, octets, size);
	c->size += size;
	return true;
}

static bool put_u16(struct weir_compose *c, uint16_t value)
{
	uint8_t octets[2];

	store_be16(octets, value);
	return put(c, octets, sizeof(octets));
}

/* Does the message hold exactly these octets of a name at `at`? */
static bool name_stands_at(const struct weir_compose *c, size_t at, struct weir_slice suffix)
{
	struct name_walk w = name_walk_at(weir_compose_wire(c), at);
	struct weir_slice label;
	size_t done = 0;

	do {
		if (name_walk_label(&w, &label) != WEIR_FLAW_NONE ||
		    label.size + 1 > suffix.size - done ||
		    memcmp(suffix.data + done, label.data - 1, label.size + 1) != 0)
			return false;
		done += label.size + 1;
	} while (label.size > 0);
	return true;
}

/* Where a suffix is, or where it may be remembered. */
struct place {
	uint16_t target; /* offset of an earlier name like it; 0: none */
	uint16_t slot;   /* a free one for it; WEIR_COMPOSE_SLOTS: none near */
};

/* Names come from the wire: whoever makes their hashes collide costs PROBES_MAX looks a label. */
static struct place find_name(const struct weir_compose *c, uint64_t hash, struct weir_slice suffix)
{
	for (unsigned i = 0; i < PROBES_MAX; i++) {
		uint16_t slot = (uint16_t)((hash % WEIR_COMPOSE_SLOTS + i) % WEIR_COMPOSE_SLOTS);
		if (c->slots[slot] == 0)
			return (struct place){ .slot = slot };
		if (name_stands_at(c, c->slots[slot], suffix))
			return (struct place){ .target = c->slots[slot] };
	}
	return (struct place){ .slot = WEIR_COMPOSE_SLOTS };
}

static void remember_name(struct weir_compose *c, uint64_t hash, struct weir_slice suffix,
			  size_t at)
{
	if (at > POINTER_MAX || c->name_count == WEIR_COMPOSE_NAMES)
		return;
	struct place place = find_name(c, hash, suffix);
	if (place.target != 0 || place.slot == WEIR_COMPOSE_SLOTS)
		return;
	c->slots[place.slot] = (uint16_t)at;
	c->filled[c->name_count++] = place.slot;
}

/* A name taken apart: where its labels begin, and a hash of the name from each on. */
struct suffixes {
	const struct weir_name *name;
	unsigned count; /* labels without the root */
	uint8_t at[WEIR_LABELS_MAX + 1];
	uint64_t hash[WEIR_LABELS_MAX + 1];
};

static void take_apart(const struct weir_name *name, struct suffixes *out)
{
	size_t at = 0;
	uint64_t hash = 0;

	out->name = name;
	out->count = 0;
	while (name->octets[at] != 0) {
		out->at[out->count++] = (uint8_t)at;
		at += name->octets[at] + 1U;
	}
	for (unsigned i = out->count; i > 0; i--) {
		const uint8_t *label = name->octets + out->at[i - 1];
		hash = out->hash[i - 1] = hash_bytes(hash, label, label[0] + 1U);
	}
}

static struct weir_slice suffix_from(const struct suffixes *s, unsigned label)
{
	return (struct weir_slice){ s->name->octets + s->at[label],
				    (size_t)s->name->size - s->at[label] };
}

static bool put_name(struct weir_compose *c, const struct weir_name *name)
{
	struct suffixes s;
	uint16_t target = 0;
	unsigned label = 0;
	size_t start = c->size;

	take_apart(name, &s);
	for (; label < s.count; label++) {
		target = find_name(c, s.hash[label], suffix_from(&s, label)).target;
		if (target != 0)
			break;
	}
	/* Without a target all of it, root included. */
	size_t plain = target ? s.at[label] : name->size;
	if (!put(c, name->octets, plain) || (target && !put_u16(c, 0xc000 | target)))
		return false;
	for (unsigned i = 0; i < label; i++)
		remember_name(c, s.hash[i], suffix_from(&s, i), start + s.at[i]);
	return true;
}

/* Field by field: names that the source may hold compressed are expanded; those that may be written
 * compressed are. All else is copied. */
static bool put_fields(struct weir_compose *c, const struct weir_rdata *rdata)
{
	struct rdata_walk w;
	struct rdata_field field;
	struct weir_name name;

	rdata_begin(&w, rdata);
	uint32_t plain = w.at;
	while (*w.shape) {
		if (rdata_step(&w, &field) != WEIR_FLAW_NONE)
			return false;
		if (!rdata_may_compress(&w, field.letter) || field.size == 0)
			continue;
		if (weir_name_expand(w.rdata.wire, field.at, &name, NULL) != WEIR_OK ||
		    !put(c, rdata->wire.data + plain, field.at - plain) ||
		    !(field.letter == 'N' ? put_name(c, &name) : put(c, name.octets, name.size)))
			return false;
		plain = field.at + field.size;
	}
	return put(c, rdata->wire.data + plain, w.at - plain);
}

static bool put_rdata(struct weir_compose *c, const struct weir_rdata *rdata)
{
	size_t length_at = c->size;

	if (!put_u16(c, 0))
		return false;
	bool good = weir_rdata_check(rdata, NULL) == WEIR_OK;
	if (!(good ? put_fields(c, rdata) : put(c, rdata->wire.data + rdata->at, rdata->size)))
		return false;
	/* The limit is 65535: so is what lies between. */
	store_be16(c->data + length_at, (uint16_t)(c->size - length_at - 2));
	return true;
}

/* All of one item; false where it does not fit. `rdata` NULL: a question. */
static bool put_item(struct weir_compose *c, const struct weir_name *owner, uint16_t type,
		     uint16_t rrclass, uint32_t ttl, const struct weir_rdata *rdata)
{
	uint8_t octets[4];

	if (!put_name(c, owner) || !put_u16(c, type) || !put_u16(c, rrclass))
		return false;
	if (!rdata)
		return true;
	store_be32(octets, ttl);
	return put(c, octets, sizeof(octets)) && put_rdata(c, rdata);
}

/* Labels up to the root, and the root where the name ends. */
static bool is_whole(const struct weir_name *name)
{
	size_t at = 0;

	while (at < name->size && name->octets[at] > 0 && name->octets[at] <= WEIR_LABEL_SIZE_MAX)
		at += name->octets[at] + 1U;
	return at + 1U == name->size && name->octets[at] == 0;
}

static enum weir_status add(struct weir_compose *c, unsigned section, const struct weir_name *owner,
			    uint16_t type, uint16_t rrclass, uint32_t ttl,
			    const struct weir_rdata *rdata)
{
	struct weir_compose_mark mark = weir_compose_mark(c);

	if (section < c->section || section > WEIR_ADDITIONAL)
		return WEIR_E_USE;
	if (!is_whole(owner))
		return WEIR_E_FORM;
	if (mark.count[section] == UINT16_MAX)
		return WEIR_E_RANGE;
	if (type == WEIR_TYPE_OPT || type == WEIR_TYPE_TSIG)
		c->reserved = 0;
	bool fits = put_item(c, owner, type, rrclass, ttl, rdata);
	size_t taken = c->size - mark.size;
	c->reserved = mark.reserved;
	if (!fits) {
		weir_compose_rewind(c, &mark);
		if (section != WEIR_ADDITIONAL)
			c->data[2] |= WEIR_FLAG_TC >> 8;
		return WEIR_E_SPACE;
	}
	if (type == WEIR_TYPE_OPT || type == WEIR_TYPE_TSIG)
		c->reserved -= taken < c->reserved ? taken : c->reserved;
	c->section = section;
	set_count(c, section, (uint16_t)(mark.count[section] + 1));
	return WEIR_OK;
}

enum weir_status weir_compose_question(struct weir_compose *c, const struct weir_name *name,
				       uint16_t type, uint16_t rrclass)
{
	return add(c, WEIR_QUESTION, name, type, rrclass, 0, NULL);
}

enum weir_status weir_compose_record(struct weir_compose *c, enum weir_section section,
				     const struct weir_name *owner, uint16_t type, uint16_t rrclass,
				     uint32_t ttl, struct weir_slice rdata)
{
	static const uint8_t nothing[1];
	struct weir_rdata inside = { .wire = rdata, .type = type, .rrclass = rrclass };

	if (section == WEIR_QUESTION)
		return WEIR_E_USE;
	if (rdata.size > UINT16_MAX)
		return WEIR_E_RANGE;
	inside.size = (uint16_t)rdata.size;
	if (rdata.size == 0)
		inside.wire.data = nothing; /* NULL has no offsets */
	return add(c, section, owner, type, rrclass, ttl, &inside);
}

enum weir_status weir_compose_copy(struct weir_compose *c, const struct weir_message *message,
				   const struct weir_record *record)
{
	struct weir_rdata inside = weir_rdata_of(message->wire, record);
	struct weir_name owner;
	enum weir_status status = weir_name_expand(message->wire, record->owner_at, &owner, NULL);

	if (status != WEIR_OK)
		return status;
	inside.mdns = c->mdns;
	return add(c, record->section, &owner, record->type, record->rrclass, record->ttl,
		   record->section == WEIR_QUESTION ? NULL : &inside);
}

enum weir_status weir_compose_opt(struct weir_compose *c, const struct weir_edns *edns)
{
	static const struct weir_name root = { .size = 1 };
	uint32_t ttl = (uint32_t)(edns->rcode >> 4 & 0xff) << 24 | (uint32_t)edns->version << 16 |
		       edns->flags;
	enum weir_status status = weir_compose_record(c, WEIR_ADDITIONAL, &root, WEIR_TYPE_OPT,
						      edns->udp_size, ttl, edns->options);

	if (status == WEIR_OK)
		c->data[3] = (uint8_t)((c->data[3] & 0xf0) | (edns->rcode & 15));
	return status;
}
