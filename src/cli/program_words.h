/* program_words.h - a classic BPF program as the user gives it, in whatever form.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_PROGRAM_WORDS_H
#define CLI_PROGRAM_WORDS_H

#include <dnsweir/bpf.h>

#include "cli/command.h"

enum { PROGRAM_FILE_MAX = 4 * 1024 * 1024 };

/* A classic BPF program: the path of a file with it, "-" for standard input, or the text itself (has a
 * comma, a blank or a line end, and does not begin like a path), in any form that weir_bpf_read knows, or
 * JSON. Complains, with the place, where it cannot be read. `option` names the option that the words come
 * from: then they are wrong use; where it is NULL they are the command's input, and broken. `form` may be
 * NULL; it becomes what was read, BYTECODE for JSON. Freed with weir_bpf_free. */
enum exit_code program_words_open(const struct invocation *call, const char *option,
				  const char *words, struct weir_bpf_program *out,
				  enum weir_bpf_form *form);

/* The same for what a file holds, whatever its path looks like; "-" is standard input. */
enum exit_code program_file_open(const struct invocation *call, const char *option,
				 const char *path, struct weir_bpf_program *out,
				 enum weir_bpf_form *form);

/* A file that holds assembler and nothing else. */
enum exit_code program_file_assemble(const struct invocation *call, const char *option,
				     const char *path, struct weir_bpf_program *out);

/* For an option that chooses how one program is written. */
extern const struct option_choice program_formats[];

/* program_json.c: an object with "ops" or "bytecode", one with a single such in "programs", or an array of
 * ops. WEIR_E_SUPPORT in a build without jansson. */
enum weir_status program_json_read(struct weir_slice text, struct weir_bpf_program *out,
				   struct weir_error *err) WEIR_MUST_USE;
bool program_json_is(struct weir_slice text);

#endif
