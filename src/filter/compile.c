/* compile.c - rules become classic BPF: one program, or several where one is too long.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/compile.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { COUNTED_MOST = 1 << 16 /* a program that is too long is counted up to here */ };

struct chunk {
	struct chunk *next;
	size_t used, size;
	max_align_t room[];
};

void compiler_fail(struct compiler *c, enum weir_status status, uint32_t column, const char *text)
{
	if (c->status != WEIR_OK)
		return;
	c->status = status;
	error_set(c->err, status, column, "%s", text);
}

void *compiler_room(struct compiler *c, size_t size)
{
	enum { CHUNK = 1 << 16, MOST = 1 << 30 };
	size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);

	if (!c->chunks || size > c->chunks->size - c->chunks->used) {
		size_t wanted = size > CHUNK ? size : CHUNK;
		struct chunk *chunk = NULL;
		c->room_used += wanted;
		if (c->room_used < MOST)
			chunk = calloc(1, sizeof(*chunk) + wanted);
		if (!chunk) {
			compiler_fail(c, c->room_used < MOST ? WEIR_E_MEMORY : WEIR_E_SUPPORT, 0,
				      "too large for classic BPF; user space evaluates it");
			return NULL;
		}
		chunk->size = wanted;
		chunk->next = c->chunks;
		c->chunks = chunk;
	}
	void *room = (uint8_t *)c->chunks->room + c->chunks->used;
	c->chunks->used += size;
	return room;
}

static void compiler_close(struct compiler *c)
{
	while (c->chunks) {
		struct chunk *next = c->chunks->next;
		free(c->chunks);
		c->chunks = next;
	}
	intern_free(&c->formulas);
	intern_free(&c->nodes);
	intern_free(&c->states);
	free(c->literals);
	free(c->variables);
	free(c->bound);
	free(c->bound_at);
	free(c->marks);
}

const char *weir_target_name(enum weir_target target)
{
	switch (target) {
	case WEIR_TARGET_ETHER:
		return "ether";
	case WEIR_TARGET_IP:
		return "ip";
	case WEIR_TARGET_SLL:
		return "sll";
	case WEIR_TARGET_SLL2:
		return "sll2";
	case WEIR_TARGET_UDP_SOCKET:
		return "udp-socket";
	case WEIR_TARGET_COUNT:
		break;
	}
	return "unknown";
}

/* Offset of what follows the link header: X + origin is the transport header. */
static uint32_t origin_of(const struct weir_compile_options *options)
{
	switch (options->target) {
	case WEIR_TARGET_ETHER:
		return options->skip + 14;
	case WEIR_TARGET_SLL:
		return options->skip + 16;
	case WEIR_TARGET_SLL2:
		return options->skip + 20;
	case WEIR_TARGET_IP:
	case WEIR_TARGET_UDP_SOCKET:
	case WEIR_TARGET_COUNT:
		break;
	}
	return options->skip;
}

/* The first two formulas are NEVER and ALWAYS. */
static enum weir_status constants(struct compiler *c)
{
	uint32_t place;

	for (uint32_t i = 0; i < 2; i++) {
		enum weir_status status = intern_place(&c->formulas, &i, 1, FORMULAS_MAX, &place);
		if (status != WEIR_OK)
			return status;
	}
	return WEIR_OK;
}

static enum weir_status check_options(struct compiler *c)
{
	const struct weir_compile_options *o = c->options;

	if (o->skip > UINT16_MAX)
		c->status = error_set(c->err, WEIR_E_RANGE, NO_PLACE,
				      "at most 65535 octets can be skipped");
	else if (o->behind_udp && (o->target != WEIR_TARGET_IP || o->skip > 0))
		c->status = error_set(c->err, WEIR_E_SUPPORT, NO_PLACE,
				      "the kernel says where UDP begins only from the IP header "
				      "on: target ip, nothing to skip");
	return c->status;
}

static enum weir_status read_rules(struct compiler *c, uint32_t *root, uint32_t *given)
{
	static const struct relation none = { .layer = WEIR_LAYER_DNS_QUESTION };
	enum weir_status status = literals_read(c, c->rule, false, root);

	*given = ALWAYS;
	if (status == WEIR_OK && c->options->given)
		status = literals_read(c, c->options->given, true, given);
	if (status == WEIR_OK)
		status = literals_whole(c, &none);
	if (status != WEIR_OK)
		return status;
	c->marks = calloc(c->literal_count, sizeof(*c->marks));
	return c->marks ? WEIR_OK : WEIR_E_MEMORY;
}

static uint32_t start(struct compiler *c, uint32_t formula, uint32_t given, bool share)
{
	struct state s = {
		.stage = STAGE_METADATA, .formula = formula, .given = given, .part = PART_VLAN
	};

	c->share = share;
	uint32_t root = compile_state(c, &s);
	/* What is given holds for no packet. */
	return root == NOWHERE ? DROP : dag_improve(c, root);
}

/* The shorter of two ways: a message's tests for UDP and TCP apart, or shared. */
static enum weir_status one_program(struct compiler *c, uint32_t formula, uint32_t given,
				    struct weir_bpf_program *out)
{
	struct weir_bpf_program shared;
	uint32_t apart = start(c, formula, given, false);
	enum weir_status status = c->status;

	if (status == WEIR_OK)
		status = dag_emit(c, apart, COUNTED_MOST, out);
	if (status != WEIR_OK)
		return status;
	intern_free(&c->states); /* they do not know of `share` */
	uint32_t root = start(c, formula, given, true);
	status = c->status;
	intern_free(&c->states);
	if (status == WEIR_OK && root != apart)
		status = dag_emit(c, root, COUNTED_MOST, &shared);
	if (status != WEIR_OK) {
		weir_bpf_free(out);
		return status;
	}
	if (root == apart)
		return WEIR_OK;
	struct weir_bpf_program longer = shared;
	if (shared.count < out->count) {
		longer = *out;
		*out = shared;
	}
	weir_bpf_free(&longer);
	return WEIR_OK;
}

/* Two formulas of which one is true if this one is; false: it cannot be parted. */
static bool part_formula(struct compiler *c, uint32_t formula, uint32_t *a, uint32_t *b)
{
	bool all;
	const uint32_t *children;
	size_t count = formula_children(c, formula, &all, &children);

	if (count == 0)
		return false;
	uint32_t *copy = malloc(count * sizeof(*copy));
	if (!copy) {
		compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
		return false;
	}
	memcpy(copy, children, count * sizeof(*copy));
	bool parted = false;
	if (!all) {
		*a = formula_list(c, false, copy, count / 2);
		*b = formula_list(c, false, copy + count / 2, count - count / 2);
		parted = true;
	}
	/* The part of an `and` with the most alternatives. */
	size_t most = 0, at = 0;
	for (size_t i = 0; all && i < count; i++) {
		bool inner;
		size_t size = formula_children(c, copy[i], &inner, &children);
		if (!inner && size > most) {
			most = size;
			at = i;
		}
	}
	uint32_t left, right;
	if (most > 0 && part_formula(c, copy[at], &left, &right)) {
		copy[at] = left;
		*a = formula_list(c, true, copy, count);
		copy[at] = right;
		*b = formula_list(c, true, copy, count);
		parted = true;
	}
	free(copy);
	return parted && c->status == WEIR_OK;
}

static enum weir_status add_program(struct compiler *c, struct weir_programs *out,
				    struct weir_bpf_program program)
{
	struct weir_bpf_program *more = NULL;

	if (out->count < PROGRAMS_MAX)
		more = realloc(out->programs, (out->count + 1) * sizeof(*more));
	else
		compiler_fail(c, WEIR_E_SUPPORT, 0, "more programs than anybody would load");
	if (!more) {
		compiler_fail(c, WEIR_E_MEMORY, 0, "out of memory");
		weir_bpf_free(&program);
		return c->status;
	}
	more[out->count++] = program;
	out->programs = more;
	return WEIR_OK;
}

static void too_long(struct compiler *c, size_t count, unsigned limit)
{
	char text[200];
	struct weir_writer writer;

	weir_writer_init(&writer, text, sizeof(text));
	weir_writer_print(
		&writer,
		"needs %s%zu instructions where %u are the limit: say what is given%s, or "
		"leave it to user space: dnsweir filter -f",
		count == COUNTED_MOST ? "more than " : "", count, limit,
		c->options->split ? "" : ", ask for several programs");
	weir_writer_terminate(&writer);
	compiler_fail(c, WEIR_E_SUPPORT, 0, text);
}

/* Recursion halves the formula: at most as deep as a set is large, in powers of two. */
static enum weir_status add_programs(struct compiler *c, uint32_t formula, uint32_t given,
				     struct weir_programs *out)
{
	unsigned limit = c->options->limit ? c->options->limit : WEIR_BPF_OPS_MAX;
	struct weir_bpf_program program;
	uint32_t a, b;
	enum weir_status status = one_program(c, formula, given, &program);

	if (status == WEIR_E_RANGE)
		status = WEIR_OK, program = (struct weir_bpf_program){ NULL, COUNTED_MOST };
	if (status != WEIR_OK)
		return status;
	if (program.count <= limit)
		return add_program(c, out, program);
	size_t count = program.count;
	weir_bpf_free(&program);
	if (c->options->split && part_formula(c, formula, &a, &b)) {
		status = add_programs(c, a, given, out);
		return status == WEIR_OK ? add_programs(c, b, given, out) : status;
	}
	too_long(c, count, limit);
	return c->status;
}

enum weir_status weir_rule_compile(const struct weir_rule *rule,
				   const struct weir_compile_options *options,
				   struct weir_programs *out, struct weir_error *err)
{
	static const struct weir_compile_options defaults = WEIR_COMPILE_OPTIONS;
	struct compiler c = { .rule = rule,
			      .options = options ? options : &defaults,
			      .err = err,
			      .origin = origin_of(options ? options : &defaults) };
	struct weir_programs made = { NULL, 0 };
	uint32_t root, given;

	enum weir_status status = check_options(&c);
	if (status == WEIR_OK)
		status = constants(&c);
	if (status == WEIR_OK)
		status = dag_init(&c);
	if (status == WEIR_OK)
		status = read_rules(&c, &root, &given);
	if (status == WEIR_OK)
		status = add_programs(&c, root, given, &made);
	compiler_close(&c);
	if (status != WEIR_OK) {
		weir_programs_free(&made);
		/* Where nobody gave words yet. */
		if (c.status == WEIR_OK)
			error_set(err, status, NO_PLACE, "%s", weir_status_text(status));
		return status;
	}
	*out = made;
	return WEIR_OK;
}

void weir_programs_free(struct weir_programs *programs)
{
	if (!programs)
		return;
	for (size_t i = 0; i < programs->count; i++)
		weir_bpf_free(&programs->programs[i]);
	free(programs->programs);
	*programs = (struct weir_programs){ NULL, 0 };
}
