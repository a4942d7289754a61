/* parsedns_message.c - one DNS message in the layout of bpftools' parsedns.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * It reads on its own, label by label, so that what a broken message does hold is seen. */
#include <dnsweir/edns.h>
#include <dnsweir/name.h>

#include <string.h>

#include "base/cursor.h"
#include "present/parsedns.h"

enum { OPT = 41 };

struct message {
	struct parsedns_text *text;
	struct weir_slice wire;
	size_t at; /* the next octet to read */
	bool lost; /* where the next item begins is not known */
};

/* A label as Python writes a string: quoted, all but printable ASCII escaped. */
static void put_label(struct weir_writer *out, struct weir_slice label)
{
	bool single = memchr(label.data, '\'', label.size) && !memchr(label.data, '"', label.size);
	char quote = single ? '"' : '\'';

	weir_writer_char(out, quote);
	for (size_t i = 0; i < label.size; i++) {
		uint8_t c = label.data[i];

		if (c == '\t' || c == '\n' || c == '\r')
			weir_writer_text(out, c == '\t' ? "\\t" : c == '\n' ? "\\n" : "\\r");
		else if (c < 0x20 || c > 0x7e)
			weir_writer_print(out, "\\x%02x", c);
		else if (c == '\\' || c == (uint8_t)quote)
			weir_writer_print(out, "\\%c", c);
		else
			weir_writer_char(out, (char)c);
	}
	weir_writer_char(out, quote);
}

/* Where the reading of one name is. */
struct name {
	size_t at;
	size_t part;   /* where the part of the name begins that is being read */
	size_t end;    /* behind the name in its record; 0: not met yet */
	unsigned size; /* octets so far */
	unsigned jumps;
};

/* What is wrong stands in the line, and in the complaint with its place. */
static bool stop_name(struct message *m, const struct name *name, enum weir_status status,
		      const char *reason)
{
	weir_writer_print(m->text->out, "[!] %s\n", reason);
	parsedns_fault(m->text, status, "octet %zu of the message: %s", name->at, reason);
	return false;
}

/* True: the name goes on at its target. */
static bool follow(struct message *m, struct name *name)
{
	if (m->wire.size - name->at < 2)
		return stop_name(m, name, WEIR_E_SHORT, "the name is cut inside a pointer");
	unsigned target = load_be16(m->wire.data + name->at) & 0x3fffU;
	if (name->end == 0)
		name->end = name->at + 2;
	weir_writer_print(m->text->out, "ptr->#%u ", target);
	/* So a name ends: each part begins before the one that led to it. */
	if (target >= name->part)
		return stop_name(m, name, WEIR_E_FORM,
				 "the pointer does not lead back: it would never end");
	if (++name->jumps > WEIR_NAME_JUMPS_MAX)
		return stop_name(m, name, WEIR_E_FORM, "more pointers than a name can need");
	name->at = name->part = target;
	return true;
}

/* True: there is more of the name. */
static bool put_piece(struct message *m, struct name *name)
{
	if (name->at >= m->wire.size)
		return stop_name(m, name, WEIR_E_SHORT, "the name is cut");
	uint8_t c = m->wire.data[name->at];
	if (c >= 0xc0)
		return follow(m, name);
	if (c > WEIR_LABEL_SIZE_MAX)
		return stop_name(m, name, WEIR_E_FORM,
				 "an octet from 0x40 to 0xbf, neither a label nor a pointer");
	if (c == 0) {
		if (name->end == 0)
			name->end = name->at + 1;
		weir_writer_text(m->text->out, ".\n");
		return false;
	}
	if (c > m->wire.size - name->at - 1)
		return stop_name(m, name, WEIR_E_SHORT, "the label is cut");
	name->size += c + 1U;
	if (name->size >= WEIR_NAME_SIZE_MAX)
		return stop_name(m, name, WEIR_E_FORM, "a name of more than 255 octets");
	put_label(m->text->out, (struct weir_slice){ m->wire.data + name->at + 1, c });
	weir_writer_char(m->text->out, ' ');
	name->at += c + (size_t)1;
	return true;
}

/* With its line end. What follows a bad pointer can still be read. */
static void put_name(struct message *m)
{
	struct name name = { .at = m->at, .part = m->at };

	/* Each turn takes a label of the 255 octets or one of the jumps. */
	while (put_piece(m, &name))
		;
	m->lost = name.end == 0;
	if (!m->lost)
		m->at = name.end;
}

static void indent(struct message *m)
{
	weir_writer_print(m->text->out, "%24s", "");
}

static void put_client_subnet(struct message *m, struct weir_slice data)
{
	struct weir_slice rest = { data.data + 4, data.size - 4 };
	struct weir_address address = { .octets = { 0 } };
	unsigned family = load_be16(data.data);

	weir_writer_print(m->text->out, "family=%u mask=%u scope=%u ", family, data.data[2],
			  data.data[3]);
	if (family == 1 && rest.size <= 4) {
		if (rest.size > 0)
			memcpy(address.octets, rest.data, rest.size);
		weir_address_print(4, &address, m->text->out);
	} else {
		weir_writer_hex(m->text->out, rest);
	}
}

static void put_option(struct message *m, const struct weir_option *option)
{
	/* The second is what it had before it was registered. */
	enum { NSID = 3, CLIENT_SUBNET = 8, CLIENT_SUBNET_TRIAL = 0x50fa };
	bool subnet = option->code == CLIENT_SUBNET || option->code == CLIENT_SUBNET_TRIAL;

	indent(m);
	if (subnet && option->data.size >= 4) {
		put_client_subnet(m, option->data);
	} else if (option->code == NSID && option->data.size == 0) {
		weir_writer_text(m->text->out, "nsid request");
	} else {
		weir_writer_print(m->text->out, "code=%04x data=", option->code);
		weir_writer_hex(m->text->out, option->data);
	}
	weir_writer_char(m->text->out, '\n');
}

static void put_opt(struct message *m, uint16_t udp_size, uint32_t ttl, struct weir_slice rdata,
		    size_t at)
{
	enum { DO = 0x8000, EXTRA = 0x7fff };
	struct weir_options options = weir_options_over(rdata, (uint32_t)at);
	struct weir_option option;
	enum weir_status status;
	unsigned version = ttl >> 16 & 255;

	indent(m);
	weir_writer_print(m->text->out, "bufsize=%u\n", udp_size);
	if (ttl & DO) {
		indent(m);
		weir_writer_text(m->text->out, "dnssec_ok_flag\n");
	}
	if (version > 0) {
		indent(m);
		weir_writer_print(m->text->out, "edns_version=%u (INVALID!)\n", version);
	}
	if (ttl >> 24 || ttl & EXTRA) {
		indent(m);
		weir_writer_print(m->text->out, "extra edns flags %08lx\n", (unsigned long)ttl);
	}
	while ((status = weir_options_next(&options, &option)) == WEIR_OK)
		put_option(m, &option);
	if (status == WEIR_END)
		return;
	indent(m);
	weir_writer_text(m->text->out, "[!] the option is cut\n");
	parsedns_fault(m->text, status, "octet %zu of the message: an EDNS option is cut",
		       at + options.at);
}

/* Is there as much left? */
static bool has(struct message *m, size_t size, const char *what)
{
	if (m->wire.size - m->at >= size)
		return true;
	parsedns_fault(m->text, WEIR_E_SHORT, "octet %zu of the message: the %s is cut", m->at,
		       what);
	m->lost = true;
	return false;
}

static void put_record(struct message *m)
{
	enum { FIXED = 6 };

	if (!has(m, FIXED + 4, "record"))
		return;
	const uint8_t *p = m->wire.data + m->at;
	unsigned type = load_be16(p);
	unsigned rrclass = load_be16(p + 2);
	uint32_t ttl = load_be32(p + 4);
	size_t claim = load_be16(p + 8);
	m->at += FIXED + 4;
	size_t left = m->wire.size - m->at;
	struct weir_slice rdata = { m->wire.data + m->at, claim < left ? claim : left };
	weir_writer_print(m->text->out,
			  "                    type=0x%04x class=0x%04x\n"
			  "                    ttl=%lu rrlen=%zu: ",
			  type, rrclass, (unsigned long)ttl, claim);
	weir_writer_hex(m->text->out, rdata);
	weir_writer_char(m->text->out, '\n');
	if (type == OPT)
		put_opt(m, (uint16_t)rrclass, ttl, rdata, m->at);
	if (has(m, claim, "data of the record"))
		m->at += claim;
}

static void put_question(struct message *m)
{
	if (!has(m, 4, "question"))
		return;
	const uint8_t *p = m->wire.data + m->at;
	weir_writer_print(m->text->out, "                    type=0x%04x class=0x%04x\n",
			  load_be16(p), load_be16(p + 2));
	m->at += 4;
}

/* As many as the header claims, as long as there are octets for them. */
static void put_section(struct message *m, const char *name, unsigned count)
{
	for (unsigned i = 0; i < count && !m->lost; i++) {
		if (m->at == m->wire.size) {
			parsedns_fault(m->text, WEIR_E_SHORT,
				       "the message ends before %s[%u], of %u", name, i, count);
			m->lost = true;
			return;
		}
		if (name[0] == 'q')
			weir_writer_print(m->text->out,
					  "#%3li         q[%u]: ", (long)m->at - (long)m->wire.size,
					  i);
		else
			weir_writer_print(m->text->out, "%14s[%u]: ", name, i);
		put_name(m);
		if (m->lost)
			return;
		if (name[0] == 'q')
			put_question(m);
		else
			put_record(m);
	}
}

static void put_flags(struct weir_writer *out, unsigned flags)
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = {
		{ WEIR_FLAG_AA, "authoritative" },
		{ WEIR_FLAG_TC, "truncated" },
		{ WEIR_FLAG_RD, "recursion_desired" },
		{ WEIR_FLAG_RA, "recursion_available" },
		{ WEIR_FLAG_Z, "z" },
		{ WEIR_FLAG_AD, "authenticated_data" },
		{ WEIR_FLAG_CD, "checking_disabled" },
	};

	weir_writer_print(out, "            flags: 0x%04x %s", flags,
			  flags & WEIR_FLAG_QR ? "response" : "query");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (flags & words[i].bit)
			weir_writer_print(out, " %s", words[i].word);
	weir_writer_print(out, " op=%x rcode=%x\n", flags >> 11 & 15, flags & 15);
}

void parsedns_message(struct parsedns_text *text, struct weir_slice wire)
{
	struct message m = { .text = text, .wire = wire, .at = WEIR_HEADER_SIZE };
	const uint8_t *p = wire.data;

	parsedns_hex(text, "l5", wire);
	if (wire.size < WEIR_HEADER_SIZE) {
		parsedns_fault(text, WEIR_E_SHORT, "%zu octets are too short for a DNS header",
			       wire.size);
		return;
	}
	weir_writer_print(text->out, "               id: 0x%04x\n", load_be16(p));
	put_flags(text->out, load_be16(p + 2));
	weir_writer_print(text->out,
			  "        questions: %u\n"
			  "          answers: %u\n"
			  "             auth: %u\n"
			  "            extra: %u\n",
			  load_be16(p + 4), load_be16(p + 6), load_be16(p + 8), load_be16(p + 10));
	put_section(&m, "q", load_be16(p + 4));
	put_section(&m, "answer", load_be16(p + 6));
	put_section(&m, "auth", load_be16(p + 8));
	put_section(&m, "extra", load_be16(p + 10));
	if (m.at < wire.size && !m.lost) {
		weir_writer_text(text->out, "  trailing: ");
		weir_writer_hex(text->out, (struct weir_slice){ p + m.at, wire.size - m.at });
		weir_writer_char(text->out, '\n');
	}
}
