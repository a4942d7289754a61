/* crew.c - any thread takes the next thing that can be done: share out a batch, work for a group of
 * shards, read and decode the next batch.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Shards see their messages in capture order because a group's batches are taken by number, one thread
 * at a time; that is all that determinism needs. The lock is taken a few times a batch. */
#include "mine/crew.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/error.h"
#include "mine/load.h"

enum { AHEAD = 12 }; /* items between the hint and the use, to hide a miss of memory */

enum stage {
	STAGE_FREE = 0,
	STAGE_FILLING, /* being read and decoded */
	STAGE_DECODED, /* waits for its turn to have its fragments put together */
	STAGE_SHARED,  /* groups may take it */
};

struct place {
	struct load load;
	enum stage stage;
	unsigned left; /* groups that have not taken it yet */
};

/* The shards whose number modulo the thread count is the group's. */
struct group {
	uint64_t next; /* batch it takes next */
	bool busy;
};

struct crew {
	struct inputs *inputs;
	struct worker *workers;
	struct crew_state *state;
	unsigned count;
	pthread_mutex_t lock; /* guards all below; not what a stage hands to one thread */
	pthread_cond_t changed;
	struct place *places;
	unsigned place_count;
	uint64_t next_fill;  /* number of the batch to be read next */
	uint64_t next_share; /* of the batch to be shared out next */
	bool reading;
	bool sharing;
	bool ended;
	struct group groups[CREW_MAX];
	unsigned next_worker;
};

static struct place *place_of(struct crew *crew, uint64_t number)
{
	return &crew->places[number % crew->place_count];
}

/* Messages that a shard's streams have ready; `fed` and its packet, if any, are what completed them. */
static void take_streams(struct crew *crew, struct worker *w, unsigned number,
			 const struct item *fed, const struct weir_packet *packet)
{
	struct shard *shard = shard_at(crew->state->streams, number);
	struct weir_datagram message;

	while (shard_next(shard, w->gather, &message)) {
		struct item item = {
			.time = message.time,
			.number = message.number,
			.kind = ITEM_MESSAGE,
			.shard = (uint8_t)number,
			.app = message.app,
			.wire = message.wire,
			.key = { .client = message.source,
				 .server = message.target,
				 .client_port = message.source_port,
				 .server_port = message.target_port,
				 .version = message.version,
				 .tcp = true },
		};
		/* One that waited for others to be given up is of another frame. */
		if (fed && fed->number == message.number && fed->time == message.time) {
			message.frame = fed->frame;
			message.packet = packet;
		}
		if (!item_read(&w->counters, &item))
			continue;
		load_judge(w, &message, &item);
		session_take(w, crew->state->pairs[number], &item);
	}
}

static void take_item(struct crew *crew, struct worker *w, const struct item *item)
{
	struct weir_packet room;

	if (item->kind == ITEM_MESSAGE) {
		session_take(w, crew->state->pairs[item->shard], item);
		return;
	}
	const struct weir_packet *packet = load_packet(item, &room);
	shard_feed(shard_at(crew->state->streams, item->shard), packet,
		   (struct tcp_stamp){ item->time, item->number }, 0);
	take_streams(crew, w, item->shard, item, packet);
}

/* All items of one group, hints running ahead of the work. */
static void group_take(struct crew *crew, struct worker *w, const struct load *load, unsigned group)
{
	const struct item *held[2 * AHEAD];
	size_t count = 0;

	for (size_t i = 0; i < load->item_count; i++) {
		const struct item *item = &load->items[i];
		if (item->kind == ITEM_NOTHING || item->shard % crew->count != group)
			continue;
		if (item->kind == ITEM_MESSAGE)
			pair_prefetch_heads(crew->state->pairs[item->shard], &item->key);
		if (count >= AHEAD) {
			const struct item *soon = held[(count - AHEAD) % (2 * AHEAD)];
			if (soon->kind == ITEM_MESSAGE)
				pair_prefetch_entries(crew->state->pairs[soon->shard], &soon->key);
		}
		if (count >= 2 * AHEAD)
			take_item(crew, w, held[count % (2 * AHEAD)]);
		held[count++ % (2 * AHEAD)] = item;
	}
	for (size_t i = count < 2 * AHEAD ? 0 : count - 2 * AHEAD; i < count; i++)
		take_item(crew, w, held[i % (2 * AHEAD)]);
	seen_flush(w);
}

/* A group with a batch to take, the thread's own first: its shards are warm in this cache. */
static int group_ready(struct crew *crew, unsigned own)
{
	for (unsigned i = 0; i < crew->count; i++) {
		unsigned g = (own + i) % crew->count;
		const struct group *group = &crew->groups[g];
		if (!group->busy && group->next < crew->next_share)
			return (int)g;
	}
	return -1;
}

static void do_group(struct crew *crew, struct worker *w, unsigned g)
{
	struct group *group = &crew->groups[g];
	struct place *place = place_of(crew, group->next);

	group->busy = true;
	pthread_mutex_unlock(&crew->lock);
	group_take(crew, w, &place->load, g);
	pthread_mutex_lock(&crew->lock);
	group->busy = false;
	group->next++;
	if (--place->left == 0)
		place->stage = STAGE_FREE;
	pthread_cond_broadcast(&crew->changed);
}

static void do_fill(struct crew *crew, struct worker *w)
{
	struct place *place = place_of(crew, crew->next_fill);

	crew->reading = true;
	crew->next_fill++;
	place->stage = STAGE_FILLING;
	pthread_mutex_unlock(&crew->lock);
	enum weir_status status =
		inputs_next(crew->inputs, &place->load.batch, &place->load.time_before);
	pthread_mutex_lock(&crew->lock);
	crew->reading = false;
	if (status != WEIR_OK) {
		crew->ended = true;
		crew->next_fill--;
		place->stage = STAGE_FREE;
	} else {
		pthread_cond_broadcast(&crew->changed);
		pthread_mutex_unlock(&crew->lock);
		load_decode(w, &place->load);
		pthread_mutex_lock(&crew->lock);
		place->stage = STAGE_DECODED;
	}
	pthread_cond_broadcast(&crew->changed);
}

static bool share_ready(struct crew *crew)
{
	return !crew->sharing && crew->next_share < crew->next_fill &&
	       place_of(crew, crew->next_share)->stage == STAGE_DECODED;
}

/* The one stage in which batches go by their order one at a time: it is short, as fragments are few. */
static void do_share(struct crew *crew, struct worker *w)
{
	struct place *place = place_of(crew, crew->next_share);

	crew->sharing = true;
	pthread_mutex_unlock(&crew->lock);
	load_assemble(w, &place->load, crew->state->fragments);
	pthread_mutex_lock(&crew->lock);
	crew->sharing = false;
	crew->next_share++;
	place->stage = STAGE_SHARED;
	place->left = crew->count;
	pthread_cond_broadcast(&crew->changed);
}

static bool all_taken(const struct crew *crew)
{
	for (unsigned g = 0; g < crew->count; g++)
		if (crew->groups[g].next < crew->next_fill)
			return false;
	return true;
}

static void *work(void *context)
{
	struct crew *crew = context;

	pthread_mutex_lock(&crew->lock);
	unsigned own = crew->next_worker++;
	struct worker *w = &crew->workers[own];
	for (;;) {
		int ready = group_ready(crew, own);
		if (share_ready(crew))
			do_share(crew, w);
		else if (ready >= 0)
			do_group(crew, w, (unsigned)ready);
		else if (!crew->ended && !crew->reading &&
			 place_of(crew, crew->next_fill)->stage == STAGE_FREE)
			do_fill(crew, w);
		else if (crew->ended && all_taken(crew))
			break;
		else
			pthread_cond_wait(&crew->changed, &crew->lock);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

static enum weir_status crew_open(struct crew *crew)
{
	crew->place_count = crew->count == 1 ? 1 : 2 * crew->count + 1;
	crew->places = calloc(crew->place_count, sizeof(*crew->places));
	if (!crew->places)
		return WEIR_E_MEMORY;
	for (unsigned i = 0; i < crew->place_count; i++) {
		enum weir_status status = load_open(&crew->places[i].load);
		if (status != WEIR_OK)
			return status;
	}
	return WEIR_OK;
}

static void crew_close(struct crew *crew)
{
	for (unsigned i = 0; crew->places && i < crew->place_count; i++)
		load_close(&crew->places[i].load);
	free(crew->places);
	pthread_cond_destroy(&crew->changed);
	pthread_mutex_destroy(&crew->lock);
}

/* The calling thread works too; a thread that the system refuses is done without. */
static void run_threads(struct crew *crew)
{
	pthread_t threads[CREW_MAX];
	unsigned started = 0;

	while (started < crew->count - 1 &&
	       pthread_create(&threads[started], NULL, work, crew) == 0)
		started++;
	work(crew);
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}

/* The traffic has ended: what waits is given up or given out. */
static void finish(struct crew *crew, struct worker *w)
{
	fragment_finish(crew->state->fragments);
	for (unsigned i = 0; i < SHARD_COUNT; i++) {
		struct shard *shard = shard_at(crew->state->streams, i);
		shard_finish(shard);
		take_streams(crew, w, i, NULL, NULL);
		session_finish(w, crew->state->pairs[i]);
		shard_count(shard, &w->counters.traffic);
	}
	traffic_fragments_count(crew->state->fragments, &w->counters.traffic);
	seen_flush(w);
}

enum weir_status crew_run(struct inputs *inputs, struct worker *workers, unsigned count,
			  struct crew_state *state, struct weir_error *err)
{
	struct crew crew = { .inputs = inputs, .workers = workers, .count = count, .state = state };

	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.changed, NULL);
	enum weir_status status = crew_open(&crew);
	if (status == WEIR_OK) {
		run_threads(&crew);
		finish(&crew, &workers[0]);
	} else {
		error_set(err, status, NO_PLACE, "out of memory for %u threads", count);
	}
	crew_close(&crew);
	return status;
}
