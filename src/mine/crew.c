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
	struct pair *const *shards;
	unsigned count;
	pthread_mutex_t lock; /* guards all below; not what a stage hands to one thread */
	pthread_cond_t changed;
	struct place *places;
	unsigned place_count;
	uint64_t next_fill; /* number of the batch to be read next */
	bool reading;
	bool ended;
	struct group groups[CREW_MAX];
	unsigned next_worker;
};

static struct place *place_of(struct crew *crew, uint64_t number)
{
	return &crew->places[number % crew->place_count];
}

/* All items of one group, hints running ahead of the work. */
static void group_take(struct crew *crew, struct worker *w, const struct load *load, unsigned group)
{
	const struct item *mine[2 * AHEAD];
	size_t held = 0;

	for (size_t i = 0; i < load->item_count; i++) {
		const struct item *item = &load->items[i];
		if (item->shard % crew->count != group)
			continue;
		pair_prefetch_heads(crew->shards[item->shard], &item->key);
		if (held >= AHEAD) {
			const struct item *soon = mine[(held - AHEAD) % (2 * AHEAD)];
			pair_prefetch_entries(crew->shards[soon->shard], &soon->key);
		}
		if (held >= 2 * AHEAD) {
			const struct item *now = mine[held % (2 * AHEAD)];
			session_take(w, crew->shards[now->shard], now);
		}
		mine[held++ % (2 * AHEAD)] = item;
	}
	for (size_t i = held < 2 * AHEAD ? 0 : held - 2 * AHEAD; i < held; i++) {
		const struct item *now = mine[i % (2 * AHEAD)];
		session_take(w, crew->shards[now->shard], now);
	}
	seen_flush(w);
}

/* A group with a batch to take, the thread's own first: its shards are warm in this cache. */
static int group_ready(struct crew *crew, unsigned own)
{
	for (unsigned i = 0; i < crew->count; i++) {
		unsigned g = (own + i) % crew->count;
		const struct group *group = &crew->groups[g];
		if (!group->busy && group->next < crew->next_fill &&
		    place_of(crew, group->next)->stage == STAGE_SHARED)
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
	enum weir_status status = inputs_next(crew->inputs, &place->load.batch);
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
		place->stage = STAGE_SHARED;
		place->left = crew->count;
	}
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
		if (ready >= 0)
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

enum weir_status crew_run(struct inputs *inputs, struct worker *workers, unsigned count,
			  struct pair *const *shards, struct weir_error *err)
{
	struct crew crew = {
		.inputs = inputs, .workers = workers, .count = count, .shards = shards
	};

	pthread_mutex_init(&crew.lock, NULL);
	pthread_cond_init(&crew.changed, NULL);
	enum weir_status status = crew_open(&crew);
	if (status == WEIR_OK) {
		run_threads(&crew);
		for (unsigned i = 0; i < MINE_SHARDS; i++)
			session_finish(&workers[0], shards[i]);
		seen_flush(&workers[0]);
	} else {
		error_set(err, status, NO_PLACE, "out of memory for %u threads", count);
	}
	crew_close(&crew);
	return status;
}
