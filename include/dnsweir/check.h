/* check.h - everything that is wrong with one message, place by place.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * For who shows or judges a message. Framing, RDATA, EDNS options, the places of OPT (RFC 6891 section
 * 6.1.1), TSIG (RFC 8945 section 5.1) and SIG(0) (RFC 2931 section 3), octets behind the last record.
 * Nothing allocates; work is bounded by the size of the message. */
#ifndef DNSWEIR_CHECK_H
#define DNSWEIR_CHECK_H

#include <dnsweir/message.h>

WEIR_API_BEGIN

/* One thing that is wrong, and with what. */
struct weir_finding {
	struct weir_flaw flaw;
	enum weir_section section; /* of the item */
	uint16_t index;            /* of the item in its section */
	uint16_t type;             /* of the record; 0 where it could not be read */
	bool item;                 /* false: with the message as a whole (TRAILING) */
	bool fatal;                /* nothing from here on can be read */
	uint32_t start;            /* first octet of the item */
	uint32_t end;              /* behind its last octet; of a fatal one: the message's end */
};

struct weir_check_options {
	size_t size;
	bool mdns; /* a message of RFC 6762: other rules for class and compression in RDATA */
};
#define WEIR_CHECK_OPTIONS                                                                         \
	{                                                                                          \
		.size = sizeof(struct weir_check_options)                                          \
	}

/* Returns how many things are wrong and keeps the first `capacity` of them, in the order in which
 * they were met. `options` and, with capacity 0, `found` may be NULL. */
size_t weir_message_check(const struct weir_message *message,
			  const struct weir_check_options *options, struct weir_finding *found,
			  size_t capacity);

WEIR_API_END
#endif
