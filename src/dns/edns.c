/* edns.c - find the OPT record of a message, read its fixed part, walk over its options.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/edns.h>

#include "base/cursor.h"

void weir_edns_read(const struct weir_message *message, const struct weir_record *opt,
		    struct weir_edns *out)
{
	/* RFC 6891 section 6.1.3: class is the size, TTL is RCODE, version and flags. */
	*out = (struct weir_edns){
		.udp_size = opt->rrclass,
		.flags = (uint16_t)(opt->ttl & 0xffff),
		.rcode = (uint16_t)weir_message_rcode_full(message, opt),
		.version = (uint8_t)(opt->ttl >> 16 & 0xff),
		.at = opt->rdata_at,
		.options = { message->wire.data + opt->rdata_at, opt->rdata_size },
	};
}

enum weir_status weir_message_edns(const struct weir_message *message, struct weir_edns *out)
{
	struct weir_walk walk = weir_message_walk(message);
	struct weir_record record;
	enum weir_status status;

	if (message->count[WEIR_ADDITIONAL] == 0)
		return WEIR_END;
	while ((status = weir_walk_next(&walk, &record)) == WEIR_OK) {
		if (record.section == WEIR_ADDITIONAL && record.type == WEIR_TYPE_OPT) {
			weir_edns_read(message, &record, out);
			break;
		}
	}
	return status;
}

struct weir_options weir_edns_options(const struct weir_edns *edns)
{
	return weir_options_over(edns->options, edns->at);
}

struct weir_options weir_options_over(struct weir_slice rdata, uint32_t base)
{
	return (struct weir_options){ .bytes = rdata, .base = base };
}

enum weir_status weir_options_next(struct weir_options *options, struct weir_option *out)
{
	struct cursor c = { .bytes = options->bytes, .at = options->at, .status = WEIR_OK };

	if (cursor_left(&c) == 0)
		return WEIR_END;
	struct weir_option option = { .at = options->base + (uint32_t)options->at };
	option.code = cursor_u16(&c);
	option.data = cursor_slice(&c, cursor_u16(&c));
	if (c.status != WEIR_OK) {
		options->flaw = (struct weir_flaw){ WEIR_FLAW_OPTION_CUT, option.at };
		return c.status;
	}
	options->at = c.at;
	*out = option;
	return WEIR_OK;
}
