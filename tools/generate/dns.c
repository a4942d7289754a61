/* dns.c - header, names with compression, and the records that the captures are made of.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "dns.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "packet.h"

enum { TTL = 300, NAME_MAX_OCTETS = 255 };

void message_begin(struct message *m, uint16_t id, uint16_t flags)
{
	m->size = 12;
	m->rdata_at = 0;
	m->plain = false;
	m->loose_case = false;
	m->suffix_count = 0;
	memset(m->wire, 0, 12);
	set_u16(m->wire, id);
	set_u16(m->wire + 2, flags);
}

void message_octets(struct message *m, const void *octets, size_t size)
{
	if (size > MESSAGE_MAX - m->size)
		generate_fail("message", "too large");
	if (size > 0)
		memcpy(m->wire + m->size, octets, size);
	m->size += size;
}

void message_u8(struct message *m, unsigned value)
{
	message_octets(m, &(uint8_t){ (uint8_t)value }, 1);
}

void message_u16(struct message *m, unsigned value)
{
	uint8_t octets[2];

	set_u16(octets, value);
	message_octets(m, octets, 2);
}

void message_u32(struct message *m, uint32_t value)
{
	uint8_t octets[4];

	set_u32(octets, value);
	message_octets(m, octets, 4);
}

void message_string(struct message *m, const char *text, size_t size)
{
	message_u8(m, (unsigned)size);
	message_octets(m, text, size);
}

/* One character of master-file text; moves `*text` behind it. */
static uint8_t unescape(const char **text, bool *literal)
{
	const char *s = *text;

	*literal = *s == '\\';
	if (*s != '\\') {
		*text = s + 1;
		return (uint8_t)*s;
	}
	if (s[1] >= '0' && s[1] <= '9' && s[2] != '\0' && s[3] != '\0') {
		*text = s + 4;
		return (uint8_t)((s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0'));
	}
	*text = s + 2;
	return (uint8_t)s[1];
}

/* The wire form of `text`; `starts` gets where each label begins. Returns the number of labels. */
static unsigned name_wire(const char *text, uint8_t wire[NAME_MAX_OCTETS + 1], size_t *size,
			  uint8_t starts[128])
{
	const char *const whole = text;
	unsigned labels = 0;
	size_t at = 0;

	if (strcmp(text, ".") == 0)
		text++;
	while (*text != '\0') {
		size_t length_at = at++;
		bool literal = false;
		while (*text != '\0') {
			uint8_t c = unescape(&text, &literal);
			if (c == '.' && !literal)
				break;
			if (at >= NAME_MAX_OCTETS)
				generate_fail("name too long", whole);
			wire[at++] = c;
		}
		size_t length = at - length_at - 1;
		if (length == 0 || length > 63)
			generate_fail("label of no or too many octets", whole);
		wire[length_at] = (uint8_t)length;
		starts[labels++] = (uint8_t)length_at;
	}
	wire[at++] = 0;
	*size = at;
	return labels;
}

static uint8_t fold(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* Does the name at `at` in the message equal this one up to the root? Only our own pointers are
 * followed, and each of those goes backwards. */
static bool suffix_equal(const struct message *m, size_t at, const uint8_t *wire)
{
	for (;;) {
		while (m->wire[at] >= 0xc0)
			at = (size_t)(m->wire[at] & 0x3f) << 8 | m->wire[at + 1];
		size_t length = wire[0];
		if (m->wire[at] != length)
			return false;
		if (length == 0)
			return true;
		for (size_t i = 1; i <= length; i++) {
			uint8_t a = m->wire[at + i];
			if (m->loose_case ? fold(a) != fold(wire[i]) : a != wire[i])
				return false;
		}
		at += length + 1;
		wire += length + 1;
	}
}

static const struct suffix *suffix_find(const struct message *m, uint32_t hash, const uint8_t *wire)
{
	for (unsigned i = 0; i < m->suffix_count; i++) {
		if (m->suffixes[i].hash == hash && suffix_equal(m, m->suffixes[i].at, wire))
			return &m->suffixes[i];
	}
	return NULL;
}

void message_name(struct message *m, const char *text, bool compress)
{
	uint8_t wire[NAME_MAX_OCTETS + 1];
	uint8_t starts[128];
	uint32_t hashes[128];
	size_t size;
	unsigned labels = name_wire(text, wire, &size, starts);
	uint32_t hash = 2166136261u; /* FNV-1a, from the last label to the first */
	unsigned kept = labels;

	for (unsigned i = labels; i-- > 0;) {
		for (size_t at = starts[i]; at <= (size_t)starts[i] + wire[starts[i]]; at++)
			hash = (hash ^ fold(wire[at])) * 16777619u;
		hashes[i] = hash;
	}
	const struct suffix *found = NULL;
	if (compress && !m->plain) {
		for (kept = 0; kept < labels && !found; kept++)
			found = suffix_find(m, hashes[kept], wire + starts[kept]);
		if (found)
			kept--;
	}
	size_t base = m->size;
	for (unsigned i = 0; i < kept; i++) {
		if (m->suffix_count < MESSAGE_SUFFIXES && base + starts[i] < 0x4000)
			m->suffixes[m->suffix_count++] =
				(struct suffix){ hashes[i], (uint16_t)(base + starts[i]) };
	}
	if (found) {
		message_octets(m, wire, starts[kept]);
		message_u16(m, 0xc000u | found->at);
	} else {
		message_octets(m, wire, size);
	}
}

static void count_in(struct message *m, enum section section)
{
	uint8_t *count = m->wire + 4 + 2 * (size_t)section;

	set_u16(count, ((unsigned)count[0] << 8 | count[1]) + 1);
}

void message_question(struct message *m, const char *name, unsigned type)
{
	count_in(m, SECTION_QUESTION);
	message_name(m, name, true);
	message_u16(m, type);
	message_u16(m, 1);
}

void record_begin_class(struct message *m, enum section section, const char *owner, unsigned type,
			unsigned class, uint32_t ttl)
{
	count_in(m, section);
	message_name(m, owner, true);
	message_u16(m, type);
	message_u16(m, class);
	message_u32(m, ttl);
	message_u16(m, 0);
	m->rdata_at = m->size;
}

void record_begin(struct message *m, enum section section, const char *owner, unsigned type,
		  uint32_t ttl)
{
	record_begin_class(m, section, owner, type, 1, ttl);
}

void record_end(struct message *m)
{
	set_u16(m->wire + m->rdata_at - 2, (uint32_t)(m->size - m->rdata_at));
	m->rdata_at = 0;
}

void record_octets(struct message *m, enum section section, const char *owner, unsigned type,
		   const void *rdata, size_t size)
{
	record_begin(m, section, owner, type, TTL);
	message_octets(m, rdata, size);
	record_end(m);
}

void record_address(struct message *m, enum section section, const char *owner, const char *address)
{
	struct endpoint e = endpoint_make(address, 0);

	record_octets(m, section, owner, e.version == 6 ? TYPE_AAAA : TYPE_A, e.address,
		      e.version == 6 ? 16 : 4);
}

void record_target(struct message *m, enum section section, const char *owner, unsigned type,
		   const char *target)
{
	record_begin(m, section, owner, type, TTL);
	message_name(m, target, type != TYPE_DNAME);
	record_end(m);
}

void record_text(struct message *m, enum section section, const char *owner, const char *text)
{
	record_begin(m, section, owner, TYPE_TXT, TTL);
	message_string(m, text, strlen(text));
	record_end(m);
}

void record_soa(struct message *m, enum section section, const char *zone, uint32_t serial)
{
	char name[300];

	snprintf(name, sizeof(name), "ns1.%s", zone);
	record_begin(m, section, zone, TYPE_SOA, 3600);
	message_name(m, name, true);
	memcpy(name, "adm.", 4);
	message_name(m, name, true);
	message_u32(m, serial);
	message_u32(m, 7200);
	message_u32(m, 3600);
	message_u32(m, 1209600);
	message_u32(m, 300);
	record_end(m);
}

void record_opt(struct message *m, unsigned udp_size, unsigned flags)
{
	record_begin_class(m, SECTION_ADDITIONAL, ".", TYPE_OPT, udp_size, flags);
	record_end(m);
}
