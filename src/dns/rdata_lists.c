/* rdata_lists.c - check the fields that are lists: bitmaps, prefixes, service parameters, options.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/cursor.h"
#include "dns/rdata_step.h"
#include "dns/svc_key.h"

/* RFC 4034 section 4.1.2: windows ascend, 1 to 32 octets each, no zero octet at the end. */
enum weir_reason check_type_bitmap(struct weir_slice body, size_t *at)
{
	int last = -1;

	/* Every round takes at least three octets. */
	while (*at < body.size) {
		if (body.size - *at < 3)
			return WEIR_FLAW_RDATA_SHORT;
		const uint8_t *window = body.data + *at;
		size_t size = window[1];
		if (window[0] <= last)
			return WEIR_FLAW_RDATA_ORDER;
		if (size == 0 || size > 32)
			return WEIR_FLAW_RDATA_VALUE;
		if (size > body.size - *at - 2)
			return WEIR_FLAW_RDATA_SHORT;
		if (window[1 + size] == 0)
			return WEIR_FLAW_RDATA_VALUE;
		last = window[0];
		*at += 2 + size;
	}
	return WEIR_FLAW_NONE;
}

/* RFC 3123 section 4. Families other than IPv4 and IPv6 have no text. */
enum weir_reason check_prefixes(struct weir_slice body, size_t *at, bool *no_text)
{
	/* Every round takes at least four octets. */
	while (*at < body.size) {
		if (body.size - *at < 4)
			return WEIR_FLAW_RDATA_SHORT;
		const uint8_t *item = body.data + *at;
		uint16_t family = load_be16(item);
		size_t size = item[3] & 0x7f;
		size_t most = family == 1 ? 4 : family == 2 ? 16 : 127;
		if (size > body.size - *at - 4)
			return WEIR_FLAW_RDATA_SHORT;
		if (size > most || (size > 0 && item[3 + size] == 0))
			return WEIR_FLAW_RDATA_VALUE;
		if (family == 1 || family == 2) {
			if (item[2] > most * 8)
				return WEIR_FLAW_RDATA_VALUE;
		} else {
			*no_text = true;
		}
		*at += 4 + size;
	}
	return WEIR_FLAW_NONE;
}

/* Length-prefixed items, none of them empty. */
static bool is_item_list(struct weir_slice value)
{
	size_t at = 0;

	while (at < value.size) {
		size_t size = value.data[at];
		if (size == 0 || size > value.size - at - 1)
			return false;
		at += 1 + size;
	}
	return true;
}

/* Keys of "mandatory": ascending, without itself (RFC 9460 section 8). */
static bool is_key_list(struct weir_slice value)
{
	uint16_t last = SVC_MANDATORY;

	for (size_t at = 0; value.size - at >= 2; at += 2) {
		uint16_t key = load_be16(value.data + at);
		if (key <= last)
			return false;
		last = key;
	}
	return value.size % 2 == 0;
}

static bool is_svc_value(uint16_t key, struct weir_slice value)
{
	switch (svc_key_form(key)) {
	case SVC_FORM_KEYS:
		return value.size > 0 && is_key_list(value);
	case SVC_FORM_LIST:
		return value.size > 0 && is_item_list(value);
	case SVC_FORM_PATH:
		return is_item_list(value);
	case SVC_FORM_NONE:
		return value.size == 0;
	case SVC_FORM_PORT:
		return value.size == 2;
	case SVC_FORM_IPV4:
		return value.size > 0 && value.size % 4 == 0;
	case SVC_FORM_IPV6:
		return value.size > 0 && value.size % 16 == 0;
	case SVC_FORM_GROUPS:
		return value.size > 0 && value.size % 2 == 0;
	case SVC_FORM_BASE64:
	case SVC_FORM_STRING:
		return value.size > 0;
	case SVC_FORM_ANY:
		return true;
	}
	return false;
}

/* RFC 9460 section 2.2: keys ascend, values have their key's form, keys named as mandatory are there,
 * and no-default-alpn stands behind alpn (section 7.1.1). */
enum weir_reason check_svc_params(struct weir_slice body, size_t *at)
{
	struct weir_slice mandatory = { NULL, 0 };
	bool alpn = false;
	int last = -1;

	/* Every round takes at least four octets. */
	while (*at < body.size) {
		if (body.size - *at < 4)
			return WEIR_FLAW_RDATA_SHORT;
		const uint8_t *param = body.data + *at;
		uint16_t key = load_be16(param);
		struct weir_slice value = { param + 4, load_be16(param + 2) };
		if (key <= last)
			return WEIR_FLAW_RDATA_ORDER;
		if (value.size > body.size - *at - 4)
			return WEIR_FLAW_RDATA_SHORT;
		if (!is_svc_value(key, value) || (key == SVC_NO_DEFAULT_ALPN && !alpn))
			return WEIR_FLAW_RDATA_VALUE;
		if (key == SVC_MANDATORY)
			mandatory = value;
		alpn = alpn || key == SVC_ALPN;
		/* Both lists ascend: strike off the next mandatory key when it comes by. */
		if (mandatory.size > 0 && load_be16(mandatory.data) == key) {
			mandatory.data += 2;
			mandatory.size -= 2;
		}
		last = key;
		*at += 4 + value.size;
	}
	return mandatory.size == 0 ? WEIR_FLAW_NONE : WEIR_FLAW_RDATA_VALUE;
}

/* RFC 6891 section 6.1.2: the framing only; the options' insides are edns.h's business. */
enum weir_reason check_options(struct weir_slice body, size_t *at)
{
	/* Every round takes at least four octets. */
	while (*at < body.size) {
		if (body.size - *at < 4)
			return WEIR_FLAW_OPTION_CUT;
		size_t size = load_be16(body.data + *at + 2);
		if (size > body.size - *at - 4)
			return WEIR_FLAW_OPTION_CUT;
		*at += 4 + size;
	}
	return WEIR_FLAW_NONE;
}

/* Mantissa and exponent are decimal digits; zero has exponent zero. */
static bool is_loc_size(uint8_t octet)
{
	return octet == 0 || (octet >> 4 >= 1 && octet >> 4 <= 9 && (octet & 15) <= 9);
}

/* Thousandths of a second of arc on either side of 2^31. */
static bool is_loc_angle(uint32_t angle, uint32_t degrees)
{
	uint32_t most = degrees * 3600000;

	return angle >= 0x80000000U - most && angle <= 0x80000000U + most;
}

/* RFC 1876 section 2, version 0. */
enum weir_reason check_location(struct weir_slice body, size_t *at)
{
	if (body.size < 16)
		return WEIR_FLAW_RDATA_SHORT;
	for (*at = 1; *at < 4; ++*at)
		if (!is_loc_size(body.data[*at]))
			return WEIR_FLAW_RDATA_VALUE;
	if (!is_loc_angle(load_be32(body.data + 4), 90))
		return WEIR_FLAW_RDATA_VALUE;
	*at = 8;
	if (!is_loc_angle(load_be32(body.data + 8), 180))
		return WEIR_FLAW_RDATA_VALUE;
	*at = 16;
	return body.size > 16 ? WEIR_FLAW_RDATA_LONG : WEIR_FLAW_NONE;
}
