/* ls.c - layers and fields as tables, and the words that both forms use.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/ls.h"

#include <string.h>

#include "present/colour.h"
#include "present/table.h"

enum { CELL_SIZE = 96 };

const char *ls_kind(enum weir_field_kind kind)
{
	switch (kind) {
	case WEIR_FIELD_NUMBER:
		return "number";
	case WEIR_FIELD_HEX:
		return "hex";
	case WEIR_FIELD_FLAG:
		return "flag";
	case WEIR_FIELD_TIME:
		return "time";
	case WEIR_FIELD_IPV4:
		return "ipv4";
	case WEIR_FIELD_IPV6:
		return "ipv6";
	case WEIR_FIELD_ETHER:
		return "ether";
	case WEIR_FIELD_NAME:
		return "name";
	case WEIR_FIELD_OCTETS:
		return "octets";
	case WEIR_FIELD_TEXT:
		return "text";
	}
	return "";
}

const char *ls_reach(enum weir_reach reach)
{
	switch (reach) {
	case WEIR_REACH_FIXED:
		return "fixed";
	case WEIR_REACH_WALKED:
		return "walked";
	case WEIR_REACH_DERIVED:
		return "derived";
	case WEIR_REACH_EITHER:
		return "either";
	}
	return "";
}

const char *ls_words(enum weir_words words)
{
	switch (words) {
	case WEIR_WORDS_NONE:
		return "";
	case WEIR_WORDS_RRTYPE:
		return "rrtype";
	case WEIR_WORDS_RRCLASS:
		return "class";
	case WEIR_WORDS_RCODE:
		return "rcode";
	case WEIR_WORDS_OPCODE:
		return "opcode";
	case WEIR_WORDS_EDNS_OPTION:
		return "edns_option";
	case WEIR_WORDS_ETHERTYPE:
		return "ethertype";
	case WEIR_WORDS_IPPROTO:
		return "ipproto";
	case WEIR_WORDS_ARP_OPCODE:
		return "arp_opcode";
	case WEIR_WORDS_ICMP_TYPE:
		return "icmp_type";
	case WEIR_WORDS_ICMPV6_TYPE:
		return "icmpv6_type";
	case WEIR_WORDS_IP_OPTION:
		return "ip_option";
	case WEIR_WORDS_IPV6_OPTION:
		return "ipv6_option";
	case WEIR_WORDS_TCP_OPTION:
		return "tcp_option";
	case WEIR_WORDS_CHECKSUM:
		return "checksum";
	}
	return "";
}

bool ls_belongs(const struct weir_layer_field *field, enum weir_layer layer)
{
	const char *name = weir_layer_name(layer);
	const char *other = weir_layer_name(field->layer);
	size_t size = strlen(name);

	return field->layer == layer || (strncmp(other, name, size) == 0 && other[size] == '.');
}

unsigned ls_count(enum weir_layer layer)
{
	unsigned count = 0;

	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++)
		count += ls_belongs(weir_field_row((enum weir_field_symbol)i), layer);
	return count;
}

static enum weir_status layers_table(FILE *out, bool colour)
{
	const struct palette *p = palette_of(colour);
	const struct table_column columns[] = {
		{ "LAYER", false, p->type },
		{ "SCAPY", false, NULL },
		{ "FIELDS", true, NULL },
		{ "WHAT IT IS", false, NULL },
	};
	struct table *table;
	enum weir_status status =
		table_open(out, columns, sizeof(columns) / sizeof(columns[0]), p, &table);

	if (status != WEIR_OK)
		return status;
	for (unsigned i = WEIR_LAYER_NONE + 1; i < WEIR_LAYER_COUNT; i++) {
		enum weir_layer layer = (enum weir_layer)i;
		const char *scapy = weir_layer_scapy(layer);
		table_text(table, weir_layer_name(layer));
		table_text(table, scapy ? scapy : "-");
		table_u64(table, ls_count(layer));
		table_text(table, weir_layer_text(layer));
	}
	table_close(table);
	return WEIR_OK;
}

/* "8": the octet; "6.2": bit 2 of octet 6, the highest bit is 0. */
static void place(const struct weir_layer_field *field, struct weir_writer *out)
{
	if (field->reach != WEIR_REACH_FIXED) {
		weir_writer_char(out, '-');
		return;
	}
	weir_writer_u64(out, field->at / 8U);
	if (field->at % 8 != 0)
		weir_writer_print(out, ".%u", field->at % 8U);
}

static void place_cell(struct table *table, const struct weir_layer_field *field)
{
	char text[CELL_SIZE];
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	place(field, &out);
	table_cell(table, (struct weir_slice){ (const uint8_t *)text, out.size });
}

static enum weir_status fields_table(FILE *out, bool colour, enum weir_layer layer)
{
	const struct palette *p = palette_of(colour);
	const struct table_column columns[] = {
		{ "FIELD", false, p->type }, { "SCAPY", false, NULL },      { "KIND", false, NULL },
		{ "BITS", true, NULL },      { "REACH", false, NULL },      { "OCTET", true, NULL },
		{ "WORDS", false, NULL },    { "WHAT IT IS", false, NULL },
	};
	struct table *table;
	enum weir_status status =
		table_open(out, columns, sizeof(columns) / sizeof(columns[0]), p, &table);

	if (status != WEIR_OK)
		return status;
	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++) {
		const struct weir_layer_field *field = weir_field_row((enum weir_field_symbol)i);
		if (!ls_belongs(field, layer))
			continue;
		bool either = field->reach == WEIR_REACH_EITHER;
		table_text(table, field->abbrev);
		table_text(table, field->scapy ? field->scapy : "-");
		table_text(table, either ? "-" : ls_kind(field->kind));
		if (field->bits > 0)
			table_u64(table, field->bits);
		else
			table_text(table, "-");
		table_text(table, ls_reach(field->reach));
		place_cell(table, field);
		table_text(table, field->words == WEIR_WORDS_NONE ? "-" : ls_words(field->words));
		table_text(table, field->text);
	}
	table_close(table);
	return WEIR_OK;
}

static void reach_line(FILE *out, const struct weir_layer_field *field)
{
	char text[CELL_SIZE];
	struct weir_writer at;

	fprintf(out, "reach   %s", ls_reach(field->reach));
	switch (field->reach) {
	case WEIR_REACH_FIXED:
		weir_writer_init(&at, text, sizeof(text));
		place(field, &at);
		fprintf(out, ", at octet %.*s of its header\n", (int)at.size, text);
		break;
	case WEIR_REACH_WALKED:
		fputs(", found by walking names, options or records\n", out);
		break;
	case WEIR_REACH_DERIVED:
		fputs(", made of more than the header's octets\n", out);
		break;
	case WEIR_REACH_EITHER:
		fprintf(out, " of %s and %s\n", weir_field_row(field->either[0])->abbrev,
			weir_field_row(field->either[1])->abbrev);
		break;
	}
}

static void when_line(FILE *out, const struct weir_layer_field *field)
{
	if (field->when_bits == 0)
		return;
	fprintf(out, "only    where the %u bits at octet %u of the header are 0x%x",
		field->when_bits, field->when_at / 8U, field->when[0]);
	if (field->when[1] != field->when[0])
		fprintf(out, " or 0x%x", field->when[1]);
	fputc('\n', out);
}

static enum weir_status field_text(FILE *out, bool colour, const struct weir_layer_field *field)
{
	const struct palette *p = palette_of(colour);
	const char *layer_scapy = weir_layer_scapy(field->layer);

	fprintf(out, "%s%s%s  %s\n", p->type, field->abbrev, p->end, field->text);
	fprintf(out, "layer   %s, %s\n", weir_layer_name(field->layer),
		weir_layer_text(field->layer));
	if (field->scapy)
		fprintf(out, "scapy   %s%s%s\n", layer_scapy ? layer_scapy : "",
			layer_scapy ? "." : "", field->scapy);
	if (field->reach != WEIR_REACH_EITHER) {
		fprintf(out, "kind    %s", ls_kind(field->kind));
		if (field->bits > 0)
			fprintf(out, ", %u bit%s", field->bits, field->bits == 1 ? "" : "s");
		if (field->unit > 1)
			fprintf(out, ", in units of %u", field->unit);
		fputc('\n', out);
	}
	reach_line(out, field);
	when_line(out, field);
	for (unsigned number = 0; number <= UINT16_MAX; number++) {
		const char *word = weir_word_of(field->words, number);
		if (word)
			fprintf(out,
				field->kind == WEIR_FIELD_HEX ? "  0x%04x  %s\n" : "  %6u  %s\n",
				number, word);
	}
	return WEIR_OK;
}

const struct ls_form ls_text = { layers_table, fields_table, field_text };
