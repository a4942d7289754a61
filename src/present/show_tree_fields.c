/* show_tree_fields.c - rows of the tree for the inside of RDATA and of the OPT record.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>
#include <dnsweir/name.h>
#include <dnsweir/registry.h>

#include <string.h>

#include "base/address.h"
#include "present/show_tree.h"
#include "present/timestamp.h"

enum { PATH_SIZE = 80 };

/* Counts the elements of a list, whose fields come under one name. */
struct numbering {
	const char *name;
	unsigned next;
};

/* ".rdata.types[3]" */
static void path_of(char path[PATH_SIZE], const char *prefix, const struct weir_field *field,
		    struct numbering *numbering)
{
	struct weir_writer out;

	weir_writer_init(&out, path, PATH_SIZE);
	weir_writer_print(&out, "%s%s", prefix, field->name);
	if (field->list) {
		if (numbering->name != field->name)
			*numbering = (struct numbering){ field->name, 0 };
		weir_writer_print(&out, "[%u]", numbering->next++);
	}
	(void)weir_writer_terminate(&out);
}

/* What the record's line does not say of the number. */
static void remark(struct tree *tree, const struct weir_field *field)
{
	if (field->kind == WEIR_KIND_WORD && field->word)
		weir_writer_print(tree->out, "  %s(%s)%s", tree->palette->dim, field->word,
				  tree->palette->end);
	if (field->kind == WEIR_KIND_TYPE)
		weir_writer_print(tree->out, " (%u)", (unsigned)field->number);
}

void tree_rdata(struct tree *tree, const struct weir_record *record, uint32_t end)
{
	const struct weir_rdata rdata = show_rdata_of(tree->item, record);
	struct weir_rdata_fields fields = weir_rdata_fields(&rdata);
	struct numbering numbering = { 0 };
	struct weir_field field;
	char path[PATH_SIZE];
	uint32_t done = record->rdata_at;

	while (weir_rdata_fields_next(&fields, &field) == WEIR_OK && !tree->out->full) {
		path_of(path, ".rdata.", &field, &numbering);
		done = field.at + field.size > done ? field.at + field.size : done;
		if (field.kind == WEIR_KIND_NAME) {
			tree_name(tree, field.at, field.size, path);
			continue;
		}
		tree_row(tree, ' ', field.at, field.size, path);
		weir_writer_text(tree->out, tree->palette->data);
		(void)weir_rdata_field_print(&rdata, &field, tree->out);
		weir_writer_text(tree->out, tree->palette->end);
		remark(tree, &field);
		tree_end(tree);
	}
	/* Good fields were shown; from the flaw on the octets are. */
	if (fields.flaw.reason != WEIR_FLAW_NONE)
		tree_raw(tree, '!', done, end, ".rdata");
}

static void option_value(struct tree *tree, const struct weir_field *field)
{
	struct weir_writer *out = tree->out;
	struct weir_name name;

	switch (field->kind) {
	case WEIR_KIND_UINT:
	case WEIR_KIND_TIME:
	case WEIR_KIND_WORD:
		weir_writer_u64(out, field->number);
		break;
	case WEIR_KIND_TYPE:
		weir_type_print((uint16_t)field->number, out);
		break;
	case WEIR_KIND_NAME:
		if (weir_name_expand(field->bytes, 0, &name, NULL) == WEIR_OK)
			weir_name_print(&name, out);
		break;
	case WEIR_KIND_IPV4:
		address_print_ipv4(field->bytes.data, out);
		break;
	case WEIR_KIND_IPV6:
		address_print_ipv6(field->bytes.data, out);
		break;
	case WEIR_KIND_TEXT:
		show_quoted(out, field->bytes);
		break;
	case WEIR_KIND_HEX:
	case WEIR_KIND_BASE64:
	case WEIR_KIND_BASE32:
	case WEIR_KIND_OWN:
		weir_writer_hex(out, field->bytes);
		break;
	}
	remark(tree, field);
}

static void option_rows(struct tree *tree, const struct weir_option *option, unsigned index)
{
	struct weir_option_fields fields = weir_option_fields(option);
	struct numbering numbering = { 0 };
	struct weir_field field;
	char prefix[PATH_SIZE];
	char path[PATH_SIZE];
	struct weir_writer text;

	weir_writer_init(&text, prefix, sizeof(prefix));
	weir_writer_print(&text, ".option[%u]", index);
	(void)weir_writer_terminate(&text);
	tree_row(tree, ' ', option->at, option->data.size + 4, prefix);
	weir_option_code_print(option->code, tree->out);
	weir_writer_print(tree->out, " (%u), %zu octets", option->code, option->data.size);
	tree_end(tree);
	weir_writer_char(&text, '.');
	(void)weir_writer_terminate(&text);
	while (weir_option_fields_next(&fields, &field) == WEIR_OK && !tree->out->full) {
		path_of(path, prefix, &field, &numbering);
		tree_row(tree, ' ', field.at, field.size, path);
		option_value(tree, &field);
		tree_end(tree);
	}
}

void tree_opt(struct tree *tree, const struct weir_record *record)
{
	struct weir_edns edns;
	struct weir_option option;
	unsigned index = 0;
	uint32_t at = record->rdata_at - 8;
	struct weir_writer *out = tree->out;

	weir_edns_read(&tree->item->message, record, &edns);
	tree_row(tree, ' ', at, 2, ".udp_size");
	weir_writer_u64(out, edns.udp_size);
	tree_end(tree);
	tree_row(tree, ' ', at + 2, 1, ".ext_rcode");
	weir_writer_print(out, "%u  (with the header's: %u ", edns.rcode >> 4, edns.rcode);
	weir_rcode_print(edns.rcode, out);
	weir_writer_char(out, ')');
	tree_end(tree);
	tree_row(tree, ' ', at + 3, 1, ".version");
	weir_writer_u64(out, edns.version);
	tree_end(tree);
	tree_row(tree, ' ', at + 4, 2, ".flags");
	weir_writer_print(out, "0x%04x  do=%u co=%u z=0x%04x", edns.flags,
			  (edns.flags & WEIR_EDNS_DO) != 0, (edns.flags & WEIR_EDNS_CO) != 0,
			  edns.flags & WEIR_EDNS_Z);
	tree_end(tree);
	tree_row(tree, ' ', at + 6, 2, ".rdlength");
	weir_writer_u64(out, record->rdata_size);
	tree_end(tree);
	struct weir_options options = weir_edns_options(&edns);
	uint32_t done = edns.at;
	while (weir_options_next(&options, &option) == WEIR_OK && !out->full) {
		option_rows(tree, &option, index++);
		done = option.at + 4 + (uint32_t)option.data.size;
	}
	/* An option that runs past the end; empty where all were read. */
	tree_raw(tree, '!', done, record->rdata_at + record->rdata_size, ".options");
}
