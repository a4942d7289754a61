/* debug_session.h - what a debugging session remembers, and what its commands share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_DEBUG_SESSION_H
#define CLI_DEBUG_SESSION_H

#include "cli/debug.h"

struct debug {
	struct debug_files files;
	const volatile sig_atomic_t *interrupted;
	FILE *out;              /* of the line being executed */
	struct weir_error *err; /* the same */
	bool quit;

	struct weir_bpf_program program; /* without instructions: none loaded */
	bool *breakpoints;               /* one an instruction */
	uint64_t *hits;                  /* the same; of packets that were left ... */
	uint64_t counted;                /* ... so many */
	/* All states since the program's start on this packet; states[steps] is the present one. Jumps
	 * lead forward, so there are at most as many as instructions and one more. */
	struct weir_bpf_state *states;
	size_t steps;
	bool shown; /* the user saw this state: a breakpoint here has done its work */

	char *path; /* of the capture; NULL: none */
	struct weir_capture *capture;
	struct weir_frame frame; /* valid until the capture is read on */
	bool has_frame;
	bool has_packet;                   /* the frame has one for the program to see: */
	struct weir_bpf_packet packet;     /* borrows from the frame, and has `metadata` */
	uint64_t total;                    /* packets in the capture; 0: its end was not seen yet */
	struct weir_bpf_metadata metadata; /* of the frame, and what `set` said */
	struct weir_bpf_metadata given;    /* what `set` said ... */
	uint32_t given_rows;               /* ... of these extensions, a bit each */

	uint64_t passes, fails; /* of the run that goes on */
	uint64_t unseen;        /* frames in it that have nothing for the program to see */
	uint64_t left;          /* packets until it ends; UINT64_MAX: all */
};

struct debug_command {
	const char *name;
	const char *letter; /* a name of one letter; NULL: none */
	const char *arguments;
	const char *help; /* a line, without a full stop */
	const char *more; /* prose; may be NULL */
	const char
		*words; /* that may come first behind the name, with blanks between; may be NULL */
	bool file;      /* the name of a file may stand in it */
	enum exit_code (*run)(struct debug *d, const char *rest);
};
extern const struct debug_command debug_commands[]; /* `name` NULL ends */
/* By name, letter or unique beginning; NULL after a complaint. */
const struct debug_command *debug_command_find(struct debug *d, struct weir_slice word,
					       enum exit_code *code);

/* Fills d->err and returns the code. */
enum exit_code debug_refuse(struct debug *d, enum exit_code code, const char *format, ...)
	WEIR_PRINTF(3, 4);
/* The same with what a library call had to say. */
enum exit_code debug_fail(struct debug *d, enum weir_status status);
enum exit_code debug_needs_program(struct debug *d);
enum exit_code debug_needs_both(struct debug *d);
/* A command without arguments got some? */
enum exit_code debug_no_more(struct debug *d, const char *rest);

/* The first word of `rest`, which moves behind it and the blanks that follow. */
struct weir_slice debug_word(const char **rest);
/* Is the word a beginning of `whole`, at least its first letter? */
bool debug_begins(struct weir_slice word, const char *whole);
/* Decimal, or hexadecimal after 0x; complains of any other. */
enum exit_code debug_number(struct debug *d, struct weir_slice word, uint64_t lowest,
			    uint64_t highest, uint64_t *out);
/* The place of an instruction: "3", or "l3" as it is printed. */
enum exit_code debug_place(struct debug *d, struct weir_slice word, size_t *out);

static inline struct weir_bpf_state *debug_now(struct debug *d)
{
	return &d->states[d->steps];
}
/* The program starts anew on the present packet. */
void debug_restart(struct debug *d);
/* One instruction; false: it has ended. */
bool debug_step(struct debug *d);
/* Counts what was executed on the present packet, which is about to be left. */
void debug_settle(struct debug *d);

/* The next packet; WEIR_END: there was none, and the first is selected again. */
enum weir_status debug_next_packet(struct debug *d);
/* Packet n, from 1. WEIR_END: there are fewer, d->total many; nothing has changed. */
enum weir_status debug_select_packet(struct debug *d, uint64_t n);
void debug_close_capture(struct debug *d);

/* Extensions that can be given: a row each. */
const char *debug_extension_name(size_t row); /* NULL: no more */
uint32_t debug_extension_get(const struct weir_bpf_metadata *metadata, size_t row);
uint32_t debug_extension_most(size_t row); /* the highest value that fits */
void debug_extension_set(struct weir_bpf_metadata *metadata, size_t row, uint32_t value);
/* d->packet and d->metadata by the frame and by what `set` said. */
void debug_view(struct debug *d);

/* A load from the packet in this state: its octets, as counted from the first that the program sees. */
struct debug_span {
	int64_t at;    /* below 0: before the packet, or nowhere */
	unsigned size; /* 0: it loads none */
	bool outside;  /* they are not all there */
};
struct debug_span debug_load_span(const struct debug *d, const struct weir_bpf_op *op,
				  const struct weir_bpf_state *before);

/* Printers; lines end. */
void debug_put_op(struct debug *d, size_t at); /* "l3:\tret a" and a line end */
void debug_put_registers(struct debug *d);
void debug_put_memory(struct debug *d, bool all);
void debug_put_octets(struct debug *d, struct debug_span marked);
void debug_put_end(struct debug *d, const struct weir_bpf_state *state);
void debug_put_stop(struct debug *d);
/* Text that the user gave, without what steers a terminal. */
void debug_put_text(struct debug *d, const char *text);

enum exit_code debug_do_load(struct debug *d, const char *rest);
enum exit_code debug_do_run(struct debug *d, const char *rest);
enum exit_code debug_do_continue(struct debug *d, const char *rest);
enum exit_code debug_do_finish(struct debug *d, const char *rest);
enum exit_code debug_do_step(struct debug *d, const char *rest);
enum exit_code debug_do_select(struct debug *d, const char *rest);
enum exit_code debug_do_breakpoint(struct debug *d, const char *rest);
enum exit_code debug_do_delete(struct debug *d, const char *rest);
enum exit_code debug_do_disassemble(struct debug *d, const char *rest);
enum exit_code debug_do_dump(struct debug *d, const char *rest);
enum exit_code debug_do_info(struct debug *d, const char *rest);
enum exit_code debug_do_registers(struct debug *d, const char *rest);
enum exit_code debug_do_memory(struct debug *d, const char *rest);
enum exit_code debug_do_packet(struct debug *d, const char *rest);
enum exit_code debug_do_set(struct debug *d, const char *rest);
enum exit_code debug_do_why(struct debug *d, const char *rest);
enum exit_code debug_do_coverage(struct debug *d, const char *rest);

#endif
