/* probe.c - run programs with the origin of each register; turn branches by undoing what was computed.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "probe.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 6 };

enum source { FROM_NOWHERE, FROM_PACKET, FROM_LENGTH };

/* The value as it is, octets it came from, and the steps since. */
struct origin {
	uint32_t value;
	enum source source;
	size_t at;
	unsigned size;
	unsigned steps;
	uint16_t code[STEPS_MAX]; /* of the program, with K even where it was X */
	uint32_t k[STEPS_MAX];
};

struct run {
	struct origin a, x, memory[16];
};

/* Called for each branch that is reached; true ends the run. */
typedef bool (*visit)(void *context, size_t at, const struct run *run, bool way);

static bool is_branch(uint16_t code)
{
	return (code & 7) == 5 && code != 5;
}

static bool way_of(const struct weir_bpf_op *op, const struct run *run)
{
	uint32_t a = run->a.value, b = op->code & 8 ? run->x.value : op->k;

	switch (op->code & 0xf0) {
	case 0x10:
		return a == b;
	case 0x20:
		return a > b;
	case 0x30:
		return a >= b;
	default:
		return (a & b) != 0;
	}
}

/* By the library's own interpreter, so that no semantics are written down twice: one instruction with A
 * and X set before. */
static uint32_t compute(uint16_t code, uint32_t a, uint32_t k)
{
	struct weir_bpf_op ops[] = { { 0x00, 0, 0, a },
				     { (uint16_t)(code & ~8), 0, 0, k },
				     { 0x16, 0, 0, 0 } };
	struct weir_bpf_program program = { ops, 3 };
	struct weir_bpf_packet packet = { .wire_size = 0 };

	return weir_bpf_trace(&program, &packet, NULL, NULL);
}

static bool load(struct origin *out, const struct scene *scene, uint64_t at, unsigned size)
{
	if (at > scene->size || size > scene->size - at)
		return false;
	*out = (struct origin){ .source = FROM_PACKET, .at = at, .size = size };
	for (unsigned i = 0; i < size; i++)
		out->value = out->value << 8 | scene->octets[at + i];
	return true;
}

static struct origin constant(uint32_t value)
{
	return (struct origin){ .value = value };
}

static void step(struct origin *a, uint16_t code, uint32_t k)
{
	uint32_t value = compute(code, a->value, k);

	if (a->steps == STEPS_MAX)
		a->source = FROM_NOWHERE;
	if (a->source != FROM_NOWHERE) {
		a->code[a->steps] = code & 0xf4;
		a->k[a->steps++] = k;
	}
	a->value = value;
}

/* One instruction that is no jump; false: it ends the program. */
static bool move(const struct weir_bpf_op *op, const struct scene *scene, struct run *run)
{
	unsigned size = (op->code & 0x18) == 0 ? 4 : (op->code & 0x18) == 8 ? 2 : 1;

	if ((op->code & 7) == 4) {
		uint32_t k = op->code & 8 ? run->x.value : op->k;

		/* A constant changed by what X knows: follow X. */
		if ((op->code == 0x0c || op->code == 0x4c) && run->a.source == FROM_NOWHERE) {
			uint32_t before = run->a.value;

			run->a = run->x;
			step(&run->a, op->code, before);
		} else {
			step(&run->a, op->code, k);
		}
		return !((op->code == 0x3c || op->code == 0x9c) && k == 0);
	}
	switch (op->code) {
	case 0x20:
	case 0x28:
	case 0x30:
		if (op->k >= 0xfffff000) { /* extensions: all of them unknown, thus 0 */
			run->a = constant(0);
			return true;
		}
		return op->k <= INT32_MAX && load(&run->a, scene, op->k, size);
	case 0x40:
	case 0x48:
	case 0x50:
		return load(&run->a, scene, (uint32_t)(run->x.value + op->k), size);
	case 0xb1:
		if (!load(&run->x, scene, op->k, 1))
			return false;
		step(&run->x, 0x54, 15);
		step(&run->x, 0x64, 2);
		return true;
	case 0x80:
		run->a = (struct origin){ .value = (uint32_t)scene->size, .source = FROM_LENGTH };
		return true;
	case 0x81:
		run->x = (struct origin){ .value = (uint32_t)scene->size, .source = FROM_LENGTH };
		return true;
	case 0x00:
		run->a = constant(op->k);
		return true;
	case 0x01:
		run->x = constant(op->k);
		return true;
	case 0x60:
		run->a = run->memory[op->k & 15];
		return true;
	case 0x61:
		run->x = run->memory[op->k & 15];
		return true;
	case 0x02:
		run->memory[op->k & 15] = run->a;
		return true;
	case 0x03:
		run->memory[op->k & 15] = run->x;
		return true;
	case 0x07:
		run->x = run->a;
		return true;
	case 0x87:
		run->a = run->x;
		return true;
	default:
		return false;
	}
}

static void follow(const struct weir_bpf_program *program, const struct scene *scene, visit visitor,
		   void *context)
{
	struct run run = { .a.value = 0 };

	for (size_t at = 0; at < program->count;) {
		const struct weir_bpf_op *op = &program->ops[at];

		if (is_branch(op->code)) {
			bool way = way_of(op, &run);

			if (visitor(context, at, &run, way))
				return;
			at += 1U + (way ? op->jt : op->jf);
		} else if (op->code == 5) {
			at += 1 + (size_t)op->k;
		} else {
			if (!move(op, scene, &run))
				return;
			at++;
		}
	}
}

bool probe_open(const struct weir_bpf_program *program, struct probe *out)
{
	*out = (struct probe){ .program = program };
	out->went = calloc(program->count, 1);
	out->example = calloc(program->count, sizeof(struct scene *));
	return out->went && out->example;
}

void probe_close(struct probe *probe)
{
	for (size_t i = 0; probe->example && i < probe->program->count; i++)
		free(probe->example[i]);
	free(probe->example);
	free(probe->went);
}

struct noting {
	struct probe *probe;
	const struct scene *scene;
};

static bool note_way(void *context, size_t at, const struct run *run, bool way)
{
	struct noting *noting = context;
	struct probe *probe = noting->probe;
	uint8_t mark = way ? WENT_TRUE : WENT_FALSE;

	probe->news += !(probe->went[at] & mark);
	probe->went[at] |= mark;
	(void)run;
	if (probe->went[at] == WENT_BOTH)
		return false;
	/* Another example now and then: what does not turn with one may with the next. */
	if (!probe->example[at])
		probe->example[at] = malloc(sizeof(struct scene));
	else if (noting->scene->octets[noting->scene->size / 2] % 4 != 0)
		return false;
	if (probe->example[at])
		*probe->example[at] = *noting->scene;
	return false;
}

void probe_note(struct probe *probe, const struct scene *scene)
{
	struct noting noting = { probe, scene };

	follow(probe->program, scene, note_way, &noting);
}

void probe_count(const struct probe *probe, unsigned *ways, unsigned *gone)
{
	for (size_t i = 0; i < probe->program->count; i++) {
		const struct weir_bpf_op *op = &probe->program->ops[i];

		if (!is_branch(op->code) || op->jt == op->jf)
			continue;
		*ways += 2;
		*gone += (probe->went[i] & 1U) + (probe->went[i] >> 1);
	}
}

struct turning {
	struct random *random;
	size_t at;
	const struct weir_bpf_op *op;
	struct scene *scene;
};

/* What A must be before its steps to be `value` behind them, as far as that can be said. */
static uint32_t undo(const struct origin *origin, uint32_t original, uint32_t value)
{
	for (unsigned i = origin->steps; i-- > 0;) {
		uint32_t k = origin->k[i];

		switch (origin->code[i]) {
		case 0x04:
			value -= k;
			break;
		case 0x14:
			value += k;
			break;
		case 0x64:
			value >>= k & 31;
			break;
		case 0x74:
			value <<= k & 31;
			break;
		case 0x54:
			/* Bits outside the mask stay as they were, if this was the first step. */
			value = i == 0 ? (value & k) | (original & ~k) : value & k;
			break;
		case 0xa4:
			value ^= k;
			break;
		case 0x84:
			value = 0 - value;
			break;
		default:
			break;
		}
	}
	return value;
}

static void write_origin(struct scene *scene, const struct origin *origin, uint32_t value)
{
	uint32_t original = 0;

	if (origin->source == FROM_PACKET) {
		for (unsigned i = 0; i < origin->size; i++)
			original = original << 8 | scene->octets[origin->at + i];
		value = undo(origin, original, value);
		for (unsigned i = 0; i < origin->size; i++)
			scene->octets[origin->at + i] =
				(uint8_t)(value >> 8 * (origin->size - 1 - i));
	} else if (origin->source == FROM_LENGTH) {
		value = undo(origin, 0, value);
		if (value < SCENE_SIZE_MAX) {
			if (value > scene->size)
				memset(scene->octets + scene->size, 7, value - scene->size);
			scene->size = value;
		}
	}
}

static bool turn_way(void *context, size_t at, const struct run *run, bool way)
{
	struct turning *turning = context;
	struct random *r = turning->random;
	const struct weir_bpf_op *op = turning->op;
	uint32_t k = op->code & 8 ? run->x.value : op->k;
	uint32_t wanted;

	if (at != turning->at)
		return false;
	switch (op->code & 0xf0) {
	case 0x10:
		wanted = !way ? k : k ^ 1U << random_below(r, 8);
		break;
	case 0x20:
		wanted = !way ? k + 1 + (random_below(r, 2) ? 0 : random_below(r, 16)) : k;
		break;
	case 0x30:
		wanted = !way ? k + (random_below(r, 2) ? 0 : random_below(r, 16)) : k - 1;
		break;
	default:
		wanted = !way ? (k & (uint32_t)random_next(r)) | (k & (0 - k)) : run->a.value & ~k;
		break;
	}
	if (run->a.source != FROM_NOWHERE)
		write_origin(turning->scene, &run->a, wanted);
	else if (op->code & 8)
		write_origin(turning->scene, &run->x,
			     run->a.value + (!way ? 0 : random_below(r, 3)));
	return true;
}

bool probe_turn(struct random *r, const struct probe *probe, size_t *from, struct scene *out)
{
	size_t count = probe->program->count;

	for (size_t n = 0; n < count; n++) {
		size_t at = (*from + n) % count;

		if (!is_branch(probe->program->ops[at].code) || probe->went[at] == WENT_BOTH ||
		    !probe->example[at])
			continue;
		*from = at + 1;
		*out = *probe->example[at];
		struct turning turning = { r, at, &probe->program->ops[at], out };
		follow(probe->program, probe->example[at], turn_way, &turning);
		if (random_below(r, 3) == 0)
			scene_mutate(r, out);
		return true;
	}
	return false;
}
