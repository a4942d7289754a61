/* compose.c - messages written: to the octet, within their limit, and random ones read back equal.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/compose.h>

#include <dnsweir/check.h>

#include <string.h>

#include "tap.h"

static struct weir_name name_of(const char *text)
{
	struct weir_name name = { .size = 0 };
	struct weir_slice slice = { (const uint8_t *)text, strlen(text) };

	if (weir_name_parse(slice, NULL, &name, NULL) != WEIR_OK)
		note("bad name in the test: %s", text);
	return name;
}

static struct weir_slice rdata_name(const struct weir_name *name)
{
	return (struct weir_slice){ name->octets, name->size };
}

static bool wire_is(const struct weir_compose *c, const uint8_t *wire, size_t size)
{
	return c->size == size && memcmp(c->data, wire, size) == 0;
}

static void test_octets(void)
{
	static const uint8_t wire[] = {
		0x12, 0x34, 0x84, 0,    0, 1,   0,   3,    0,   0,   0,   1,        /* header */
		3,    'w',  'w',  'w',  7, 'e', 'x', 'a',  'm', 'p', 'l', 'e', 0,   /* @12 */
		0,    1,    0,    1,                                                /* */
		0xc0, 12,   0,    5,    0, 1,   0,   0,    0,   60,  0,   4,   1,   /* CNAME */
		'a',  0xc0, 16,                                                     /* @41 */
		0xc0, 41,   0,    1,    0, 1,   0,   0,    0,   60,  0,   4,   192, /* A */
		0,    2,    1,                                                      /* */
		0xc0, 41,   0,    33,   0, 1,   0,   0,    0,   60,  0,   17,  0,   /* SRV */
		1,    0,    2,    0,    3, 1,   'a', 7,    'e', 'x', 'a', 'm', 'p', /* */
		'l',  'e',  0,                                                      /* */
		0,    0,    41,   0x10, 0, 0,   0,   0x80, 0,   0,   4,   0,   3,   /* OPT */
		0,    0,
	};
	static const uint8_t address[] = { 192, 0, 2, 1 };
	static const uint8_t nsid[] = { 0, 3, 0, 0 };
	struct weir_name www = name_of("www.example.");
	struct weir_name a = name_of("a.example.");
	struct weir_edns edns = { .udp_size = 4096, .flags = WEIR_EDNS_DO, .options = { nsid, 4 } };
	struct weir_compose c;
	uint8_t buffer[200];
	uint8_t srv[6 + 11] = { 0, 1, 0, 2, 0, 3 };

	memcpy(srv + 6, a.octets, a.size);
	bool good =
		weir_compose_begin(&c, buffer, sizeof(buffer), 0x1234, 0x8400) == WEIR_OK &&
		weir_compose_question(&c, &www, 1, 1) == WEIR_OK &&
		weir_compose_record(&c, WEIR_ANSWER, &www, 5, 1, 60, rdata_name(&a)) == WEIR_OK &&
		weir_compose_record(&c, WEIR_ANSWER, &a, 1, 1, 60,
				    (struct weir_slice){ address, 4 }) == WEIR_OK &&
		weir_compose_record(&c, WEIR_ANSWER, &a, 33, 1, 60,
				    (struct weir_slice){ srv, sizeof(srv) }) == WEIR_OK &&
		weir_compose_opt(&c, &edns) == WEIR_OK;
	check("owners and RFC 1035 names are compressed, the target of SRV is not",
	      good && wire_is(&c, wire, sizeof(wire)));

	/* The same, copied record by record out of itself. */
	struct weir_message message;
	struct weir_record record;
	uint8_t again[200];
	good = weir_message_read((struct weir_slice){ wire, sizeof(wire) }, &message) == WEIR_OK &&
	       weir_compose_begin(&c, again, sizeof(again), message.id, message.flags) == WEIR_OK;
	struct weir_walk walk = weir_message_walk(&message);
	while (weir_walk_next(&walk, &record) == WEIR_OK)
		good = good && weir_compose_copy(&c, &message, &record) == WEIR_OK;
	check("a message copied record by record is the same",
	      good && wire_is(&c, wire, sizeof(wire)));
}

static void test_case(void)
{
	struct weir_name lower = name_of("www.example.");
	struct weir_name mixed = name_of("wWw.example.");
	struct weir_compose c;
	struct weir_message message;
	struct weir_record record;
	struct weir_name back;
	uint8_t buffer[100];

	bool good = weir_compose_begin(&c, buffer, sizeof(buffer), 0, 0) == WEIR_OK &&
		    weir_compose_question(&c, &lower, 1, 1) == WEIR_OK &&
		    weir_compose_question(&c, &mixed, 1, 1) == WEIR_OK &&
		    weir_message_read(weir_compose_wire(&c), &message) == WEIR_OK;
	struct weir_walk walk = weir_message_walk(&message);
	good = good && weir_walk_next(&walk, &record) == WEIR_OK &&
	       weir_walk_next(&walk, &record) == WEIR_OK &&
	       weir_name_expand(message.wire, record.owner_at, &back, NULL) == WEIR_OK;
	check("case survives; what is equal to the octet is still shared",
	      good && memcmp(back.octets, mixed.octets, mixed.size) == 0 &&
		      c.size == 12 + 13 + 4 + 4 + 2 + 4);
}

static void test_limits(void)
{
	struct weir_name name = name_of("example.");
	struct weir_compose c;
	uint8_t buffer[64];
	uint8_t before[64];
	static const uint8_t text[] = { 3, 'a', 'b', 'c' };
	struct weir_slice rdata = { text, sizeof(text) };
	struct weir_edns edns = { .udp_size = 1232, .rcode = 16 };

	check("no room for a header", weir_compose_begin(&c, buffer, 11, 0, 0) == WEIR_E_SPACE);
	bool good = weir_compose_begin(&c, buffer, 61, 7, 0x8000) == WEIR_OK &&
		    weir_compose_question(&c, &name, 16, 1) == WEIR_OK;
	weir_compose_reserve(&c, 11);
	good = good && weir_compose_record(&c, WEIR_ANSWER, &name, 16, 1, 0, rdata) == WEIR_OK;
	check("a question and an answer fit beside the reserve", good && c.size == 25 + 16);
	memcpy(before, buffer, c.size);
	check("a second answer does not",
	      weir_compose_record(&c, WEIR_ANSWER, &name, 16, 1, 0, rdata) == WEIR_E_SPACE &&
		      c.size == 41);
	before[2] |= 0x02;
	check("it leaves TC and nothing else", memcmp(before, buffer, 41) == 0);
	check("the reserve is for OPT",
	      weir_compose_opt(&c, &edns) == WEIR_OK && c.size == 52 && c.reserved == 0);
	check("an extended RCODE is split", (buffer[3] & 15) == 0 && buffer[46] == 1);
	weir_compose_flags(&c, 0x8403);
	check("TC stays when the flags are set", buffer[2] == 0x86 && buffer[3] == 3);
	check("sections do not go back",
	      weir_compose_record(&c, WEIR_ANSWER, &name, 16, 1, 0, rdata) == WEIR_E_USE &&
		      weir_compose_question(&c, &name, 1, 1) == WEIR_E_USE && c.size == 52);
	check("a record is no question",
	      weir_compose_record(&c, WEIR_QUESTION, &name, 16, 1, 0, rdata) == WEIR_E_USE);

	good = weir_compose_begin(&c, buffer, 20, 7, 0x8000) == WEIR_OK;
	check("what is left out of the additional section sets no TC",
	      good && weir_compose_opt(&c, &edns) == WEIR_E_SPACE && buffer[2] == 0x80 &&
		      c.size == 12 && buffer[11] == 0);
	check("a question that does not fit sets it",
	      weir_compose_question(&c, &name, 1, 1) == WEIR_E_SPACE && buffer[2] == 0x82);
	static const struct weir_name broken[] = {
		{ .size = 0 },
		{ .size = 2, .octets = { 1, 'a' } },
		{ .size = 2, .octets = { 0, 0 } },
		{ .size = 3, .octets = { 3, 'a', 0 } },
		{ .size = 2, .octets = { 0xc0, 0 } },
	};
	for (size_t i = 0; i < COUNT_OF(broken); i++)
		checkf(weir_compose_question(&c, &broken[i], 1, 1) == WEIR_E_FORM && c.size == 12,
		       "no name: %u octets, the first %u", broken[i].size, broken[i].octets[0]);
}

/* What must be refused before anything is written. */
static void test_ranges(void)
{
	static const uint8_t wire[] = { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xc0, 12 };
	static uint8_t buffer[65535];
	static const uint8_t large[65536];
	struct weir_name root = { .size = 1 };
	struct weir_message message;
	struct weir_record record = { .section = WEIR_ANSWER, .owner_at = 12, .rdata_at = 14 };
	struct weir_compose c;

	bool good =
		weir_compose_begin(&c, buffer, sizeof(buffer), 0, 0) == WEIR_OK &&
		weir_message_read((struct weir_slice){ wire, sizeof(wire) }, &message) == WEIR_OK;
	check("a record whose owner cannot be read is not copied",
	      good && weir_compose_copy(&c, &message, &record) == WEIR_E_FORM && c.size == 12);
	check("RDATA of 65536 octets",
	      weir_compose_record(&c, WEIR_ANSWER, &root, 10, 1, 0,
				  (struct weir_slice){ large, sizeof(large) }) == WEIR_E_RANGE);
	check("RDATA that no message holds",
	      weir_compose_record(&c, WEIR_ANSWER, &root, 10, 1, 0,
				  (struct weir_slice){ large, 65535 }) == WEIR_E_SPACE &&
		      c.size == 12 && buffer[7] == 0);
	check("the longest RDATA there can be",
	      weir_compose_record(&c, WEIR_ADDITIONAL, &root, 10, 1, 0,
				  (struct weir_slice){ large, 65535 - 12 - 11 }) == WEIR_OK &&
		      c.size == 65535 && buffer[21] == 0xff && buffer[22] == 0xe8);
	buffer[10] = buffer[11] = 0xff;
	check("a 65536th record",
	      weir_compose_record(&c, WEIR_ADDITIONAL, &root, 10, 1, 0,
				  (struct weir_slice){ NULL, 0 }) == WEIR_E_RANGE);
}

/* RDATA that is malformed is kept as it is, also where a name should be compressed in it. */
static void test_malformed(void)
{
	static const uint8_t mx[] = { 0, 10, 1, 'a', 0, 7 };
	static const uint8_t pointer[] = { 0, 10, 0xc0, 200 };
	static const struct weir_slice rdata[] = {
		{ mx, sizeof(mx) }, { mx, 4 }, { mx, 1 }, { NULL, 0 }, { pointer, sizeof(pointer) },
	};
	struct weir_name name = name_of("a.");
	uint8_t buffer[100];

	for (size_t i = 0; i < COUNT_OF(rdata); i++) {
		struct weir_compose c;
		bool good =
			weir_compose_begin(&c, buffer, sizeof(buffer), 0, 0) == WEIR_OK &&
			weir_compose_record(&c, WEIR_ANSWER, &name, 15, 1, 0, rdata[i]) == WEIR_OK;
		size_t size = rdata[i].size;
		checkf(good && c.size == 25 + size && buffer[24] == size &&
			       (size == 0 || memcmp(buffer + 25, rdata[i].data, size) == 0),
		       "malformed MX of %zu octets", size);
	}
}

/* 5000 different names in 64 KiB: past 0x3fff nothing is pointed at, the table fills up, and at the
 * end all comes back. */
static void test_large(void)
{
	static uint8_t buffer[65535];
	struct weir_compose c;
	struct weir_message message;
	struct weir_record record;
	struct weir_name back;
	unsigned written = 0;
	unsigned wrong = 0;
	bool good = weir_compose_begin(&c, buffer, 1000000, 1, 0x8000) == WEIR_OK;

	for (; good; written++) {
		char text[60];
		uint8_t address[4] = { 10, 0, (uint8_t)(written >> 8), (uint8_t)written };
		struct weir_writer out;
		weir_writer_init(&out, text, sizeof(text));
		weir_writer_print(&out, "h%u.z%u.example.", written, written % 700);
		weir_writer_terminate(&out);
		struct weir_name name = name_of(text);
		if (weir_compose_record(&c, WEIR_ANSWER, &name, 1, 1, 0,
					(struct weir_slice){ address, 4 }) != WEIR_OK)
			break;
	}
	good = good && weir_message_read(weir_compose_wire(&c), &message) == WEIR_OK;
	struct weir_walk walk = weir_message_walk(&message);
	unsigned read = 0;
	for (; weir_walk_next(&walk, &record) == WEIR_OK; read++) {
		char text[60];
		struct weir_writer out;
		weir_writer_init(&out, text, sizeof(text));
		weir_writer_print(&out, "h%u.z%u.example.", read, read % 700);
		weir_writer_terminate(&out);
		struct weir_name name = name_of(text);
		wrong += weir_name_expand(message.wire, record.owner_at, &back, NULL) != WEIR_OK ||
			 back.size != name.size || memcmp(back.octets, name.octets, name.size) != 0;
	}
	check("a full message is whole", good && weir_message_check(&message, NULL, NULL, 0) == 0);
	checkf(written > 2000 && read == written && wrong == 0 && (message.flags & WEIR_FLAG_TC),
	       "%u records of 64 KiB read back", written);
}

/* Random messages. */
static uint64_t state = 20240607;

static unsigned random_below(unsigned below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned)((state * 0x2545f4914f6cdd1dULL >> 33) % below);
}

/* Few labels in either case and odd octets, so that suffixes meet often. */
static void random_name(struct weir_name *name)
{
	static const char *labels[] = { "a", "A", "bc", "bC", "example", "com", "\300\14", "." };
	unsigned count = random_below(random_below(20) == 0 ? 40 : 6);

	name->size = 0;
	for (unsigned i = 0; i < count; i++) {
		const char *label = labels[random_below(COUNT_OF(labels))];
		name->octets[name->size] = (uint8_t)strlen(label);
		memcpy(name->octets + name->size + 1, label, strlen(label));
		name->size = (uint8_t)(name->size + strlen(label) + 1);
		if (name->size > 240)
			break;
	}
	name->octets[name->size++] = 0;
}

struct model {
	enum weir_section section;
	struct weir_name owner;
	uint16_t type;
	uint32_t ttl;
	uint8_t before; /* octets of RDATA before its names */
	uint8_t names;
	uint8_t after;
	uint8_t rdata[600];
	size_t size;
};

static void random_record(struct model *m, enum weir_section section)
{
	/* NS, SOA, MX, PTR, SRV, DNAME and a type nobody knows. */
	static const struct {
		uint16_t type;
		uint8_t before, names, after;
	} shapes[] = { { 2, 0, 1, 0 },  { 6, 0, 2, 20 }, { 15, 2, 1, 0 },   { 12, 0, 1, 0 },
		       { 33, 6, 1, 0 }, { 39, 0, 1, 0 }, { 65280, 9, 0, 3 } };
	unsigned shape = random_below(COUNT_OF(shapes));

	*m = (struct model){ .section = section,
			     .type = shapes[shape].type,
			     .before = shapes[shape].before,
			     .names = shapes[shape].names,
			     .after = shapes[shape].after,
			     .ttl = random_below(1u << 31) };
	random_name(&m->owner);
	if (section == WEIR_QUESTION)
		return;
	for (; m->size < m->before; m->size++)
		m->rdata[m->size] = (uint8_t)random_below(256);
	for (unsigned i = 0; i < m->names; i++) {
		struct weir_name name;
		random_name(&name);
		memcpy(m->rdata + m->size, name.octets, name.size);
		m->size += name.size;
	}
	for (unsigned i = 0; i < m->after; i++)
		m->rdata[m->size++] = (uint8_t)random_below(256);
}

static enum weir_status add(struct weir_compose *c, const struct model *m)
{
	if (m->section == WEIR_QUESTION)
		return weir_compose_question(c, &m->owner, m->type, 1);
	return weir_compose_record(c, m->section, &m->owner, m->type, 1, m->ttl,
				   (struct weir_slice){ m->rdata, m->size });
}

/* The record on the wire, names expanded, is the model to the octet. */
static bool is_model(const struct weir_message *message, const struct weir_record *r,
		     const struct model *m)
{
	uint8_t rdata[600];
	size_t size = m->before;
	size_t at = r->rdata_at + (size_t)m->before;
	struct weir_name name;

	if (weir_name_expand(message->wire, r->owner_at, &name, NULL) != WEIR_OK ||
	    name.size != m->owner.size || memcmp(name.octets, m->owner.octets, name.size) != 0 ||
	    r->section != m->section || r->type != m->type || r->rrclass != 1)
		return false;
	if (m->section == WEIR_QUESTION)
		return true;
	memcpy(rdata, message->wire.data + r->rdata_at, m->before);
	for (unsigned i = 0; i < m->names; i++) {
		if (weir_name_expand(message->wire, at, &name, NULL) != WEIR_OK ||
		    weir_name_skip(message->wire, at, &at, NULL) != WEIR_OK)
			return false;
		memcpy(rdata + size, name.octets, name.size);
		size += name.size;
	}
	memcpy(rdata + size, message->wire.data + at, m->after);
	size += m->after;
	return at + m->after == (size_t)r->rdata_at + r->rdata_size && r->ttl == m->ttl &&
	       size == m->size && memcmp(rdata, m->rdata, size) == 0;
}

static bool test_random_message(size_t limit)
{
	static struct model models[40];
	static uint8_t buffer[65535];
	struct weir_compose c;
	struct weir_message message;
	struct weir_record record;
	unsigned kept = 0;
	bool lost = false;

	if (weir_compose_begin(&c, buffer, limit, 9, 0) != WEIR_OK)
		return false;
	for (unsigned section = 0; section < 4; section++) {
		unsigned wanted = random_below(section == 0 ? 3 : 12);
		for (unsigned i = 0; i < wanted; i++) {
			struct weir_compose_mark mark = weir_compose_mark(&c);
			random_record(&models[kept], section);
			enum weir_status status = add(&c, &models[kept]);
			if (status == WEIR_OK && random_below(8) == 0)
				weir_compose_rewind(&c, &mark); /* as if it had never been */
			else if (status == WEIR_OK)
				kept++;
			else if (status == WEIR_E_SPACE && section != WEIR_ADDITIONAL)
				lost = true;
			else if (status != WEIR_E_SPACE)
				return false;
		}
	}
	if (c.size > limit || weir_message_read(weir_compose_wire(&c), &message) != WEIR_OK ||
	    ((message.flags & WEIR_FLAG_TC) != 0) != lost)
		return false;
	struct weir_walk walk = weir_message_walk(&message);
	for (unsigned i = 0; i < kept; i++)
		if (weir_walk_next(&walk, &record) != WEIR_OK ||
		    !is_model(&message, &record, &models[i]))
			return false;
	return weir_walk_next(&walk, &record) == WEIR_END && walk.at == c.size &&
	       weir_message_check(&message, NULL, NULL, 0) == 0;
}

static void test_random(void)
{
	static const size_t limits[] = { 12, 64, 512, 1232, 65535 };

	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		unsigned good = 0;
		for (unsigned n = 0; n < 4000; n++)
			good += test_random_message(limits[i]);
		checkf(good == 4000, "%u of 4000 random messages of at most %zu octets read back",
		       good, limits[i]);
	}
}

int main(void)
{
	test_octets();
	test_case();
	test_limits();
	test_ranges();
	test_malformed();
	test_large();
	test_random();
	return tap_done();
}
