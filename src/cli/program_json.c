/* program_json.c - a classic BPF program out of JSON, by jansson.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/program_words.h"

static enum weir_status fail(struct weir_error *err, enum weir_status status, const char *what,
			     const char *reason)
{
	struct weir_writer text;

	if (!err)
		return status;
	err->status = status;
	err->offset = UINT64_MAX;
	weir_writer_init(&text, err->text, sizeof(err->text));
	weir_writer_print(&text, "%.60s%s%.300s", what, what[0] ? ": " : "", reason);
	(void)weir_writer_terminate(&text);
	/* A piece of the input must not steer a terminal. */
	for (char *c = err->text; *c; c++)
		if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e)
			*c = '?';
	return status;
}

/* An object has a name or nothing in it; what else begins so is a row of a C array. */
bool program_json_is(struct weir_slice text)
{
	uint8_t first = 0;

	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];
		if (c == ' ' || (c >= '\t' && c <= '\r'))
			continue;
		if (first)
			return c == '"' || c == '}';
		if (c != '{')
			return c == '[';
		first = c;
	}
	return false;
}

#ifdef DNSWEIR_JANSSON
#include <jansson.h>

/* jansson does not always say that memory was what it lacked. */
static _Thread_local bool starved;

static void *take_memory(size_t size)
{
	void *memory = malloc(size);

	starved |= !memory;
	return memory;
}

/* A member of the instruction at place `at`. */
static enum weir_status read_number(const json_t *op, size_t at, const char *key, int64_t most,
				    int64_t *out, struct weir_error *err)
{
	const json_t *value = json_object_get(op, key);
	char what[40], reason[80];

	*out = json_integer_value(value);
	if (json_is_integer(value) && *out >= 0 && *out <= most)
		return WEIR_OK;
	snprintf(what, sizeof(what), "ops[%zu].%s", at, key);
	snprintf(reason, sizeof(reason), "an integer from 0 to %lld should stand there",
		 (long long)most);
	return fail(err, WEIR_E_RANGE, what, reason);
}

static enum weir_status read_op(const json_t *value, size_t at, struct weir_bpf_op *op,
				struct weir_error *err)
{
	int64_t code = 0, jt = 0, jf = 0, k = 0;
	enum weir_status status = read_number(value, at, "code", UINT16_MAX, &code, err);

	if (status == WEIR_OK)
		status = read_number(value, at, "jt", UINT8_MAX, &jt, err);
	if (status == WEIR_OK)
		status = read_number(value, at, "jf", UINT8_MAX, &jf, err);
	if (status == WEIR_OK)
		status = read_number(value, at, "k", UINT32_MAX, &k, err);
	*op = (struct weir_bpf_op){ (uint16_t)code, (uint8_t)jt, (uint8_t)jf, (uint32_t)k };
	return status;
}

static enum weir_status read_ops(const json_t *array, struct weir_bpf_program *out,
				 struct weir_error *err)
{
	size_t count = json_array_size(array);
	enum weir_status status = WEIR_OK;

	if (!json_is_array(array))
		return fail(err, WEIR_E_FORM, "ops", "is no array");
	if (count == 0)
		return fail(err, WEIR_E_RANGE, "ops", "a program has at least one instruction");
	if (count > WEIR_BPF_OPS_MAX)
		return fail(err, WEIR_E_RANGE, "ops", "more than 4096 instructions");
	struct weir_bpf_op *ops = calloc(count, sizeof(*ops));
	if (!ops)
		return fail(err, WEIR_E_MEMORY, "", weir_status_text(WEIR_E_MEMORY));
	for (size_t i = 0; i < count && status == WEIR_OK; i++)
		status = read_op(json_array_get(array, i), i, &ops[i], err);
	if (status != WEIR_OK) {
		free(ops);
		return status;
	}
	*out = (struct weir_bpf_program){ ops, count };
	return WEIR_OK;
}

static enum weir_status read_bytecode(const json_t *value, struct weir_bpf_program *out,
				      struct weir_error *err)
{
	struct weir_error inside = { .text = "" };

	if (!json_is_string(value))
		return fail(err, WEIR_E_FORM, "bytecode", "is no string");
	enum weir_status status =
		weir_bpf_parse((struct weir_slice){ (const uint8_t *)json_string_value(value),
						    json_string_length(value) },
			       out, &inside);
	return status == WEIR_OK ? status : fail(err, status, "bytecode", inside.text);
}

/* Both forms in one object have to say the same. */
static enum weir_status compare(const struct weir_bpf_program *program, const json_t *bytecode,
				struct weir_error *err)
{
	struct weir_bpf_program other = { NULL, 0 };
	enum weir_status status = read_bytecode(bytecode, &other, err);
	bool same = status == WEIR_OK && other.count == program->count;

	for (size_t i = 0; same && i < other.count; i++) {
		const struct weir_bpf_op *a = &program->ops[i], *b = &other.ops[i];
		same = a->code == b->code && a->jt == b->jt && a->jf == b->jf && a->k == b->k;
	}
	weir_bpf_free(&other);
	if (status == WEIR_OK && !same)
		return fail(err, WEIR_E_FORM, "ops", "they are not the program of \"bytecode\"");
	return status;
}

static enum weir_status read_program(const json_t *value, struct weir_bpf_program *out,
				     struct weir_error *err)
{
	const json_t *ops = json_is_array(value) ? value : json_object_get(value, "ops");
	const json_t *bytecode = json_object_get(value, "bytecode");

	if (!ops && !bytecode)
		return fail(err, WEIR_E_FORM, "JSON", "a program has \"ops\" or \"bytecode\"");
	if (!ops)
		return read_bytecode(bytecode, out, err);
	enum weir_status status = read_ops(ops, out, err);
	if (status == WEIR_OK && bytecode)
		status = compare(out, bytecode, err);
	if (status != WEIR_OK)
		weir_bpf_free(out);
	return status;
}

static enum weir_status read_root(const json_t *root, struct weir_bpf_program *out,
				  struct weir_error *err)
{
	const json_t *programs = json_object_get(root, "programs");

	if (!programs)
		return read_program(root, out, err);
	if (json_array_size(programs) != 1)
		return fail(err, WEIR_E_FORM, "programs",
			    "there has to be one; of several, each is given by itself");
	return read_program(json_array_get(programs, 0), out, err);
}

enum weir_status program_json_read(struct weir_slice text, struct weir_bpf_program *out,
				   struct weir_error *err)
{
	struct weir_bpf_program program = { NULL, 0 };
	json_error_t error = { .line = 0 };
	char place[60];

	json_set_alloc_funcs(take_memory, free);
	starved = false;
	json_t *root =
		json_loadb((const char *)text.data, text.size, JSON_REJECT_DUPLICATES, &error);
	if (!root && starved)
		return fail(err, WEIR_E_MEMORY, "", weir_status_text(WEIR_E_MEMORY));
	if (!root) {
		snprintf(place, sizeof(place), "line %d, column %d", error.line, error.column);
		fail(err, WEIR_E_FORM, place, error.text);
		if (err && error.position > 0)
			err->offset = (uint64_t)error.position - 1;
		return WEIR_E_FORM;
	}
	enum weir_status status = read_root(root, &program, err);
	json_decref(root);
	if (status == WEIR_OK)
		*out = program;
	return status;
}
#else
enum weir_status program_json_read(struct weir_slice text, struct weir_bpf_program *out,
				   struct weir_error *err)
{
	(void)text;
	(void)out;
	return fail(err, WEIR_E_SUPPORT, "JSON", "built without jansson, which reads it");
}
#endif
