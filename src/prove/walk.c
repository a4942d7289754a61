/* walk.c - programs executed side by side for all packets at once.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A state is where every program stands and what those registers hold that somebody may still read.
 * Each step moves one program forward, and the one that is about to look at the foremost octets comes
 * first: so programs that look at the same octets walk together, and what one finds out decides the
 * other's test. Ways that lead to the same state are joined by their conditions; where too many states
 * differ in registers only, these become choices, the same for all programs.
 *
 * States are taken by the sum of their places. All jumps lead forward, so none comes late. */
#include "prove/walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "filter/bpf_code.h"
#include "prove/walk_private.h"

enum { CROWDED = 16, WRONGS_MAX = 1024 };

/* Which registers are read from an instruction on, before they are written; and how far it is to go. */
static void find_live(const struct weir_bpf_program *program, uint32_t *live, uint32_t *ways)
{
	live[program->count] = 1U << REGISTER_A;
	for (size_t at = program->count; at-- > 0;) {
		const struct weir_bpf_op *op = &program->ops[at];
		struct walk_effect effect = walk_effect(op);
		uint32_t behind = 0;

		size_t one = at + 1;
		size_t other;

		if (op->code == BPF_JA)
			one += op->k;
		other = one;
		if (bpf_is_branch(op->code)) {
			one += op->jt;
			other += op->jf;
		}
		if ((op->code & 7) != 6) {
			behind = live[one] | live[other];
			ways[at] = 1 + (ways[one] > ways[other] ? ways[one] : ways[other]);
		}
		live[at] = (behind & ~effect.writes) | effect.reads;
	}
}

uint32_t walk_columns(const struct walker *w, struct walk_state *state, term *columns[COLUMNS])
{
	uint32_t count = 0;

	for (size_t part = 0; part < WALK_PARTS; part++) {
		uint32_t live = w->live[part] ? w->live[part][state->at[part]] : 0;

		for (size_t i = 0; i < REGISTERS; i++)
			if (live >> i & 1)
				columns[count++] = &state->registers[part][i];
	}
	return count;
}

static bool grow(struct walker *w, void **array, size_t *room, size_t wanted, size_t size)
{
	size_t more = *room ? 2 * *room : 1024;

	if (wanted < *room)
		return true;
	void *moved = realloc(*array, more * size);
	if (!moved) {
		w->status = WEIR_E_MEMORY;
		return false;
	}
	*array = moved;
	*room = more;
	return true;
}

/* The entry for the places of a state. */
static struct walk_places *places_of(struct walker *w, const struct walk_state *state)
{
	uint32_t before = w->controls.count;
	uint32_t sum = 0;
	uint32_t at;

	if (!grow(w, (void **)&w->places, &w->places_room, before, sizeof(*w->places)))
		return NULL;
	w->status = intern_place(&w->controls, state->at, WALK_PARTS, UINT32_MAX - 1, &at);
	if (w->status != WEIR_OK)
		return NULL;
	if (at == before) {
		for (size_t part = 0; part < WALK_PARTS; part++)
			sum += state->at[part];
		w->places[at] = (struct walk_places){ .next = w->sums[sum] };
		w->sums[sum] = at + 1;
	}
	return &w->places[at];
}

void walk_enter(struct walker *w, struct walk_state *state)
{
	uint32_t key[WALK_PARTS + COLUMNS + WALK_TESTED_MAX];
	term *columns[COLUMNS];
	uint32_t before = w->states.count;
	uint32_t place;

	if (state->when == NEVER || w->status != WEIR_OK)
		return;
	uint32_t count = walk_columns(w, state, columns);
	memcpy(key, state->at, sizeof(state->at));
	for (uint32_t i = 0; i < count; i++)
		key[WALK_PARTS + i] = *columns[i];
	count += walk_tested(w, state, key + WALK_PARTS + count);
	if (!grow(w, (void **)&w->kept, &w->kept_room, before, sizeof(*w->kept)))
		return;
	w->status = intern_place(&w->states, key, WALK_PARTS + count,
				 (uint32_t)w->order->states_most, &place);
	if (w->status != WEIR_OK)
		return;
	struct walk_kept *kept = &w->kept[place];
	if (place != before) {
		kept->when = term_either(w->terms, kept->when, state->when);
		kept->known = facts_common(&w->facts, w->terms, kept->known, state->known);
		return;
	}
	struct walk_places *places = places_of(w, state);
	if (!places)
		return;
	*kept = (struct walk_kept){ .when = state->when,
				    .known = state->known,
				    .next = places->first };
	memcpy(kept->reached, state->reached, sizeof(kept->reached));
	places->first = place + 1;
	places->count++;
}

void walk_load_state(const struct walker *w, uint32_t kept, struct walk_state *out)
{
	const uint32_t *key = intern_key(&w->states, kept);
	term *columns[COLUMNS];

	memcpy(out->at, key, sizeof(out->at));
	for (size_t i = 0; i < COLUMNS; i++)
		out->registers[i / REGISTERS][i % REGISTERS] = ZERO;
	uint32_t count = walk_columns(w, out, columns);
	for (uint32_t i = 0; i < count; i++)
		*columns[i] = key[WALK_PARTS + i];
	out->when = w->kept[kept].when;
	out->known = w->kept[kept].known;
	memcpy(out->reached, w->kept[kept].reached, sizeof(out->reached));
}

static void step(struct walker *w, struct walk_state *state)
{
	enum walk_part part = walk_turn(w, state);

	if (part != WALK_PARTS && w->status == WEIR_OK)
		walk_step(w, state, part);
}

/* More states than we want to tell apart: those that may be are joined. */
static void crowd(struct walker *w, uint32_t first, bool crowded)
{
	struct walk_state all, one;

	for (; first != 0 && w->status == WEIR_OK; first = w->kept[first - 1].next) {
		if (w->kept[first - 1].when == NEVER)
			continue;
		walk_load_state(w, first - 1, &all);
		for (uint32_t at = w->kept[first - 1].next; at != 0; at = w->kept[at - 1].next) {
			if (w->kept[at - 1].when == NEVER)
				continue;
			walk_load_state(w, at - 1, &one);
			if (!walk_may_join(w, &all, &one, crowded))
				continue;
			walk_join(w, &all, &one);
			w->kept[at - 1].when = NEVER;
		}
		step(w, &all);
	}
}

static void walk_place(struct walker *w, const struct walk_places *places)
{
	struct walk_state state;

	if (places->count > w->order->variants) {
		crowd(w, places->first, places->count > CROWDED * w->order->variants);
		return;
	}
	for (uint32_t at = places->first; at != 0 && w->status == WEIR_OK;
	     at = w->kept[at - 1].next) {
		walk_load_state(w, at - 1, &state);
		step(w, &state);
	}
}

void walk_wrong(struct walker *w, term when)
{
	struct walk *out = w->out;

	if (out->count == WRONGS_MAX) {
		out->wrongs[out->count - 1] =
			term_either(w->terms, out->wrongs[out->count - 1], when);
		return;
	}
	if (out->count == out->room) {
		size_t room = out->room ? 2 * out->room : 16;
		term *wrongs = realloc(out->wrongs, room * sizeof(*wrongs));

		if (!wrongs) {
			w->status = WEIR_E_MEMORY;
			return;
		}
		out->wrongs = wrongs;
		out->room = room;
	}
	out->wrongs[out->count++] = when;
}

void walk_close(struct walk *walk)
{
	free(walk->wrongs);
	walk->wrongs = NULL;
	walk->count = 0;
}

static uint32_t walker_open(struct walker *w)
{
	uint32_t sum = 0;

	for (size_t part = 0; part < WALK_PARTS; part++) {
		const struct weir_bpf_program *program = w->order->parts[part];

		if (!program)
			continue;
		w->ends[part] = (uint32_t)program->count;
		sum += w->ends[part];
		w->live[part] = calloc(program->count + 1, sizeof(uint32_t));
		w->ways[part] = calloc(program->count + 1, sizeof(uint32_t));
		if (w->live[part] && w->ways[part])
			find_live(program, w->live[part], w->ways[part]);
		else
			w->status = WEIR_E_MEMORY;
	}
	w->sums = calloc((size_t)sum + 1, sizeof(*w->sums));
	if (!w->sums)
		w->status = WEIR_E_MEMORY;
	return sum;
}

static void walker_close(struct walker *w)
{
	for (size_t part = 0; part < WALK_PARTS; part++) {
		free(w->live[part]);
		free(w->ways[part]);
	}
	free(w->sums);
	intern_free(&w->states);
	intern_free(&w->controls);
	free(w->kept);
	free(w->places);
	facts_close(&w->facts);
}

enum weir_status walk_programs(struct terms *terms, const struct walk_order *order,
			       struct walk *out, struct weir_error *err)
{
	struct walker w = { .terms = terms, .order = order, .out = out };
	struct walk_state start = { .when = ALWAYS };

	*out = (struct walk){ .beyond = NEVER };
	uint32_t most = walker_open(&w);
	for (size_t i = 0; i < COLUMNS; i++)
		start.registers[i / REGISTERS][i % REGISTERS] = ZERO;
	walk_enter(&w, &start);
	for (uint32_t sum = 0; sum <= most && w.status == WEIR_OK && !atomic_load(order->stop);
	     sum++)
		for (uint32_t at = w.sums[sum]; at != 0 && w.status == WEIR_OK;) {
			struct walk_places places = w.places[at - 1];

			walk_place(&w, &places);
			at = places.next;
		}
	out->states = w.states.count;
	if (w.status == WEIR_OK)
		w.status = terms->status != WEIR_OK ? terms->status : w.facts.status;
	enum weir_status status = w.status;
	walker_close(&w);
	if (status == WEIR_E_RANGE)
		return error_set(err, status, NO_PLACE, "too many states for this proof");
	return status == WEIR_OK ? WEIR_OK : error_set(err, status, NO_PLACE, "no memory");
}
