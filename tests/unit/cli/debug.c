/* debug.c - the BPF debugger: its steps against the machine, the kernel and a replay; words and completion.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/debug.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/debug_session.h"
#include "kernel.h"
#include "programs.h"
#include "tap.h"

enum { PACKETS = 5, PROGRAMS = 400, FILE_MAX = 64 * 1024 };

/* A capture in memory. */
static uint8_t file[FILE_MAX];
static size_t file_size;
static uint8_t packets[PACKETS][PROGRAM_PACKET_MAX];
static size_t sizes[PACKETS];

static void put_u32(uint32_t value)
{
	memcpy(file + file_size, &value, sizeof(value));
	file_size += sizeof(value);
}

static void begin_file(void)
{
	file_size = 0;
	put_u32(0xa1b2c3d4);
	put_u32(2 | 4 << 16); /* 2.4, of either byte order by the next line */
	memcpy(file + 4, (uint16_t[]){ 2, 4 }, 4);
	put_u32(0);
	put_u32(0);
	put_u32(65535);
	put_u32(1);
}

static void add_packet(const uint8_t *octets, size_t size, size_t wire_size)
{
	put_u32(0);
	put_u32(0);
	put_u32((uint32_t)size);
	put_u32((uint32_t)wire_size);
	memcpy(file + file_size, octets, size);
	file_size += size;
}

static enum weir_status open_capture(void *self, const char *path, struct weir_capture **out,
				     struct weir_error *err)
{
	(void)self;
	return weir_capture_open_memory((struct weir_slice){ file, file_size }, path, NULL, out,
					err);
}

static enum exit_code open_program(void *self, const char *path, bool assembler,
				   struct weir_bpf_program *out, struct weir_error *err)
{
	(void)self;
	(void)path;
	(void)assembler;
	(void)out;
	(void)err;
	return EXIT_SYSTEM;
}

static const struct debug_files files = { NULL, open_capture, open_program, NULL };

static char *answer;
static size_t answer_size;
static struct weir_error err;

/* One line; its answer is in `answer` until the next. */
static enum exit_code say(struct debug *d, const char *line)
{
	free(answer);
	answer = NULL;
	FILE *out = open_memstream(&answer, &answer_size);

	if (!out)
		abort();
	enum exit_code code = debug_line(d, line, out, &err);
	fclose(out);
	return code;
}

/* A word and a number. */
static enum exit_code say_number(struct debug *d, const char *words, unsigned long long number)
{
	char line[80];

	snprintf(line, sizeof(line), "%s%llu", words, number);
	return say(d, line);
}

static bool load_program(struct debug *d, const struct weir_bpf_program *program)
{
	static char line[1 << 16] = "load bpf ";
	struct weir_writer out;

	weir_writer_init(&out, line + 9, sizeof(line) - 9);
	weir_bpf_print(program, WEIR_BPF_OLD, &out);
	return weir_writer_terminate(&out) && say(d, line) == EXIT_DONE;
}

static bool same(const struct weir_bpf_state *one, const struct weir_bpf_state *other)
{
	return one->a == other->a && one->x == other->x && one->at == other->at &&
	       one->end == other->end && one->result == other->result &&
	       memcmp(one->memory, other->memory, sizeof(one->memory)) == 0;
}

/* The state after so many steps from the start. */
static struct weir_bpf_state replay(const struct weir_bpf_program *program,
				    const struct weir_bpf_packet *packet, size_t steps)
{
	struct weir_bpf_state state = { .at = 0 };

	while (steps-- > 0)
		weir_bpf_step(program, packet, &state);
	return state;
}

struct tally {
	unsigned packets, steps, kernel, wrong;
};

static void blame(struct tally *tally, const char *what, size_t number)
{
	if (tally->wrong++ < 3)
		note("%s, packet %zu: %s", what, number, err.text);
}

/* To the end, some way back, and to the end again; returns the result. */
static uint32_t walk(struct debug *d, struct random *r, const struct weir_bpf_program *program,
		     size_t n, struct tally *tally)
{
	struct weir_bpf_packet packet = { { packets[n], sizes[n] }, (uint32_t)sizes[n], NULL };
	struct weir_bpf_state expected;

	if (say_number(d, "select ", n + 1) != EXIT_DONE || d->steps != 0)
		blame(tally, "select", n);
	do {
		if (say(d, "step") != EXIT_DONE)
			blame(tally, "step", n);
		expected = replay(program, &packet, d->steps);
		if (!same(debug_now(d), &expected))
			blame(tally, "a step's state is not the replay's", n);
		tally->steps++;
	} while (debug_now(d)->end == WEIR_BPF_RUNS && d->steps <= program->count);
	uint32_t result = debug_now(d)->result;
	for (unsigned i = 0; i < 3; i++) {
		size_t back = 1 + random_below(r, (unsigned)d->steps);
		size_t before = d->steps;

		say_number(d, "step -", back);
		expected = replay(program, &packet, before - back);
		if (d->steps != before - back || !same(debug_now(d), &expected))
			blame(tally, "a step back is not the replay's", n);
		say_number(d, "step ", back);
		expected = replay(program, &packet, before);
		if (d->steps != before || !same(debug_now(d), &expected))
			blame(tally, "back and forth is not the replay's", n);
	}
	if (say(d, "why") != EXIT_DONE || say(d, "packet") != EXIT_DONE ||
	    debug_now(d)->result != result)
		blame(tally, "a look changes something", n);
	return result;
}

/* What `disassemble` shows is the program when it is assembled, and shows itself again. */
static void assemble_back(struct debug *d, struct tally *tally)
{
	struct weir_bpf_program back = { NULL, 0 };

	say(d, "disassemble");
	char *text = strdup(answer);
	if (!text)
		abort();
	struct weir_slice slice = { (const uint8_t *)text, strlen(text) };
	if (weir_bpf_assemble(slice, &back, &err) != WEIR_OK || !load_program(d, &back) ||
	    say(d, "disassemble") != EXIT_DONE || strcmp(text, answer) != 0)
		blame(tally, "the disassembly does not assemble back", 0);
	weir_bpf_free(&back);
	free(text);
}

/* A run to breakpoints at random places counts as one without. */
static void run_all(struct debug *d, struct random *r, unsigned passes, struct tally *tally)
{
	char expected[80];

	snprintf(expected, sizeof(expected), "bpf passes:%u fails:%u\n", passes, PACKETS - passes);
	if (say(d, "select 1") != EXIT_DONE || say(d, "run") != EXIT_DONE ||
	    strcmp(answer, expected) != 0)
		blame(tally, "run", 0);
	for (unsigned i = 0; i < 3; i++)
		say_number(d, "breakpoint ", random_below(r, (unsigned)d->program.count));
	say(d, "run");
	for (unsigned i = 0; strstr(answer, "(breakpoint)") && i < 100 * PACKETS; i++) {
		if (random_below(r, 3) == 0)
			say(d, "step");
		if (random_below(r, 3) == 0)
			say(d, "step -1");
		say(d, "continue");
	}
	if (strcmp(answer, expected) != 0)
		blame(tally, "run with breakpoints", 0);
}

static void one_program(struct debug *d, struct random *r, const struct weir_bpf_program *program,
			struct tally *tally)
{
	struct weir_machine *machine;
	struct kernel kernel;
	unsigned passes = 0;

	if (weir_machine_open(program, &machine, NULL) != WEIR_OK)
		return;
	bool has_kernel = !kernel_unfit() && kernel_open(program, &kernel) == KERNEL_TAKES;
	begin_file();
	for (size_t n = 0; n < PACKETS; n++) {
		sizes[n] = program_packet(r, packets[n]);
		add_packet(packets[n], sizes[n], sizes[n]);
	}
	if (!load_program(d, program) || say(d, "load pcap x") != EXIT_DONE)
		blame(tally, "load", 0);
	assemble_back(d, tally); /* goes on with the program that came back */
	for (size_t n = 0; n < PACKETS; n++) {
		struct weir_slice bytes = { packets[n], sizes[n] };
		struct weir_bpf_packet packet = { bytes, (uint32_t)bytes.size, NULL };
		uint32_t result = walk(d, r, program, n, tally);

		tally->packets++;
		passes += result != 0;
		if (weir_machine_run(machine, &packet) != result)
			blame(tally, "the machine's result differs", n);
		if (has_kernel && kernel_run(&kernel, bytes) != kernel_expected(result, bytes.size))
			blame(tally, "the kernel's verdict differs", n);
		tally->kernel += has_kernel;
	}
	run_all(d, r, passes, tally);
	if (has_kernel)
		kernel_close(&kernel);
	weir_machine_close(machine);
}

static void check_random(const char *what, struct program_flavour flavour)
{
	struct random r = { .state = 4 };
	struct debug *d = debug_open(&files, NULL);
	struct weir_bpf_op ops[PROGRAM_SIZE_MAX];
	struct tally tally = { 0 };

	for (unsigned i = 0; i < PROGRAMS; i++) {
		struct weir_bpf_program program = { ops, program_random(&r, &flavour, ops) };

		one_program(d, &r, &program, &tally);
	}
	checkf(tally.wrong == 0 && tally.packets > PROGRAMS,
	       "%s: %u packets in %u steps end as in the machine and, %u of them, in the kernel",
	       what, tally.packets, tally.steps, tally.kernel);
	debug_close(d);
}

/* `ld [80]` on packets too short for it, and offsets that wrap. */
static void check_bounds(void)
{
	static const struct {
		const char *line;
		size_t size;
		uint32_t result;
		enum weir_bpf_end end;
	} rows[] = {
		{ "load bpf 2,32 0 0 80,6 0 0 1", 84, 1, WEIR_BPF_RETURNED },
		{ "load bpf 2,32 0 0 80,6 0 0 1", 83, 0, WEIR_BPF_LEFT_PACKET },
		{ "load bpf 2,32 0 0 80,6 0 0 1", 80, 0, WEIR_BPF_LEFT_PACKET },
		{ "load bpf 2,32 0 0 80,6 0 0 1", 0, 0, WEIR_BPF_LEFT_PACKET },
		{ "load bpf 2,32 0 0 2147483647,6 0 0 1", 84, 0, WEIR_BPF_LEFT_PACKET },
		{ "load bpf 2,48 0 0 4293918720,6 0 0 1", 84, 1, WEIR_BPF_RETURNED },
		{ "load bpf 2,48 0 0 4292870144,6 0 0 1", 84, 0, WEIR_BPF_LEFT_PACKET },
		{ "load bpf 3,1 0 0 4294967295,80 0 0 1,6 0 0 1", 1, 1, WEIR_BPF_RETURNED },
		{ "load bpf 3,1 0 0 4294967295,80 0 0 2,6 0 0 1", 1, 0, WEIR_BPF_LEFT_PACKET },
		{ "load bpf 2,177 0 0 84,6 0 0 1", 84, 0, WEIR_BPF_LEFT_PACKET },
	};
	static const uint8_t octets[84];

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct debug *d = debug_open(&files, NULL);

		begin_file();
		add_packet(octets, rows[i].size, 1500);
		bool fine = say(d, rows[i].line) == EXIT_DONE &&
			    say(d, "load pcap x") == EXIT_DONE && say(d, "finish") == EXIT_DONE &&
			    debug_now(d)->result == rows[i].result &&
			    debug_now(d)->end == rows[i].end && say(d, "packet") == EXIT_DONE &&
			    say(d, "why") == EXIT_DONE;
		checkf(fine, "%s, of %zu octets: %u", rows[i].line + 9, rows[i].size,
		       rows[i].result);
		debug_close(d);
	}
}

static void check_interrupt(void)
{
	static volatile sig_atomic_t interrupted;
	static const uint8_t octets[20];
	struct debug *d = debug_open(&files, &interrupted);

	begin_file();
	for (unsigned i = 0; i < 10; i++)
		add_packet(octets, sizeof(octets), sizeof(octets));
	say(d, "load pcap x");
	say(d, "load bpf 1,6 0 0 1");
	interrupted = 1;
	check("an interrupted run stops before the next packet",
	      say(d, "run") == EXIT_DONE && strcmp(answer, "(interrupted before packet 2)\n") == 0);
	interrupted = 0;
	check("and goes on",
	      say(d, "continue") == EXIT_DONE && strcmp(answer, "bpf passes:10 fails:0\n") == 0);
	check("a limit holds over an interruption",
	      (interrupted = 1) && say(d, "run 3") == EXIT_DONE && !(interrupted = 0) &&
		      say(d, "continue") == EXIT_DONE &&
		      strcmp(answer, "bpf passes:3 fails:0\n") == 0);
	debug_close(d);
}

static void check_unseen(void)
{
	struct debug *d = debug_open(&files, NULL);

	begin_file();
	check("a program without a packet to see is refused",
	      say(d, "load pcap x") == EXIT_NOTHING && say(d, "run") == EXIT_USE &&
		      say(d, "load bpf 1,6 0 0 1") == EXIT_DONE && say(d, "run") == EXIT_USE);
	say(d, "breakpoint 0");
	check("a program that cannot be read leaves the old one",
	      say(d, "load bpf 2,6 0 0 1") == EXIT_USE && d->program.count == 1 &&
		      d->breakpoints[0]);
	debug_close(d);
	debug_close(NULL);
}

static void check_complete(void)
{
	static const struct {
		const char *before, *word, *words;
		bool file;
	} rows[] = {
		{ "", "re", "registers", false },
		{ "", "se", "select set", false },
		{ "", "zz", "", false },
		{ "  ", "brea", "breakpoint", false },
		{ "load ", "", "bpf asm pcap", false },
		{ "load ", "p", "pcap", false },
		{ "load pcap ", "x", "", true },
		{ "set ", "vlan_t", "vlan_tci vlan_tpid", false },
		{ "set a ", "", "", false },
		{ "help ", "st", "step", false },
		{ "h ", "h", "hits help", false },
		{ "b ", "", "reset", false },
		{ "x ", "", "", false },
		{ "dump ", "dd", "dd ddd", false },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char words[400] = "";
		struct weir_writer out;
		const char *word;
		bool file_too = false;

		weir_writer_init(&out, words, sizeof(words));
		for (size_t n = 0;
		     (word = debug_complete(rows[i].before, rows[i].word, n, &file_too)); n++)
			weir_writer_print(&out, "%s%s", n > 0 ? " " : "", word);
		checkf(weir_writer_terminate(&out) && strcmp(words, rows[i].words) == 0 &&
			       file_too == rows[i].file,
		       "'%s%s' is completed by '%s'", rows[i].before, rows[i].word, rows[i].words);
	}
}

/* Names, letters and beginnings do not stand in each other's way. */
static void check_names(void)
{
	for (const struct debug_command *c = debug_commands; c->name; c++) {
		struct debug *d = debug_open(&files, NULL);
		char line[40];

		snprintf(line, sizeof(line), "help %s", c->name);
		checkf(say(d, line) == EXIT_DONE && strncmp(answer, c->name, strlen(c->name)) == 0,
		       "%s is explained", line);
		snprintf(line, sizeof(line), "help %s", c->letter ? c->letter : c->name);
		checkf(say(d, line) == EXIT_DONE && strncmp(answer, c->name, strlen(c->name)) == 0,
		       "%s is, too", line);
		debug_close(d);
	}
}

int main(void)
{
	check_random("plain programs", (struct program_flavour){ 0 });
	check_random("extensions", (struct program_flavour){ .extensions = true });
	check_random("offsets below 0 and shifts of any size",
		     (struct program_flavour){ .far_offsets = true, .long_shifts = true });
	if (kernel_unfit())
		skip("the kernel's verdicts", kernel_unfit());
	check_bounds();
	check_interrupt();
	check_unseen();
	check_complete();
	check_names();
	free(answer);
	return tap_done();
}
