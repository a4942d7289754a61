/* show_dig.c - a message as dig shows it: the whole, or the answers' RDATA only.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>
#include <dnsweir/name.h>
#include <dnsweir/registry.h>

#include "present/show.h"

enum { NAME_COLUMN = 24, TTL_COLUMN = 32, CLASS_COLUMN = 40, TYPE_COLUMN = 48 };

/* Blanks up to a column of the line that began at `start`; at least one. dig has tabs there. */
static void pad(struct weir_writer *out, size_t start, size_t column)
{
	do
		weir_writer_char(out, ' ');
	while (out->size - start < column && !out->full);
}

static void header(const struct show_item *item, struct weir_writer *out)
{
	static const char *const query[] = { "QUERY", "ANSWER", "AUTHORITY", "ADDITIONAL" };
	static const char *const update[] = { "ZONE", "PREREQ", "UPDATE", "ADDITIONAL" };
	const struct weir_message *m = &item->message;
	const char *const *words = weir_message_opcode(m) == WEIR_OPCODE_UPDATE ? update : query;

	weir_writer_text(out, ";; ->>HEADER<<- opcode: ");
	weir_opcode_print(weir_message_opcode(m), out);
	weir_writer_text(out, ", status: ");
	weir_rcode_print(show_rcode(item), out);
	weir_writer_print(out, ", id: %u\n;; flags:", m->id);
	for (unsigned i = 0; i < SHOW_FLAGS; i++)
		if (m->flags & show_flags[i].bit)
			weir_writer_print(out, " %s", show_flags[i].name);
	for (unsigned i = 0; i < 4; i++)
		weir_writer_print(out, "%s%s: %u", i == 0 ? "; " : ", ", words[i], m->count[i]);
	weir_writer_text(out, "\n");
}

static void opt(const struct show_item *item, const struct weir_record *record,
		struct weir_writer *out)
{
	struct weir_edns edns;
	struct weir_option option;

	weir_edns_read(&item->message, record, &edns);
	weir_writer_print(out,
			  "\n;; OPT PSEUDOSECTION:\n; EDNS: version: %u, flags:", edns.version);
	if (edns.flags & WEIR_EDNS_DO)
		weir_writer_text(out, " do");
	if (edns.flags & WEIR_EDNS_CO)
		weir_writer_text(out, " co");
	if (edns.flags & WEIR_EDNS_Z)
		weir_writer_print(out, "; MBZ: 0x%04x", edns.flags & WEIR_EDNS_Z);
	weir_writer_print(out, "; udp: %u\n", edns.udp_size);
	struct weir_options options = weir_edns_options(&edns);
	enum weir_status status;
	while ((status = weir_options_next(&options, &option)) == WEIR_OK && !out->full) {
		weir_writer_text(out, "; ");
		weir_edns_option_print(&option, out);
		weir_writer_char(out, '\n');
	}
	if (status != WEIR_END && status != WEIR_OK) {
		weir_writer_text(out, "; \\# ");
		weir_writer_u64(out, edns.options.size);
		weir_writer_char(out, ' ');
		weir_writer_hex(out, edns.options);
		weir_writer_char(out, '\n');
	}
}

static void section_title(const struct show_item *item, unsigned section, struct weir_writer *out)
{
	static const char *const query[] = { "QUESTION", "ANSWER", "AUTHORITY", "ADDITIONAL" };
	static const char *const update[] = { "ZONE", "PREREQUISITE", "UPDATE", "ADDITIONAL" };
	bool is_update = weir_message_opcode(&item->message) == WEIR_OPCODE_UPDATE;

	weir_writer_print(out, "\n;; %s SECTION:\n", (is_update ? update : query)[section]);
}

static void record_line(struct show_printer *printer, const struct show_item *item,
			const struct weir_record *record, struct weir_writer *out)
{
	const struct palette *p = printer->palette;
	const struct weir_rdata rdata = show_rdata_of(item, record);
	bool question = record->section == WEIR_QUESTION;
	uint16_t rrclass = item->mdns ? record->rrclass & 0x7fff : record->rrclass;

	if (question)
		weir_writer_char(out, ';');
	weir_writer_text(out, p->name);
	size_t start = out->size;
	show_name(out, item, record->owner_at);
	size_t size = out->size - start;
	weir_writer_text(out, p->end);
	start = out->size - size; /* colours take no room on the line */
	pad(out, start, NAME_COLUMN);
	if (!question)
		weir_writer_u64(out, record->ttl);
	pad(out, start, TTL_COLUMN);
	weir_class_print(rrclass, out);
	pad(out, start, CLASS_COLUMN);
	weir_type_print(record->type, out);
	if (!question) {
		pad(out, start, TYPE_COLUMN);
		weir_writer_text(out, p->data);
		(void)weir_rdata_print(&rdata, out, NULL);
		weir_writer_text(out, p->end);
	}
	weir_writer_char(out, '\n');
}

static void records(struct show_printer *printer, const struct show_item *item,
		    struct weir_writer *out)
{
	struct weir_walk walk = weir_message_walk(&item->message);
	struct weir_record record;
	int section = -1;

	while (weir_walk_next(&walk, &record) == WEIR_OK && !out->full) {
		if (record.type == WEIR_TYPE_OPT && record.section == WEIR_ADDITIONAL)
			continue; /* told above */
		if ((int)record.section != section) {
			section = (int)record.section;
			section_title(item, record.section, out);
		}
		record_line(printer, item, &record, out);
	}
}

static void footer(const struct show_item *item, struct weir_writer *out)
{
	const struct weir_datagram *d = item->datagram;

	weir_writer_char(out, '\n');
	if (!item->alone) {
		weir_writer_text(out, ";; FROM: ");
		weir_address_print(d->version, &d->source, out);
		weir_writer_print(out, "#%u TO: ", d->source_port);
		weir_address_print(d->version, &d->target, out);
		weir_writer_print(out, "#%u (%s)\n", d->target_port, d->tcp ? "TCP" : "UDP");
	}
	if (!item->alone && !item->timeless) {
		weir_writer_text(out, ";; WHEN: ");
		timestamp_iso(d->time, 6, out);
		weir_writer_char(out, '\n');
	}
	weir_writer_print(out, ";; MSG SIZE: %u\n", d->claimed_size);
}

static void print(struct show_printer *printer, const struct show_item *item,
		  struct weir_writer *out)
{
	struct weir_record record;

	for (size_t i = 0; i < show_flaws_kept(item); i++) {
		weir_writer_print(out, "%s;; MALFORMED: ", printer->palette->bad);
		show_flaw(out, &item->flaws[i]);
		weir_writer_print(out, "%s\n", printer->palette->end);
	}
	if (item->readable) {
		header(item, out);
		if (show_opt(item, &record))
			opt(item, &record, out);
		records(printer, item, out);
	}
	/* What reading left over is not lost. */
	if (item->flaw_count > 0) {
		weir_writer_text(out, "\n;; OCTETS: ");
		weir_writer_hex(out, item->datagram->wire);
		weir_writer_char(out, '\n');
	}
	footer(item, out);
	weir_writer_char(out, '\n');
}

const struct show_form show_dig = { .name = "dig", .print = print, .text = true };

static void print_short(struct show_printer *printer, const struct show_item *item,
			struct weir_writer *out)
{
	struct weir_walk walk = weir_message_walk(&item->message);
	struct weir_record record;

	if (!item->readable)
		return;
	while (weir_walk_next(&walk, &record) == WEIR_OK && record.section <= WEIR_ANSWER &&
	       !out->full) {
		if (record.section != WEIR_ANSWER)
			continue;
		const struct weir_rdata rdata = show_rdata_of(item, &record);
		weir_writer_text(out, printer->palette->data);
		(void)weir_rdata_print(&rdata, out, NULL);
		weir_writer_text(out, printer->palette->end);
		weir_writer_char(out, '\n');
	}
}

const struct show_form show_short = { .name = "short", .print = print_short };
