/* world.h - an imagined name space: which names exist, how often each is asked, what they have.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Nothing is stored: all of it follows from the seed and the number of the name, so a million names
 * cost no memory and every answer to a question agrees with the one before. */
#ifndef GENERATE_WORLD_H
#define GENERATE_WORLD_H

#include "dns.h"
#include "random.h"
#include "truth.h"

enum { WORLD_BITS = 20, WORLD_NAMES = (1 << WORLD_BITS) - 1, NAME_TEXT = 128 };

/* A draw by Zipf's law, exponent 1: number n comes in proportion to 1/n. From 1 to WORLD_NAMES. */
uint32_t zipf_draw(struct random *r);

void world_name(uint64_t seed, uint32_t number, char out[NAME_TEXT]);
void world_zone(uint64_t seed, uint32_t number, char out[NAME_TEXT]);

/* What is asked in one conversation. */
struct ask {
	uint64_t seed;
	uint32_t number;
	unsigned type;
	bool dnssec;           /* the client wants signatures */
	char name[NAME_TEXT];  /* as the client writes it */
	char lower[NAME_TEXT]; /* folded, with the last dot */
	struct truth *truth;   /* gets the rows of the answer; NULL: nobody wants them */
	unsigned records;      /* answer records written */
};

/* Name, type and folded name of a question. `mixed` gives it 0x20 case. */
void ask_make(struct ask *ask, struct random *r, uint64_t seed, bool mixed);
/* The answer and authority sections; the question is already in the message. Returns the RCODE. */
unsigned ask_answer(struct ask *ask, struct random *r, struct message *m);
/* Many long TXT records: too large for one Ethernet frame. */
void ask_answer_long(struct ask *ask, struct message *m);

#endif
