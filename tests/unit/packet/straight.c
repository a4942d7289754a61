/* straight.c - the straight road and the loop give the same for any frame.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The same Ethernet frame is decoded as it is, where the straight road may take it, and behind a PPI
 * header, where only the loop can. What differs is that header's span. */
#include <string.h>

#include "random.h"
#include "tap.h"
#include "unit/packet/frame.h"

enum { PPI = 8, ROUNDS = 400000 };

static const char *const seeds[] = {
	ETH "0800" IP4("0026", "11") UDP("0012") "61626364650000000000",
	ETH "81000007 0800" IP4("0026", "11") UDP("0012") "61626364650000000000",
	ETH "86dd" IP6("0012", "11") UDP("0012") "61626364650000000000",
	ETH "81000007 86dd" IP6("0012", "11") UDP("0012") "61626364650000000000",
	ETH "0800" IP4("0024", "11") "ffff12b500100000 0800000000000100",
	ETH "0800" IP4("0024", "11") "12b5003500100000 0800000000000100",
	ETH "0800" IP4("0024", "11") "003512b500100000 0800000000000100",
	ETH "0800" IP4("0021", "11") UDP("000d") "6162636465 00000000000000000000",
};

static bool same(const struct weir_packet *a, const struct weir_packet *b)
{
	char text_a[DESCRIPTION_MAX];
	char text_b[DESCRIPTION_MAX];

	frame_describe(a, text_a);
	frame_describe(b, text_b);
	if (strncmp(text_b, "ppi", 3) != 0)
		return false;
	if (strcmp(text_a, text_b + (text_b[3] == ':' ? 4 : 3)) != 0)
		return false;
	for (uint8_t i = 0; i < a->span_count; i++)
		if (a->spans[i].at != b->spans[i + 1].at - PPI ||
		    a->spans[i].size != b->spans[i + 1].size)
			return false;
	return a->payload.data + PPI - a->base.data == b->payload.data - b->base.data &&
	       a->ip_index + (a->ip_index != WEIR_SPAN_NONE) == b->ip_index &&
	       a->transport_index + (a->transport_index != WEIR_SPAN_NONE) == b->transport_index &&
	       a->hop_limit == b->hop_limit && a->protocol == b->protocol &&
	       a->fragment_id == b->fragment_id && a->fragment_at == b->fragment_at &&
	       a->tcp_flags == b->tcp_flags && a->tcp_sequence == b->tcp_sequence &&
	       memcmp(&a->source, &b->source, sizeof(a->source)) == 0 &&
	       memcmp(&a->target, &b->target, sizeof(a->target)) == 0;
}

int main(void)
{
	struct random random = { 1 };
	uint8_t bytes[200];
	unsigned wrong = 0;
	unsigned datagrams = 0;

	for (unsigned n = 0; n < ROUNDS; n++) {
		struct weir_packet a;
		struct weir_packet b;
		size_t size = frame_bytes("0000080001000000", bytes);
		size += frame_bytes(seeds[random_below(&random, COUNT_OF(seeds))], bytes + size);
		for (unsigned i = random_below(&random, 4); i > 0; i--)
			bytes[PPI + 12 + random_below(&random, (unsigned)size - PPI - 12)] ^=
				(uint8_t)(1U << random_below(&random, 8));
		size -= random_below(&random, 4) == 0
				? random_below(&random, (unsigned)size - PPI + 1)
				: 0;
		uint32_t wire = (uint32_t)size + random_below(&random, 3);
		memset(&a, 0x5a, sizeof(a));
		memset(&b, 0xa5, sizeof(b));
		weir_packet_decode(WEIR_LINK_ETHERNET,
				   (struct weir_slice){ bytes + PPI, size - PPI }, wire - PPI, &a);
		weir_packet_decode(WEIR_LINK_PPI, (struct weir_slice){ bytes, size }, wire, &b);
		datagrams += a.stop == WEIR_STOP_NONE;
		if (same(&a, &b) && frame_holds(&a))
			continue;
		if (wrong++ < 5) {
			char text[DESCRIPTION_MAX];
			frame_describe(&a, text);
			note("round %u: %s", n, text);
			frame_describe(&b, text);
			note("  behind PPI: %s", text);
		}
	}
	check("the straight road and the loop agree", wrong == 0);
	check("most of the frames were datagrams still", datagrams > ROUNDS / 2);
	return tap_done();
}
