/* answer.c - which records of a response count: those reached from the question through aliases.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include <dnsweir/rdata.h>
#include <dnsweir/rrtype.h>

#include "base/cursor.h"
#include "dns/fold.h"
#include "mine/worker.h"

enum {
	TYPE_CNAME = 5,
	TYPE_DNAME = 39,
	TYPE_OPT = 41,
	TYPE_RRSIG = 46,
	TYPE_TKEY = 249,
	TYPE_TSIG = 250,
	TYPE_IXFR = 251,
	TYPE_AXFR = 252,
	CLASS_IN = 1,
};

/* A name on the way: the question's, then each alias target. */
struct stop {
	struct weir_name name; /* lower case */
	uint8_t key[NAME_KEY_MAX];
	size_t key_size;
	uint64_t hash; /* of the key */
	uint32_t at;   /* where it stands in the message, to know a pointer to it; 0: nowhere */
	int from;      /* the stop whose alias led here; -1: the question */
};

struct way {
	struct stop stops[WEIR_CHAIN_MAX + 1];
	unsigned count;
	bool too_long;
};

/* Behind the first question, which item_read has checked. */
static struct weir_walk walk_behind_question(const struct weir_message *message,
					     const struct item *item)
{
	struct weir_walk walk = weir_message_walk(message);

	if (item->key.name_size > 0) {
		walk.at = WEIR_HEADER_SIZE + item->key.name_size + 4U;
		walk.index = 1;
		walk.known[0] = WEIR_HEADER_SIZE;
	}
	return walk;
}

size_t answer_records(struct worker *w, const struct weir_message *message, const struct item *item,
		      unsigned *rcode)
{
	struct weir_walk walk = walk_behind_question(message, item);
	size_t records = 0;

	*rcode = weir_message_rcode(message);
	/* Every item takes at least five octets of the wire, every record eleven. */
	while (records < RECORDS_MAX && weir_walk_next(&walk, &w->records[records]) == WEIR_OK) {
		const struct weir_record *record = &w->records[records];
		if (record->section == WEIR_QUESTION)
			continue;
		if (record->type == TYPE_OPT && record->section == WEIR_ADDITIONAL)
			*rcode |= record->ttl >> 24 << 4;
		w->taken[records] = false;
		records++;
	}
	if (item->cut)
		return records;
	if (walk.flaw.reason != WEIR_FLAW_NONE)
		w->counters.malformed_messages[walk.flaw.reason]++;
	else if (walk.at != message->wire.size)
		w->counters.malformed_messages[WEIR_FLAW_TRAILING]++;
	return records;
}

static bool name_is(const struct stop *stop, const struct weir_name *folded)
{
	return stop->name.size == folded->size &&
	       memcmp(stop->name.octets, folded->octets, folded->size) == 0;
}

/* The stop that the owner of a record is, or -1. Most owners are a pointer to a name that is a stop's
 * own place, and need no expansion; `owner` is filled (folded) in all other cases. */
static int owner_stop(const struct way *way, const struct weir_message *message,
		      const struct weir_record *record, struct weir_name *owner)
{
	const uint8_t *p = message->wire.data + record->owner_at;

	owner->size = 0;
	if (p[0] >= 0xc0) {
		/* The walk has checked that the pointer's second octet is there. */
		uint32_t target = load_be16(p) & 0x3fff;
		for (unsigned i = 0; i < way->count; i++)
			if (way->stops[i].at == target && target != 0)
				return (int)i;
	}
	if (weir_name_expand(message->wire, record->owner_at, owner, NULL) != WEIR_OK)
		return -1;
	weir_name_fold(owner);
	for (unsigned i = 0; i < way->count; i++)
		if (name_is(&way->stops[i], owner))
			return (int)i;
	return -1;
}

static void way_add(struct way *way, const uint8_t *name, size_t size, uint32_t at, int from)
{
	/* A target that is a stop already closes a loop; nothing new is reached. */
	for (unsigned i = 0; i < way->count; i++)
		if (way->stops[i].name.size == size &&
		    memcmp(way->stops[i].name.octets, name, size) == 0)
			return;
	if (way->count > WEIR_CHAIN_MAX) {
		way->too_long = true;
		return;
	}
	struct stop *stop = &way->stops[way->count++];
	stop->name.size = (uint8_t)size;
	memcpy(stop->name.octets, name, size);
	stop->key_size = name_key_make(&stop->name, stop->key);
	stop->hash = fold_name_hash(stop->key, stop->key_size);
	stop->at = at;
	stop->from = from;
}

/* RFC 6672: the name below the DNAME's owner moves below its target. */
static void way_add_dname(struct way *way, const struct weir_name *owner, int from,
			  const uint8_t *target, size_t size)
{
	const struct weir_name *old = &way->stops[from].name;
	uint8_t name[WEIR_NAME_SIZE_MAX];
	size_t prefix = (size_t)old->size - owner->size;

	if (prefix + size > sizeof(name))
		return;
	memcpy(name, old->octets, prefix);
	memcpy(name + prefix, target, size);
	way_add(way, name, prefix + size, 0, from);
}

static void emit_chain(struct worker *w, const struct way *way, int last,
		       const struct weir_record *record, const uint8_t *rdata, size_t rdata_size,
		       int64_t time)
{
	int path[WEIR_CHAIN_MAX + 1];
	unsigned length = 0;

	/* Ends: `from` is always a smaller index. */
	for (int at = last; way->stops[at].from >= 0; at = way->stops[at].from)
		path[length++] = at;
	if (length == 0)
		return;
	/* Room was made together with the record's own; flushing now would overwrite its RDATA. */
	uint8_t *key = w->seen.keys + w->seen.keys_used;
	const struct stop *first = &way->stops[0];
	size_t size = first->key_size;
	memcpy(key, first->key, size);
	key[size++] = (uint8_t)length;
	while (length > 0) {
		const struct weir_name *hop = &way->stops[path[--length]].name;
		memcpy(key + size, hop->octets, hop->size);
		size += hop->size;
	}
	memcpy(key + size, rdata, rdata_size);
	size += rdata_size;
	seen_add(w, WEIR_SIGHTING_CHAIN, record->type, first->key_size, first->hash,
		 size - first->key_size, time);
}

static bool type_wanted(const struct worker *w, uint16_t type)
{
	return !w->types || (w->types[type / 64] >> type % 64 & 1);
}

/* An owner name in both of its forms. */
struct owner {
	const struct weir_name *name; /* lower case */
	const uint8_t *key;
	size_t key_size;
	uint64_t hash; /* of the key */
};

static struct owner owner_of(const struct stop *stop)
{
	return (struct owner){ &stop->name, stop->key, stop->key_size, stop->hash };
}

/* The same for a name that is no stop; `key` holds NAME_KEY_MAX octets. */
static struct owner owner_make(const struct weir_name *name, uint8_t *key)
{
	size_t size = name_key_make(name, key);

	return (struct owner){ name, key, size, fold_name_hash(key, size) };
}

static void tell_each(const struct worker *w, const struct answer *answer,
		      const struct weir_record *record, const struct owner *owner,
		      struct weir_slice rdata)
{
	const struct weir_sighting sighting = {
		.kind = WEIR_SIGHTING_RECORD,
		.rrtype = record->type,
		.rrname = { owner->name->octets, owner->name->size },
		.rdata = rdata,
		.time_first = answer->item->time,
		.time_last = answer->item->time,
		.count = 1,
	};
	const struct weir_mined mined = {
		.sighting = &sighting,
		.message = answer->message,
		.record = record,
		.client = &answer->item->key.client,
		.server = &answer->item->key.server,
		.version = answer->item->key.version,
		.number = answer->item->number,
	};

	w->options->each(w->options->context, &mined);
}

/* Make a key of one record in the room for sightings. Its RDATA there; no data: it is malformed. The
 * key stays readable until the next seen_room, and there is room for a chain behind it. */
static struct weir_slice record_key(struct worker *w, const struct answer *answer,
				    const struct weir_record *record, const struct owner *owner)
{
	uint8_t *key = seen_room(w);
	struct weir_flaw flaw = { WEIR_FLAW_SIZE, 0 };
	struct weir_rdata wire = weir_rdata_of(answer->message->wire, record);
	size_t size;

	memcpy(key, owner->key, owner->key_size);
	key += owner->key_size;
	wire.mdns = answer->item->app == WEIR_APP_MDNS;
	if (weir_rdata_canonical(&wire, key, UINT16_MAX, &size, &flaw) == WEIR_OK)
		return (struct weir_slice){ key, size };
	if (answer->emit)
		w->counters.malformed_records[flaw.reason]++;
	return (struct weir_slice){ NULL, 0 };
}

static void record_emit(struct worker *w, const struct answer *answer,
			const struct weir_record *record, const struct owner *owner,
			struct weir_slice rdata)
{
	if (!answer->emit || !type_wanted(w, record->type))
		return;
	if (w->options->each)
		tell_each(w, answer, record, owner, rdata);
	w->counters.records++;
	if (w->kinds >> WEIR_SIGHTING_RECORD & 1)
		seen_add(w, WEIR_SIGHTING_RECORD, record->type, owner->key_size, owner->hash,
			 rdata.size, answer->item->time);
	else
		w->seen.keys_used += owner->key_size + rdata.size; /* a chain comes behind */
}

/* The stop below the owner of a DNAME, or -1. */
static int stop_below(const struct way *way, const struct weir_name *owner)
{
	for (unsigned i = 0; i < way->count; i++)
		if (weir_name_within(&way->stops[i].name, owner))
			return (int)i;
	return -1;
}

/* Take one answer record if the way reaches it. */
static bool record_take(struct worker *w, const struct answer *answer, struct way *way,
			const struct weir_record *record, uint64_t *digest)
{
	struct weir_name name;
	uint8_t key[NAME_KEY_MAX];
	int at = owner_stop(way, answer->message, record, &name);
	int below = -1;

	if (at < 0 && record->type == TYPE_DNAME && name.size > 0)
		below = stop_below(way, &name);
	if (at < 0 && below < 0)
		return false;

	struct owner owner = at >= 0 ? owner_of(&way->stops[at]) : owner_make(&name, key);
	struct weir_slice rdata = record_key(w, answer, record, &owner);
	if (!rdata.data)
		return true;
	*digest += fold_hash(owner.hash, record->type, 0, rdata.data, rdata.size);
	/* The ways first: record_emit hands the key over. */
	if (record->type == TYPE_CNAME && at >= 0)
		way_add(way, rdata.data, rdata.size, record->rdata_at, at);
	else if (below >= 0)
		way_add_dname(way, &name, below, rdata.data, rdata.size);
	record_emit(w, answer, record, &owner, rdata);
	if ((w->kinds >> WEIR_SIGHTING_CHAIN & 1) && answer->emit && at > 0 &&
	    record->type != TYPE_CNAME && record->type != TYPE_RRSIG &&
	    type_wanted(w, record->type))
		emit_chain(w, way, at, record, rdata.data, rdata.size, answer->item->time);
	return true;
}

static bool is_meta(uint16_t type)
{
	return type == TYPE_OPT || type == TYPE_TSIG || type == TYPE_TKEY;
}

/* Answer records in as many rounds as their order needs: an alias may stand behind what it leads to.
 * Each round but the last takes a record, so there are at most as many rounds as aliases, and more than
 * WEIR_CHAIN_MAX of those are not followed. */
static uint64_t take_answers(struct worker *w, const struct answer *answer, size_t records,
			     struct way *way)
{
	uint64_t digest = 0;
	size_t left = 0;

	way->count = 0;
	way->too_long = false;
	way_add(way, answer->question.octets, answer->question.size, answer->question_at, -1);
	for (unsigned round = 0; round <= WEIR_CHAIN_MAX; round++) {
		unsigned stops = way->count;
		left = 0;
		for (size_t i = 0; i < records; i++) {
			const struct weir_record *record = &w->records[i];
			if (w->taken[i] || record->section != WEIR_ANSWER || is_meta(record->type))
				continue;
			if (record->rrclass != answer->rrclass) {
				w->counters.other_class += answer->emit && round == 0;
				continue;
			}
			w->taken[i] = record_take(w, answer, way, record, &digest);
			left += !w->taken[i];
		}
		if (left == 0 || way->count == stops)
			break;
	}
	if (answer->emit) {
		w->counters.off_chain += left;
		w->counters.chain_long += way->too_long;
	}
	return digest;
}

/* Records that need no way: whole transfers, mDNS, and the other sections when asked for. */
static void take_all(struct worker *w, const struct answer *answer, size_t records,
		     unsigned sections, uint64_t *digest)
{
	for (size_t i = 0; i < records; i++) {
		const struct weir_record *record = &w->records[i];
		struct weir_name name;
		uint8_t key[NAME_KEY_MAX];
		if (!(sections >> record->section & 1) || w->taken[i] || is_meta(record->type))
			continue;
		struct weir_record plain = *record;
		if (answer->item->app == WEIR_APP_MDNS)
			plain.rrclass &= 0x7fff; /* RFC 6762 section 10.2: the cache-flush bit */
		if (plain.rrclass != CLASS_IN) {
			w->counters.other_class += answer->emit;
			continue;
		}
		if (weir_name_expand(answer->message->wire, record->owner_at, &name, NULL) !=
		    WEIR_OK)
			continue;
		weir_name_fold(&name);
		if (record->section == WEIR_ANSWER && answer->question.size > 0 &&
		    !weir_name_within(&name, &answer->question)) {
			w->counters.off_chain += answer->emit;
			continue;
		}
		struct owner owner = owner_make(&name, key);
		struct weir_slice rdata = record_key(w, answer, &plain, &owner);
		if (!rdata.data)
			continue;
		*digest += fold_hash(owner.hash, plain.type, 0, rdata.data, rdata.size);
		record_emit(w, answer, &plain, &owner, rdata);
	}
}

/* RFC 6604 section 3: the RCODE is about the last name of the chain; the aliases before it exist. */
static void emit_nxdomain(struct worker *w, const struct answer *answer, size_t records)
{
	struct answer quiet = *answer;
	struct way way;

	quiet.emit = false;
	(void)take_answers(w, &quiet, records, &way);
	for (size_t i = 0; i < records; i++)
		w->taken[i] = false;
	if (way.too_long)
		return;
	const struct stop *end = &way.stops[way.count - 1];
	memcpy(seen_room(w), end->key, end->key_size);
	seen_add(w, WEIR_SIGHTING_NXDOMAIN, answer->type, end->key_size, end->hash, 0,
		 answer->item->time);
}

uint64_t answer_mine(struct worker *w, const struct answer *answer, size_t records, unsigned rcode)
{
	unsigned sections = w->options->sections ? w->options->sections : 1U << WEIR_ANSWER;
	uint32_t rcodes = w->options->rcodes ? w->options->rcodes : 1;
	bool transfer = answer->type == TYPE_AXFR || answer->type == TYPE_IXFR;
	uint64_t digest = rcode;
	struct way way;

	if (answer->emit && rcode == 3) {
		w->counters.nxdomain++;
		if ((w->kinds >> WEIR_SIGHTING_NXDOMAIN & 1) && answer->question.size > 0 &&
		    answer->rrclass == CLASS_IN)
			emit_nxdomain(w, answer, records);
	}
	if (rcode > 31 || !(rcodes >> rcode & 1)) {
		w->counters.other_rcode += answer->emit && rcode != 0;
		return digest;
	}
	if (answer->question.size > 0 && answer->rrclass != CLASS_IN) {
		w->counters.other_class += answer->emit ? records : 0;
		return digest;
	}
	if (answer->question.size == 0 || transfer)
		take_all(w, answer, records, sections, &digest);
	else if (sections >> WEIR_ANSWER & 1)
		digest += take_answers(w, answer, records, &way);
	if (sections & ~(1U << WEIR_ANSWER))
		take_all(w, answer, records, sections & ~(1U << WEIR_ANSWER), &digest);
	return digest;
}
