/* cmd_bpf_debug.c - dnsweir bpf debug: execute a BPF program on captured packets, instruction by instruction.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/bpf_metadata.h"
#include "cli/debug.h"
#include "cli/debug_reader.h"
#include "cli/debug_signal.h"
#include "cli/program_words.h"
#include "present/terminal.h"

enum {
	OPT_COMMAND,
	OPT_SCRIPT,
	OPT_INTERACTIVE,
	OPT_STOP,
	OPT_FILES,
	OPT_AT,
	OPT_METADATA,
	OPTIONS = OPT_METADATA + BPF_METADATA_OPTIONS
};

static const struct option_choice places[] = {
	{ "link", "the first octet of the frame: a packet socket, tc", .value = WEIR_BPF_AT_LINK },
	{ "ip", "the IP header: xt_bpf", .value = WEIR_BPF_AT_IP },
	{ "udp", "the UDP header: a UDP socket", .value = WEIR_BPF_AT_UDP },
	{ "dns", "the DNS message", .value = WEIR_BPF_AT_DNS },
	{ 0 },
};

static const struct option_spec options[] = {
	[OPT_COMMAND] = { 'c', "command", "COMMAND", "Execute COMMAND instead of reading commands",
			  .repeats = true, .group = "Commands", .rivals = "c" },
	[OPT_SCRIPT] = { 's', "script", "FILE",
			 "Execute the commands in FILE instead of reading them",
			 .more = "Those of `-c` follow.", .complete = COMPLETE_FILE,
			 .rivals = "s" },
	[OPT_INTERACTIVE] = { 'i', "interactive", NULL,
			      "Read commands from standard input after those", .rivals = "i" },
	[OPT_STOP] = { 0, "stop", NULL, "End with the first command that fails" },
	[OPT_FILES] = { 0, "files", NULL, "The operands are INPUT and OUTPUT, as bpf_dbg's",
			.more = "Commands come from the file INPUT, answers go to the file OUTPUT; both may be "
				"left out.",
			.rivals = "csi" },
	[OPT_AT] = { 0, "at", "PLACE", "Where in a frame the program's offset 0 is (link)",
		     .group = "Packets", .kind = OPTION_CHOICE, .choices = places },
#define METADATA(symbol, name, argument, most, help)                                               \
	BPF_METADATA_ROW(OPT_METADATA, symbol, name, argument, help),
#include "cli/bpf_metadata.def"
#undef METADATA
	[OPTIONS] = { 0 },
};

struct job {
	struct invocation *call;
	FILE *out;
	struct debug *debug;
	struct bpf_metadata_given given;
	enum weir_bpf_place place;
	uint64_t line;       /* of a script; 0: commands have no lines */
	enum exit_code code; /* the worst so far */
};

static enum weir_status open_capture(void *self, const char *path, struct weir_capture **out,
				     struct weir_error *err)
{
	struct stat about;

	(void)self;
	if (strcmp(path, "-") != 0 &&
	    (stat(path, &about) != 0 || S_ISREG(about.st_mode) || S_ISDIR(about.st_mode)))
		return weir_capture_open(path, NULL, out, err);
	snprintf(err->text, sizeof(err->text),
		 "%.300s: a debugger goes back in its capture, and only a file can do that", path);
	return WEIR_E_USE;
}

static enum exit_code open_program(void *self, const char *path, bool assembler,
				   struct weir_bpf_program *out, struct weir_error *err)
{
	struct job *job = self;

	(void)err;
	if (assembler)
		return program_file_assemble(job->call, NULL, path, out);
	return program_file_open(job->call, NULL, path, out, NULL);
}

static bool view(void *self, const struct weir_frame *frame, struct weir_bpf_metadata *metadata,
		 struct weir_bpf_packet *packet)
{
	const struct job *job = self;

	return bpf_metadata_frame(&job->given, frame, job->place, metadata, packet);
}

static void blame(struct job *job, enum exit_code code, const struct weir_error *err)
{
	if (code > job->code)
		job->code = code;
	if (!err->text[0])
		return;
	fflush(job->out);
	if (job->line > 0)
		call_note(job->call, "line %llu: %s", (unsigned long long)job->line, err->text);
	else
		call_note(job->call, "%s", err->text);
}

/* Shall another command be executed? */
static bool execute(struct job *job, const char *line)
{
	struct weir_error err;
	enum exit_code code = debug_line(job->debug, line, job->out, &err);

	if (code != EXIT_DONE)
		blame(job, code, &err);
	if (code != EXIT_DONE && call_given(job->call, OPT_STOP))
		return false;
	return debug_goes_on(job->debug) && !ferror(job->out) && !call_interrupted(job->call);
}

static enum exit_code fail_file(struct job *job, const char *path, int number)
{
	char reason[128];

	fflush(job->out);
	call_note(job->call, "%s: %s", path, strerror_r(number, reason, sizeof(reason)));
	return EXIT_SYSTEM;
}

/* All lines of a stream. */
static bool execute_all(struct job *job, FILE *in, const char *name)
{
	static const struct weir_error said = { .text = "" };
	static const struct weir_error none = { .text = "no command: a zero octet, or over 1 MiB" };
	struct debug_reader reader;
	const char *line;
	bool whole;
	bool on = true;

	debug_reader_open(&reader, in, job->out);
	while (on && (line = debug_reader_next(&reader, &whole))) {
		if (!reader.asks)
			job->line++;
		if (whole) {
			on = execute(job, line);
		} else {
			blame(job, EXIT_USE, &none);
			on = !call_given(job->call, OPT_STOP);
		}
	}
	if (reader.failed) {
		blame(job, fail_file(job, name, reader.failed), &said);
		on = false;
	}
	job->line = 0;
	debug_reader_close(&reader);
	return on;
}

static bool execute_file(struct job *job, const char *path)
{
	const struct weir_error said = { .text = "" };

	if (strcmp(path, "-") == 0)
		return execute_all(job, job->call->in, "standard input");
	FILE *in = fopen(path, "re");
	if (!in) {
		blame(job, fail_file(job, path, errno), &said);
		return false;
	}
	bool on = execute_all(job, in, path);
	fclose(in);
	return on;
}

/* --script, then --command, then what comes in. */
static void execute_options(struct job *job)
{
	const struct invocation *call = job->call;
	const char *script = call_text(call, OPT_SCRIPT, NULL);
	const char *line;
	bool on = !script || execute_file(job, script);

	for (size_t n = 0; on && (line = call_each(call, OPT_COMMAND, n)); n++)
		on = execute(job, line);
	if (!on ||
	    ((script || call_given(call, OPT_COMMAND)) && !call_given(call, OPT_INTERACTIVE)))
		return;
	execute_all(job, call->in, "standard input");
}

/* PROGRAM and CAPTURE. */
static enum exit_code load_operands(struct job *job)
{
	struct invocation *call = job->call;
	struct weir_bpf_program program = { NULL, 0 };
	struct weir_error err = { .text = "" };
	enum exit_code code;

	if (call->operand_count == 0)
		return EXIT_DONE;
	if (strcmp(call->operands[0], "-") == 0 && !call_given(call, OPT_COMMAND) &&
	    !call_given(call, OPT_SCRIPT))
		return call_refuse(call, "commands come from standard input; the program cannot");
	code = program_words_open(call, NULL, call->operands[0], &program, NULL);
	if (code != EXIT_DONE)
		return code;
	code = debug_take_program(job->debug, &program, job->out, &err);
	if (code == EXIT_DONE && call->operand_count > 1)
		code = debug_take_capture(job->debug, call->operands[1], job->out, &err);
	if (code != EXIT_DONE)
		call_note(call, "%s", err.text);
	return code;
}

/* bpf_dbg's operands: where commands come from, where answers go to. */
static void execute_files(struct job *job)
{
	struct invocation *call = job->call;
	const struct weir_error said = { .text = "" };

	if (call->operand_count > 1) {
		job->out = fopen(call->operands[1], "we");
		if (!job->out) {
			blame(job, fail_file(job, call->operands[1], errno), &said);
			return;
		}
	}
	if (call->operand_count > 0)
		execute_file(job, call->operands[0]);
	if (job->out == call->out)
		return;
	bool lost = ferror(job->out) != 0;
	if ((fclose(job->out) != 0 || lost))
		blame(job, fail_file(job, call->operands[1], errno), &said);
}

static void execute_call(struct job *job)
{
	struct invocation *call = job->call;
	enum exit_code code = EXIT_DONE;

	if (call_given(call, OPT_FILES) && call->operand_count > 0) {
		execute_files(job);
		return;
	}
	if (!call_given(call, OPT_FILES))
		code = load_operands(job);
	if (code == EXIT_DONE)
		execute_options(job);
	else
		job->code = code;
}

static enum exit_code run(struct invocation *call)
{
	struct job job = { .call = call, .out = call->out };
	struct debug_files files = { &job, open_capture, open_program, view };
	enum exit_code code = bpf_metadata_take(call, OPT_METADATA, &job.given);

	if (code != EXIT_DONE)
		return code;
	job.place = (enum weir_bpf_place)call_choice(call, OPT_AT, WEIR_BPF_AT_LINK);
	/* Where a human types, ^C stops a command and no more. */
	const volatile sig_atomic_t *pressed =
		terminal_is(call->in) && terminal_is(call->out) ? debug_signal_take() : NULL;
	job.debug = debug_open(&files, pressed ? pressed : call->interrupted);
	if (job.debug)
		execute_call(&job);
	else
		job.code = call_fail(call, WEIR_E_MEMORY, NULL);
	debug_signal_return();
	debug_close(job.debug);
	return job.code;
}

static const struct section sections[] = {
	{ "COMMANDS OF THE DEBUGGER",
	  "A command stands on a line. Any unambiguous beginning of its name will do. Empty lines and lines "
	  "that begin with `#` are passed over.",
	  debug_manual },
	{ "WHERE IT DIFFERS FROM BPF_DBG",
	  "Commands and what they print are those of the kernel's bpf_dbg, in whose place this can stand (see "
	  "`--files`). A load past the end of the packet ends the program with 0, as in the kernel; packets are "
	  "counted from 1, and the last one can be selected; extensions read what is known of the packet; a "
	  "step back restores the state exactly; unknown commands are refused. After the end of the program the "
	  "state stays until the next step. The text of `disassemble` can be assembled." },
	{ NULL },
};

static const struct example examples[] = {
	{ "dnsweir bpf debug '4,40 0 0 12,21 0 1 2048,6 0 0 65535,6 0 0 0' capture.pcap",
	  "Debug a filter at the terminal" },
	{ "dnsweir bpf debug -c 'select 7' -c why filter.bpf capture.pcap",
	  "Why does the seventh packet not pass" },
	{ "printf 'load bpf 1,6 0 0 1,\\nload pcap capture.pcap\\nrun\\n' | dnsweir bpf debug",
	  "A script on standard input" },
	{ 0 },
};

const struct command cmd_bpf_debug = {
	.name = "bpf debug",
	.synopsis = "dnsweir bpf debug [OPTION...] [PROGRAM] [CAPTURE]\n"
		    "dnsweir bpf debug --files [INPUT] [OUTPUT]",
	.summary = "Execute a BPF program on packets, step by step",
	.description =
		"Reads commands from standard input, at a terminal with a prompt, and executes classic BPF on "
		"the packets of a capture: all of it, to a breakpoint, or instruction by instruction, forward "
		"and back. PROGRAM and CAPTURE are loaded first. PROGRAM is a file with it in any form that "
		"`dnsweir bpf disasm` reads, or the text itself.\n\n"
		"Where libedit is installed the line can be edited at a terminal, with the keys for earlier "
		"lines, and the tabulator completes commands and names of files. ^C stops a command and gives "
		"up a line.\n\n"
		"A command that fails is told on standard error, with the line of the script, and the exit "
		"status is that of the worst one.",
	.options = options,
	.operand = { "OPERAND", "PROGRAM and CAPTURE", 0, 2, COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.see_also = "dnsweir-bpf-asm(1), dnsweir-bpf-disasm(1)",
	.run = run,
};
