/* svc_text.c - service parameters of SVCB and HTTPS as text, RFC 9460 section 2.1 and appendix A.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "base/address.h"
#include "base/cursor.h"
#include "base/error.h"
#include "dns/armour.h"
#include "dns/escape.h"
#include "dns/rdata_parse.h"
#include "dns/rdata_text.h"
#include "dns/svc_key.h"

static void print_key(uint16_t key, struct weir_writer *out)
{
	const char *name = svc_key_name(key);

	weir_writer_text(out, name ? name : "key");
	if (!name)
		weir_writer_u64(out, key);
}

/* Items of a list may hold commas and backslashes: escaped once for the list, and once more for the
 * string around it. */
static void print_items(struct weir_slice value, struct weir_writer *out)
{
	weir_writer_char(out, '"');
	for (size_t at = 0; at < value.size && !out->full;) {
		size_t end = at + 1 + value.data[at];
		if (end > value.size)
			break;
		if (at > 0)
			weir_writer_char(out, ',');
		while (++at < end) {
			if (value.data[at] == ',' || value.data[at] == '\\')
				weir_writer_text(out, "\\\\");
			text_octet(value.data[at], out);
		}
	}
	weir_writer_char(out, '"');
}

/* Elements of a fixed size, with commas between. */
static void print_elements(enum svc_form form, struct weir_slice value, struct weir_writer *out)
{
	size_t size = form == SVC_FORM_IPV4 ? 4 : form == SVC_FORM_IPV6 ? 16 : 2;

	for (size_t at = 0; value.size - at >= size && !out->full; at += size) {
		if (at > 0)
			weir_writer_char(out, ',');
		if (form == SVC_FORM_IPV4)
			address_print_ipv4(value.data + at, out);
		else if (form == SVC_FORM_IPV6)
			address_print_ipv6(value.data + at, out);
		else if (form == SVC_FORM_KEYS)
			print_key(load_be16(value.data + at), out);
		else
			weir_writer_u64(out, load_be16(value.data + at));
	}
}

static void print_value(enum svc_form form, struct weir_slice value, struct weir_writer *out)
{
	switch (form) {
	case SVC_FORM_NONE:
		return;
	case SVC_FORM_KEYS:
	case SVC_FORM_PORT:
	case SVC_FORM_GROUPS:
	case SVC_FORM_IPV4:
	case SVC_FORM_IPV6:
		weir_writer_char(out, '=');
		print_elements(form, value, out);
		return;
	case SVC_FORM_LIST:
	case SVC_FORM_PATH:
		if (value.size == 0)
			return;
		weir_writer_char(out, '=');
		print_items(value, out);
		return;
	case SVC_FORM_BASE64:
		weir_writer_char(out, '=');
		armour_print_base64(value, out);
		return;
	case SVC_FORM_STRING:
	case SVC_FORM_ANY:
		if (value.size == 0)
			return;
		weir_writer_char(out, '=');
		text_quoted(value, out);
		return;
	}
}

void text_svc_params(struct weir_slice params, size_t start, struct weir_writer *out)
{
	for (size_t at = 0; params.size - at >= 4 && !out->full;) {
		const uint8_t *param = params.data + at;
		size_t size = load_be16(param + 2);
		if (size > params.size - at - 4)
			return;
		text_gap(out, start);
		print_key(load_be16(param), out);
		print_value(svc_key_form(load_be16(param)), (struct weir_slice){ param + 4, size },
			    out);
		at += 4 + size;
	}
}

struct item {
	uint8_t octets[255];
	size_t size;
	bool more; /* a comma stands behind it */
};

/* The next item of a value, unescaped for string and list; a comma or the end stops it. */
static enum weir_status take_item(struct rdata_parse *p, struct weir_slice text, size_t *at,
				  struct item *item)
{
	item->size = 0;
	item->more = false;
	while (*at < text.size) {
		uint8_t c;
		if (unescape_octet(text, at, &c) != WEIR_OK)
			return parse_fail(p, WEIR_E_FORM, "broken escape");
		if (c == ',') {
			item->more = true;
			break;
		}
		if (c == '\\' && (*at == text.size || unescape_octet(text, at, &c) != WEIR_OK))
			return parse_fail(p, WEIR_E_FORM, "broken escape in a list");
		if (item->size == sizeof(item->octets))
			return parse_fail(p, WEIR_E_RANGE, "item of a list is too long");
		item->octets[item->size++] = c;
	}
	return WEIR_OK;
}

static enum weir_status put_item(struct rdata_parse *p, enum svc_form form, struct weir_slice item)
{
	uint8_t address[16];
	uint64_t number;
	uint16_t key;
	bool raw;

	switch (form) {
	case SVC_FORM_LIST:
	case SVC_FORM_PATH:
		parse_put(p, item.size, 1);
		weir_writer_put(p->out, item.data, item.size);
		return WEIR_OK;
	case SVC_FORM_KEYS:
		if (!svc_key_parse(item, &key, &raw))
			return parse_fail(p, WEIR_E_UNKNOWN, "no such service parameter key");
		parse_put(p, key, 2);
		return WEIR_OK;
	case SVC_FORM_IPV4:
		if (!address_parse_ipv4(item, address))
			return parse_fail(p, WEIR_E_FORM, "not an IPv4 address");
		weir_writer_put(p->out, address, 4);
		return WEIR_OK;
	case SVC_FORM_IPV6:
		if (!address_parse_ipv6(item, address))
			return parse_fail(p, WEIR_E_FORM, "not an IPv6 address");
		weir_writer_put(p->out, address, 16);
		return WEIR_OK;
	default: {
		enum weir_status status = parse_decimal(p, item, UINT16_MAX, &number);
		if (status == WEIR_OK)
			parse_put(p, number, 2);
		return status;
	}
	}
}

/* Put the last two octets of the list that begins at `start` where they belong; false: they are there
 * already. */
static bool sort_key(struct weir_writer *out, size_t start)
{
	uint8_t *last = out->data + out->size - 2;
	uint8_t key[2] = { last[0], last[1] };
	uint8_t *to = last;

	while (to > out->data + start && memcmp(to - 2, key, 2) >= 0) {
		if (memcmp(to - 2, key, 2) == 0)
			return false;
		to -= 2;
	}
	memmove(to + 2, to, (size_t)(last - to));
	memcpy(to, key, 2);
	return true;
}

static enum weir_status parse_items(struct rdata_parse *p, enum svc_form form,
				    struct weir_slice text)
{
	size_t start = p->out->size;
	struct item item = { .more = text.size > 0 };
	size_t at = 0;

	/* Every round but the last takes a comma. */
	while (item.more) {
		enum weir_status status = take_item(p, text, &at, &item);
		if (status == WEIR_OK)
			status = put_item(p, form, (struct weir_slice){ item.octets, item.size });
		if (status != WEIR_OK || p->out->full)
			return status;
		if (form == SVC_FORM_KEYS && !sort_key(p->out, start))
			return parse_fail(p, WEIR_E_FORM, "mandatory names a key twice");
	}
	return WEIR_OK;
}

static enum weir_status parse_string(struct rdata_parse *p, struct weir_slice text)
{
	uint8_t octet;

	for (size_t at = 0; at < text.size;) {
		if (unescape_octet(text, &at, &octet) != WEIR_OK)
			return parse_fail(p, WEIR_E_FORM, "broken escape");
		weir_writer_char(p->out, (char)octet);
	}
	return WEIR_OK;
}

static enum weir_status parse_base64(struct rdata_parse *p, struct weir_slice text)
{
	struct armour armour = { .kind = ARMOUR_BASE64 };
	size_t at;

	if (armour_feed(&armour, text, p->out, &at) != WEIR_OK || !armour_is_whole(&armour))
		return parse_fail(p, WEIR_E_FORM, "not base64");
	return WEIR_OK;
}

static enum weir_status parse_param(struct rdata_parse *p, enum svc_form form,
				    const struct token *value)
{
	p->token = *value;
	switch (form) {
	case SVC_FORM_NONE:
		return value->text.size == 0 ? WEIR_OK
					     : parse_fail(p, WEIR_E_FORM, "this key has no value");
	case SVC_FORM_BASE64:
		return parse_base64(p, value->text);
	case SVC_FORM_STRING:
	case SVC_FORM_ANY:
		return parse_string(p, value->text);
	case SVC_FORM_PORT:
	case SVC_FORM_KEYS:
	case SVC_FORM_LIST:
	case SVC_FORM_PATH:
	case SVC_FORM_IPV4:
	case SVC_FORM_IPV6:
	case SVC_FORM_GROUPS:
		return parse_items(p, form, value->text);
	}
	return WEIR_OK;
}

static void reverse(uint8_t *from, uint8_t *to)
{
	while (from < to) {
		uint8_t octet = *from;
		*from++ = *--to;
		*to = octet;
	}
}

/* Text may name keys in any order, the wire wants them ascending: move the parameter that was
 * written last, at `last`, to its place behind `first`. False: its key is there already. */
static bool sort_param(struct weir_writer *out, size_t first, size_t last)
{
	uint16_t key = load_be16(out->data + last);
	size_t at = first;

	/* These were written here, whole: their lengths are right. */
	while (at < last && load_be16(out->data + at) < key)
		at += 4U + load_be16(out->data + at + 2);
	if (at == last)
		return true;
	if (load_be16(out->data + at) == key)
		return false;
	/* Turn both parts around, then the whole: they have changed places. */
	reverse(out->data + at, out->data + last);
	reverse(out->data + last, out->data + out->size);
	reverse(out->data + at, out->data + out->size);
	return true;
}

enum weir_status parse_svc_params(struct rdata_parse *p)
{
	size_t first = p->out->size;
	struct token value;
	bool has_value;
	enum weir_status status;

	while ((status = token_pair(&p->tokens, &p->token, &value, &has_value)) == WEIR_OK) {
		size_t last = p->out->size;
		uint16_t key;
		bool raw;
		if (!svc_key_parse(p->token.text, &key, &raw))
			return parse_fail(p, WEIR_E_UNKNOWN, "no such service parameter key");
		parse_put(p, key, 2);
		parse_put(p, 0, 2);
		status = parse_param(p, raw ? SVC_FORM_ANY : svc_key_form(key), &value);
		if (status != WEIR_OK)
			return status;
		size_t size = p->out->size - last - 4;
		if (p->out->full)
			return WEIR_OK; /* the caller finds out */
		if (size > UINT16_MAX)
			return parse_fail(p, WEIR_E_RANGE, "value longer than 65535 octets");
		store_be16(p->out->data + last + 2, (uint16_t)size);
		if (!sort_param(p->out, first, last))
			return parse_fail(p, WEIR_E_FORM, "service parameter key given twice");
	}
	return status == WEIR_END ? WEIR_OK : status;
}
