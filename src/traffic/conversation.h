/* conversation.h - UDP and TCP conversations numbered as they appear, like tshark's streams.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TRAFFIC_CONVERSATION_H
#define TRAFFIC_CONVERSATION_H

#include <dnsweir/packet.h>

struct conversations;

/* Takes `memory` octets. When they are used up, the conversation silent for longest is forgotten; if
 * it speaks again it gets a new number. */
struct conversations *conversations_open(size_t memory);
/* A UDP or TCP packet's conversation, by innermost addresses and ports in either direction. A SYN with
 * another sequence number than the one before begins a new one. Of TCP also what the packet's sequence
 * and acknowledgment numbers count from: the number of the SYN, else the number before the first seen. */
struct conversation_seen {
	uint32_t number;
	uint32_t sequence_base;
	uint32_t acknowledgement_base;
};
struct conversation_seen conversations_pass(struct conversations *table,
					    const struct weir_packet *packet);
void conversations_close(struct conversations *table); /* NULL is fine */

#endif
