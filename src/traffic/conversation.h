/* conversation.h - UDP and TCP conversations numbered as they appear, like tshark's streams.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TRAFFIC_CONVERSATION_H
#define TRAFFIC_CONVERSATION_H

#include <dnsweir/packet.h>

struct conversations;

/* Takes `memory` octets. When they are used up, the conversation silent for longest is forgotten; if
 * it speaks again it gets a new number. */
struct conversations *conversations_open(size_t memory);
/* The number of a UDP or TCP packet's conversation, by innermost addresses and ports in either
 * direction. A SYN with another sequence number than the one before begins a new one. */
uint32_t conversations_number(struct conversations *table, const struct weir_packet *packet);
void conversations_close(struct conversations *table); /* NULL is fine */

#endif
