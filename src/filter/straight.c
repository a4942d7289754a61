/* straight.c - walk a laid-out rule over one frame.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * src/filter/scope.h defines what is seen; this is that definition for a whole header of each kind, with
 * at least a DNS header's octets behind UDP. What is shorter goes the long way. */
#include <string.h>

#include "base/cursor.h"
#include "filter/name_set.h"
#include "filter/scope.h"
#include "filter/straight_private.h"

enum { ETHERNET_SIZE = 14, IPV4_SIZE = 20, IPV6_SIZE = 40, UDP_SIZE = 8, PROTOCOL_UDP = 17 };

struct look {
	const uint8_t *bytes;
	size_t size;
	const uint8_t *base[STRAIGHT_BASES]; /* NULL: the header is not there */
	size_t dns_at;
	uint32_t dns_size; /* as UDP's length claims */
	bool named;        /* the name was looked at */
	bool whole;        /* and is one */
	size_t name_end;   /* behind the root's octet, in the frame */
	struct name_labels
		*labels; /* filled with the name; too large to be cleared for each frame */
};

static bool is_dns(const struct straight *s, const uint8_t *ports)
{
	uint16_t source = load_be16(ports);
	uint16_t target = load_be16(ports + 2);

	for (unsigned i = 0; i < s->port_count; i++)
		if (s->ports[i] == target || s->ports[i] == source)
			return true;
	return false;
}

/* Where UDP begins; 0: not such a frame. */
static size_t find_udp(struct look *look)
{
	const uint8_t *ip = look->bytes + ETHERNET_SIZE;

	if (look->size < ETHERNET_SIZE + IPV4_SIZE + UDP_SIZE + WEIR_HEADER_SIZE)
		return 0;
	uint16_t type = load_be16(look->bytes + 12);
	if (type == 0x0800 && ip[0] >= 0x45 && ip[0] <= 0x4f) {
		if (ip[9] != PROTOCOL_UDP || (load_be16(ip + 6) & 0x1fff) != 0)
			return 0;
		look->base[BASE_IPV4] = ip;
		return ETHERNET_SIZE + 4U * (ip[0] & 15U);
	}
	if (type != 0x86dd || ip[0] >> 4 != 6 || ip[6] != PROTOCOL_UDP)
		return 0;
	look->base[BASE_IPV6] = ip;
	return ETHERNET_SIZE + IPV6_SIZE;
}

static bool find(const struct straight *s, struct look *look)
{
	size_t udp = find_udp(look);

	if (udp == 0 || look->size < udp + UDP_SIZE + WEIR_HEADER_SIZE)
		return false;
	look->base[BASE_FRAME] = look->bytes;
	look->base[BASE_UDP] = look->bytes + udp;
	uint16_t length = load_be16(look->bytes + udp + 4);
	if (length >= SCOPE_UDP_LEAST && is_dns(s, look->bytes + udp)) {
		look->dns_at = udp + UDP_SIZE;
		look->dns_size = length - (uint32_t)UDP_SIZE;
		look->base[BASE_DNS] = look->bytes + look->dns_at;
	}
	return true;
}

/* Octets of the frame up to where the message ends, or is cut. */
static size_t message_end(const struct look *look)
{
	size_t there = look->size - look->dns_at;

	return look->dns_at + (there < look->dns_size ? there : look->dns_size);
}

static bool find_name(struct look *look)
{
	if (look->named)
		return look->whole;
	look->named = true;
	const uint8_t *dns = look->base[BASE_DNS];
	if (!dns || load_be16(dns + 4) != 1)
		return false;
	size_t end = message_end(look);
	const uint8_t *name = dns + WEIR_HEADER_SIZE;
	size_t room = end - look->dns_at - WEIR_HEADER_SIZE;
	unsigned at = 0;
	unsigned count = 0;
	if (room > WEIR_NAME_SIZE_MAX)
		room = WEIR_NAME_SIZE_MAX;
	/* Ends: `at` moves on below `room`; 255 octets hold at most 127 labels. */
	for (;; at += name[at] + 1U) {
		if (at >= room || name[at] > WEIR_LABEL_SIZE_MAX)
			return false;
		look->labels->at[count] = (uint8_t)at;
		if (name[at] == 0)
			break;
		count++;
	}
	look->labels->octets = name;
	look->labels->count = count;
	look->name_end = look->dns_at + WEIR_HEADER_SIZE + at + 1;
	look->whole = true;
	return true;
}

static uint64_t load(const struct straight_step *step, const uint8_t *base)
{
	const uint8_t *p = base + step->at;
	uint32_t value;

	switch (step->width) {
	case 1:
		value = p[0];
		break;
	case 2:
		value = load_be16(p);
		break;
	case 3:
		value = (uint32_t)load_be16(p) << 8 | p[2];
		break;
	default:
		value = load_be32(p);
		break;
	}
	return (uint64_t)(value >> step->shift & step->bits) * step->unit & step->mask;
}

static bool is_suffix(const struct straight_suffix *suffix, const struct name_labels *name)
{
	if (name->count < suffix->labels || (suffix->whole && name->count > suffix->labels))
		return false;
	unsigned at = name->at[name->count - suffix->labels];
	if (name->at[name->count] + 1U - at != suffix->size)
		return false;
	const uint8_t *octets = name->octets + at;
	unsigned i = 0;
	for (; i + 8 <= suffix->size; i += 8) {
		uint64_t word, mask, value;
		memcpy(&word, octets + i, 8);
		memcpy(&mask, suffix->mask + i, 8);
		memcpy(&value, suffix->octets + i, 8);
		if ((word & mask) != value)
			return false;
	}
	for (; i < suffix->size; i++)
		if ((octets[i] & suffix->mask[i]) != suffix->octets[i])
			return false;
	return true;
}

static bool octets_match(const struct straight_step *step, const uint8_t *base)
{
	const struct relation *relation = step->relation;

	for (uint32_t i = 0; i < relation->count; i++) {
		const struct octet_pattern *pattern = &relation->octets[i];
		unsigned at = 0;
		while (at < step->width &&
		       (base[step->at + at] & pattern->mask[at]) == pattern->octets[at])
			at++;
		if (at == step->width)
			return true;
	}
	return false;
}

static bool type_matches(const struct straight_step *step, struct look *look)
{
	if (!find_name(look) || message_end(look) - look->name_end < 2)
		return false;
	uint64_t type = load_be16(look->bytes + look->name_end);
	return relation_has(step->relation, type & step->mask);
}

static bool step_holds(const struct straight *s, const struct straight_step *step,
		       struct look *look)
{
	const uint8_t *base = look->base[step->base];

	switch (step->kind) {
	case STEP_NUMBER: {
		uint64_t value = base ? load(step, base) : 0;
		return base && value >= step->low && value <= step->high;
	}
	case STEP_INTERVALS:
		return base && relation_has(step->relation, load(step, base));
	case STEP_OCTETS:
		return base && octets_match(step, base);
	case STEP_PRESENT:
		return base != NULL;
	case STEP_LENGTH:
		return look->base[BASE_DNS] &&
		       relation_has(step->relation, look->dns_size & step->mask);
	case STEP_SUFFIX:
		return find_name(look) && is_suffix(&s->suffixes[step->suffix], look->labels);
	case STEP_NAME:
		return find_name(look) && name_set_has(step->relation, look->labels);
	case STEP_TYPE:
		return type_matches(step, look);
	}
	return false;
}

int straight_frame(const struct straight *straight, struct weir_slice bytes)
{
	struct name_labels labels;
	struct look look = { .bytes = bytes.data, .size = bytes.size, .labels = &labels };
	int32_t at = straight->first;

	if (!find(straight, &look))
		return -1;
	/* Ends: every way on leads to a step laid before. */
	while (at >= 0) {
		const struct straight_step *step = &straight->steps[at];
		at = step_holds(straight, step, &look) ? step->yes : step->no;
	}
	return at == STRAIGHT_KEEP;
}
