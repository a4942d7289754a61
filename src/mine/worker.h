/* worker.h - what one thread of the miner works with: items, sightings, counters.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef MINE_WORKER_H
#define MINE_WORKER_H

#include <dnsweir/mine.h>
#include <dnsweir/name.h>

#include "mine/pair.h"
#include "store/fold.h"
#include "store/name_key.h"
#include "traffic/shard.h"

enum {
	SEEN_KEYS = 256 * 1024, /* octets of keys gathered before they are folded */
	SEEN_RECORD_MAX = NAME_KEY_MAX + 65535,
	SEEN_CHAIN_MAX = NAME_KEY_MAX + 1 + WEIR_CHAIN_MAX * 255 + 65535,
	SEEN_MAX = 4096,    /* sightings gathered before they are folded */
	RECORDS_MAX = 5957, /* records of at least 11 octets that fit into 65535 - 12 */
};

enum item_kind {
	ITEM_NOTHING = 0,
	ITEM_MESSAGE,  /* a DNS message */
	ITEM_SEGMENT,  /* a TCP segment: the shard makes messages of it */
	ITEM_FRAGMENT, /* waits for load_assemble */
};

/* What one frame holds for a shard, on its way there. Only a message's members behind `shard` are set. */
struct item {
	const struct weir_frame *frame;  /* of the batch; NULL: the message is of none */
	const struct weir_packet *whole; /* put together from fragments; NULL: decode the frame */
	int64_t time;                    /* nanoseconds */
	uint64_t number;                 /* frame */
	uint8_t kind;                    /* enum item_kind */
	uint8_t shard;
	uint8_t app;    /* enum weir_app */
	bool ruled_out; /* the rule does not hold for this response */
	bool cut; /* by the snap length: what is missing at its end is no flaw of the message */
	uint16_t flags;
	struct weir_slice wire;
	struct pair_key key; /* id, question and hashes are set by item_read */
};

/* Sightings on their way to the fold table. */
struct seen {
	uint8_t *keys;
	size_t keys_used;
	struct fold_sighting *list;
	const struct fold_sighting **by_part;
	size_t count;
};

struct worker {
	const struct weir_mine_options *options;
	const struct traffic_plan *plan;
	const uint64_t *types; /* bit set over all 65536 types; NULL: all */
	uint8_t kinds;         /* options->kinds with its default */
	struct fold *fold;
	struct seen seen;
	struct weir_mine_counters counters;
	struct weir_mine_counters again; /* of messages read a second time: not for telling */
	uint8_t *gather;                 /* GATHER_SIZE octets for messages over TCP */
	struct weir_record *records;     /* RECORDS_MAX of the message at hand */
	bool *taken;                     /* beside `records` */
	enum weir_status status;         /* the first failure that is ours: no memory */
};

/* seen_open.c */
enum weir_status seen_open(struct seen *seen) WEIR_MUST_USE;
void seen_close(struct seen *seen); /* zeroed is fine */
/* seen.c */
/* Where the next keys' octets go: room for a record and a chain that ends in it, after folding what
 * waits if need be. */
uint8_t *seen_room(struct worker *w);
void seen_add(struct worker *w, uint8_t kind, uint16_t type, size_t name_size, uint64_t name_hash,
	      size_t rdata_size, int64_t time);
void seen_flush(struct worker *w);

/* answer.c: the records of a response that answers `question` (folded). With `emit` they become
 * sightings. Returns a digest of them that does not depend on their order. */
struct answer {
	const struct weir_message *message;
	const struct item *item;
	struct weir_name question; /* folded; size 0: none (mDNS) */
	uint32_t question_at;      /* where it stands in the message; 0: not in it */
	uint16_t type;
	uint16_t rrclass;
	bool emit;
};
uint64_t answer_mine(struct worker *w, const struct answer *answer, size_t records, unsigned rcode);
/* Walk all sections into w->records (answers, authority, additional; not questions) and count what
 * breaks; `rcode` becomes the extended one. */
size_t answer_records(struct worker *w, const struct weir_message *message, const struct item *item,
		      unsigned *rcode);

/* session.c */
/* Fill flags, id, question and hashes of an item whose wire and addresses are set; false: it is no
 * message to go on with, and was counted. */
bool item_read(struct weir_mine_counters *counters, struct item *item);
/* One message of a shard, in capture order. */
void session_take(struct worker *w, struct pair *pair, const struct item *item);
/* No more messages: what waits is judged. */
void session_finish(struct worker *w, struct pair *pair);

#endif
