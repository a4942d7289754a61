/* flaw.h - why bytes of a DNS message are malformed: one reason and its place.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNSWEIR_FLAW_H
#define DNSWEIR_FLAW_H

#include <dnsweir/base.h>

WEIR_API_BEGIN

enum weir_reason {
	WEIR_FLAW_NONE = 0,
#define FLAW(symbol, key, text) WEIR_FLAW_##symbol,
#include <dnsweir/flaw.def>
#undef FLAW
	WEIR_FLAW_COUNT
};

struct weir_flaw {
	enum weir_reason reason;
	uint32_t at; /* octets from the start of the message (or of the RDATA where no message) */
};

/* "pointer loop", "label longer than 63 octets", ... Static storage. */
const char *weir_flaw_text(enum weir_reason reason);
/* The same as a stable word for JSON and counters: "pointer_loop". Static storage. */
const char *weir_flaw_key(enum weir_reason reason);

WEIR_API_END
#endif
