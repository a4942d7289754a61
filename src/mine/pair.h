/* pair.h - match responses to the questions that were asked, within bounds of memory and time.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One pair table serves one shard: all messages with the same addresses, ports and transport are in
 * one. Waiting questions lie in a ring that forgets the oldest; a response without a question waits
 * PAIR_WINDOW in a second ring, since a capture may hold it before its question. Time is capture time
 * only. */
#ifndef MINE_PAIR_H
#define MINE_PAIR_H

#include <dnsweir/packet.h>

#define PAIR_TIMEOUT (10 * 1000000000LL) /* a question older than this (ns) is answered late */
#define PAIR_WINDOW (200 * 1000000LL)    /* how long a response may precede its question (ns) */

/* Who asked whom, and what. The role decides, not the direction: client asks, server answers. */
struct pair_key {
	struct weir_address client;
	struct weir_address server;
	uint16_t client_port;
	uint16_t server_port;
	uint8_t version; /* 4 or 6 */
	bool tcp;
	uint16_t id;
	uint64_t tuple_hash; /* of addresses, ports, transport */
	uint64_t ask_hash;   /* of these, the id and the question without case */
	/* The question; name_size 0: the message has none. */
	const uint8_t *name; /* uncompressed wire form, case as it came */
	uint8_t name_size;
	uint16_t type;
	uint16_t rrclass;
};

uint64_t pair_tuple_hash(const struct pair_key *key);
/* Needs tuple_hash and, where name_size is not 0, the folded name's hash. */
uint64_t pair_ask_hash(const struct pair_key *key, uint64_t folded_name_hash);

/* A question in the ring. Valid until the next pair_query on the same table. */
struct pair_entry {
	uint32_t units;       /* of this entry, for the ring */
	uint32_t older_ask;   /* next in the chain of its ask_hash head */
	uint32_t older_tuple; /* next in the chain of its tuple_hash head */
	uint32_t tag;         /* upper half of ask_hash */
	int64_t time;
	uint64_t digest; /* of the accepted answer, set by the caller */
	uint16_t id;
	uint16_t type;
	uint16_t rrclass;
	uint16_t client_port;
	uint16_t server_port;
	uint8_t version;
	uint8_t name_size;
	bool tcp;
	bool answered;
	uint8_t octets[]; /* client, server (4 or 16 octets each), question name */
};

/* A response that waits for its question. */
struct pair_parked {
	uint32_t units;
	uint32_t older;
	int64_t time;
	uint64_t number; /* frame */
	uint64_t ask_hash;
	uint32_t wire_size;
	uint16_t client_port;
	uint16_t server_port;
	uint8_t version;
	bool tcp;
	bool taken; /* its question came */
	uint8_t app;
	struct weir_address client;
	struct weir_address server;
	uint8_t wire[];
};

enum pair_verdict {
	PAIR_ACCEPTED,          /* the first response to a waiting question */
	PAIR_AGAIN,             /* the question was answered before: duplicate or conflict */
	PAIR_LATE,              /* the question is older than PAIR_TIMEOUT */
	PAIR_ID_MISMATCH,       /* this client waits for this server, under another id */
	PAIR_QUESTION_MISMATCH, /* same id, another question (or another case, when strict) */
	PAIR_UNASKED,           /* nobody asked */
};

struct pair;

/* `octets`: ceiling for both rings and the index together. */
enum weir_status pair_open(size_t octets, bool strict_case, struct pair **out) WEIR_MUST_USE;
/* The same with the rings' positions counting from `start`: a test reaches their wrap-around. */
enum weir_status pair_open_at(size_t octets, bool strict_case, uint32_t start,
			      struct pair **out) WEIR_MUST_USE;
void pair_close(struct pair *pair);

/* Bring what the calls below will touch into the cache: first heads, a little later entries. */
void pair_prefetch_heads(const struct pair *pair, const struct pair_key *key);
void pair_prefetch_entries(const struct pair *pair, const struct pair_key *key);

/* A question goes out. False: the same question waits already (a retransmission, or a mirror port
 * that shows every frame twice). */
bool pair_query(struct pair *pair, const struct pair_key *key, int64_t time);

/* What a response at `time` answers. `entry` is set with PAIR_ACCEPTED and PAIR_AGAIN; `case_differs`
 * (question equal but for case) with PAIR_ACCEPTED. Marks nothing: the caller sets entry->answered. */
enum pair_verdict pair_response(struct pair *pair, const struct pair_key *key, int64_t time,
				struct pair_entry **entry, bool *case_differs);

/* Keep a response that answers nothing yet. False: it is too large or parking is full of younger
 * ones; then its verdict stands. */
bool pair_park(struct pair *pair, const struct pair_key *key, int64_t time, uint64_t number,
	       uint8_t app, struct weir_slice wire);
/* A parked response that the question `key` may answer (hash equal; the caller pairs it again), NULL
 * when there is none. Marks it taken. */
const struct pair_parked *pair_unpark(struct pair *pair, const struct pair_key *key);
/* The oldest parked response whose window is over at `now`, taken ones excluded; NULL: none. It is
 * removed by the next call. INT64_MAX drains. */
const struct pair_parked *pair_expire(struct pair *pair, int64_t now);

/* Questions forgotten for lack of room before PAIR_TIMEOUT had passed. */
uint64_t pair_evicted(const struct pair *pair);

#endif
