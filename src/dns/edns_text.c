/* edns_text.c - EDNS options as text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>

#include <dnsweir/name.h>

#include "base/address.h"
#include "base/cursor.h"
#include "dns/option.h"
#include "dns/rdata_text.h"

static void print_name(struct weir_slice bytes, struct weir_writer *out)
{
	struct weir_name name;

	if (weir_name_expand(bytes, 0, &name, NULL) == WEIR_OK)
		weir_name_print(&name, out);
}

static void print_value(const struct weir_field *field, struct weir_writer *out)
{
	switch (field->kind) {
	case WEIR_KIND_UINT:
	case WEIR_KIND_TIME:
		weir_writer_u64(out, field->number);
		break;
	case WEIR_KIND_TYPE:
		weir_type_print((uint16_t)field->number, out);
		break;
	case WEIR_KIND_WORD:
		if (field->word)
			weir_writer_text(out, field->word);
		else
			weir_writer_u64(out, field->number);
		break;
	case WEIR_KIND_NAME:
		print_name(field->bytes, out);
		break;
	case WEIR_KIND_IPV4:
		address_print_ipv4(field->bytes.data, out);
		break;
	case WEIR_KIND_IPV6:
		address_print_ipv6(field->bytes.data, out);
		break;
	case WEIR_KIND_TEXT:
		text_quoted(field->bytes, out);
		break;
	case WEIR_KIND_HEX:
	case WEIR_KIND_BASE64:
	case WEIR_KIND_BASE32:
	case WEIR_KIND_OWN: /* options have none */
		weir_writer_hex(out, field->bytes);
		break;
	}
}

/* The value with what stands before and behind it in this field's own form. */
static void print_field(char letter, const struct weir_field *field, struct weir_writer *out)
{
	if (letter == OPTION_COOKIE && field->name[0] == 's') {
		weir_writer_hex(out, field->bytes); /* the server's follows the client's at once */
		return;
	}
	weir_writer_char(out, ' ');
	if (letter == OPTION_EDE) {
		weir_writer_u64(out, field->number);
		if (field->word) {
			weir_writer_text(out, " (");
			weir_writer_text(out, field->word);
			weir_writer_char(out, ')');
		}
		return;
	}
	if (letter == OPTION_ELEMENTS) {
		weir_writer_text(out, field->name);
		weir_writer_char(out, ' ');
	}
	bool aside = letter == OPTION_NSID && field->kind == WEIR_KIND_TEXT;
	if (aside)
		weir_writer_char(out, '(');
	print_value(field, out);
	if (aside)
		weir_writer_char(out, ')');
}

/* 192.0.2.0/24/0; family 0 has no address and reads 0/0/0. */
static void print_subnet(const struct weir_option *option, struct weir_writer *out)
{
	struct weir_option_fields it = weir_option_fields(option);
	struct weir_field field;

	it.step = 3;
	it.at = 4;
	weir_writer_char(out, ' ');
	if (load_be16(option->data.data) == 0)
		weir_writer_char(out, '0');
	else if (weir_option_fields_next(&it, &field) == WEIR_OK)
		print_value(&field, out);
	weir_writer_char(out, '/');
	weir_writer_u64(out, option->data.data[2]);
	weir_writer_char(out, '/');
	weir_writer_u64(out, option->data.data[3]);
}

/* Padding is written as its length; other octets than zero would be lost. */
static bool has_text(const struct option_row *row, const struct weir_option *option)
{
	if (weir_option_check(option, NULL) != WEIR_OK)
		return false;
	if (row->fields[0].letter == OPTION_PADDING)
		for (size_t i = 0; i < option->data.size; i++)
			if (option->data.data[i] != 0)
				return false;
	return true;
}

void weir_edns_option_print(const struct weir_option *option, struct weir_writer *out)
{
	const struct option_row *row = option_row(option->code);
	struct weir_field field;

	weir_option_code_print(option->code, out);
	if (!row) {
		if (option->data.size > 0)
			weir_writer_char(out, ' ');
		weir_writer_hex(out, option->data);
		return;
	}
	char letter = row->fields[0].letter;
	if (letter == OPTION_NSID)
		weir_writer_char(out, ':');
	if (!has_text(row, option)) {
		weir_writer_char(out, ' ');
		text_generic(option->data, out);
		return;
	}
	if (letter == OPTION_SUBNET) {
		print_subnet(option, out);
		return;
	}
	struct weir_option_fields it = weir_option_fields(option);
	while (weir_option_fields_next(&it, &field) == WEIR_OK)
		print_field(row->fields[it.field].letter, &field, out);
}

void weir_edns_options_print(struct weir_slice rdata, struct weir_writer *out)
{
	struct weir_options options = weir_options_over(rdata, 0);
	struct weir_option option;
	enum weir_status status;

	while ((status = weir_options_next(&options, &option)) == WEIR_OK)
		continue;
	if (status != WEIR_END) {
		text_generic(rdata, out);
		return;
	}
	options = weir_options_over(rdata, 0);
	for (bool first = true; weir_options_next(&options, &option) == WEIR_OK; first = false) {
		if (!first)
			weir_writer_text(out, ", ");
		weir_edns_option_print(&option, out);
	}
}
