/* name_text.c - domain names to and from presentation form, RFC 1035 section 5.1.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/name.h>

#include <string.h>

#include "base/error.h"
#include "dns/escape.h"

/* What stands for each octet inside a label: itself, \X or \DDD. Zone files give a meaning to all of
 * the second kind. */
size_t escape_octet(uint8_t c, char out[4])
{
	switch (c) {
	case '"':
	case '$':
	case '(':
	case ')':
	case '.':
	case ';':
	case '@':
	case '\\':
		out[0] = '\\';
		out[1] = (char)c;
		return 2;
	default:
		break;
	}
	if (c > 0x20 && c < 0x7f) {
		out[0] = (char)c;
		return 1;
	}
	out[0] = '\\';
	out[1] = (char)('0' + c / 100);
	out[2] = (char)('0' + c / 10 % 10);
	out[3] = (char)('0' + c % 10);
	return 4;
}

enum weir_status unescape_octet(struct weir_slice text, size_t *at, uint8_t *out)
{
	size_t left = text.size - *at;

	if (text.data[*at] != '\\') {
		*out = text.data[(*at)++];
		return WEIR_OK;
	}
	if (left < 2)
		return WEIR_E_FORM;
	const uint8_t *c = text.data + *at + 1;
	if (c[0] < '0' || c[0] > '9') {
		*out = c[0];
		*at += 2;
		return WEIR_OK;
	}
	if (left < 4 || c[1] < '0' || c[1] > '9' || c[2] < '0' || c[2] > '9')
		return WEIR_E_FORM;
	unsigned value = (c[0] - '0') * 100U + (c[1] - '0') * 10U + (c[2] - '0');
	if (value > 255)
		return WEIR_E_FORM;
	*out = (uint8_t)value;
	*at += 4;
	return WEIR_OK;
}

/* What nearly all names are made of; none of it is ever escaped. */
static bool is_host_octet(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
	       (c >= 'A' && c <= 'Z');
}

void weir_name_print(const struct weir_name *name, struct weir_writer *out)
{
	char text[WEIR_NAME_TEXT_MAX];
	size_t size = 0;
	unsigned at = 0;

	if (name->size <= 1) {
		weir_writer_char(out, '.');
		return;
	}
	/* At most 254 octets of four characters each, dots instead of lengths: fits. */
	while (at < name->size && name->octets[at] != 0) {
		unsigned end = at + name->octets[at] + 1U;
		for (unsigned i = at + 1; i < end && i < name->size; i++) {
			uint8_t c = name->octets[i];
			if (is_host_octet(c))
				text[size++] = (char)c;
			else
				size += escape_octet(c, text + size);
		}
		text[size++] = '.';
		at = end;
	}
	weir_writer_put(out, text, size);
}

static enum weir_status label_parse(struct weir_slice text, size_t *at, struct weir_name *name,
				    struct weir_error *err)
{
	size_t start = name->size;
	size_t size = 0;

	while (*at < text.size && text.data[*at] != '.') {
		uint8_t octet;
		if (unescape_octet(text, at, &octet) != WEIR_OK)
			return error_set(err, WEIR_E_FORM, *at, "broken escape in a name");
		if (size == WEIR_LABEL_SIZE_MAX)
			return error_set(err, WEIR_E_RANGE, *at, "label longer than 63 octets");
		/* One octet stays free for the root. */
		if (start + size + 2 >= WEIR_NAME_SIZE_MAX)
			return error_set(err, WEIR_E_RANGE, *at, "name longer than 255 octets");
		name->octets[start + 1 + size++] = octet;
	}
	if (size == 0)
		return error_set(err, WEIR_E_FORM, *at, "empty label in a name");
	name->octets[start] = (uint8_t)size;
	name->size = (uint8_t)(start + 1 + size);
	return WEIR_OK;
}

static enum weir_status append_origin(struct weir_name *name, const struct weir_name *origin,
				      size_t at, struct weir_error *err)
{
	static const struct weir_name root = { .size = 1 };

	if (!origin)
		origin = &root;
	if ((size_t)name->size + origin->size > WEIR_NAME_SIZE_MAX)
		return error_set(err, WEIR_E_RANGE, at, "name longer than 255 octets");
	memcpy(name->octets + name->size, origin->octets, origin->size);
	name->size = (uint8_t)(name->size + origin->size);
	return WEIR_OK;
}

static bool is_char(struct weir_slice text, char c)
{
	return text.size == 1 && text.data[0] == (uint8_t)c;
}

enum weir_status weir_name_parse(struct weir_slice text, const struct weir_name *origin,
				 struct weir_name *out, struct weir_error *err)
{
	struct weir_name name = { .size = 0 };
	bool absolute = is_char(text, '.');
	size_t at = 0;

	if (text.size == 0)
		return error_set(err, WEIR_E_FORM, 0, "empty name");
	if (!absolute && !is_char(text, '@')) {
		while (at < text.size) {
			enum weir_status status = label_parse(text, &at, &name, err);
			if (status != WEIR_OK)
				return status;
			absolute = at < text.size;
			at++;
			if (absolute && at == text.size)
				break;
			absolute = false;
		}
	}
	enum weir_status status = append_origin(&name, absolute ? NULL : origin, at, err);
	if (status == WEIR_OK)
		*out = name;
	return status;
}
