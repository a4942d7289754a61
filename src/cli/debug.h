/* debug.h - a BPF debugger's session: one program, the packets of one capture; a line in, text out.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_DEBUG_H
#define CLI_DEBUG_H

#include <dnsweir/bpf.h>
#include <dnsweir/capture.h>

#include <signal.h>
#include <stdio.h>

#include "cli/command.h"

/* How a session reaches files: it opens none by itself. */
struct debug_files {
	void *self;
	/* Called again for the same path to go back in a capture. */
	enum weir_status (*capture)(void *self, const char *path, struct weir_capture **out,
				    struct weir_error *err);
	/* `assembler`: the file is assembler text and nothing else. Where it fails it has complained itself,
	 * or fills err->text. */
	enum exit_code (*program)(void *self, const char *path, bool assembler,
				  struct weir_bpf_program *out, struct weir_error *err);
	/* What the program gets to see of a frame, and what extensions read of it. False: the frame has
	 * nothing to see. NULL: all octets, and nothing is known. */
	bool (*view)(void *self, const struct weir_frame *frame, struct weir_bpf_metadata *metadata,
		     struct weir_bpf_packet *packet);
};

struct debug;

/* `files` is copied. `interrupted` becomes true when a long command shall stop; NULL: never. NULL: no
 * memory. */
struct debug *debug_open(const struct debug_files *files, const volatile sig_atomic_t *interrupted);
void debug_close(struct debug *debug); /* NULL is fine */

/* Executes one line. Answers go to `out`; where the code is not EXIT_DONE, err->text says why, unless
 * it is empty: then files->program has said it. */
enum exit_code debug_line(struct debug *debug, const char *line, FILE *out, struct weir_error *err);
/* Does the session want another line? Not after `quit`. */
bool debug_goes_on(const struct debug *debug);

/* A program and a capture from elsewhere. The session owns the program's instructions from here on,
 * also where it fails. */
enum exit_code debug_take_program(struct debug *debug, struct weir_bpf_program *program, FILE *out,
				  struct weir_error *err);
enum exit_code debug_take_capture(struct debug *debug, const char *path, FILE *out,
				  struct weir_error *err);

/* What may stand at the end of a line that begins so: the n-th word; NULL: no more. *file: the name of a
 * file, too. */
const char *debug_complete(const char *before, const char *word, size_t n, bool *file);

struct manual;
struct manual_format;
/* All commands, for the manual page. */
void debug_manual(struct manual *m, const struct manual_format *format);

#endif
