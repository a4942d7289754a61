/* show_json_8427.c - one JSON object a message with the member names of RFC 8427.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 8427 has no members for EDNS: "edns", as in our own form, is an extension, and so are "src",
 * "sport", "dst", "dport" and "proto". Members that end in HEX are in upper case (RFC 4648 base16). */
#include <dnsweir/name.h>

#include "present/show_json.h"
#include "present/timestamp.h"

static void member_hex(struct json *j, const char *key, struct weir_slice octets)
{
	static const char digits[] = "0123456789ABCDEF";

	json_key(j, key);
	struct weir_writer *out = json_open_string(j);
	for (size_t i = 0; i < octets.size && !out->full; i++) {
		weir_writer_char(out, digits[octets.data[i] >> 4]);
		weir_writer_char(out, digits[octets.data[i] & 15]);
	}
	json_close_string(j);
}

/* Names for numbers only where there are such. */
static void type_members(struct json *j, const char *number, const char *name, uint16_t type)
{
	json_member_u64(j, number, type);
	if (weir_type_mnemonic(type))
		json_member_text(j, name, weir_type_mnemonic(type));
}

static void class_members(struct json *j, const char *number, const char *name, uint16_t rrclass)
{
	json_member_u64(j, number, rrclass);
	if (weir_class_mnemonic(rrclass))
		json_member_text(j, name, weir_class_mnemonic(rrclass));
}

/* "rdataMX": the RDATA in presentation form, RFC 8427 section 2.3, for every type that has one. */
static void rdata_member(struct json *j, const struct weir_rdata *rdata)
{
	const char *mnemonic = weir_type_mnemonic(rdata->type);
	char key[32];
	struct weir_writer text;

	if (!mnemonic || !weir_type_has_format(rdata->type) || rdata->type == WEIR_TYPE_OPT ||
	    weir_rdata_check(rdata, NULL) != WEIR_OK)
		return;
	weir_writer_init(&text, key, sizeof(key));
	weir_writer_print(&text, "rdata%s", mnemonic);
	if (!weir_writer_terminate(&text))
		return;
	json_key(j, key);
	(void)weir_rdata_print(rdata, json_open_string(j), NULL);
	json_close_string(j);
}

static void record(struct json *j, const struct show_item *item, const struct weir_record *r)
{
	struct weir_rdata rdata = show_rdata_of(item, r);

	json_open_object(j);
	show_json_name(j, "NAME", item, r->owner_at);
	type_members(j, "TYPE", "TYPEname", r->type);
	class_members(j, "CLASS", "CLASSname", r->rrclass);
	if (r->section != WEIR_QUESTION) {
		json_member_u64(j, "TTL", r->ttl);
		json_member_u64(j, "RDLENGTH", r->rdata_size);
		member_hex(j, "RDATAHEX",
			   (struct weir_slice){ rdata.wire.data + rdata.at, rdata.size });
		rdata_member(j, &rdata);
	}
	json_close_object(j);
}

static void sections(struct json *j, const struct show_item *item)
{
	static const char *const keys[] = { "questionRRs", "answerRRs", "authorityRRs",
					    "additionalRRs" };
	struct weir_walk walk = weir_message_walk(&item->message);
	struct weir_record r;
	unsigned section = WEIR_QUESTION;

	json_member_array(j, keys[section]);
	while (weir_walk_next(&walk, &r) == WEIR_OK && !j->out->full) {
		while (section < r.section && section < WEIR_ADDITIONAL) {
			json_close_array(j);
			json_member_array(j, keys[++section]);
		}
		record(j, item, &r);
	}
	while (section < WEIR_ADDITIONAL) {
		json_close_array(j);
		json_member_array(j, keys[++section]);
	}
	json_close_array(j);
}

static void header(struct json *j, const struct show_item *item)
{
	static const struct show_flag bits[] = {
		{ "AA", WEIR_FLAG_AA }, { "TC", WEIR_FLAG_TC }, { "RD", WEIR_FLAG_RD },
		{ "RA", WEIR_FLAG_RA }, { "AD", WEIR_FLAG_AD }, { "CD", WEIR_FLAG_CD },
	};
	static const char *const counts[] = { "QDCOUNT", "ANCOUNT", "NSCOUNT", "ARCOUNT" };
	const struct weir_message *m = &item->message;
	struct weir_walk walk = weir_message_walk(m);
	struct weir_record question;

	json_member_u64(j, "ID", m->id);
	json_member_bool(j, "QR", weir_message_is_response(m));
	json_member_u64(j, "Opcode", weir_message_opcode(m));
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		json_member_bool(j, bits[i].name, (m->flags & bits[i].bit) != 0);
	json_member_u64(j, "RCODE", weir_message_rcode(m));
	for (unsigned i = 0; i < 4; i++)
		json_member_u64(j, counts[i], m->count[i]);
	if (weir_walk_next(&walk, &question) == WEIR_OK && question.section == WEIR_QUESTION) {
		show_json_name(j, "QNAME", item, question.owner_at);
		type_members(j, "QTYPE", "QTYPEname", question.type);
		class_members(j, "QCLASS", "QCLASSname", question.rrclass);
	}
}

static void when_and_who(struct json *j, const struct show_item *item)
{
	const struct weir_datagram *d = item->datagram;

	if (!item->timeless) {
		json_key(j, "dateString");
		timestamp_iso(d->time, 9, json_open_string(j));
		json_close_string(j);
		json_member_fixed(j, "dateSeconds", d->time, 9);
	}
	show_json_address(j, "src", d->version, &d->source);
	json_member_u64(j, "sport", d->source_port);
	show_json_address(j, "dst", d->version, &d->target);
	json_member_u64(j, "dport", d->target_port);
	json_member_text(j, "proto", d->tcp ? "tcp" : "udp");
}

static void print(struct show_printer *printer, const struct show_item *item,
		  struct weir_writer *out)
{
	struct json j;

	(void)printer;
	json_init(&j, out);
	json_open_object(&j);
	if (!item->alone)
		when_and_who(&j, item);
	if (item->readable) {
		header(&j, item);
		sections(&j, item);
		show_json_edns(&j, item);
	}
	if (item->flaw_count > 0) {
		json_key(&j, "comment");
		struct weir_writer *text = json_open_string(&j);
		weir_writer_text(text, "malformed: ");
		show_flaw(text, &item->flaws[0]);
		json_close_string(&j);
		member_hex(&j, "messageOctetsHEX", item->datagram->wire);
	}
	json_close_object(&j);
	json_line_end(&j);
}

const struct show_form show_json_8427 = { .name = "json-8427", .print = print };
