/* filter_whole_private.h - what the two files of filter_whole.h share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_FILTER_WHOLE_PRIVATE_H
#define CLI_FILTER_WHOLE_PRIVATE_H

#include "cli/filter_whole.h"

enum { WHOLE_PIECES = 1 << 18, WHOLE_WANTS = 1 << 16, WHOLE_MESSAGES = 1 << 17 };

struct whole_piece {
	uint64_t key;   /* of the datagram or stream */
	uint64_t older; /* of the same hash; 0: none */
	uint64_t number;
	uint64_t group; /* of a segment that came in fragments: their datagram; 0: none */
	int64_t time;
	uint32_t from, size; /* sequence numbers; of a datagram 0 and 1: all of it */
	bool hit;            /* the frame matches by itself */
};

struct whole_want {
	uint64_t key;
	uint64_t older;
	int64_t time;
	uint32_t from, size;
};

/* Where a message lies. */
struct whole_place {
	uint64_t
		stream; /* 0: in the frame `number`, and what else belongs to its datagram `group` */
	uint64_t number;
	uint64_t group; /* 0: no fragments */
	uint32_t from, size;
};

struct whole_message {
	uint64_t key; /* the same for a question and its answer */
	uint64_t older;
	uint64_t question; /* hash of it; 0: the message repeats none */
	int64_t time;
	struct whole_place place;
	bool response;
	bool matched;
};

struct whole {
	struct weir_traffic *traffic;
	const struct weir_rule *rule;
	bool pair;
	enum weir_status status;
	int64_t time;
	bool hit;       /* the frame being fed matches by itself */
	uint64_t group; /* its datagram, if it is a fragment */
	uint64_t gone;
	uint64_t late;
	uint8_t *marks; /* a bit a frame */
	size_t mark_size;
	uint64_t piece_id, want_id, message_id; /* of the newest entries */
	uint64_t piece_heads[WHOLE_PIECES];
	uint64_t want_heads[WHOLE_WANTS];
	uint64_t message_heads[WHOLE_MESSAGES];
	struct whole_piece pieces[WHOLE_PIECES];
	struct whole_want wants[WHOLE_WANTS];
	struct whole_message messages[WHOLE_MESSAGES];
};

uint64_t whole_mix(uint64_t hash, uint64_t value);
uint64_t whole_mix_address(uint64_t hash, const struct weir_address *address);
bool whole_near(int64_t a, int64_t b, int64_t seconds);
uint64_t whole_stream_key(const struct weir_address *source, uint16_t source_port,
			  const struct weir_address *target, uint16_t target_port);
/* All frames that hold a part of it, also those that are still to come. */
void whole_want(struct whole *whole, const struct whole_place *place);
/* Does one of them match by itself? */
bool whole_hit(struct whole *whole, const struct whole_place *place);

/* filter_pair.c: a message was completed by the frame being fed. */
void whole_message(struct whole *whole, const struct weir_datagram *datagram);

#endif
