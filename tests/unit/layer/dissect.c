/* dissect.c - headers taken apart field by field: options of every kind, lengths that lie.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/layer.h>

#include <stdio.h>
#include <string.h>

#include "tap.h"

/* What is said of the options: "tcp.option_kind=2 tcp.option_len=4 tcp.options.mss_val=1460", an
 * octet string in hex, "!" before what is broken, "|" before each further option. */
static void options_text(struct weir_slice octets, enum weir_layer layer, struct weir_writer *out)
{
	struct weir_span span = { .layer = (uint8_t)layer, .size = (uint32_t)octets.size };
	struct weir_view view = { .octets = octets, .spans = &span, .span_count = 1 };
	struct weir_dissect dissect;
	struct weir_dissected item;
	unsigned option = 1;

	weir_dissect_init(&dissect, &view, &span);
	while (weir_dissect_next(&dissect, &item) == WEIR_OK) {
		if (item.option == 0)
			continue;
		if (item.option != option)
			weir_writer_text(out, " |");
		option = item.option;
		weir_writer_print(out, " %s%s=", item.broken ? "!" : "", item.field->abbrev);
		if (item.field->kind == WEIR_FIELD_OCTETS || item.field->kind == WEIR_FIELD_IPV6)
			weir_writer_hex(out, item.value.octets);
		else
			weir_writer_u64(out, item.value.number);
	}
}

#define TCP20 0, 53, 4, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0x80, 0x12, 0, 9, 0, 0, 0, 0
#define IP20 0x46, 0, 0, 24, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2

static const struct {
	const char *what;
	enum weir_layer layer;
	struct weir_slice octets;
	const char *text;
} rows[] = {
	{ "no options", WEIR_LAYER_TCP, WIRE(TCP20), "" },
	{ "MSS, SACK permitted, NOP, scale", WEIR_LAYER_TCP,
	  WIRE(TCP20, 2, 4, 5, 0xb4, 4, 2, 1, 3, 3, 7),
	  " tcp.option_kind=2 tcp.option_len=4 tcp.options.mss_val=1460 | tcp.option_kind=4 "
	  "tcp.option_len=2 | tcp.option_kind=1 | tcp.option_kind=3 tcp.option_len=3 "
	  "tcp.options.wscale.shift=7" },
	{ "timestamps, then the end and padding", WEIR_LAYER_TCP,
	  WIRE(TCP20, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 0, 9),
	  " tcp.option_kind=8 tcp.option_len=10 tcp.options.timestamp.tsval=1 "
	  "tcp.options.timestamp.tsecr=2 | tcp.option_kind=0" },
	{ "two blocks acknowledged", WEIR_LAYER_TCP,
	  WIRE(TCP20, 5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 1, 1),
	  " tcp.option_kind=5 tcp.option_len=18 tcp.options.sack_le=1 tcp.options.sack_re=2 "
	  "tcp.options.sack_le=3 tcp.options.sack_re=4 | tcp.option_kind=1 | tcp.option_kind=1" },
	{ "an option nobody knows", WEIR_LAYER_TCP, WIRE(TCP20, 254, 4, 0xab, 0xcd),
	  " tcp.option_kind=254 tcp.option_len=4 tcp.option_data=abcd" },
	{ "a length of 0", WEIR_LAYER_TCP, WIRE(TCP20, 1, 2, 0, 9),
	  " tcp.option_kind=1 | !tcp.option_data=020009" },
	{ "a length of 1", WEIR_LAYER_TCP, WIRE(TCP20, 9, 1, 9, 9), " !tcp.option_data=09010909" },
	{ "a length beyond the header", WEIR_LAYER_TCP, WIRE(TCP20, 2, 5, 5, 0xb4),
	  " !tcp.option_data=020505b4" },
	{ "a type without its length", WEIR_LAYER_TCP, WIRE(TCP20, 1, 1, 1, 2),
	  " tcp.option_kind=1 | tcp.option_kind=1 | tcp.option_kind=1 | !tcp.option_data=02" },
	{ "an MSS of one octet", WEIR_LAYER_TCP, WIRE(TCP20, 2, 3, 5, 0),
	  " tcp.option_kind=2 tcp.option_len=3 | tcp.option_kind=0" },
	{ "router alert of IPv4", WEIR_LAYER_IP, WIRE(IP20, 148, 4, 0, 0),
	  " ip.opt.type=148 ip.opt.len=4 ip.opt.ra=0" },
	{ "a recorded route", WEIR_LAYER_IP, WIRE(IP20, 7, 7, 4, 192, 0, 2, 9, 0),
	  " ip.opt.type=7 ip.opt.len=7 ip.opt.ptr=4 ip.opt.data=c0000209 | ip.opt.type=0" },
	{ "padding of a hop-by-hop header", WEIR_LAYER_IPV6_HOPOPTS,
	  WIRE(17, 0, 5, 2, 0, 0, 1, 0, 0, 1, 2, 0, 0),
	  " ipv6.opt.type=5 ipv6.opt.length=2 ipv6.opt.router_alert=0 | ipv6.opt.type=1 "
	  "ipv6.opt.length=0 | ipv6.opt.type=0 | ipv6.opt.type=1 ipv6.opt.length=2 "
	  "ipv6.opt.padn=0000" },
	{ "jumbo, and one unknown", WEIR_LAYER_IPV6_DSTOPTS,
	  WIRE(17, 1, 0xc2, 4, 0, 1, 0, 0, 0x3e, 1, 7),
	  " ipv6.opt.type=194 ipv6.opt.length=4 ipv6.opt.jumbo=65536 | ipv6.opt.type=62 "
	  "ipv6.opt.length=1 ipv6.opt.unknown=07" },
	{ "an option of IPv6 that is longer than its header", WEIR_LAYER_IPV6_DSTOPTS,
	  WIRE(17, 0, 1, 5, 0, 0, 0, 0), " !ipv6.opt.unknown=010500000000" },
};

static void test_options(void)
{
	char text[1024];
	struct weir_writer out;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		weir_writer_init(&out, text, sizeof(text));
		options_text(rows[i].octets, rows[i].layer, &out);
		if (!check(rows[i].what,
			   weir_writer_terminate(&out) && strcmp(text, rows[i].text) == 0))
			note("%s", text);
	}
}

/* Whatever the octets and however few: each value lies in them, and there is an end. */
static void test_bounds(void)
{
	static const uint8_t layers[] = { WEIR_LAYER_IP, WEIR_LAYER_TCP, WEIR_LAYER_IPV6_HOPOPTS,
					  WEIR_LAYER_IPV6_DSTOPTS };
	uint8_t octets[60];
	bool inside = true;
	size_t most = 0;

	for (unsigned seed = 0; seed < 4096; seed++) {
		for (size_t i = 0; i < sizeof(octets); i++)
			octets[i] = (uint8_t)(seed * (i + 3) >> (i % 5));
		struct weir_span span = { layers[seed % 4], seed % 7, 60 };
		struct weir_view view = { .octets = { octets, seed % 61 } };
		struct weir_dissect dissect;
		struct weir_dissected item;
		size_t count = 0;
		weir_dissect_init(&dissect, &view, &span);
		while (weir_dissect_next(&dissect, &item) == WEIR_OK && ++count < 1000)
			inside &= item.value.at <= view.octets.size &&
				  item.value.size <= view.octets.size - item.value.at;
		most = count > most ? count : most;
	}
	check("no value lies outside", inside);
	checkf(most < 1000, "it ends: %zu values at most", most);
}

static void test_frame(void)
{
	struct weir_view view = { .frame_number = 7,
				  .frame_size = 100,
				  .frame_captured = 60,
				  .frame_time = -1,
				  .has_frame = true,
				  .has_time = true };
	struct weir_span span = { .layer = WEIR_LAYER_FRAME };
	uint64_t numbers[4] = { 0 };
	struct weir_dissect dissect;
	struct weir_dissected item;
	size_t count = 0;

	weir_dissect_init(&dissect, &view, &span);
	while (count < 4 && weir_dissect_next(&dissect, &item) == WEIR_OK)
		numbers[count++] = item.value.number;
	check("what the capture says of the frame",
	      count == 4 && weir_dissect_next(&dissect, &item) == WEIR_END && numbers[0] == 7 &&
		      numbers[1] == UINT64_MAX && numbers[2] == 100 && numbers[3] == 60);
	view.has_frame = false;
	weir_dissect_init(&dissect, &view, &span);
	check("nothing where there is none", weir_dissect_next(&dissect, &item) == WEIR_END);
}

int main(void)
{
	test_options();
	test_bounds();
	test_frame();
	return tap_done();
}
