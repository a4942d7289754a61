/* words.c - random rules: every kind of field, every operator, names in every form, nested and negated.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "words.h"

#include "tap.h"

#define ANY(table) ((table)[random_below(r, COUNT_OF(table))])

static bool chance(struct random *r, unsigned percent)
{
	return random_below(r, 100) < percent;
}

static const char *const labels[] = {
	"a",
	"b",
	"www",
	"example",
	"com",
	"uk",
	"org",
	"x1",
	"xn--p1ai",
	"_tcp",
	"mail",
	"Example",
	"ab",
	"abcdefghij",
	"0",
	"a-b",
	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789a"
};

void words_name(struct random *r, struct weir_writer *out)
{
	unsigned count = random_below(r, 5) ? 1 + random_below(r, 3) : random_below(r, 7);

	for (unsigned i = 0; i < count; i++) {
		if (i)
			weir_writer_char(out, '.');
		weir_writer_text(out, random_below(r, 40)
					      ? labels[random_below(r, COUNT_OF(labels) - 1)]
					      : labels[COUNT_OF(labels) - 1]);
	}
	if (count == 0)
		weir_writer_char(out, '.');
}

/* What `like` takes. */
static void pattern(struct random *r, struct weir_writer *out)
{
	unsigned count = 1 + random_below(r, 4);

	for (unsigned i = 0; i < count; i++) {
		if (i)
			weir_writer_char(out, '.');
		switch (random_below(r, 7)) {
		case 0:
		case 1:
			weir_writer_char(out, '*');
			break;
		case 2: {
			unsigned least = 1 + random_below(r, 5);

			weir_writer_print(out, "*{%u-%u}", least, least + random_below(r, 4));
			break;
		}
		case 3:
			weir_writer_text(out, ANY(((const char *const[]){ "e?ample", "?", "w?w",
									  "%77ww", "a?" })));
			break;
		default:
			weir_writer_text(out, labels[random_below(r, COUNT_OF(labels) - 1)]);
			break;
		}
	}
	if (chance(r, 12))
		weir_writer_text(out, ".**");
	else if (chance(r, 8) && out->data[out->size - 1] >= 'a' && out->data[out->size - 1] <= 'z')
		weir_writer_text(out, "**");
}

static void quoted(struct random *r, struct weir_writer *out,
		   void (*what)(struct random *, struct weir_writer *))
{
	weir_writer_char(out, '"');
	what(r, out);
	weir_writer_char(out, '"');
}

/* One word, or a set of some. */
static void quoted_some(struct random *r, struct weir_writer *out,
			void (*what)(struct random *, struct weir_writer *), bool set)
{
	unsigned count = chance(r, 10) ? 2 + random_below(r, 8) : 1 + random_below(r, 3);

	if (!set) {
		quoted(r, out, what);
		return;
	}
	weir_writer_char(out, '{');
	for (unsigned i = 0; i < count; i++) {
		weir_writer_char(out, ' ');
		quoted(r, out, what);
	}
	weir_writer_text(out, " }");
}

static void name_relation(struct random *r, struct weir_writer *out)
{
	bool set = chance(r, 25);

	weir_writer_text(out, "dns.qry.name ");
	switch (random_below(r, 10)) {
	case 0:
	case 1:
	case 2:
		weir_writer_text(out, set ? "in " : chance(r, 85) ? "== " : "!= ");
		quoted_some(r, out, words_name, set);
		break;
	case 3:
	case 4:
	case 5:
		weir_writer_text(out, "within ");
		quoted_some(r, out, words_name, set);
		break;
	default:
		weir_writer_text(out, "like ");
		quoted_some(r, out, pattern, set);
		break;
	}
}

/* Numbers that headers really have, and others. */
static uint64_t number(struct random *r, const struct weir_layer_field *field)
{
	static const uint16_t customary[] = {
		1,  2,  5,  6,   12,  15,  16,   17,   20,     28,     41,     44,
		53, 58, 64, 100, 255, 512, 1232, 4096, 0x0800, 0x0806, 0x8100, 0x86dd
	};
	uint64_t most = field->bits >= 64 ? UINT64_MAX : (UINT64_C(1) << field->bits) - 1;
	uint64_t value;

	switch (random_below(r, 8)) {
	case 0:
		value = 0;
		break;
	case 1:
		value = most - random_below(r, 2);
		break;
	case 2:
		value = random_next(r);
		break;
	case 3:
	case 4:
		value = ANY(customary);
		break;
	default:
		value = random_below(r, 70);
		break;
	}
	if (field->symbol == WEIR_FIELD_FRAME_LEN || field->symbol == WEIR_FIELD_DNS_LENGTH ||
	    field->symbol == WEIR_FIELD_UDP_LENGTH || field->symbol == WEIR_FIELD_IP_LEN)
		value = 20 + random_below(r, 120);
	if (field->symbol == WEIR_FIELD_UDP_LENGTH_BAD)
		value = random_below(r, 2);
	value &= most;
	return field->unit > 1 ? value * field->unit : value;
}

static void number_relation(struct random *r, const struct weir_layer_field *field,
			    struct weir_writer *out)
{
	static const char *const orders[] = { "<", "<=", ">", ">=" };
	unsigned long long a = number(r, field), b = number(r, field);

	weir_writer_text(out, field->abbrev);
	switch (random_below(r, 9)) {
	case 0:
	case 1:
		weir_writer_print(out, " %s %llu", ANY(orders), a);
		break;
	case 2:
		weir_writer_print(out, " in {%llu..%llu %llu}", a < b ? a : b, a < b ? b : a,
				  (unsigned long long)number(r, field));
		break;
	case 3:
		weir_writer_print(out, " in {%llu %llu %llu}", a, b,
				  (unsigned long long)number(r, field));
		break;
	case 4:
		if (field->bits >= 8 && field->unit == 1)
			weir_writer_print(out, " & 0x%llx == 0x%llx", a | 1, b & (a | 1));
		else
			weir_writer_print(out, " != %llu", a);
		break;
	case 5:
		weir_writer_print(out, " != %llu", a);
		break;
	case 6:
		if (chance(r, 20)) /* its presence */
			break;
		weir_writer_print(out, " == %llu", a);
		break;
	default:
		weir_writer_print(out, " == %llu", a);
		break;
	}
}

static void address_relation(struct random *r, const struct weir_layer_field *field,
			     struct weir_writer *out)
{
	static const char *const orders[] = { "==", "==", "==", "!=", "<", ">=" };
	unsigned low = random_below(r, 4);

	weir_writer_text(out, field->abbrev);
	switch (field->kind) {
	case WEIR_FIELD_IPV4:
		if (chance(r, 25))
			weir_writer_print(out, " == 192.0.2.%u/%u", low << 4,
					  8 + random_below(r, 25));
		else if (chance(r, 20))
			weir_writer_print(out, " in {192.0.2.%u 198.51.100.0/24 10.0.0.1}", low);
		else
			weir_writer_print(out, " %s 192.0.2.%u", ANY(orders), low);
		break;
	case WEIR_FIELD_IPV6:
		if (chance(r, 25))
			weir_writer_print(out, " == 2001:db8:%x::/%u", low,
					  16 + random_below(r, 80));
		else if (chance(r, 15))
			weir_writer_print(out, "[0:4] == 20:01:0d:b8");
		else
			weir_writer_print(out, " %s 2001:db8::%x", ANY(orders), low);
		break;
	default:
		if (chance(r, 25))
			weir_writer_print(out, "[%u:2] == 02:00", random_below(r, 4));
		else
			weir_writer_print(out, " %s 02:00:00:00:00:%02x", ANY(orders), low);
		break;
	}
}

/* EDNS in classic BPF: only where the counts say that the OPT record comes first. */
static void edns_relation(struct random *r, struct weir_writer *out)
{
	static const uint16_t fields[] = { WEIR_FIELD_DNS_UDP_SIZE, WEIR_FIELD_DNS_EXT_RCODE,
					   WEIR_FIELD_DNS_EDNS_VERSION, WEIR_FIELD_DNS_EDNS_Z,
					   WEIR_FIELD_DNS_EDNS_DO };
	const struct weir_layer_field *field = weir_field_row(ANY(fields));

	weir_writer_text(out, "dns.count.queries == 1 and dns.count.answers == 0 and "
			      "dns.count.auth_rr == 0 and dns.count.add_rr == 1 and ");
	if (chance(r, 15))
		weir_writer_text(out, "not ");
	if (chance(r, 15))
		weir_writer_text(out, "dns.opt");
	else if (field->kind == WEIR_FIELD_FLAG)
		weir_writer_print(out, "%s == %u", field->abbrev, random_below(r, 2));
	else
		number_relation(r, field, out);
}

static bool usable(const struct weir_layer_field *field)
{
	switch (field->symbol) {
	case WEIR_FIELD_DNS_QRY_NAME:
	case WEIR_FIELD_DNS_QRY_NAME_LEN:
	case WEIR_FIELD_DNS_COUNT_LABELS:
	case WEIR_FIELD_DNS_QRY_TYPE:
	case WEIR_FIELD_DNS_QRY_CLASS:
	case WEIR_FIELD_DNS_LENGTH:
	case WEIR_FIELD_FRAME_LEN:
	case WEIR_FIELD_UDP_LENGTH_BAD:
		return true;
	default:
		return field->reach == WEIR_REACH_FIXED || field->reach == WEIR_REACH_EITHER;
	}
}

static const struct weir_layer_field *choose(struct random *r)
{
	static const uint16_t often[] = {
		WEIR_FIELD_DNS_QRY_TYPE,
		WEIR_FIELD_DNS_QRY_CLASS,
		WEIR_FIELD_DNS_LENGTH,
		WEIR_FIELD_UDP_LENGTH_BAD,
		WEIR_FIELD_DNS_COUNT_LABELS,
		WEIR_FIELD_DNS_QRY_NAME_LEN,
		WEIR_FIELD_DNS_FLAGS_RESPONSE,
		WEIR_FIELD_DNS_FLAGS_RCODE,
		WEIR_FIELD_DNS_COUNT_ANSWERS,
		WEIR_FIELD_DNS_ID,
		WEIR_FIELD_UDP_PORT,
		WEIR_FIELD_UDP_DSTPORT,
		WEIR_FIELD_IP_ADDR,
		WEIR_FIELD_IPV6_ADDR,
		WEIR_FIELD_IP_TTL,
		WEIR_FIELD_TCP_FLAGS,
		WEIR_FIELD_DNS_FLAGS,
		WEIR_FIELD_FRAME_LEN,
		WEIR_FIELD_VLAN_ID,
		WEIR_FIELD_DNS_COUNT_QUERIES,
	};
	const struct weir_layer_field *field;

	if (chance(r, 50))
		return weir_field_row(ANY(often));
	do /* most rows are usable */
		field = weir_field_row((enum weir_field_symbol)random_below(r, WEIR_FIELD_COUNT));
	while (!usable(field));
	return field;
}

static void relation(struct random *r, struct weir_writer *out)
{
	static const char *const layers[] = { "ip",  "ipv6", "udp",  "tcp",    "dns",
					      "arp", "icmp", "vlan", "icmpv6", "eth" };

	if (chance(r, 35)) {
		name_relation(r, out);
		return;
	}
	if (chance(r, 5)) {
		edns_relation(r, out);
		return;
	}
	if (chance(r, 6)) {
		weir_writer_text(out, ANY(layers));
		return;
	}
	const struct weir_layer_field *chosen = choose(r);
	struct weir_layer_field as = *chosen;
	const struct weir_layer_field *field = &as;
	if (chosen->reach == WEIR_REACH_EITHER) {
		as = *weir_field_row(chosen->either[0]);
		as.abbrev = chosen->abbrev;
	}
	switch (field->kind) {
	case WEIR_FIELD_IPV4:
	case WEIR_FIELD_IPV6:
	case WEIR_FIELD_ETHER:
		address_relation(r, field, out);
		break;
	case WEIR_FIELD_NAME:
		name_relation(r, out);
		break;
	case WEIR_FIELD_FLAG:
		weir_writer_print(out, "%s == %u", field->abbrev, random_below(r, 2));
		break;
	case WEIR_FIELD_NUMBER:
	case WEIR_FIELD_HEX:
	case WEIR_FIELD_TIME:
	case WEIR_FIELD_OCTETS:
	case WEIR_FIELD_TEXT:
		number_relation(r, field, out);
		break;
	}
}

static void tree(struct random *r, unsigned depth, struct weir_writer *out)
{
	if (chance(r, 15))
		weir_writer_text(out, "not ");
	if (depth == 0 || chance(r, 40)) {
		weir_writer_char(out, '(');
		relation(r, out);
		weir_writer_char(out, ')');
		return;
	}
	unsigned count = 2 + random_below(r, 2);
	const char *joint = chance(r, 60) ? " and " : " or ";

	weir_writer_char(out, '(');
	for (unsigned i = 0; i < count; i++) {
		if (i)
			weir_writer_text(out, joint);
		tree(r, depth - 1, out);
	}
	weir_writer_char(out, ')');
}

void words_random(struct random *r, struct weir_writer *out)
{
	out->size = 0;
	out->full = false;
	tree(r, random_below(r, 3) ? 1 + random_below(r, 2) : 0, out);
	(void)weir_writer_terminate(out);
}
