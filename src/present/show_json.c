/* show_json.c - one JSON object a message: the project's own keys, typed values, always valid.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>
#include <dnsweir/name.h>
#include <dnsweir/registry.h>

#include "base/address.h"
#include "base/json.h"
#include "present/show_json.h"

void show_json_address(struct json *j, const char *key, uint8_t version,
		       const struct weir_address *address)
{
	json_key(j, key);
	weir_address_print(version, address, json_open_string(j));
	json_close_string(j);
}

void show_json_name(struct json *j, const char *key, const struct show_item *item, size_t at)
{
	json_key(j, key);
	show_name(json_open_string(j), item, at);
	json_close_string(j);
}

void show_json_type(struct json *j, const char *key, uint16_t type)
{
	json_key(j, key);
	weir_type_print(type, json_open_string(j));
	json_close_string(j);
}

void show_json_class(struct json *j, const char *key, uint16_t rrclass)
{
	json_key(j, key);
	weir_class_print(rrclass, json_open_string(j));
	json_close_string(j);
}

static uint16_t class_of(const struct show_item *item, const struct weir_record *record)
{
	return item->mdns ? record->rrclass & 0x7fff : record->rrclass;
}

/* A value of its own type; `rdata` is NULL for fields of an EDNS option. */
static void value(struct json *j, const struct weir_rdata *rdata, const struct weir_field *field)
{
	struct weir_writer *out;
	struct weir_name name;

	switch (field->kind) {
	case WEIR_KIND_UINT:
	case WEIR_KIND_TIME:
	case WEIR_KIND_WORD:
		json_u64(j, field->number);
		return;
	case WEIR_KIND_TEXT:
		json_octets(j, field->bytes);
		return;
	case WEIR_KIND_HEX:
		json_hex(j, field->bytes);
		return;
	case WEIR_KIND_TYPE:
	case WEIR_KIND_NAME:
	case WEIR_KIND_IPV4:
	case WEIR_KIND_IPV6:
	case WEIR_KIND_BASE64:
	case WEIR_KIND_BASE32:
	case WEIR_KIND_OWN:
		break;
	}
	out = json_open_string(j);
	if (rdata)
		(void)weir_rdata_field_print(rdata, field, out);
	else if (field->kind == WEIR_KIND_TYPE)
		weir_type_print((uint16_t)field->number, out);
	else if (field->kind == WEIR_KIND_IPV4)
		address_print_ipv4(field->bytes.data, out);
	else if (field->kind == WEIR_KIND_IPV6)
		address_print_ipv6(field->bytes.data, out);
	else if (field->kind == WEIR_KIND_NAME &&
		 weir_name_expand(field->bytes, 0, &name, NULL) == WEIR_OK)
		weir_name_print(&name, out);
	json_close_string(j);
}

/* Elements of a list follow each other under one name: they become one array. */
struct members {
	const char *list; /* open array; NULL: none */
};

static void members_next(struct json *j, struct members *m, const struct weir_rdata *rdata,
			 const struct weir_field *field)
{
	if (m->list && (!field->list || m->list != field->name)) {
		json_close_array(j);
		m->list = NULL;
	}
	if (!field->list) {
		json_key(j, field->name);
	} else if (!m->list) {
		json_member_array(j, field->name);
		m->list = field->name;
	}
	value(j, rdata, field);
}

static void members_end(struct json *j, const struct members *m)
{
	if (m->list)
		json_close_array(j);
}

static void rdata_fields(struct json *j, const struct weir_rdata *rdata)
{
	struct weir_rdata_fields fields = weir_rdata_fields(rdata);
	struct members members = { 0 };
	struct weir_field field;

	json_member_object(j, "data");
	while (weir_rdata_fields_next(&fields, &field) == WEIR_OK && !j->out->full)
		members_next(j, &members, rdata, &field);
	members_end(j, &members);
	json_close_object(j);
}

static void options(struct json *j, const struct weir_edns *edns)
{
	struct weir_options walk = weir_edns_options(edns);
	struct weir_option option;
	struct weir_field field;

	json_member_array(j, "options");
	while (weir_options_next(&walk, &option) == WEIR_OK && !j->out->full) {
		struct weir_option_fields fields = weir_option_fields(&option);
		struct members members = { 0 };
		json_open_object(j);
		json_member_u64(j, "code", option.code);
		json_key(j, "name");
		weir_option_code_print(option.code, json_open_string(j));
		json_close_string(j);
		json_member_u64(j, "off", option.at);
		json_key(j, "text");
		weir_edns_option_print(&option, json_open_string(j));
		json_close_string(j);
		json_member_object(j, "data");
		while (weir_option_fields_next(&fields, &field) == WEIR_OK && !j->out->full)
			members_next(j, &members, NULL, &field);
		members_end(j, &members);
		json_close_object(j);
		json_close_object(j);
	}
	json_close_array(j);
}

void show_json_edns(struct json *j, const struct show_item *item)
{
	struct weir_record opt;
	struct weir_edns edns;

	if (!show_opt(item, &opt))
		return;
	weir_edns_read(&item->message, &opt, &edns);
	json_member_object(j, "edns");
	json_member_u64(j, "udp_size", edns.udp_size);
	json_member_u64(j, "version", edns.version);
	json_member_bool(j, "do", (edns.flags & WEIR_EDNS_DO) != 0);
	json_member_bool(j, "co", (edns.flags & WEIR_EDNS_CO) != 0);
	json_member_u64(j, "z", edns.flags & WEIR_EDNS_Z);
	options(j, &edns);
	json_close_object(j);
}

static void record(struct json *j, const struct show_item *item, const struct weir_record *r)
{
	struct weir_rdata rdata = show_rdata_of(item, r);

	json_open_object(j);
	show_json_name(j, "name", item, r->owner_at);
	show_json_type(j, "type", r->type);
	if (r->section == WEIR_QUESTION) {
		show_json_class(j, "class", class_of(item, r));
		if (item->mdns)
			json_member_bool(j, "unicast", (r->rrclass & 0x8000) != 0);
		json_member_u64(j, "off", r->owner_at);
		json_close_object(j);
		return;
	}
	if (r->type != WEIR_TYPE_OPT) { /* whose class and TTL are none */
		show_json_class(j, "class", class_of(item, r));
		if (item->mdns)
			json_member_bool(j, "cache_flush", (r->rrclass & 0x8000) != 0);
		json_member_u64(j, "ttl", r->ttl);
	}
	json_member_u64(j, "off", r->owner_at);
	json_member_u64(j, "rdlength", r->rdata_size);
	json_key(j, "rdata");
	enum weir_status status = weir_rdata_print(&rdata, json_open_string(j), NULL);
	json_close_string(j);
	if (status == WEIR_OK)
		rdata_fields(j, &rdata);
	else
		json_member_hex(j, "raw",
				(struct weir_slice){ rdata.wire.data + rdata.at, rdata.size });
	json_close_object(j);
}

/* The four sections, all there even when reading ended early. */
static void sections(struct json *j, const struct show_item *item)
{
	struct weir_walk walk = weir_message_walk(&item->message);
	struct weir_record r;
	unsigned section = WEIR_QUESTION;

	json_member_array(j, "qd");
	while (weir_walk_next(&walk, &r) == WEIR_OK && !j->out->full) {
		while (section < r.section) {
			json_close_array(j);
			json_member_array(j, show_section(++section));
		}
		record(j, item, &r);
	}
	while (section < WEIR_ADDITIONAL) {
		json_close_array(j);
		json_member_array(j, show_section(++section));
	}
	json_close_array(j);
}

static void header(struct json *j, const struct show_item *item)
{
	const struct weir_message *m = &item->message;
	struct weir_walk walk = weir_message_walk(m);
	struct weir_record question;

	json_member_u64(j, "id", m->id);
	json_member_u64(j, "flags", m->flags);
	json_key(j, "opcode");
	weir_opcode_print(weir_message_opcode(m), json_open_string(j));
	json_close_string(j);
	json_key(j, "rcode");
	weir_rcode_print(show_rcode(item), json_open_string(j));
	json_close_string(j);
	for (unsigned i = 0; i < SHOW_FLAGS; i++)
		json_member_bool(j, show_flags[i].name, (m->flags & show_flags[i].bit) != 0);
	json_member_array(j, "counts");
	for (unsigned i = 0; i < 4; i++)
		json_u64(j, m->count[i]);
	json_close_array(j);
	if (weir_walk_next(&walk, &question) == WEIR_OK && question.section == WEIR_QUESTION) {
		show_json_name(j, "qname", item, question.owner_at);
		show_json_type(j, "qtype", question.type);
		show_json_class(j, "qclass", class_of(item, &question));
	}
}

/* True marks only. */
static void marks(struct json *j, const struct weir_datagram *d)
{
	const struct {
		const char *key;
		bool set;
	} rows[] = {
		{ "tcp_reassembled", d->reassembled_tcp },
		{ "ip_reassembled", d->reassembled_ip },
		{ "in_icmp", d->in_icmp },
		{ "after_hole", d->after_hole },
		{ "snap_truncated", d->cut_by_snap },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].set)
			json_member_bool(j, rows[i].key, true);
}

static void ends(struct json *j, const struct show_item *item)
{
	const struct weir_datagram *d = item->datagram;

	json_member_u64(j, "frame", d->number);
	if (!item->timeless)
		json_member_fixed(j, "time", d->time, 9);
	show_json_address(j, "src", d->version, &d->source);
	json_member_u64(j, "sport", d->source_port);
	show_json_address(j, "dst", d->version, &d->target);
	json_member_u64(j, "dport", d->target_port);
	json_member_text(j, "proto", d->tcp ? "tcp" : "udp");
	json_member_text(j, "app", weir_app_name(d->app));
}

/* Of the frame that completes the message: "good", "bad", or "unseen" where there is none. */
static void checksums(struct json *j, const struct show_item *item)
{
	static const char *const words[] = { "unseen", "good", "bad" };
	struct weir_checksums sums;

	if (!item->packet)
		return;
	weir_packet_checksums(item->packet, &sums);
	json_member_object(j, "checksums");
	json_member_text(j, "ip", words[sums.ip]);
	json_member_text(j, "transport", words[sums.transport]);
	if (sums.transport == WEIR_CHECKSUM_BAD) {
		json_member_u64(j, "found", sums.transport_found);
		json_member_u64(j, "right", sums.transport_right);
	}
	json_close_object(j);
}

static void malformed(struct json *j, const struct show_item *item)
{
	if (item->flaw_count == 0)
		return;
	json_member_array(j, "malformed");
	for (size_t i = 0; i < show_flaws_kept(item); i++) {
		const struct weir_finding *f = &item->flaws[i];
		json_open_object(j);
		json_member_u64(j, "off", f->flaw.at);
		json_member_text(j, "why", weir_flaw_key(f->flaw.reason));
		json_member_text(j, "text", weir_flaw_text(f->flaw.reason));
		if (f->item) {
			json_member_text(j, "section", show_section(f->section));
			json_member_u64(j, "index", f->index);
		}
		json_close_object(j);
	}
	json_close_array(j);
	json_member_hex(j, "wire", item->datagram->wire);
}

static void print(struct show_printer *printer, const struct show_item *item,
		  struct weir_writer *out)
{
	const struct weir_datagram *d = item->datagram;
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	if (!item->alone)
		ends(&j, item);
	json_member_u64(&j, "len", d->claimed_size);
	if (d->wire.size != d->claimed_size)
		json_member_u64(&j, "captured", d->wire.size);
	marks(&j, d);
	if (printer->checksums)
		checksums(&j, item);
	if (printer->layers)
		show_json_layers(&j, item);
	if (item->readable) {
		header(&j, item);
		sections(&j, item);
		show_json_edns(&j, item);
	}
	malformed(&j, item);
	json_close_object(&j);
	json_line_end(&j);
}

const struct show_form show_json = { .name = "json", .print = print };
