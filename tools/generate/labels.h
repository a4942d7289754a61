/* labels.h - what a packet was meant to be, and which rules of the cookbook therefore hold for it.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * An intent is written down by whoever makes the packet; the labels come from it and never from the
 * octets. labels.def says when a label holds. One line of JSON a frame that was told of; of the
 * frames without a line no rule holds. */
#ifndef GENERATE_LABELS_H
#define GENERATE_LABELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet.h"

/* How much of a message somebody sees. */
enum seen {
	SEEN_NOTHING,
	SEEN_HEADER,   /* the DNS header, its length, what carries it */
	SEEN_QUESTION, /* the question too */
	SEEN_ALL,      /* and every record */
};

/* Parts of a message, by bits. */
enum part {
	PART_NO_QUESTION = 1 << 0,
	PART_TWO_QUESTIONS = 1 << 1, /* a second one behind it */
	PART_ANSWER = 1 << 2,        /* a public address */
	PART_PRIVATE = 1 << 3,       /* a private one */
	PART_SOA = 1 << 4,           /* in the authority section */
	PART_NS = 1 << 5,            /* the same, with an address in the additional section */
	PART_OPT = 1 << 6,           /* EDNS */
	PART_DO = 1 << 7,
	PART_ECS = 1 << 8,
	PART_COOKIE = 1 << 9,
	PART_TSIG = 1 << 10,
	PART_TEXTS = 1 << 11, /* answers that make it large */
};

struct intent {
	enum seen seen;
	uint16_t flags; /* the word of the header */
	const char *name;
	unsigned type, class;
	unsigned parts;    /* enum part */
	unsigned udp_size; /* of OPT */
	unsigned answers, authority, additional;
	size_t length; /* of the message, as UDP or TCP says */
	bool tcp;
	struct endpoint from, to;
};

struct labels;
struct labels *labels_open(void);
/* `packet`: what one looking at this frame alone sees; `message`: what is whole with this frame, to
 * one who puts together and looks into tunnels. NULL labels: nothing happens. */
void labels_add(struct labels *l, uint64_t frame, const char *what, const char *carrier,
		const struct intent *packet, const struct intent *message);
bool labels_any(const struct labels *l);
void labels_write(const struct labels *l, const char *path);
void labels_close(struct labels *l);

#endif
