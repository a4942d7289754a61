/* show_line.c - one line a message, in the manner of tcpdump, with all sections.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/name.h>
#include <dnsweir/registry.h>

#include <string.h>

#include "present/show.h"

/* What the line needs from record to record. */
struct line {
	const struct palette *palette;
	const struct show_item *item;
	struct weir_writer *out;
	struct weir_name previous; /* owner last printed or asked for */
	unsigned section;
	bool any; /* a record of this section stands there */
};

static void flag_marks(const struct weir_message *m, struct weir_writer *out)
{
	bool response = weir_message_is_response(m);

	/* tcpdump's: a response's RD is its query's and not told again. */
	if (response && (m->flags & WEIR_FLAG_AA))
		weir_writer_char(out, '*');
	if (response && !(m->flags & WEIR_FLAG_RA))
		weir_writer_char(out, '-');
	if (!response && (m->flags & WEIR_FLAG_RD))
		weir_writer_char(out, '+');
	if (m->flags & WEIR_FLAG_TC)
		weir_writer_char(out, '|');
	if (m->flags & WEIR_FLAG_AD)
		weir_writer_char(out, '$');
	if (m->flags & WEIR_FLAG_CD)
		weir_writer_char(out, '%');
	/* Bits that should be zero. */
	if (m->flags & (response ? WEIR_FLAG_Z : WEIR_FLAG_AA | WEIR_FLAG_RA | WEIR_FLAG_Z | 15))
		weir_writer_print(out, " [b2&3=0x%x]", m->flags);
}

static void head(struct line *line)
{
	const struct weir_message *m = &line->item->message;
	unsigned opcode = weir_message_opcode(m);
	struct weir_writer *out = line->out;

	weir_writer_u64(out, m->id);
	if (opcode != WEIR_OPCODE_QUERY) {
		weir_writer_char(out, ' ');
		weir_opcode_print(opcode, out);
	}
	if (weir_message_is_response(m)) {
		unsigned rcode = show_rcode(line->item);
		if (rcode != 0) {
			weir_writer_char(out, ' ');
			weir_writer_text(out, line->palette->warn);
			weir_rcode_print(rcode, out);
			weir_writer_text(out, line->palette->end);
		}
	}
	flag_marks(m, out);
}

/* [1a] [2n] [1au] in what is no response, where records are rare. */
static void query_counts(const struct weir_message *m, struct weir_writer *out)
{
	static const char *const words[] = { "q", "a", "n", "au" };

	for (unsigned i = 0; i < 4; i++) {
		if (i == 0 ? m->count[0] == 1 : m->count[i] == 0)
			continue;
		weir_writer_text(out, " [");
		weir_writer_u64(out, m->count[i]);
		weir_writer_text(out, words[i]);
		weir_writer_char(out, ']');
	}
}

static void answer_counts(const struct weir_message *m, struct weir_writer *out)
{
	for (unsigned i = 1; i < 4; i++) {
		weir_writer_char(out, i == 1 ? ' ' : '/');
		weir_writer_u64(out, m->count[i]);
	}
}

static void put_class(const struct line *line, uint16_t rrclass)
{
	if (line->item->mdns)
		rrclass &= 0x7fff; /* RFC 6762 section 10.2 and 5.4: the top bit is no class */
	if (rrclass == WEIR_CLASS_IN)
		return;
	weir_class_print(rrclass, line->out);
	weir_writer_char(line->out, ' ');
}

static void put_type(const struct line *line, uint16_t type)
{
	weir_writer_text(line->out, line->palette->type);
	weir_type_print(type, line->out);
	weir_writer_text(line->out, line->palette->end);
}

static void put_owner(const struct line *line, const struct weir_name *name)
{
	weir_writer_text(line->out, line->palette->name);
	weir_name_print(name, line->out);
	weir_writer_text(line->out, line->palette->end);
}

static void question(struct line *line, const struct weir_record *record)
{
	struct weir_writer *out = line->out;

	weir_writer_text(out, line->any ? ", " : " ");
	if (!line->any && weir_message_is_response(&line->item->message))
		weir_writer_text(out, "q: ");
	put_class(line, record->rrclass);
	put_type(line, record->type);
	if (line->item->mdns)
		weir_writer_text(out, record->rrclass & 0x8000 ? " (QU)" : " (QM)");
	weir_writer_text(out, "? ");
	if (weir_name_expand(line->item->message.wire, record->owner_at, &line->previous, NULL) ==
	    WEIR_OK)
		put_owner(line, &line->previous);
}

/* An owner that is the one before, or the question's, is not said again. */
static void owner(struct line *line, const struct weir_record *record)
{
	struct weir_name name;

	if (weir_name_expand(line->item->message.wire, record->owner_at, &name, NULL) != WEIR_OK)
		return;
	if (name.size == line->previous.size &&
	    memcmp(name.octets, line->previous.octets, name.size) == 0)
		return;
	line->previous = name;
	put_owner(line, &name);
	weir_writer_char(line->out, ' ');
}

static void record_text(struct line *line, const struct weir_record *record)
{
	struct weir_writer *out = line->out;

	weir_writer_text(out, line->any ? ", " : " ");
	if (!line->any && record->section != WEIR_ANSWER) {
		weir_writer_text(out, show_section(record->section));
		weir_writer_text(out, ": ");
	}
	if (record->type == WEIR_TYPE_OPT) {
		put_type(line, record->type);
		weir_writer_char(out, ' ');
		show_edns(out, &line->item->message, record);
		return;
	}
	owner(line, record);
	if (line->item->mdns && (record->rrclass & 0x8000))
		weir_writer_text(out, "(Cache flush) ");
	put_class(line, record->rrclass);
	put_type(line, record->type);
	weir_writer_char(out, ' ');
	const struct weir_rdata rdata = show_rdata_of(line->item, record);
	weir_writer_text(out, line->palette->data);
	(void)weir_rdata_print(&rdata, out, NULL); /* flaws are among the marks */
	weir_writer_text(out, line->palette->end);
}

static void body(struct line *line)
{
	const struct weir_message *m = &line->item->message;
	struct weir_walk walk = weir_message_walk(m);
	bool response = weir_message_is_response(m);
	bool counted = !response;
	struct weir_record record;

	if (!response)
		query_counts(m, line->out);
	while (weir_walk_next(&walk, &record) == WEIR_OK && !line->out->full) {
		if (record.section != line->section) {
			line->section = record.section;
			line->any = false;
		}
		if (!counted && record.section != WEIR_QUESTION) {
			answer_counts(m, line->out);
			counted = true;
		}
		if (record.section == WEIR_QUESTION)
			question(line, &record);
		else
			record_text(line, &record);
		line->any = true;
	}
	if (!counted)
		answer_counts(m, line->out);
}

static void ends(struct show_printer *printer, const struct show_item *item,
		 struct weir_writer *out)
{
	const struct weir_datagram *d = item->datagram;
	const struct palette *p = printer->palette;

	if (printer->stamp.style != TIMESTAMP_NONE && !item->timeless) {
		weir_writer_text(out, p->dim);
		timestamp_print(&printer->stamp, d->time, out);
		weir_writer_text(out, p->end);
		weir_writer_char(out, ' ');
	}
	weir_writer_text(out, d->version == 6 ? "IP6 " : "IP ");
	show_end(out, d->version, &d->source, d->source_port);
	weir_writer_text(out, " > ");
	show_end(out, d->version, &d->target, d->target_port);
	weir_writer_text(out, ": ");
}

void show_line_message(struct show_printer *printer, const struct show_item *item,
		       struct weir_writer *out)
{
	struct line line = { .palette = printer->palette, .item = item, .out = out };

	if (item->readable) {
		head(&line);
		body(&line);
	} else {
		weir_writer_hex(out, item->datagram->wire);
	}
	weir_writer_text(out, " (");
	weir_writer_u64(out, item->datagram->claimed_size);
	weir_writer_char(out, ')');
	show_marks(printer, item, out);
}

static void print(struct show_printer *printer, const struct show_item *item,
		  struct weir_writer *out)
{
	if (!item->alone)
		ends(printer, item, out);
	show_line_message(printer, item, out);
	weir_writer_char(out, '\n');
}

const struct show_form show_line = { .name = "line", .print = print, .text = true };
