/* values.c - the values of every field of the table in frames made by hand; a field without a row fails.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>
#include <dnsweir/layer.h>

#include <string.h>

#include "filter/scope.h"
#include "tap.h"
#include "unit/packet/frame.h"

/* A: a response with records of all kinds over Ethernet, VLAN, IPv4 with options, UDP. B: ARP, cooked.
 * C: a query over TCP with options behind four extension headers of IPv6, cooked 2. D: ICMP echo. E: a
 * destination unreachable with an MTU. F: ICMPv6 echo. G: packet too big. J: a jumbo option. */
static const char A_hex[] = "0200000000010200000000028100b007080049b9017c1a2b40003f119adac000"
			    "0235c00002010194040000070704c000020a8204abcd00350400015800001234"
			    "8583000100070002000103777777076578616d706c6503636f6d0000010001c0"
			    "0c000500010000012c000f0161076578616d706c65036e657400016107657861"
			    "6d706c65036e657400000100010000003c0004c0000207c00c001c0001000000"
			    "3d001020010db8000000000000000000000007c00c000f00010000003e000700"
			    "0a026d78c00cc00c002100010000003f00170001000201bb0373727607657861"
			    "6d706c6503636f6d00c00c001000010000004000080361626300026465c00c00"
			    "0c000100000041001204686f7374076578616d706c65036f726700c010000200"
			    "0100000e100005026e73c010c0100006000100000e110026026e73c0100a686f"
			    "73746d6173746572c01078c40465000000010000000200000003000000040000"
			    "2904d00100800500250008000700011810c000020008000a0002300020010db8"
			    "0001000a00080102030405060708";
static const char B_hex[] = "000000010006020000000001000008060001080006040002020000000001c000"
			    "0201020000000002c0000235";
static const char C_hex[] = "86dd0000000000020001040602000000000100006b912345008e003e20010db8"
			    "00000000000000000000000120010db80000000000000000000000352b000502"
			    "000001003c000400000000002c03040107c91020010db8000000000000000000"
			    "0000091e03aabbcc01020000060000000a0b0c0d04000035000003e8000007d0"
			    "e1d2200011110007020405780303070402080a0000000100000002050a000000"
			    "0a00000014fd04abcd010000001cbeef01100001000000000000076578616d70"
			    "6c6502756b00001c0003";
static const char D_hex[] = "45b900201a2b40003f019cc2c0000235c0000201080033290007000961626364";
static const char E_hex[] = "45b900381a2b40003f019ca2c0000235c000020903040000000005dc45b90020"
			    "1a2b40003f119cb2c0000235c000020100350400000c0000";
static const char F_hex[] = "6b912345000a3a3e20010db800000000000000000000000120010db800000000"
			    "000000000000003580001234000300046162";
static const char G_hex[] = "6b91234500383a3e20010db800000000000000000000000120010db800000000"
			    "000000000000003502001234000005006b9123450008113e20010db800000000"
			    "000000000000000120010db80000000000000000000000353132333435363738";
static const char J_hex[] = "6b912345002c003e20010db800000000000000000000000120010db800000000"
			    "00000000000000351100c204000100000400003500242222beef011000010000"
			    "00000000076578616d706c6502756b00001c0003";

static const struct sample {
	char letter;
	uint16_t link;
	const char *hex;
} samples[] = {
	{ 'A', WEIR_LINK_ETHERNET, A_hex },   { 'B', WEIR_LINK_LINUX_SLL, B_hex },
	{ 'C', WEIR_LINK_LINUX_SLL2, C_hex }, { 'D', WEIR_LINK_RAW, D_hex },
	{ 'E', WEIR_LINK_RAW, E_hex },        { 'F', WEIR_LINK_RAW, F_hex },
	{ 'G', WEIR_LINK_RAW, G_hex },        { 'J', WEIR_LINK_RAW, J_hex },
};

/* Values separated by commas: numbers in decimal, names as text, other octets in hex. */
static const struct row {
	enum weir_field_symbol symbol;
	char letter;
	const char *expect;
} rows[] = {
#define ROW(symbol, letter, expect) { WEIR_FIELD_##symbol, letter, expect },
#include "unit/layer/value_rows.def"
#undef ROW
};

struct scene {
	uint8_t bytes[1024];
	struct weir_frame frame;
	struct scope_view scope;
};

static void scene_open(struct scene *scene, const struct sample *sample)
{
	static const uint16_t port = 53;

	scene->frame = (struct weir_frame){
		.bytes = { scene->bytes, frame_bytes(sample->hex, scene->bytes) },
		.time = -1500000000,
		.number = 7,
		.link = sample->link,
		.has_time = true,
	};
	scene->frame.wire_size = (uint32_t)scene->frame.bytes.size + 10;
	scope_packet(&scene->frame, &port, 1, &scene->scope);
	scope_decode(&scene->frame, &scene->scope);
	/* What one packet does not tell. */
	scene->scope.view.has_stream = true;
	scene->scope.view.stream = 5;
	scene->scope.view.has_base = true;
	scene->scope.view.tcp_sequence_base = 990;
	scene->scope.view.tcp_acknowledgement_base = 1999;
}

static void put_value(const struct weir_value *value, enum weir_field_kind kind,
		      struct weir_writer *out)
{
	switch (kind) {
	case WEIR_FIELD_NUMBER:
	case WEIR_FIELD_HEX:
	case WEIR_FIELD_FLAG:
	case WEIR_FIELD_IPV4:
		weir_writer_u64(out, value->number);
		break;
	case WEIR_FIELD_TIME:
		weir_writer_print(out, "%lld", (long long)value->number);
		break;
	case WEIR_FIELD_NAME:
		weir_name_print(value->name, out);
		break;
	case WEIR_FIELD_IPV6:
	case WEIR_FIELD_ETHER:
	case WEIR_FIELD_OCTETS:
	case WEIR_FIELD_TEXT:
		weir_writer_hex(out, value->octets);
		break;
	}
}

/* EITHER has no kind of its own. */
static enum weir_field_kind kind_of(const struct weir_layer_field *field)
{
	return field->reach == WEIR_REACH_EITHER ? weir_field_row(field->either[0])->kind
						 : field->kind;
}

static void all_values(const struct weir_view *view, const struct weir_layer_field *field,
		       char *text, size_t size)
{
	struct weir_values values;
	struct weir_value value;
	struct weir_writer out;

	weir_writer_init(&out, text, size);
	memset(&values, 0xa5, sizeof(values)); /* what is not set must not be read */
	weir_values_init(&values, view, field);
	while (weir_values_next(&values, &value) == WEIR_OK) {
		if (out.size > 0)
			weir_writer_char(&out, ',');
		put_value(&value, kind_of(field), &out);
	}
	weir_writer_terminate(&out);
}

/* Where the octets of a value are said to lie, they lie. */
static bool places_right(const struct weir_view *view, const struct weir_layer_field *field)
{
	bool dns = field->layer >= WEIR_LAYER_DNS;
	struct weir_slice whole = dns ? view->dns : view->octets;
	struct weir_values values;
	struct weir_value value;

	weir_values_init(&values, view, field);
	while (weir_values_next(&values, &value) == WEIR_OK) {
		if (value.size > 0 && value.at + value.size > whole.size)
			return false;
		if (!value.name && value.octets.size > 0 && value.octets.size == value.size &&
		    memcmp(value.octets.data, whole.data + value.at, value.size) != 0)
			return false;
	}
	return true;
}

static void check_sample(const struct sample *sample, bool seen[WEIR_FIELD_COUNT])
{
	static struct scene scene;
	char text[1200];

	scene_open(&scene, sample);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct weir_layer_field *field = weir_field_row(rows[i].symbol);
		if (rows[i].letter != sample->letter)
			continue;
		seen[rows[i].symbol] |= rows[i].expect[0] != 0;
		all_values(&scene.scope.view, field, text, sizeof(text));
		if (!checkf(strcmp(text, rows[i].expect) == 0 &&
				    places_right(&scene.scope.view, field),
			    "%s in %c", field->abbrev, sample->letter))
			note("got \"%s\", not \"%s\"", text, rows[i].expect);
	}
}

int main(void)
{
	bool seen[WEIR_FIELD_COUNT] = { false };

	for (size_t i = 0; i < COUNT_OF(samples); i++)
		check_sample(&samples[i], seen);
	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++)
		checkf(seen[i], "%s has a row with a value",
		       weir_field_row((enum weir_field_symbol)i)->abbrev);
	return tap_done();
}
