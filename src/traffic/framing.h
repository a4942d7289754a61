/* framing.h - DNS messages in a TCP stream: length prefixes, and finding them again behind a hole.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 1035 section 4.2.2, RFC 7766 section 8. A stream seen from its SYN is cut by its prefixes, on
 * trust. Behind a hole that ends inside a message whose length is known, the next prefix is known too.
 * Otherwise octets are skipped until something is beyond doubt a message: a plausible header and
 * records that end exactly where the prefix says, followed by nothing or by another. When unsure,
 * octets are lost rather than a message invented. */
#ifndef TRAFFIC_FRAMING_H
#define TRAFFIC_FRAMING_H

#include <dnsweir/traffic.h>

#include "packet/tcp.h"

/* What to do next with a view: give tcp_take `take` and `need`; there may be a message. */
struct framing {
	size_t take;
	size_t need;
	bool message;
	bool cut;        /* by the snap length */
	bool after_hole; /* the first one behind lost octets */
	uint32_t claimed_size;
	struct weir_slice wire; /* within the view */
};

/* Counts what it skips: tcp_octets_skipped, tcp_trailing, payload_short. */
struct framing framing_read(const struct tcp_view *view, struct weir_traffic_counters *counters);

#endif
