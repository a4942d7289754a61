/* edns_check.c - is the data of an EDNS option what its document allows?
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>

#include <string.h>

#include "base/cursor.h"
#include "dns/name_walk.h"
#include "dns/option.h"

static enum weir_reason take(struct cursor *c, size_t size)
{
	return cursor_take(c, size) ? WEIR_FLAW_NONE : WEIR_FLAW_OPTION_SIZE;
}

/* To the end, in units of `unit` octets; the place of the flaw is the odd piece. */
static enum weir_reason take_list(struct cursor *c, size_t unit)
{
	size_t odd = cursor_left(c) % unit;

	c->at = c->bytes.size - odd;
	return odd == 0 ? WEIR_FLAW_NONE : WEIR_FLAW_OPTION_SIZE;
}

/* RFC 7901 section 4 and RFC 9567 section 5: no compression. */
static enum weir_reason take_name(struct cursor *c)
{
	struct name_walk w = name_walk_at(c->bytes, c->at);
	struct weir_slice label;

	do {
		if (w.at < c->bytes.size && c->bytes.data[w.at] >= 0xc0) {
			c->at = w.at;
			return WEIR_FLAW_POINTER_FORBIDDEN;
		}
		enum weir_reason reason = name_walk_label(&w, &label);
		if (reason != WEIR_FLAW_NONE) {
			c->at = w.at;
			return reason;
		}
	} while (label.size > 0);
	c->at = w.at;
	return WEIR_FLAW_NONE;
}

/* RFC 7873 section 4: 8 octets of the client; of the server 8 to 32 or none. */
static enum weir_reason take_cookie(struct cursor *c)
{
	size_t size = cursor_left(c);

	if (size != 8 && (size < 16 || size > 40))
		return WEIR_FLAW_OPTION_SIZE;
	return take(c, size);
}

/* RFC 9660 section 2. */
static enum weir_reason take_version(struct cursor *c)
{
	uint8_t type = cursor_u8(c);

	if (c->status != WEIR_OK || (type == 0 && cursor_left(c) != 4))
		return WEIR_FLAW_OPTION_SIZE;
	return take(c, cursor_left(c));
}

/* RFC 7871 section 6. Family 0 with no prefix at all is how "no subnet, please" is often said. */
static enum weir_reason take_subnet(struct cursor *c)
{
	uint16_t family = cursor_u16(c);
	uint8_t source = cursor_u8(c);
	uint8_t scope = cursor_u8(c);
	unsigned longest = family == 1 ? 32 : family == 2 ? 128 : 0;
	size_t size = (source + 7U) / 8;

	if (c->status != WEIR_OK)
		return WEIR_FLAW_OPTION_SIZE;
	if (family > 2 || source > longest || scope > longest) {
		c->at = family > 2 ? c->at - 4 : source > longest ? c->at - 2 : c->at - 1;
		return WEIR_FLAW_OPTION_VALUE;
	}
	if (cursor_left(c) != size)
		return WEIR_FLAW_OPTION_SIZE;
	if (source % 8 != 0 && (c->bytes.data[c->bytes.size - 1] & 0xff >> source % 8) != 0) {
		c->at = c->bytes.size - 1;
		return WEIR_FLAW_OPTION_VALUE;
	}
	return take(c, size);
}

static enum weir_reason take_magic(struct cursor *c, const char *magic)
{
	if (cursor_left(c) < 4)
		return WEIR_FLAW_OPTION_SIZE;
	if (memcmp(c->bytes.data + c->at, magic, 4) != 0)
		return WEIR_FLAW_OPTION_VALUE;
	return take(c, 4);
}

static enum weir_reason take_elements(struct cursor *c)
{
	/* Ends: each turn takes octets. */
	while (cursor_left(c) > 0) {
		size_t start = c->at;
		const struct option_element *element = option_element(cursor_u16(c));
		if (c->status != WEIR_OK)
			return WEIR_FLAW_OPTION_SIZE;
		if (!element) {
			c->at = start;
			return WEIR_FLAW_OPTION_VALUE;
		}
		if (!cursor_take(c, element->size))
			return WEIR_FLAW_OPTION_SIZE;
	}
	return WEIR_FLAW_NONE;
}

static enum weir_reason take_field(struct cursor *c, const struct option_field *field)
{
	switch ((enum option_letter)field->letter) {
	case OPTION_U8:
		return take(c, 1);
	case OPTION_U16:
	case OPTION_EDE:
		return take(c, 2);
	case OPTION_U32:
		return take(c, 4);
	case OPTION_U64:
		return take(c, 8);
	case OPTION_U16_LIST:
	case OPTION_TYPES:
		return take_list(c, 2);
	case OPTION_U8_LIST:
	case OPTION_HEX:
	case OPTION_NSID:
	case OPTION_QUOTED:
	case OPTION_PADDING:
		return take_list(c, 1);
	case OPTION_NAME:
		return take_name(c);
	case OPTION_COOKIE:
		return take_cookie(c);
	case OPTION_VERSION:
		return take_version(c);
	case OPTION_SUBNET:
		return take_subnet(c);
	case OPTION_MAGIC:
		return take_magic(c, field->name);
	case OPTION_ELEMENTS:
		return take_elements(c);
	case OPTION_DONE:
	case OPTION_MAYBE:
		break;
	}
	return WEIR_FLAW_NONE;
}

enum weir_status weir_option_check(const struct weir_option *option, struct weir_flaw *flaw)
{
	const struct option_row *row = option_row(option->code);
	struct cursor c = cursor_at(option->data, 0);
	enum weir_reason reason = WEIR_FLAW_NONE;

	if (!row)
		return WEIR_OK;
	for (const struct option_field *f = row->fields; f->letter; f++) {
		if (f->letter == OPTION_MAYBE && cursor_left(&c) == 0)
			return WEIR_OK;
		reason = take_field(&c, f);
		if (reason != WEIR_FLAW_NONE)
			break;
	}
	if (reason == WEIR_FLAW_NONE && cursor_left(&c) > 0)
		reason = WEIR_FLAW_OPTION_SIZE;
	if (reason == WEIR_FLAW_NONE)
		return WEIR_OK;
	if (flaw)
		*flaw = (struct weir_flaw){ reason, option->at + 4 + (uint32_t)c.at };
	return WEIR_E_FORM;
}
