/* session.c - one message of a shard: a question waits, a response is matched and its answers taken.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "base/cursor.h"
#include "base/hash.h"
#include "dns/fold.h"
#include "mine/worker.h"

/* Check and fold the question's name in one go. It is the message's first name, so nothing stands
 * before it that a pointer could lead to: it is uncompressed or broken. Returns the offset behind it,
 * 0 when it is broken. */
static size_t question_name(struct weir_slice wire, uint8_t folded[WEIR_NAME_SIZE_MAX],
			    struct weir_flaw *flaw)
{
	size_t end = wire.size - WEIR_HEADER_SIZE;
	const uint8_t *name = wire.data + WEIR_HEADER_SIZE;
	size_t at = 0;

	if (end > WEIR_NAME_SIZE_MAX)
		end = WEIR_NAME_SIZE_MAX;
	/* Ends: every label moves `at` on. */
	while (at < end && name[at] != 0 && name[at] <= WEIR_LABEL_SIZE_MAX)
		at += name[at] + 1U;
	if (at < end && name[at] == 0) {
		fold_octets(folded, name, at + 1);
		return WEIR_HEADER_SIZE + at + 1;
	}
	/* Rare: let the reader of names say what is wrong; a pointer into the header is. */
	size_t next;
	if (weir_name_skip(wire, WEIR_HEADER_SIZE, &next, flaw) == WEIR_OK)
		*flaw = (struct weir_flaw){ WEIR_FLAW_POINTER_FORBIDDEN,
					    (uint32_t)(WEIR_HEADER_SIZE + at) };
	return 0;
}

static bool read_question(struct weir_mine_counters *counters, struct item *item,
			  uint64_t *name_hash)
{
	struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };
	uint8_t folded[WEIR_NAME_SIZE_MAX];
	struct pair_key *key = &item->key;
	size_t next = question_name(item->wire, folded, &flaw);

	if (next != 0 && item->wire.size - next < 4)
		flaw.reason = WEIR_FLAW_QUESTION_CUT;
	if (flaw.reason != WEIR_FLAW_NONE) {
		counters->malformed_messages[flaw.reason] += !item->cut;
		return false;
	}
	key->name_size = (uint8_t)(next - WEIR_HEADER_SIZE);
	key->name = item->wire.data + WEIR_HEADER_SIZE;
	key->type = load_be16(item->wire.data + next);
	key->rrclass = load_be16(item->wire.data + next + 2);
	if (item->app == WEIR_APP_MDNS)
		key->rrclass &= 0x7fff; /* RFC 6762 section 5.4: the unicast-response bit */
	*name_hash = hash_bytes(0, folded, key->name_size);
	return true;
}

bool item_read(struct weir_mine_counters *counters, struct item *item)
{
	const uint8_t *header = item->wire.data;
	struct pair_key *key = &item->key;
	uint64_t name_hash = 0;

	if (item->wire.size < WEIR_HEADER_SIZE) {
		counters->malformed_messages[WEIR_FLAW_HEADER_CUT]++;
		return false;
	}
	key->id = load_be16(header);
	item->flags = load_be16(header + 2);
	uint16_t questions = load_be16(header + 4);
	key->name_size = 0;
	key->type = 0;
	key->rrclass = 0;
	if (item->flags >> 11 & 15) {
		counters->other_opcode++;
		return false;
	}
	if (questions > 0 && !read_question(counters, item, &name_hash))
		return false;
	counters->no_question += questions == 0 && item->app == WEIR_APP_DNS;
	counters->many_questions += questions > 1 && item->app == WEIR_APP_DNS;
	/* Until here client is the source: a response goes the other way. */
	if (item->flags & WEIR_FLAG_QR) {
		struct weir_address address = key->client;
		uint16_t port = key->client_port;
		key->client = key->server;
		key->client_port = key->server_port;
		key->server = address;
		key->server_port = port;
	}
	/* RFC 4795 section 2.3: asked of a group, answered by a host. */
	if (item->app == WEIR_APP_LLMNR)
		key->server = (struct weir_address){ { 0 } };
	key->tuple_hash = pair_tuple_hash(key);
	key->ask_hash = pair_ask_hash(key, name_hash);
	return true;
}

/* The question as the way's start: folded, from the response itself or from who asked. */
static void answer_question(struct answer *answer, const struct item *item,
			    const struct pair_entry *entry)
{
	const struct pair_key *key = &item->key;
	const uint8_t *name = key->name;

	answer->question.size = key->name_size;
	answer->question_at = key->name_size > 0 ? WEIR_HEADER_SIZE : 0;
	answer->type = key->type;
	answer->rrclass = key->rrclass;
	if (key->name_size == 0 && entry) {
		name = entry->octets + (entry->version == 4 ? 8 : 32);
		answer->question.size = entry->name_size;
		answer->type = entry->type;
		answer->rrclass = entry->rrclass;
	}
	fold_octets(answer->question.octets, name, answer->question.size);
}

static bool is_transfer(const struct pair_entry *entry)
{
	return entry->tcp && (entry->type == 252 || entry->type == 251);
}

/* A response is taken in; `entry` is its question, NULL where none is needed. */
static void take_response(struct worker *w, const struct item *item, struct pair_entry *entry)
{
	struct weir_message message;
	struct answer answer; /* not cleared: a name is large */
	unsigned rcode;

	if (weir_message_read(item->wire, &message) != WEIR_OK)
		return;
	answer.message = &message;
	answer.item = item;
	size_t records = answer_records(w, &message, item, &rcode);
	answer_question(&answer, item, item->app == WEIR_APP_MDNS ? NULL : entry);
	if (item->app == WEIR_APP_MDNS)
		answer.question.size = 0;
	/* The later messages of a transfer answer the same question. */
	bool first = !entry || !entry->answered || is_transfer(entry);
	answer.emit = first && !item->ruled_out;
	w->counters.ruled_out += first && item->ruled_out;
	uint64_t digest = answer_mine(w, &answer, records, rcode);
	if (!entry)
		return;
	if (first) {
		entry->digest = digest;
		entry->answered = true;
		w->counters.paired++;
	} else if (entry->digest == digest) {
		w->counters.duplicates++;
	} else {
		w->counters.conflicts++;
	}
}

/* A response that stays unpaired is counted by its reason and its records by how many are lost. */
static void refuse_response(struct worker *w, const struct item *item, enum pair_verdict verdict)
{
	struct weir_message message;
	unsigned rcode;

	switch (verdict) {
	case PAIR_ACCEPTED:
	case PAIR_AGAIN:
		return;
	case PAIR_LATE:
		w->counters.late++;
		break;
	case PAIR_ID_MISMATCH:
		w->counters.id_mismatch++;
		break;
	case PAIR_QUESTION_MISMATCH:
		w->counters.question_mismatch++;
		break;
	case PAIR_UNASKED:
		w->counters.unasked++;
		break;
	}
	if (weir_message_read(item->wire, &message) != WEIR_OK)
		return;
	size_t records = answer_records(w, &message, item, &rcode);
	for (size_t i = 0; i < records && rcode == 0; i++)
		w->counters.withheld += w->records[i].section == WEIR_ANSWER;
}

/* Beside the enum weir_app that a parked response keeps. */
enum { PARKED_CUT = 0x80, PARKED_RULED_OUT = 0x40, PARKED_APP = 0x3f };

/* `last`: it has waited; what it is now it stays. */
static void judge_response(struct worker *w, struct pair *pair, const struct item *item, bool last)
{
	struct pair_entry *entry = NULL;
	bool case_differs;
	enum pair_verdict verdict =
		pair_response(pair, &item->key, item->time, &entry, &case_differs);

	if (verdict == PAIR_ACCEPTED || verdict == PAIR_AGAIN) {
		w->counters.case_mismatch += case_differs && verdict == PAIR_ACCEPTED;
		take_response(w, item, entry);
		return;
	}
	if (w->options->keep_unpaired && (verdict == PAIR_UNASKED || verdict == PAIR_LATE) &&
	    item->key.name_size > 0) {
		w->counters.unpaired_kept += !item->ruled_out;
		take_response(w, item, NULL);
		return;
	}
	uint8_t marks = (uint8_t)(item->app | (item->cut ? PARKED_CUT : 0) |
				  (item->ruled_out ? PARKED_RULED_OUT : 0));
	if (!last && pair_park(pair, &item->key, item->time, item->number, marks, item->wire))
		return;
	refuse_response(w, item, verdict);
}

/* What was parked becomes an item again; its wire lies in the parking ring. */
static bool item_of(struct worker *w, const struct pair_parked *parked, struct item *item)
{
	*item = (struct item){
		.wire = { parked->wire, parked->wire_size },
		.time = parked->time,
		.number = parked->number,
		.app = parked->app & PARKED_APP,
		.ruled_out = (parked->app & PARKED_RULED_OUT) != 0,
		.cut = (parked->app & PARKED_CUT) != 0,
		.key = { .client = parked->server,
			 .server = parked->client,
			 .client_port = parked->server_port,
			 .server_port = parked->client_port,
			 .version = parked->version,
			 .tcp = parked->tcp },
	};
	/* Its oddities were counted when it came. */
	return item_read(&w->again, item);
}

static void expire_parked(struct worker *w, struct pair *pair, int64_t now)
{
	const struct pair_parked *parked;
	struct item item;

	while ((parked = pair_expire(pair, now)) != NULL)
		if (item_of(w, parked, &item))
			judge_response(w, pair, &item, true);
}

static void take_query(struct worker *w, struct pair *pair, const struct item *query)
{
	const struct pair_parked *parked;
	struct item item;

	w->counters.queries++;
	if (query->key.name_size == 0)
		return;
	if (!pair_query(pair, &query->key, query->time)) {
		w->counters.retransmitted++;
		return;
	}
	while ((parked = pair_unpark(pair, &query->key)) != NULL)
		if (item_of(w, parked, &item))
			judge_response(w, pair, &item, true);
}

void session_take(struct worker *w, struct pair *pair, const struct item *item)
{
	expire_parked(w, pair, item->time);
	if (!(item->flags & WEIR_FLAG_QR)) {
		if (item->app != WEIR_APP_MDNS)
			take_query(w, pair, item);
		return;
	}
	w->counters.responses++;
	if (item->app == WEIR_APP_MDNS)
		take_response(w, item, NULL);
	else
		judge_response(w, pair, item, false);
}

void session_finish(struct worker *w, struct pair *pair)
{
	expire_parked(w, pair, INT64_MAX);
	w->counters.forgotten += pair_evicted(pair);
}
