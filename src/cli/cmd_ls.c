/* cmd_ls.c - dnsweir ls: the layers of packets and the fields in them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/layer.h>

#include <string.h>
#include <strings.h>

#include "cli/command.h"
#include "cli/suggest.h"
#include "present/ls.h"

enum { OPT_JSON };

static const struct option_spec options[] = {
	[OPT_JSON] = { 0, "json", NULL, "One JSON object a line", .form = &ls_json },
	{ 0 },
};

static struct weir_slice slice_of(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

/* By Wireshark's name, else by scapy's. */
static enum weir_layer find_layer(const char *name)
{
	enum weir_layer layer = weir_layer_find(slice_of(name));

	for (unsigned i = 0; layer == WEIR_LAYER_NONE && i < WEIR_LAYER_COUNT; i++) {
		const char *scapy = weir_layer_scapy((enum weir_layer)i);
		if (scapy && strcasecmp(scapy, name) == 0)
			layer = (enum weir_layer)i;
	}
	return layer;
}

/* "ip.ttl", or as scapy has it: "IP.ttl", "DNSQR.qname". */
static const struct weir_layer_field *find_field(const char *name)
{
	const struct weir_layer_field *field = weir_field_find(slice_of(name));
	const char *dot = strchr(name, '.');

	for (unsigned i = 0; !field && dot && i < WEIR_FIELD_COUNT; i++) {
		const struct weir_layer_field *row = weir_field_row((enum weir_field_symbol)i);
		const char *layer = weir_layer_scapy(row->layer);
		size_t size = (size_t)(dot - name);
		if (row->scapy && layer && strlen(layer) == size &&
		    strncasecmp(layer, name, size) == 0 && strcasecmp(row->scapy, dot + 1) == 0)
			field = row;
	}
	return field;
}

static enum exit_code refuse(struct invocation *call, const char *name)
{
	struct suggestion suggestion = { .typed = name };

	for (unsigned i = WEIR_LAYER_NONE + 1; i < WEIR_LAYER_COUNT; i++) {
		const char *scapy = weir_layer_scapy((enum weir_layer)i);
		suggestion_offer(&suggestion, weir_layer_name((enum weir_layer)i));
		if (scapy)
			suggestion_offer(&suggestion, scapy);
	}
	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++)
		suggestion_offer(&suggestion, weir_field_row((enum weir_field_symbol)i)->abbrev);
	if (suggestion.best)
		return call_refuse(call, "there is no layer or field '%s'; is '%s' meant?", name,
				   suggestion.best);
	return call_refuse(call, "there is no layer or field '%s'", name);
}

static enum exit_code list(struct invocation *call, const char *name)
{
	const struct ls_form *form = call->form;
	enum weir_layer layer = find_layer(name);
	const struct weir_layer_field *field = layer == WEIR_LAYER_NONE ? find_field(name) : NULL;
	enum weir_status status;

	if (layer != WEIR_LAYER_NONE && ls_count(layer) == 0) {
		call_note(call, "%s: a header that is found and has no fields here", name);
		return EXIT_NOTHING;
	}
	if (layer != WEIR_LAYER_NONE)
		status = form->fields(call->out, call->colour, layer);
	else if (field)
		status = form->field(call->out, call->colour, field);
	else
		return refuse(call, name);
	return status == WEIR_OK ? EXIT_DONE : call_fail(call, status, NULL);
}

static enum exit_code run(struct invocation *call)
{
	const struct ls_form *form = call->form;
	enum exit_code code = EXIT_DONE;

	if (call->operand_count == 0) {
		enum weir_status status = form->layers(call->out, call->colour);
		return status == WEIR_OK ? EXIT_DONE : call_fail(call, status, NULL);
	}
	for (size_t i = 0; i < call->operand_count && !call_out_lost(call); i++) {
		enum exit_code one = list(call, call->operands[i]);
		code = one > code ? one : code;
	}
	return code;
}

static const struct example examples[] = {
	{ "dnsweir ls", "All layers" },
	{ "dnsweir ls tcp", "The fields of a layer" },
	{ "dnsweir ls dns.qry.type", "One field, and the words for its numbers" },
	{ "dnsweir ls --json DNSQR | jq -r .field",
	  "What scapy calls DNSQR, by Wireshark's names" },
	{ 0 },
};

static const struct section sections[] = {
	{ "WHAT IS TOLD",
	  "A field has Wireshark's abbreviation, which rules and `dnsweir show --tree` use, and scapy's "
	  "name within its layer, or `-`. Its kind says how values are written, its bits how wide they "
	  "are on the wire (`-`: it varies).\n\n"
	  "Its reach says how it is found, and so which engines can test it: `fixed` at an octet of its "
	  "header (6.2 is bit 2 of octet 6, the highest bit is 0); `walked` by going through names, "
	  "options or records; `derived` from more than the header, such as checksums or other packets; "
	  "`either` stands for two fields, and a relation on it holds if it holds for one.\n\n"
	  "The words of a field can stand for its numbers in a rule; `dnsweir ls FIELD` lists them." },
	{ 0 },
};

const struct command cmd_ls = {
	.name = "ls",
	.synopsis = "dnsweir ls [OPTION...] [LAYER|FIELD...]",
	.summary = "Layers of packets, and the fields in them",
	.description =
		"Lists the layers that packets are taken apart into, the fields of a layer (and "
		"of its parts: `ipv6` has those of its extension headers), or all about one "
		"field. Wireshark's names and scapy's are both taken, in any case.",
	.options = options,
	.operand = { .name = "LAYER",
		     .help = "A layer such as `ip` or `Dot1Q`, or a field such as `ip.ttl`",
		     .highest = SIZE_MAX },
	.sections = sections,
	.examples = examples,
	.see_also = "tshark(1)",
	.form = &ls_text,
	.colours = true,
	.run = run,
};
