/* bpf_program.c - programs out of their text forms: iptables' bytecode and tcpdump -ddd.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/bpf.h>

#include <stdlib.h>

#include "base/error.h"

void weir_bpf_free(struct weir_bpf_program *program)
{
	if (!program)
		return;
	free(program->ops);
	*program = (struct weir_bpf_program){ 0 };
}

struct reader {
	struct weir_slice text;
	size_t at;
	struct weir_error *err;
};

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next octet that is no blank; -1 at the end. */
static int peek(struct reader *r)
{
	while (r->at < r->text.size && is_blank(r->text.data[r->at]))
		r->at++;
	return r->at < r->text.size ? r->text.data[r->at] : -1;
}

/* A decimal number that nothing but a blank, a comma or the end follows. */
static enum weir_status read_number(struct reader *r, const char *what, uint32_t most,
				    uint32_t *out)
{
	int first = peek(r);
	size_t start = r->at;
	uint64_t value = 0;

	if (first < 0)
		return error_set(r->err, WEIR_E_FORM, start, "the program ends before %s", what);
	while (r->at < r->text.size && r->text.data[r->at] >= '0' && r->text.data[r->at] <= '9') {
		value = value * 10 + (uint64_t)(r->text.data[r->at++] - '0');
		if (value > most)
			return error_set(r->err, WEIR_E_RANGE, start, "%s is above %u", what, most);
	}
	if (r->at < r->text.size && r->text.data[r->at] != ',' && !is_blank(r->text.data[r->at]))
		return error_set(r->err, WEIR_E_FORM, r->at, "'%c' is no decimal digit of %s",
				 r->text.data[r->at], what);
	if (r->at == start)
		return error_set(r->err, WEIR_E_FORM, start, "'%c' stands where %s should", first,
				 what);
	*out = (uint32_t)value;
	return WEIR_OK;
}

static enum weir_status read_op(struct reader *r, struct weir_bpf_op *out)
{
	static const struct {
		const char *what;
		uint32_t most;
	} parts[4] = {
		{ "an instruction's code", UINT16_MAX },
		{ "an instruction's jt", UINT8_MAX },
		{ "an instruction's jf", UINT8_MAX },
		{ "an instruction's k", UINT32_MAX },
	};
	uint32_t value[4];

	for (size_t i = 0; i < 4; i++) {
		enum weir_status status = read_number(r, parts[i].what, parts[i].most, &value[i]);
		if (status != WEIR_OK)
			return status;
	}
	*out = (struct weir_bpf_op){ (uint16_t)value[0], (uint8_t)value[1], (uint8_t)value[2],
				     value[3] };
	return WEIR_OK;
}

/* A comma parts instructions if one stands behind the count; else nothing but blanks does. */
static enum weir_status read_ops(struct reader *r, struct weir_bpf_op *ops, uint32_t count)
{
	bool commas = peek(r) == ',';
	uint32_t done = 0;

	for (;;) {
		bool comma = commas && peek(r) == ',';
		size_t before = r->at;

		if (comma)
			r->at++;
		if (peek(r) < 0)
			break;
		if (commas && !comma)
			return error_set(r->err, WEIR_E_FORM, before,
					 "a comma should stand behind instruction %u of %u",
					 done - 1, count);
		if (done == count)
			return error_set(
				r->err, WEIR_E_FORM, r->at,
				"the program says that it has %u instructions; more follow", count);
		enum weir_status status = read_op(r, &ops[done]);
		if (status != WEIR_OK)
			return status;
		done++;
	}
	if (done < count)
		return error_set(r->err, WEIR_E_FORM, r->at,
				 "the program says that it has %u instructions and ends behind %u",
				 count, done);
	return WEIR_OK;
}

enum weir_status weir_bpf_parse(struct weir_slice text, struct weir_bpf_program *out,
				struct weir_error *err)
{
	struct reader r = { .text = text, .err = err };
	uint32_t count = 0;

	enum weir_status status =
		read_number(&r, "the number of instructions", WEIR_BPF_OPS_MAX, &count);
	if (status != WEIR_OK)
		return status;
	if (count == 0)
		return error_set(err, WEIR_E_RANGE, 0, "a program has at least one instruction");
	struct weir_bpf_op *ops = calloc(count, sizeof(*ops));
	if (!ops)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "no memory for %u instructions",
				 count);
	status = read_ops(&r, ops, count);
	if (status != WEIR_OK) {
		free(ops);
		return status;
	}
	*out = (struct weir_bpf_program){ ops, count };
	return WEIR_OK;
}
