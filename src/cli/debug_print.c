/* debug_print.c - how the debugger shows a program's state and a packet: bpf_dbg's layout.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/debug_session.h"

enum { ROW = 16, OP_TEXT_MAX = 120 };

/* Parts of an instruction's code, as in <linux/bpf_common.h>. */
enum {
	CLASS = 0x07,
	CLASS_JUMP = 5,
	MODE = 0xe7, /* and the class */
	LOAD_ABSOLUTE = 0x20,
	LOAD_INDIRECT = 0x40,
	LOAD_NIBBLE = 0xb1,
	SIZE = 0x18,
	SIZE_WORD = 0,
	SIZE_HALF = 8,
	CODE_JUMP_ALWAYS = 5,
};
static const uint32_t extensions_from = (uint32_t)-0x1000;
static const uint32_t network_from = (uint32_t)-0x100000;
static const uint32_t link_from = (uint32_t)-0x200000;

void debug_put_text(struct debug *d, const char *text)
{
	for (; *text; text++)
		putc((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e ? '?' : *text,
		     d->out);
}

void debug_put_op(struct debug *d, size_t at)
{
	char text[OP_TEXT_MAX];
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	if (at < d->program.count)
		weir_bpf_print_op(&d->program.ops[at], at, &out);
	else
		weir_writer_text(&out, "(behind the last instruction)");
	fprintf(d->out, "l%zu:\t%.*s\n", at, (int)out.size, text);
}

/* Where the octets of an offset below 0 lie; false: nowhere. */
static bool place_below(const struct debug *d, uint32_t offset, int64_t *at)
{
	if (offset >= network_from)
		*at = (int64_t)d->metadata.network_offset + (offset - network_from);
	else if (offset >= link_from && d->metadata.has_link)
		*at = (int64_t)d->metadata.link_offset + (offset - link_from);
	else
		return false;
	*at -= d->metadata.before;
	return true;
}

struct debug_span debug_load_span(const struct debug *d, const struct weir_bpf_op *op,
				  const struct weir_bpf_state *before)
{
	struct debug_span span = { .size = 1 };
	uint32_t offset = op->k;

	if (op->code != LOAD_NIBBLE) {
		if ((op->code & MODE) == LOAD_INDIRECT)
			offset += before->x;
		else if ((op->code & MODE) != LOAD_ABSOLUTE || offset >= extensions_from)
			return (struct debug_span){ .size = 0 };
		span.size = (op->code & SIZE) == SIZE_WORD   ? 4
			    : (op->code & SIZE) == SIZE_HALF ? 2
							     : 1;
	}
	span.at = offset;
	if (offset > INT32_MAX && !place_below(d, offset, &span.at))
		span.at = INT64_MIN;
	int64_t size = (int64_t)d->packet.bytes.size;
	span.outside = span.at < -(int64_t)d->metadata.before || span.at > size ||
		       span.size > size - span.at;
	return span;
}

static void put_value(struct debug *d, const char *name, uint32_t value, const char *end)
{
	fprintf(d->out, "%s[%#08x][%u]%s\n", name, value, value, end);
}

/* The instruction that comes next, or that ended the program, and where it can lead. */
static void put_place(struct debug *d, size_t at)
{
	fprintf(d->out, "pc:       [%zu]\n", at);
	if (at < d->program.count) {
		const struct weir_bpf_op *op = &d->program.ops[at];

		fprintf(d->out, "code:     [%u] jt[%u] jf[%u] k[%u]\n", op->code, op->jt, op->jf,
			op->k);
	}
	fputs("curr:     ", d->out);
	debug_put_op(d, at);
	if (at >= d->program.count)
		return;
	const struct weir_bpf_op *op = &d->program.ops[at];
	if ((op->code & CLASS) != CLASS_JUMP || op->code == CODE_JUMP_ALWAYS)
		return;
	fputs("jt:       ", d->out);
	debug_put_op(d, at + 1 + op->jt);
	fputs("jf:       ", d->out);
	debug_put_op(d, at + 1 + op->jf);
}

void debug_put_registers(struct debug *d)
{
	const struct weir_bpf_state *state = debug_now(d);

	put_place(d, state->at);
	put_value(d, "A:        ", state->a, "");
	put_value(d, "X:        ", state->x, "");
	if (state->end == WEIR_BPF_RUNS)
		return;
	put_value(d, "ret:      ", state->result, "!");
	if (state->end != WEIR_BPF_RETURNED) {
		fputs("end:      ", d->out);
		debug_put_end(d, state);
	}
}

void debug_put_memory(struct debug *d, bool all)
{
	const struct weir_bpf_state *state = debug_now(d);
	enum { WORDS = sizeof(state->memory) / sizeof(state->memory[0]) };
	bool any = all;

	for (unsigned i = 0; i < WORDS; i++) {
		if (!all && state->memory[i] == 0)
			continue;
		fprintf(d->out, "M[%u]: ", i);
		put_value(d, "", state->memory[i], "");
		any = true;
	}
	if (!any)
		fprintf(d->out, "M[0,%d]:  [%#08x][%u]\n", WORDS - 1, 0U, 0U);
}

/* What stands before an octet, or at the end of its row: brackets around those that are marked. */
static char gap(struct debug_span marked, size_t at, bool row_ends)
{
	if (marked.size == 0 || marked.outside || marked.at < 0)
		return ' ';
	size_t begin = (size_t)marked.at;
	size_t end = begin + marked.size;

	if (at == end)
		return ']';
	return at == begin && !row_ends ? '[' : ' ';
}

void debug_put_octets(struct debug *d, struct debug_span marked)
{
	struct weir_slice bytes = d->packet.bytes;

	if (bytes.size == d->packet.wire_size)
		fprintf(d->out, "len: %u\n", d->packet.wire_size);
	else
		fprintf(d->out, "cap: %zu, len: %u\n", bytes.size, d->packet.wire_size);
	for (size_t row = 0; row < bytes.size; row += ROW) {
		size_t end = bytes.size - row < ROW ? bytes.size : row + ROW;

		fprintf(d->out, "%3zu:", row);
		for (size_t at = row; at < end; at++) {
			char before = gap(marked, at, false);

			/* A span that ended with the row before has its bracket there. */
			fprintf(d->out, "%c%02x", at == row && before == ']' ? ' ' : before,
				bytes.data[at]);
		}
		fputs(gap(marked, end, true) == ']' ? "]\n" : "\n", d->out);
	}
}

static void put_load(struct debug *d, const struct weir_bpf_state *state)
{
	struct debug_span span = debug_load_span(d, &d->program.ops[state->at], state);

	fprintf(d->out, "the load of %u octet%s ", span.size, span.size == 1 ? "" : "s");
	if (span.at < 0)
		fputs("lies before the packet\n", d->out);
	else
		fprintf(d->out, "at %lld leaves the packet, which has %zu\n", (long long)span.at,
			d->packet.bytes.size);
}

void debug_put_end(struct debug *d, const struct weir_bpf_state *state)
{
	switch (state->end) {
	case WEIR_BPF_RUNS:
		fputs("it has not ended\n", d->out);
		break;
	case WEIR_BPF_RETURNED:
		fputs("it returned\n", d->out);
		break;
	case WEIR_BPF_LEFT_PACKET:
		put_load(d, state);
		break;
	case WEIR_BPF_DIVIDED_BY_ZERO:
		fputs("a division by zero\n", d->out);
		break;
	case WEIR_BPF_NO_DEVICE:
		fputs("the packet has no device (set ifidx or hatype), so A is returned\n", d->out);
		break;
	case WEIR_BPF_FELL_OFF:
		fputs("there is no further instruction\n", d->out);
		break;
	case WEIR_BPF_NO_SUCH_OP:
		fputs("there is no such instruction\n", d->out);
		break;
	}
}

void debug_put_stop(struct debug *d)
{
	fputs("-- register dump --\n", d->out);
	debug_put_registers(d);
	debug_put_memory(d, false);
	fputs("-- packet dump --\n", d->out);
	debug_put_octets(d, (struct debug_span){ .size = 0 });
}
