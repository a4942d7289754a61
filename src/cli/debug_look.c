/* debug_look.c - the debugger's commands that show what there is, and breakpoints.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/debug_session.h"

static const struct debug_span nothing = { .size = 0 };

enum exit_code debug_do_disassemble(struct debug *d, const char *rest)
{
	enum exit_code code = debug_needs_program(d);
	size_t at = 0;

	if (code == EXIT_DONE && *rest) {
		code = debug_place(d, debug_word(&rest), &at);
		if (code == EXIT_DONE)
			code = debug_no_more(d, rest);
		if (code == EXIT_DONE)
			debug_put_op(d, at);
		return code;
	}
	for (size_t i = 0; code == EXIT_DONE && i < d->program.count; i++)
		debug_put_op(d, i);
	return code;
}

static const struct {
	const char *name;
	enum weir_bpf_form form;
} forms[] = {
	{ "rows", WEIR_BPF_ROWS },         { "c", WEIR_BPF_C },     { "dd", WEIR_BPF_DD },
	{ "ddd", WEIR_BPF_DDD },           { "d", WEIR_BPF_D },     { "asm", WEIR_BPF_ASM },
	{ "bytecode", WEIR_BPF_BYTECODE }, { "old", WEIR_BPF_OLD },
};
enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

/* The program in a form; false: no memory. */
static bool put_program(struct debug *d, enum weir_bpf_form form)
{
	enum { OP_SIZE_MAX = 100, FRAME_SIZE = 200 };
	size_t capacity = FRAME_SIZE + OP_SIZE_MAX * d->program.count;
	char *text = malloc(capacity);
	struct weir_writer out;

	if (!text)
		return false;
	weir_writer_init(&out, text, capacity);
	weir_bpf_print(&d->program, form, &out);
	if (out.size > 0 && text[out.size - 1] != '\n')
		weir_writer_char(&out, '\n');
	fwrite(text, 1, out.size, d->out);
	free(text);
	return true;
}

enum exit_code debug_do_dump(struct debug *d, const char *rest)
{
	enum exit_code code = debug_needs_program(d);
	size_t row = 0;

	if (code == EXIT_DONE && *rest) {
		struct weir_slice word = debug_word(&rest);

		while (row < FORMS && !(strlen(forms[row].name) == word.size &&
					debug_begins(word, forms[row].name)))
			row++;
		code = debug_no_more(d, rest);
		if (row == FORMS)
			return debug_refuse(
				d, EXIT_USE, "no form '%.*s': rows c dd ddd d asm bytecode old",
				word.size < 40 ? (int)word.size : 40, (const char *)word.data);
	}
	if (code != EXIT_DONE)
		return code;
	if (forms[row].form == WEIR_BPF_ROWS)
		fputs("/* { op, jt, jf, k }, */\n", d->out);
	return put_program(d, forms[row].form) ? EXIT_DONE : debug_fail(d, WEIR_E_MEMORY);
}

static void list_breakpoints(struct debug *d)
{
	fputs("breakpoints:", d->out);
	for (size_t i = 0; i < d->program.count; i++)
		if (d->breakpoints[i])
			fprintf(d->out, " %zu", i);
	putc('\n', d->out);
}

static void clear_breakpoints(struct debug *d)
{
	for (size_t i = 0; i < d->program.count; i++)
		d->breakpoints[i] = false;
}

enum exit_code debug_do_breakpoint(struct debug *d, const char *rest)
{
	enum exit_code code = debug_needs_program(d);
	size_t at = 0;

	if (code != EXIT_DONE)
		return code;
	if (!*rest) {
		list_breakpoints(d);
		return EXIT_DONE;
	}
	struct weir_slice word = debug_word(&rest);
	code = debug_no_more(d, rest);
	if (code != EXIT_DONE)
		return code;
	if (debug_begins(word, "reset")) {
		clear_breakpoints(d);
		return EXIT_DONE;
	}
	code = debug_place(d, word, &at);
	if (code != EXIT_DONE)
		return code;
	d->breakpoints[at] = true;
	fputs("breakpoint at: ", d->out);
	debug_put_op(d, at);
	return EXIT_DONE;
}

enum exit_code debug_do_delete(struct debug *d, const char *rest)
{
	enum exit_code code = debug_needs_program(d);
	size_t at = 0;

	if (code == EXIT_DONE && !*rest)
		code = debug_refuse(d, EXIT_USE, "which breakpoint? 'breakpoint reset' is all");
	if (code == EXIT_DONE)
		code = debug_place(d, debug_word(&rest), &at);
	if (code == EXIT_DONE)
		code = debug_no_more(d, rest);
	if (code == EXIT_DONE && !d->breakpoints[at])
		code = debug_refuse(d, EXIT_USE, "no breakpoint at %zu", at);
	if (code == EXIT_DONE)
		d->breakpoints[at] = false;
	return code;
}

enum exit_code debug_do_registers(struct debug *d, const char *rest)
{
	enum exit_code code = debug_no_more(d, rest);

	if (code == EXIT_DONE)
		code = debug_needs_program(d);
	if (code == EXIT_DONE)
		debug_put_registers(d);
	return code;
}

enum exit_code debug_do_memory(struct debug *d, const char *rest)
{
	enum exit_code code = debug_no_more(d, rest);

	if (code == EXIT_DONE)
		code = debug_needs_program(d);
	if (code == EXIT_DONE)
		debug_put_memory(d, true);
	return code;
}

/* The latest load on the way here; a load that ended the program is one, too. */
static bool last_load(const struct debug *d, size_t *step, struct debug_span *span)
{
	for (size_t i = d->program.count > 0 ? d->steps : 0; i-- > 0;) {
		const struct weir_bpf_state *before = &d->states[i];

		*span = debug_load_span(d, &d->program.ops[before->at], before);
		*step = i;
		if (span->size > 0)
			return true;
	}
	return false;
}

enum exit_code debug_do_packet(struct debug *d, const char *rest)
{
	enum exit_code code = debug_no_more(d, rest);
	struct debug_span span = nothing;
	size_t step = 0;

	if (code == EXIT_DONE && !d->has_frame)
		code = debug_refuse(d, EXIT_USE, "no packet is loaded: load pcap FILE");
	if (code != EXIT_DONE)
		return code;
	if (!d->has_packet) {
		fputs("it has nothing for the program to see\n", d->out);
		return EXIT_DONE;
	}
	bool loaded = last_load(d, &step, &span);
	debug_put_octets(d, loaded ? span : nothing);
	if (!loaded)
		return EXIT_DONE;
	fprintf(d->out, "%s ", span.outside || span.at < 0 ? "outside:" : "marked: ");
	debug_put_op(d, d->states[step].at);
	return EXIT_DONE;
}

static void put_program_line(struct debug *d)
{
	struct weir_error reason = { .text = "" };

	if (d->program.count == 0) {
		fputs("program:     none\n", d->out);
		return;
	}
	fprintf(d->out, "program:     %zu instruction%s", d->program.count,
		d->program.count == 1 ? "" : "s");
	if (weir_bpf_check(&d->program, &reason) == WEIR_OK)
		fputs(", the kernel takes it\n", d->out);
	else
		fprintf(d->out, "; the kernel refuses it: %s\n", reason.text);
}

static void put_capture_lines(struct debug *d)
{
	struct weir_capture_info info;

	if (!d->has_frame) {
		fputs("capture:     none\n", d->out);
		return;
	}
	weir_capture_info(d->capture, &info);
	fputs("capture:     ", d->out);
	debug_put_text(d, d->path);
	fprintf(d->out, ", %s, link type %u\n", info.format, d->frame.link);
	fprintf(d->out, "packet:      %llu", (unsigned long long)d->frame.number);
	if (d->total > 0)
		fprintf(d->out, " of %llu", (unsigned long long)d->total);
	if (!d->has_packet)
		fputs(", nothing for the program to see\n", d->out);
	else
		fprintf(d->out, ", %zu octets, %u on the wire\n", d->packet.bytes.size,
			d->packet.wire_size);
}

static void put_extension_line(struct debug *d)
{
	bool any = false;

	fputs("extensions: ", d->out);
	for (size_t row = 0; debug_extension_name(row); row++) {
		uint32_t value = debug_extension_get(&d->metadata, row);
		bool given = d->given_rows >> row & 1;

		any = any || value != 0 || given;
		if (value != 0 || given)
			fprintf(d->out, " %s=%#x%s", debug_extension_name(row), value,
				given ? " (set)" : "");
	}
	fputs(any ? "\n" : " none\n", d->out);
}

static void put_position_lines(struct debug *d)
{
	const struct weir_bpf_state *state = debug_now(d);

	fprintf(d->out, "position:    %s%zu step%s, ",
		state->end == WEIR_BPF_RUNS ? "" : "ended after ", d->steps,
		d->steps == 1 ? "" : "s");
	debug_put_op(d, state->at);
	if (d->passes + d->fails + d->unseen > 0)
		fprintf(d->out, "run:         passes:%llu fails:%llu so far\n",
			(unsigned long long)d->passes, (unsigned long long)d->fails);
}

enum exit_code debug_do_info(struct debug *d, const char *rest)
{
	enum exit_code code = debug_no_more(d, rest);

	if (code != EXIT_DONE)
		return code;
	put_program_line(d);
	put_capture_lines(d);
	if (d->has_frame || d->given_rows)
		put_extension_line(d);
	if (d->program.count > 0) {
		put_position_lines(d);
		list_breakpoints(d);
	}
	return EXIT_DONE;
}
