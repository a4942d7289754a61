/* pair.c - the tables behind pair.h: two rings, their hash heads, the search for a question.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "mine/pair.h"

#include <string.h>

#include "base/hash.h"
#include "dns/fold.h"
#include "mine/pair_private.h"

/* Entries of one address pair and port pair that are looked at for an id. */
enum { SEARCH_MAX = 1024 };

uint64_t pair_tuple_hash(const struct pair_key *key)
{
	size_t size = key->version == 4 ? 4 : 16;
	uint64_t ports = (uint64_t)key->client_port << 24 | (uint64_t)key->server_port << 8 |
			 (uint64_t)key->version << 1 | key->tcp;

	return hash_bytes(hash_bytes(ports, key->client.octets, size), key->server.octets, size);
}

uint64_t pair_ask_hash(const struct pair_key *key, uint64_t folded_name_hash)
{
	uint64_t rest = (uint64_t)key->id << 32 | (uint64_t)key->type << 16 | key->rrclass;

	return hash_mix(key->tuple_hash ^ rest ^ HASH_P0, folded_name_hash ^ HASH_P1);
}

/* Dead positions must not grow so old that they look alive again. */
static void heads_renew(uint32_t *heads, size_t count, const struct log *log)
{
	for (size_t i = 0; i < count; i++)
		if (!log_live(log, heads[i]))
			heads[i] = log_dead(log);
}

static struct pair_entry *entry_at(const struct pair *pair, uint32_t position)
{
	return log_at(&pair->asked, position);
}

void pair_prefetch_heads(const struct pair *pair, const struct pair_key *key)
{
	__builtin_prefetch(&pair->by_ask[key->ask_hash % HEADS], 1);
	__builtin_prefetch(&pair->by_tuple[key->tuple_hash % HEADS], 1);
}

void pair_prefetch_entries(const struct pair *pair, const struct pair_key *key)
{
	uint32_t at = pair->by_ask[key->ask_hash % HEADS];

	if (log_live(&pair->asked, at)) {
		const uint8_t *entry = log_at(&pair->asked, at);
		__builtin_prefetch(entry, 1);
		__builtin_prefetch(entry + 64);
	}
}

static bool same_tuple(const struct pair_entry *entry, const struct pair_key *key)
{
	size_t size = key->version == 4 ? 4 : 16;

	return entry->client_port == key->client_port && entry->server_port == key->server_port &&
	       entry->version == key->version && entry->tcp == key->tcp &&
	       memcmp(entry->octets, key->client.octets, size) == 0 &&
	       memcmp(entry->octets + size, key->server.octets, size) == 0;
}

static const uint8_t *entry_name(const struct pair_entry *entry)
{
	return entry->octets + (entry->version == 4 ? 8 : 32);
}

/* When strict, questions in another case are other questions. */
static bool same_question(const struct pair *pair, const struct pair_entry *entry,
			  const struct pair_key *key)
{
	return entry->type == key->type && entry->rrclass == key->rrclass &&
	       entry->name_size == key->name_size &&
	       (memcmp(entry_name(entry), key->name, key->name_size) == 0 ||
		(!pair->strict_case && fold_equal(entry_name(entry), key->name, key->name_size)));
}

/* Files and mirror ports may step back in time a little; one wrong clock must not hold up the rest. */
static bool within(int64_t a, int64_t b, int64_t limit)
{
	return a - b <= limit && b - a <= limit;
}

static bool in_time(const struct pair_entry *entry, int64_t time)
{
	return within(time, entry->time, PAIR_TIMEOUT);
}

/* The youngest entry with this tuple, id and question. */
static struct pair_entry *find_asked(const struct pair *pair, const struct pair_key *key)
{
	uint32_t at = pair->by_ask[key->ask_hash % HEADS];

	/* Ends: links lead to ever older entries, the tail stops them. */
	while (log_live(&pair->asked, at)) {
		struct pair_entry *entry = entry_at(pair, at);
		if (entry->tag == (uint32_t)(key->ask_hash >> 32) && entry->id == key->id &&
		    same_tuple(entry, key) && same_question(pair, entry, key))
			return entry;
		at = entry->older_ask;
	}
	return NULL;
}

/* The youngest entry of this tuple: with this id where there is one, else with any (id_found tells).
 * Rare: responses without a question section and those that answer nothing. */
static struct pair_entry *find_tuple(const struct pair *pair, const struct pair_key *key,
				     int64_t time, bool *id_found)
{
	uint32_t at = pair->by_tuple[key->tuple_hash % HEADS];
	struct pair_entry *any = NULL;

	for (unsigned i = 0; i < SEARCH_MAX && log_live(&pair->asked, at); i++) {
		struct pair_entry *entry = entry_at(pair, at);
		at = entry->older_tuple;
		if (!in_time(entry, time) || !same_tuple(entry, key))
			continue;
		if (entry->id == key->id) {
			*id_found = true;
			return entry;
		}
		any = any ? any : entry;
	}
	*id_found = false;
	return any;
}

static void evict_oldest(struct pair *pair, int64_t now)
{
	uint32_t units = log_entry_units(&pair->asked, pair->asked.tail);

	if (!(units & LOG_PADDING)) {
		const struct pair_entry *oldest = entry_at(pair, pair->asked.tail);
		if (!oldest->answered && in_time(oldest, now))
			pair->evicted++;
	}
	pair->asked.tail += units & ~LOG_PADDING;
}

static uint32_t push_entry(struct pair *pair, uint32_t units, int64_t now)
{
	struct log *log = &pair->asked;
	uint32_t before = log->head;

	while (log_room(log) < units + log_padding(log, units))
		evict_oldest(pair, now);
	uint32_t position = log_push(log, units);
	if (log_crossed(log, before)) {
		heads_renew(pair->by_ask, HEADS, log);
		heads_renew(pair->by_tuple, HEADS, log);
	}
	return position;
}

bool pair_query(struct pair *pair, const struct pair_key *key, int64_t time)
{
	size_t size = key->version == 4 ? 4 : 16;
	struct pair_entry *entry = find_asked(pair, key);

	if (entry && !entry->answered && in_time(entry, time)) {
		entry->time = time;
		return false;
	}
	uint32_t units = log_units(sizeof(*entry) + 2 * size + key->name_size);
	uint32_t position = push_entry(pair, units, time);
	uint32_t *ask_head = &pair->by_ask[key->ask_hash % HEADS];
	uint32_t *tuple_head = &pair->by_tuple[key->tuple_hash % HEADS];
	entry = entry_at(pair, position);
	*entry = (struct pair_entry){
		.units = units,
		.older_ask = *ask_head,
		.older_tuple = *tuple_head,
		.tag = (uint32_t)(key->ask_hash >> 32),
		.time = time,
		.id = key->id,
		.type = key->type,
		.rrclass = key->rrclass,
		.client_port = key->client_port,
		.server_port = key->server_port,
		.version = key->version,
		.name_size = key->name_size,
		.tcp = key->tcp,
	};
	memcpy(entry->octets, key->client.octets, size);
	memcpy(entry->octets + size, key->server.octets, size);
	memcpy(entry->octets + 2 * size, key->name, key->name_size);
	*ask_head = position;
	*tuple_head = position;
	return true;
}

static enum pair_verdict judge(const struct pair_entry *entry, int64_t time)
{
	if (!in_time(entry, time))
		return PAIR_LATE;
	return entry->answered ? PAIR_AGAIN : PAIR_ACCEPTED;
}

enum pair_verdict pair_response(struct pair *pair, const struct pair_key *key, int64_t time,
				struct pair_entry **entry, bool *case_differs)
{
	struct pair_entry *asked = key->name_size > 0 ? find_asked(pair, key) : NULL;
	bool id_found = false;

	*case_differs = false;
	if (asked) {
		*case_differs = memcmp(entry_name(asked), key->name, key->name_size) != 0;
		*entry = asked;
		return judge(asked, time);
	}
	asked = find_tuple(pair, key, time, &id_found);
	if (!asked)
		return PAIR_UNASKED;
	if (!id_found)
		return PAIR_ID_MISMATCH;
	if (key->name_size > 0)
		return PAIR_QUESTION_MISMATCH;
	*entry = asked;
	return judge(asked, time);
}

uint64_t pair_evicted(const struct pair *pair)
{
	return pair->evicted;
}

/* --- responses that came before their question --- */

static struct pair_parked *parked_at(const struct pair *pair, uint32_t position)
{
	return log_at(&pair->parked, position);
}

bool pair_park(struct pair *pair, const struct pair_key *key, int64_t time, uint64_t number,
	       uint8_t app, struct weir_slice wire)
{
	struct log *log = &pair->parked;
	uint32_t before = log->head;
	uint32_t units = log_units(sizeof(struct pair_parked) + wire.size);

	if (units > log->mask || log_room(log) < units + log_padding(log, units))
		return false;
	uint32_t position = log_push(log, units);
	struct pair_parked *parked = parked_at(pair, position);
	uint32_t *head = &pair->by_parked[key->ask_hash % PARKED_HEADS];
	*parked = (struct pair_parked){
		.units = units,
		.older = *head,
		.time = time,
		.number = number,
		.ask_hash = key->ask_hash,
		.wire_size = (uint32_t)wire.size,
		.client_port = key->client_port,
		.server_port = key->server_port,
		.version = key->version,
		.tcp = key->tcp,
		.app = app,
		.client = key->client,
		.server = key->server,
	};
	memcpy(parked->wire, wire.data, wire.size);
	*head = position;
	if (log_crossed(log, before))
		heads_renew(pair->by_parked, PARKED_HEADS, log);
	return true;
}

const struct pair_parked *pair_unpark(struct pair *pair, const struct pair_key *key)
{
	uint32_t at = pair->by_parked[key->ask_hash % PARKED_HEADS];

	while (log_live(&pair->parked, at)) {
		struct pair_parked *parked = parked_at(pair, at);
		if (!parked->taken && parked->ask_hash == key->ask_hash) {
			parked->taken = true;
			return parked;
		}
		at = parked->older;
	}
	return NULL;
}

const struct pair_parked *pair_expire(struct pair *pair, int64_t now)
{
	struct log *log = &pair->parked;

	if (pair->expired_one) {
		log->tail += parked_at(pair, log->tail)->units;
		pair->expired_one = false;
	}
	while (log->head != log->tail) {
		uint32_t units = log_entry_units(log, log->tail);
		if (units & LOG_PADDING) {
			log->tail += units & ~LOG_PADDING;
			continue;
		}
		const struct pair_parked *oldest = parked_at(pair, log->tail);
		if (now != INT64_MAX && within(now, oldest->time, PAIR_WINDOW))
			return NULL;
		if (!oldest->taken) {
			pair->expired_one = true;
			return oldest;
		}
		log->tail += units;
	}
	return NULL;
}
