/* show_paths.c - read the paths of --print and print what they lead to.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/show_paths.h"

#include <dnsweir/edns.h>
#include <dnsweir/name.h>
#include <dnsweir/registry.h>

#include <string.h>

/* Where a value comes from. */
enum origin { OF_PACKET, OF_MESSAGE, OF_QUESTION, OF_EDNS, OF_RECORD };

enum value_id {
	FRAME,
	TIME,
	SRC,
	SPORT,
	DST,
	DPORT,
	PROTO,
	APP,
	LEN,
	MALFORMED,
	ID,
	FLAGS,
	OPCODE,
	RCODE,
	QR,
	AA,
	TC,
	RD,
	RA,
	Z,
	AD,
	CD,
	QDCOUNT,
	ANCOUNT,
	NSCOUNT,
	ARCOUNT,
	QNAME,
	QTYPE,
	QCLASS,
	UDP_SIZE,
	VERSION,
	DO,
	CO,
	OPTIONS,
	NAME,
	TYPE,
	CLASS,
	TTL,
	RDLENGTH,
	RDATA
};

struct show_value {
	const char *word;
	enum origin origin;
	enum value_id id;
};

static const struct show_value values[] = {
	{ "frame", OF_PACKET, FRAME },
	{ "time", OF_PACKET, TIME },
	{ "src", OF_PACKET, SRC },
	{ "sport", OF_PACKET, SPORT },
	{ "dst", OF_PACKET, DST },
	{ "dport", OF_PACKET, DPORT },
	{ "proto", OF_PACKET, PROTO },
	{ "app", OF_PACKET, APP },
	{ "len", OF_PACKET, LEN },
	{ "malformed", OF_PACKET, MALFORMED },
	{ "id", OF_MESSAGE, ID },
	{ "flags", OF_MESSAGE, FLAGS },
	{ "opcode", OF_MESSAGE, OPCODE },
	{ "rcode", OF_MESSAGE, RCODE },
	{ "qr", OF_MESSAGE, QR },
	{ "aa", OF_MESSAGE, AA },
	{ "tc", OF_MESSAGE, TC },
	{ "rd", OF_MESSAGE, RD },
	{ "ra", OF_MESSAGE, RA },
	{ "z", OF_MESSAGE, Z },
	{ "ad", OF_MESSAGE, AD },
	{ "cd", OF_MESSAGE, CD },
	{ "qdcount", OF_MESSAGE, QDCOUNT },
	{ "ancount", OF_MESSAGE, ANCOUNT },
	{ "nscount", OF_MESSAGE, NSCOUNT },
	{ "arcount", OF_MESSAGE, ARCOUNT },
	{ "qname", OF_QUESTION, QNAME },
	{ "qtype", OF_QUESTION, QTYPE },
	{ "qclass", OF_QUESTION, QCLASS },
	{ "udp_size", OF_EDNS, UDP_SIZE },
	{ "version", OF_EDNS, VERSION },
	{ "do", OF_EDNS, DO },
	{ "co", OF_EDNS, CO },
	{ "options", OF_EDNS, OPTIONS },
	{ "name", OF_RECORD, NAME },
	{ "type", OF_RECORD, TYPE },
	{ "class", OF_RECORD, CLASS },
	{ "ttl", OF_RECORD, TTL },
	{ "rdlength", OF_RECORD, RDLENGTH },
	{ "rdata", OF_RECORD, RDATA },
};
enum { VALUES = sizeof(values) / sizeof(values[0]) };

/* --- reading --- */

static size_t word_size(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789");
}

static bool fits(const struct show_value *value, bool record, bool edns)
{
	return (value->origin == OF_RECORD) == record && (value->origin == OF_EDNS) == edns;
}

/* "column 7: none of name type ..." */
static enum weir_status refuse(struct weir_error *err, size_t at, bool record, bool edns)
{
	struct weir_writer text;

	weir_writer_init(&text, err->text, sizeof(err->text));
	weir_writer_print(&text, "column %zu: here fits one of", at + 1);
	for (size_t i = 0; i < VALUES; i++)
		if (fits(&values[i], record, edns))
			weir_writer_print(&text, " %s", values[i].word);
	if (!record && !edns)
		weir_writer_text(&text, " edns.WORD qd[N].WORD an[N].WORD ns[N].WORD ar[N].WORD");
	(void)weir_writer_terminate(&text);
	err->offset = at;
	err->status = WEIR_E_UNKNOWN;
	return WEIR_E_UNKNOWN;
}

static enum weir_status refuse_text(struct weir_error *err, size_t at, const char *what)
{
	struct weir_writer text;

	weir_writer_init(&text, err->text, sizeof(err->text));
	weir_writer_print(&text, "column %zu: %s", at + 1, what);
	(void)weir_writer_terminate(&text);
	err->offset = at;
	err->status = WEIR_E_FORM;
	return WEIR_E_FORM;
}

static const struct show_value *value_of(const char *word, size_t size, bool record, bool edns)
{
	for (size_t i = 0; i < VALUES; i++)
		if (fits(&values[i], record, edns) && strlen(values[i].word) == size &&
		    memcmp(values[i].word, word, size) == 0)
			return &values[i];
	return NULL;
}

static int section_of(const char *word, size_t size)
{
	for (int i = 0; size == 2 && i < 4; i++)
		if (memcmp(word, show_section((unsigned)i), 2) == 0)
			return i;
	return -1;
}

/* "[*]" or "[12]" at text[*at], if there is one. */
static enum weir_status take_index(const char *text, size_t *at, int *index, struct weir_error *err)
{
	size_t i = *at + 1;
	int value = 0;

	*index = 0;
	if (text[*at] != '[')
		return WEIR_OK;
	if (text[i] == '*') {
		value = SHOW_PATH_ALL;
		i++;
	} else {
		if (text[i] < '0' || text[i] > '9')
			return refuse_text(err, i, "here fits a number or *");
		for (; text[i] >= '0' && text[i] <= '9'; i++) {
			value = value * 10 + text[i] - '0';
			if (value > 65535)
				return refuse_text(err, i,
						   "a section has no more than 65535 records");
		}
	}
	if (text[i] != ']')
		return refuse_text(err, i, "here fits ]");
	*index = value;
	*at = i + 1;
	return WEIR_OK;
}

static enum weir_status take_path(const char *text, size_t *at, struct show_path *out,
				  struct weir_error *err)
{
	size_t begin = *at;
	size_t size = word_size(text + begin);
	bool edns = size == 4 && memcmp(text + begin, "edns", 4) == 0;

	*out = (struct show_path){ .section = section_of(text + begin, size) };
	bool record = out->section >= 0;
	if (record || edns) {
		*at += size;
		enum weir_status status = WEIR_OK;
		if (record)
			status = take_index(text, at, &out->index, err);
		if (status != WEIR_OK)
			return status;
		if (text[*at] != '.')
			return refuse_text(
				err, *at,
				record ? "here fits .name .type .class .ttl .rdlength .rdata"
				       : "here fits .udp_size .version .do .co .options");
		begin = ++*at;
		size = word_size(text + begin);
	}
	out->value = value_of(text + begin, size, record, edns);
	if (!out->value)
		return refuse(err, begin, record, edns);
	*at += size;
	return WEIR_OK;
}

enum weir_status show_paths_parse(const char *text, struct show_paths *out, struct weir_error *err)
{
	size_t at = 0;

	out->count = 0;
	for (;;) {
		if (out->count == SHOW_PATHS_MAX)
			return refuse_text(err, at, "more than 32 columns");
		enum weir_status status = take_path(text, &at, &out->path[out->count], err);
		if (status != WEIR_OK)
			return status;
		out->count++;
		if (!text[at])
			return WEIR_OK;
		if (text[at] != ',')
			return refuse_text(err, at, "here fits a comma");
		at++;
	}
}

/* --- printing --- */

static void put_seconds(struct weir_writer *out, const struct show_item *item)
{
	struct timestamp stamp;

	timestamp_init(&stamp, TIMESTAMP_EPOCH, 9);
	if (!item->timeless)
		timestamp_print(&stamp, item->datagram->time, out);
}

static void put_packet(struct weir_writer *out, const struct show_item *item, enum value_id id)
{
	const struct weir_datagram *d = item->datagram;

	if (id == LEN) {
		weir_writer_u64(out, d->claimed_size);
	} else if (id == MALFORMED) {
		if (item->flaw_count > 0)
			show_flaw(out, &item->flaws[0]);
	} else if (item->alone) {
		return;
	} else if (id == FRAME) {
		weir_writer_u64(out, d->number);
	} else if (id == TIME) {
		put_seconds(out, item);
	} else if (id == SRC) {
		weir_address_print(d->version, &d->source, out);
	} else if (id == DST) {
		weir_address_print(d->version, &d->target, out);
	} else if (id == SPORT) {
		weir_writer_u64(out, d->source_port);
	} else if (id == DPORT) {
		weir_writer_u64(out, d->target_port);
	} else if (id == PROTO) {
		weir_writer_text(out, d->tcp ? "tcp" : "udp");
	} else if (id == APP) {
		weir_writer_text(out, weir_app_name(d->app));
	}
}

static void put_message(struct weir_writer *out, const struct show_item *item, enum value_id id)
{
	const struct weir_message *m = &item->message;

	switch (id) {
	case ID:
		weir_writer_u64(out, m->id);
		return;
	case FLAGS:
		weir_writer_print(out, "0x%04x", m->flags);
		return;
	case OPCODE:
		weir_opcode_print(weir_message_opcode(m), out);
		return;
	case RCODE:
		weir_rcode_print(show_rcode(item), out);
		return;
	case QDCOUNT:
	case ANCOUNT:
	case NSCOUNT:
	case ARCOUNT:
		weir_writer_u64(out, m->count[id - QDCOUNT]);
		return;
	default: /* the flags, in the order of show_flags */
		weir_writer_char(out, m->flags & show_flags[id - QR].bit ? '1' : '0');
		return;
	}
}

static void put_edns(struct weir_writer *out, const struct show_item *item, enum value_id id)
{
	struct weir_record opt;
	struct weir_edns edns;

	if (!show_opt(item, &opt))
		return;
	weir_edns_read(&item->message, &opt, &edns);
	if (id == UDP_SIZE)
		weir_writer_u64(out, edns.udp_size);
	else if (id == VERSION)
		weir_writer_u64(out, edns.version);
	else if (id == DO)
		weir_writer_char(out, edns.flags & WEIR_EDNS_DO ? '1' : '0');
	else if (id == CO)
		weir_writer_char(out, edns.flags & WEIR_EDNS_CO ? '1' : '0');
	else
		weir_edns_options_print(edns.options, out);
}

static void put_record(struct weir_writer *out, const struct show_item *item,
		       const struct weir_record *record, enum value_id id)
{
	uint16_t rrclass = item->mdns ? record->rrclass & 0x7fff : record->rrclass;
	const struct weir_rdata rdata = show_rdata_of(item, record);

	if (id == NAME || id == QNAME)
		show_name(out, item, record->owner_at);
	else if (id == TYPE || id == QTYPE)
		weir_type_print(record->type, out);
	else if (id == CLASS || id == QCLASS)
		weir_class_print(rrclass, out);
	else if (record->section == WEIR_QUESTION)
		return;
	else if (id == TTL)
		weir_writer_u64(out, record->ttl);
	else if (id == RDLENGTH)
		weir_writer_u64(out, record->rdata_size);
	else
		(void)weir_rdata_print(&rdata, out, NULL);
}

/* The records that a path names, with a comma and a blank between. */
static void put_records(struct weir_writer *out, const struct show_item *item,
			const struct show_path *path)
{
	bool question = path->value->origin == OF_QUESTION;
	int section = question ? WEIR_QUESTION : path->section;
	struct weir_walk walk = weir_message_walk(&item->message);
	struct weir_record record;
	bool any = false;

	while (weir_walk_next(&walk, &record) == WEIR_OK && !out->full) {
		if ((int)record.section > section)
			return;
		if ((int)record.section != section ||
		    (path->index != SHOW_PATH_ALL && path->index != record.index))
			continue;
		if (any)
			weir_writer_text(out, ", ");
		any = true;
		put_record(out, item, &record, path->value->id);
	}
}

static void print(struct show_printer *printer, const struct show_item *item,
		  struct weir_writer *out)
{
	for (size_t i = 0; i < printer->paths->count; i++) {
		const struct show_path *path = &printer->paths->path[i];
		if (i > 0)
			weir_writer_char(out, '\t');
		if (path->value->origin == OF_PACKET)
			put_packet(out, item, path->value->id);
		else if (!item->readable)
			continue;
		else if (path->value->origin == OF_MESSAGE)
			put_message(out, item, path->value->id);
		else if (path->value->origin == OF_EDNS)
			put_edns(out, item, path->value->id);
		else
			put_records(out, item, path);
	}
	weir_writer_char(out, '\n');
}

const struct show_form show_columns = { .name = "columns", .print = print };
