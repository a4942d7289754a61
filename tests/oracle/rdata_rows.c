/* rdata_rows.c - RDATA for other software to read: the unit rows, random valid RDATA, and text to hex.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * rdata_rows rows COUNT SEED   type, text, wire in hex: one line each, tabs between
 * rdata_rows read              lines of type and text on standard input, to wire in hex or "!why" */
#include <dnsweir/rdata.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns/rdata_step.h"
#include "random.h"
#include "tap.h"

static const struct row {
	const char *type;
	const char *text;
} rows[] = {
#define ROW(type, text, wire, printed) { type, text },
#include "unit/dns/rdata_rows.def"
#undef ROW
};

static struct random dice;

static void octet(struct weir_writer *out, unsigned value)
{
	weir_writer_char(out, (char)(uint8_t)value);
}

static void octets(struct weir_writer *out, unsigned size)
{
	while (size-- > 0)
		octet(out, random_below(&dice, 256));
}

/* Mostly what people write, sometimes anything. */
static void string(struct weir_writer *out, unsigned size)
{
	bool wild = random_below(&dice, 4) == 0;

	while (size-- > 0)
		octet(out, wild ? random_below(&dice, 256) : 0x20 + random_below(&dice, 0x5f));
}

static void counted(struct weir_writer *out, unsigned least, unsigned most)
{
	unsigned size = least + random_below(&dice, most - least + 1);

	octet(out, size);
	string(out, size);
}

static void digits(struct weir_writer *out, unsigned size)
{
	while (size-- > 0)
		octet(out, '0' + random_below(&dice, 10));
}

static void name(struct weir_writer *out)
{
	for (unsigned labels = random_below(&dice, 4); labels > 0; labels--)
		counted(out, 1, 12);
	octet(out, 0);
}

static void u16(struct weir_writer *out, unsigned value)
{
	octet(out, value >> 8);
	octet(out, value);
}

static void bitmap(struct weir_writer *out, bool may_be_empty)
{
	unsigned count = random_below(&dice, 3) + !may_be_empty;
	unsigned window = random_below(&dice, 3);

	for (; count > 0; count--, window += 1 + random_below(&dice, 60)) {
		unsigned size = 1 + random_below(&dice, 32);
		octet(out, window);
		octet(out, size);
		octets(out, size - 1);
		octet(out, 1 + random_below(&dice, 255));
	}
}

static void prefixes(struct weir_writer *out)
{
	for (unsigned count = random_below(&dice, 4); count > 0; count--) {
		unsigned family = 1 + random_below(&dice, 2);
		unsigned size = random_below(&dice, family == 1 ? 5 : 17);
		u16(out, family);
		octet(out, random_below(&dice, family == 1 ? 33 : 129));
		octet(out, size | random_below(&dice, 2) << 7);
		if (size > 0) {
			octets(out, size - 1);
			octet(out, 1 + random_below(&dice, 255));
		}
	}
}

static void param(struct weir_writer *out, unsigned key, struct weir_writer *value)
{
	u16(out, key);
	u16(out, (unsigned)value->size);
	weir_writer_put(out, value->data, value->size);
}

static void params(struct weir_writer *out)
{
	uint8_t data[256];
	struct weir_writer value;
	unsigned have = random_below(&dice, 256);

	if (have & 1 && have & 8) { /* mandatory: port */
		weir_writer_init(&value, data, sizeof(data));
		u16(&value, 3);
		param(out, 0, &value);
	}
	weir_writer_init(&value, data, sizeof(data));
	if (have & 2) {
		counted(&value, 1, 9);
		counted(&value, 1, 9);
		param(out, 1, &value);
		weir_writer_init(&value, data, sizeof(data));
		if (have & 4)
			param(out, 2, &value);
	}
	if (have & 8) {
		octets(&value, 2);
		param(out, 3, &value);
		weir_writer_init(&value, data, sizeof(data));
	}
	if (have & 16) {
		octets(&value, 4 * (1 + random_below(&dice, 3)));
		param(out, 4, &value);
		weir_writer_init(&value, data, sizeof(data));
	}
	if (have & 32) {
		octets(&value, 1 + random_below(&dice, 20));
		param(out, 5, &value);
		weir_writer_init(&value, data, sizeof(data));
	}
	if (have & 64) {
		octets(&value, 16 * (1 + random_below(&dice, 3)));
		param(out, 6, &value);
		weir_writer_init(&value, data, sizeof(data));
	}
	if (have & 128) {
		string(&value, random_below(&dice, 20));
		param(out, 100 + random_below(&dice, 65000), &value);
	}
}

static void location(struct weir_writer *out)
{
	uint32_t latitude = 0x80000000U - 324000000U + (uint32_t)random_next(&dice) % 648000001U;
	uint32_t longitude = 0x80000000U - 648000000U + (uint32_t)random_next(&dice) % 1296000001U;

	octet(out, 0);
	for (unsigned i = 0; i < 3; i++)
		octet(out, (1 + random_below(&dice, 9)) << 4 | random_below(&dice, 10));
	u16(out, latitude >> 16);
	u16(out, latitude & 0xffff);
	u16(out, longitude >> 16);
	u16(out, longitude & 0xffff);
	octets(out, 4);
}

struct state {
	unsigned selector;
	unsigned short_size;
	unsigned long_size;
};

static void selector(struct weir_writer *out, char letter, char next, struct state *s)
{
	switch (letter) {
	case 'p':
		s->selector = random_below(&dice, 129);
		break;
	case 'k':
		/* An algorithm, or a kind of gateway. */
		s->selector = random_below(&dice, strchr("VZJ", next) ? 7 : 4);
		break;
	case 'K':
		s->selector = random_below(&dice, 4);
		octet(out, s->selector | random_below(&dice, 2) << 7);
		return;
	default:
		s->selector = random_below(&dice, 2) ? 6 : 17;
		break;
	}
	octet(out, s->selector);
}

static void gateway(struct weir_writer *out, const struct state *s)
{
	if (s->selector == 3)
		name(out);
	else
		octets(out, s->selector == 1 ? 4 : s->selector == 2 ? 16 : 0);
}

static void digest(struct weir_writer *out, char letter, const struct state *s)
{
	static const unsigned ds[] = { 0, 20, 32, 32, 48, 32, 32 };
	static const unsigned zone[7] = { 0, 48, 64 };
	static const unsigned ssh[7] = { 0, 20, 32 };
	const unsigned *sizes = letter == 'V' ? ds : letter == 'Z' ? zone : ssh;
	unsigned size = sizes[s->selector % 7];

	octets(out, size ? size : 12 + random_below(&dice, 40));
}

static void field(struct weir_writer *out, const char *shape, struct state *s)
{
	uint8_t fixed = rdata_fixed_size[(unsigned char)*shape & 0x7f];
	unsigned size;

	if (*shape == 'e') {
		u16(out, random_below(&dice, 2) ? 0 : 16 + random_below(&dice, 7));
		return;
	}
	if (fixed) {
		octets(out, fixed);
		return;
	}
	switch (*shape) {
	case 'N':
	case 'd':
	case 'n':
	case 'w':
		name(out);
		break;
	case 'R':
		for (size = random_below(&dice, 3); size > 0; size--)
			name(out);
		break;
	case 'Y':
		if (s->selector > 0)
			name(out);
		break;
	case 'y':
		size = 16 - s->selector / 8;
		if (size > 0)
			octet(out, random_below(&dice, 256) & 0xffU >> s->selector % 8);
		octets(out, size ? size - 1 : 0);
		break;
	case 'D':
		break;
	case 'p':
	case 'k':
	case 'K':
	case 'I':
		selector(out, *shape, shape[1], s);
		break;
	case 'l':
		octet(out, s->short_size = 1 + random_below(&dice, 20));
		break;
	case 'L':
		u16(out, s->long_size = 1 + random_below(&dice, 300));
		break;
	case 'H':
		octets(out, s->short_size);
		break;
	case 'j':
		octets(out, s->long_size);
		break;
	case 'G':
		gateway(out, s);
		break;
	case 's':
		counted(out, 0, 40);
		break;
	case 'o':
		if (random_below(&dice, 2))
			counted(out, 0, 20);
		break;
	case 'S':
		for (size = 1 + random_below(&dice, 3); size > 0; size--)
			counted(out, 0, 80);
		break;
	case 'x':
		octet(out, 11);
		digits(out, 11);
		break;
	case 'r':
		octet(out, 6);
		octet(out, '-');
		digits(out, 2);
		octet(out, '.');
		digits(out, 2);
		break;
	case 'v':
		octet(out, 5);
		weir_writer_text(out, random_below(&dice, 2) ? "issue" : "IODEF");
		break;
	case 'q':
	case 'Q':
		string(out, (*shape == 'Q') + random_below(&dice, 300));
		break;
	case 'm':
		u16(out, size = random_below(&dice, 60));
		octets(out, size);
		break;
	case 'z':
		octet(out, size = random_below(&dice, 20));
		octets(out, size);
		break;
	case '3':
		octet(out, 20);
		octets(out, 20);
		break;
	case 'V':
	case 'Z':
	case 'J':
		digest(out, *shape, s);
		break;
	case '0':
		octets(out, 20);
		break;
	case '+':
		octet(out, size = random_below(&dice, 2));
		if (size)
			digits(out, 12);
		else
			octets(out, 20);
		break;
	case 'M':
	case 'u':
		bitmap(out, *shape == 'u');
		break;
	case 'X':
		octet(out, 0x40 | random_below(&dice, 64));
		octet(out, 1 + random_below(&dice, 255));
		break;
	case 'W':
		octets(out, random_below(&dice, 30));
		octet(out, 1 + random_below(&dice, 255));
		break;
	case '!':
		prefixes(out);
		break;
	case '=':
		params(out);
		break;
	case 'C':
		location(out);
		break;
	case 'O':
		u16(out, 65001);
		u16(out, size = random_below(&dice, 30));
		octets(out, size);
		break;
	case 'F':
		s->selector = random_below(&dice, 4);
		u16(out, s->selector << 14 | random_below(&dice, 1 << 14));
		break;
	case '@':
		octets(out, s->selector == 3 ? 0 : 1 + random_below(&dice, 200));
		break;
	default: /* h b B - * */
		octets(out, 1 + random_below(&dice, 200));
		break;
	}
}

/* False: what was made is no valid RDATA, which is this program's fault. */
static bool print_row(uint16_t type, const uint8_t *wire, size_t size)
{
	static char text[1 << 18];
	struct weir_rdata rdata = { { wire, size }, 0, (uint16_t)size, type, WEIR_CLASS_IN, false };
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text) / 2);
	weir_type_print(type, &out);
	weir_writer_char(&out, '\t');
	if (weir_rdata_print(&rdata, &out, NULL) != WEIR_OK)
		return false;
	weir_writer_char(&out, '\t');
	weir_writer_hex(&out, rdata.wire);
	if (!weir_writer_terminate(&out))
		return false;
	puts(text);
	return true;
}

static int print_rows(unsigned count)
{
	uint8_t wire[4096];
	struct weir_writer out;
	bool good = true;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct weir_slice word = { (const uint8_t *)rows[i].type, strlen(rows[i].type) };
		struct weir_slice text = { (const uint8_t *)rows[i].text, strlen(rows[i].text) };
		const struct weir_name origin = { .size = 8, .octets = "\6origin" };
		uint16_t type;
		weir_writer_init(&out, wire, sizeof(wire));
		if (weir_type_parse(word, &type) == WEIR_OK &&
		    weir_rdata_parse(text, type, WEIR_CLASS_IN, &origin, &out, NULL) == WEIR_OK)
			print_row(type, wire, out.size); /* one row has no valid RDATA */
	}
	for (int type = weir_type_next(-1); type >= 0; type = weir_type_next(type))
		for (unsigned i = 0; i < count && weir_type_has_format((uint16_t)type); i++) {
			struct state state = { 0 };
			weir_writer_init(&out, wire, sizeof(wire));
			for (const char *shape = rr_row_of((uint16_t)type)->shape; *shape; shape++)
				field(&out, shape, &state);
			if (!print_row((uint16_t)type, wire, out.size)) {
				fprintf(stderr, "rdata_rows: bad %s of %zu octets\n",
					weir_type_mnemonic((uint16_t)type), out.size);
				good = false;
			}
		}
	return good ? 0 : 1;
}

static void read_line(const char *line)
{
	static uint8_t wire[65535];
	struct weir_error err = { .text = "" };
	struct weir_writer out;
	const char *tab = strchr(line, '\t');
	uint16_t type;

	if (!tab ||
	    weir_type_parse((struct weir_slice){ (const uint8_t *)line, (size_t)(tab - line) },
			    &type) != WEIR_OK) {
		puts("!no type");
		return;
	}
	struct weir_slice text = { (const uint8_t *)tab + 1, strlen(tab + 1) };
	weir_writer_init(&out, wire, sizeof(wire));
	if (weir_rdata_parse(text, type, WEIR_CLASS_IN, NULL, &out, &err) != WEIR_OK) {
		printf("!%s\n", err.text);
		return;
	}
	for (size_t i = 0; i < out.size; i++)
		printf("%02x", wire[i]);
	putchar('\n');
}

int main(int argc, char **argv)
{
	static char line[1 << 18];

	if (argc == 4 && strcmp(argv[1], "rows") == 0) {
		dice.state = strtoull(argv[3], NULL, 10);
		return print_rows((unsigned)strtoul(argv[2], NULL, 10));
	}
	if (argc != 2 || strcmp(argv[1], "read") != 0) {
		fprintf(stderr, "usage: rdata_rows rows COUNT SEED | rdata_rows read\n");
		return 2;
	}
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		read_line(line);
	}
	return 0;
}
