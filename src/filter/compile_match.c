/* compile_match.c - octets of name patterns: words tested, labels of any octets passed.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "filter/compile_name.h"

/* Comparisons in a row. A few dozen names shall stay small (xt_bpf has room for 64 instructions), in
 * hundreds time counts for more. */
enum { ROW_SHORT = 16, ROW_LONG = 64, ROW_VERY_LONG = 128 };

/* Threads at X that need octets up to `kills` are no more. */
static struct look shortened(struct compiler *c, const struct look *look, uint32_t kills)
{
	struct look less = *look;

	less.count = 0;
	for (uint32_t g = 0; g < look->count; g++) {
		const struct group *group = &look->groups[g];
		uint32_t *threads = compiler_room(c, group->count * sizeof(*threads));
		uint32_t count = 0;
		if (!threads)
			return less;
		for (uint32_t i = 0; i < group->count; i++)
			if (group->cell != NOWHERE ||
			    group->at + thread_least(c, group->threads[i]) < kills)
				threads[count++] = group->threads[i];
		if (count > 0)
			less.groups[less.count++] =
				(struct group){ group->cell, group->at, count, threads };
	}
	return less;
}

struct fence look_fence(struct compiler *c, struct look *look, uint32_t end, uint32_t kills)
{
	struct fence fence = { .absent = NOWHERE };

	if (end <= look->state.room)
		return fence;
	struct look absent = shortened(c, look, kills);
	fence.absent = look_on(c, &absent);
	fence.octets = kills;
	fence.asked = fence.absent != DROP && fence.absent != NOWHERE;
	look->state.room = fence.asked ? kills : end;
	return fence;
}

uint32_t look_fence_close(struct compiler *c, const struct look *look, const struct fence *fence,
			  uint32_t body)
{
	struct state s = look->state;

	s.base = 0; /* the fence counts from X */
	return fence_close(c, &s, fence, body);
}

/* Octets of some threads that are tested at once. */
struct window {
	uint32_t at, size; /* the load */
	uint32_t step;     /* octets of the patterns it takes in, its last ones */
};

static struct window window_of(const struct group *top, uint32_t least)
{
	if (least >= 4)
		return (struct window){ top->at, 4, 4 };
	if (least == 3) /* one octet more before them: a word costs less than a half and an octet */
		return (struct window){ top->at - 1, 4, 3 };
	return (struct window){ top->at, least, least };
}

struct word {
	uint32_t octets, veil;
};

static struct word word_of(const struct compiler *c, uint32_t thread, struct window window)
{
	const struct name_steps *steps = c->literals[thread_literal(thread)].steps;
	const struct seg *seg = thread_step(c, thread);
	struct word word = { 0, 0 };

	if (window.size > window.step)
		word = (struct word){ UINT8_MAX, UINT8_MAX };
	for (uint32_t i = 0; i < window.step; i++) {
		uint32_t at = seg->at + thread_done(thread) + i;
		word.octets = word.octets << 8 | steps->octets[at];
		word.veil = word.veil << 8 | steps->veil[at];
	}
	return word;
}

static uint32_t left_of(const struct compiler *c, uint32_t thread)
{
	return thread_step(c, thread)->size - thread_done(thread);
}

static uint32_t advance(const struct compiler *c, uint32_t thread, uint32_t step)
{
	if (left_of(c, thread) == step)
		return thread_make(thread_literal(thread), thread_seg(thread) + 1, 0);
	return thread + step;
}

/* All threads of the last group at their words. */
struct testing {
	const struct look *look;
	struct window window;
	const struct group *top;
	struct word *words;
	uint8_t *failed; /* its veil was tested, and not its octets found */
};

/* The word is `found`: threads that this makes sure of go on, those it leaves open stay. */
static uint32_t word_found(struct compiler *c, const struct testing *t, struct word found)
{
	const struct group *top = t->top;
	struct look next = look_without(t->look);
	uint32_t *on = compiler_room(c, 2 * top->count * sizeof(*on));
	uint32_t on_count = 0, open_count = 0;

	if (!on)
		return DROP;
	uint32_t *open = on + top->count;
	for (uint32_t i = 0; i < top->count; i++) {
		struct word word = t->words[i];
		uint32_t both = ~(word.veil | found.veil);
		if (t->failed[i] || ((word.octets ^ found.octets) & both))
			continue;
		if (word.veil == found.veil && word.octets != found.octets)
			continue;
		if ((found.veil & ~word.veil) == 0)
			on[on_count++] = advance(c, top->threads[i], t->window.step);
		else
			open[open_count++] = top->threads[i];
	}
	if (!look_push(c, &next, NOWHERE, top->at, open, open_count) ||
	    !look_push(c, &next, NOWHERE, top->at + t->window.step, on, on_count))
		return DROP;
	return look_on(c, &next);
}

/* What follows one value of a word. */
struct choice {
	uint32_t value, node;
};

static int by_value(const void *a, const void *b)
{
	const struct choice *left = a;
	const struct choice *right = b;

	return (left->value > right->value) - (left->value < right->value);
}

/* One comparison a value, `most` of them in a row; what is more is halved first: an instruction for each
 * half, and few of the comparisons are executed. */
static uint32_t choose(struct compiler *c, const struct choice *choices, uint32_t count,
		       uint32_t most, uint32_t other)
{
	uint32_t node = other;

	if (count > most) {
		uint32_t half = count / 2;
		uint32_t above = choose(c, choices + half, count - half, most, other);
		uint32_t below = choose(c, choices, half, most, other);
		return node_test(c, OP_JGE, choices[half].value, above, below);
	}
	while (count-- > 0)
		node = node_test(c, OP_JEQ, choices[count].value, choices[count].node, node);
	return node;
}

/* Values under one veil, the first of them that is not failed; then what has other veils. */
static uint32_t test_veils(struct compiler *c, struct testing *t, unsigned depth)
{
	const struct group *top = t->top;
	uint32_t first = 0;

	while (first < top->count && t->failed[first])
		first++;
	if (first == top->count || depth == 256) {
		struct look less = look_without(t->look);
		if (first < top->count)
			compiler_fail(c, WEIR_E_SUPPORT, 0,
				      "too many kinds of wildcards; user space evaluates them");
		return look_on(c, &less);
	}
	uint32_t veil = t->words[first].veil;
	struct choice *choices = compiler_room(c, top->count * sizeof(*choices));
	uint8_t *mine = compiler_room(c, top->count);
	uint32_t count = 0;
	if (!choices || !mine)
		return DROP;
	for (uint32_t i = first; i < top->count && c->status == WEIR_OK; i++) {
		if (t->failed[i] || t->words[i].veil != veil)
			continue;
		mine[i] = 1;
		bool seen = false;
		for (uint32_t k = 0; k < count && !seen; k++)
			seen = choices[k].value == t->words[i].octets;
		if (seen)
			continue;
		choices[count].value = t->words[i].octets;
		choices[count++].node = word_found(c, t, t->words[i]);
	}
	for (uint32_t i = 0; i < top->count; i++)
		t->failed[i] |= mine[i];
	uint32_t other = test_veils(c, t, depth + 1);
	if (count > ROW_LONG)
		qsort(choices, count, sizeof(*choices), by_value);
	uint32_t node =
		choose(c, choices, count, count > ROW_VERY_LONG ? ROW_SHORT : ROW_LONG, other);
	if (node == other)
		return other;
	if (veil)
		node = node_step(c, OP_OR_K, veil, node);
	return node_step(c, (uint16_t)state_load(&t->look->state, t->window.size), t->window.at,
			 node);
}

/* Those with fewer than four octets left come first: a longer load might not find octets that they do
 * not need. */
static bool part_short(struct compiler *c, const struct look *look, uint32_t least,
		       struct look *parted)
{
	const struct group *top = &look->groups[look->count - 1];
	uint32_t *threads = compiler_room(c, top->count * sizeof(*threads));
	uint32_t few = 0, more = top->count;

	if (!threads)
		return false;
	for (uint32_t i = top->count; i-- > 0;)
		if (left_of(c, top->threads[i]) != least)
			threads[--more] = top->threads[i];
	if (more == top->count)
		return false;
	for (uint32_t i = 0; i < top->count; i++)
		if (left_of(c, top->threads[i]) == least)
			threads[few++] = top->threads[i];
	*parted = look_without(look);
	return look_push(c, parted, NOWHERE, top->at, threads + more, top->count - more) &&
	       look_push(c, parted, NOWHERE, top->at, threads, few);
}

uint32_t look_literal(struct compiler *c, const struct look *look)
{
	const struct group *top = &look->groups[look->count - 1];
	struct look here = *look;
	uint32_t least = UINT32_MAX;

	for (uint32_t i = 0; i < top->count; i++)
		if (left_of(c, top->threads[i]) < least)
			least = left_of(c, top->threads[i]);
	if (least < 4 && part_short(c, look, least, &here))
		return look_on(c, &here);
	struct testing t = { .look = &here,
			     .window = window_of(top, least),
			     .words = compiler_room(c, top->count * sizeof(*t.words)),
			     .failed = compiler_room(c, top->count) };
	if (c->status != WEIR_OK)
		return DROP;
	t.top = &here.groups[here.count - 1];
	for (uint32_t i = 0; i < top->count; i++)
		t.words[i] = word_of(c, top->threads[i], t.window);
	struct fence fence = look_fence(c, &here, t.window.at + t.window.size, top->at + least);
	return look_fence_close(c, look, &fence, test_veils(c, &t, 0));
}

/* The last group's threads, which are alike, behind the label's length octet. */
static bool push_behind(struct compiler *c, struct look *next, const struct look *look, uint32_t at)
{
	const struct group *top = &look->groups[look->count - 1];
	uint32_t *threads = compiler_room(c, top->count * sizeof(*threads));

	if (!threads)
		return false;
	for (uint32_t i = 0; i < top->count; i++)
		threads[i] = thread_make(thread_literal(top->threads[i]),
					 thread_seg(top->threads[i]) + 1, 0);
	next->count--;
	return look_push(c, next, NOWHERE, at, threads, top->count);
}

/* Past a label of any octets: X moves, the octet of its length becomes part of the offsets. */
static uint32_t pass_label(struct compiler *c, const struct look *look, uint32_t dead)
{
	const struct group *top = &look->groups[look->count - 1];
	const struct seg *seg = thread_step(c, top->threads[0]);
	struct look next = *look;
	bool walked = look->state.flags & FLAG_WALKED;
	uint32_t cell = walked ? look->cells : CELL_START;
	bool used = look->end_at != 0 && look->end_cell == NOWHERE;

	for (uint32_t g = 0; g + 1 < next.count; g++)
		if (next.groups[g].cell == NOWHERE) {
			next.groups[g].cell = cell;
			used = true;
		}
	if (next.end_at != 0 && next.end_cell == NOWHERE)
		next.end_cell = cell;
	if (used && walked && next.cells++ > CELL_MOST) {
		compiler_fail(c, WEIR_E_SUPPORT, 0,
			      "the name patterns are too tangled for classic BPF; user space "
			      "evaluates them: dnsweir filter -f");
		return DROP;
	}
	next.state.flags |= FLAG_INDEXED | FLAG_WALKED;
	next.state.room = 0;
	next.state.reach = 0;
	if (!push_behind(c, &next, look, top->at + 1))
		return DROP;
	uint32_t node = node_step(c, OP_TAX, 0, look_on(c, &next));
	if (look->state.flags & FLAG_INDEXED)
		node = node_step(c, OP_ADD_X, 0, node);
	/* A whole name has no label above 63. */
	if (seg->most < 63 || !(look->state.flags & FLAG_WHOLE))
		node = node_test(c, OP_JGT, seg->most, dead, node);
	node = seg->least > 1 ? node_test(c, OP_JGE, seg->least, node, dead)
			      : node_test(c, OP_JEQ, 0, dead, node);
	node = node_step(c, (uint16_t)state_load(&look->state, 1), top->at, node);
	return used && walked ? node_step(c, OP_STX, cell, node) : node;
}

/* The last label begins so; or one label or more must follow. */
static uint32_t look_into(struct compiler *c, const struct look *look, uint32_t dead)
{
	const struct group *top = &look->groups[look->count - 1];
	const struct seg *seg = thread_step(c, top->threads[0]);
	bool more = seg->kind == SEG_MORE;
	bool whole = look->state.flags & FLAG_WHOLE;
	struct look next = *look;
	uint32_t node;

	/* Behind SEG_MORE stands SEG_REST, which looks at the label again. */
	if (!push_behind(c, &next, look, more ? top->at : top->at + 1))
		return DROP;
	node = look_on(c, &next);
	if (!whole)
		node = node_test(c, OP_JGT, 63, dead, node);
	node = !more && seg->size > 1 ? node_test(c, OP_JGE, seg->size, node, dead)
				      : node_test(c, OP_JEQ, 0, dead, node);
	if (node == dead)
		return dead;
	return node_step(c, (uint16_t)state_load(&look->state, 1), top->at, node);
}

uint32_t look_label(struct compiler *c, const struct look *look)
{
	const struct group *top = &look->groups[look->count - 1];
	struct look here = *look;
	struct look less = look_without(look);
	struct fence fence = { .absent = NOWHERE };

	/* In a whole name the octet that begins a label, or ends the name, is there. */
	if (!(look->state.flags & FLAG_WHOLE))
		fence = look_fence(c, &here, top->at + 1, top->at + 1);
	less.state.room = here.state.room;
	uint32_t dead = look_on(c, &less);
	uint32_t node = thread_step(c, top->threads[0])->kind == SEG_ANY
				? pass_label(c, &here, dead)
				: look_into(c, &here, dead);
	return look_fence_close(c, look, &fence, node);
}
