/* bpfgen_type.h - what the types of bpfgen share: rows of a table, and programs from rules.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_BPFGEN_TYPE_H
#define CLI_BPFGEN_TYPE_H

#include "cli/bpfgen.h"

/* A type has options and a help of its own, read as those of a command. */
struct bpfgen_type {
	const char *word;
	struct command command;
	/* `call` has the values of the type's options and operands. */
	enum exit_code (*make)(struct invocation *call, const struct bpfgen_request *request,
			       struct bpfgen_result *out);
};
extern const struct bpfgen_type bpfgen_dns, bpfgen_dns_validate, bpfgen_suffix, bpfgen_tcpdump,
	bpfgen_p0f;

/* command.run of every type: says that it is no command with actions, and is never called. */
enum exit_code bpfgen_type_run(struct invocation *call);

/* The programs of a rule over requests, `words` being what it says besides: that they go to UDP port 53,
 * in which version of IP, and where the IP header is, is added. */
enum {
	BPFGEN_CASE = 1,  /* names compare octet by octet */
	BPFGEN_WHOLE = 2, /* fragments do not match, not even first ones */
};
enum exit_code bpfgen_rule(struct invocation *call, const struct bpfgen_request *request,
			   const char *words, unsigned flags, struct bpfgen_result *out);

/* The program of a tcpdump expression for where the request says the IP header is. */
enum exit_code bpfgen_expression(struct invocation *call, const struct bpfgen_request *request,
				 const char *words, struct bpfgen_result *out);

/* A program that keeps exactly the packets that a checked one does not, those that end before a load among
 * them. False: none was found, or there was no memory. Freed with weir_bpf_free. */
bool bpfgen_complement(const struct weir_bpf_program *in, struct weir_bpf_program *out);

/* One program, which becomes the result's; complains if it is longer than the request's limit. */
enum exit_code bpfgen_take(const struct invocation *call, const struct bpfgen_request *request,
			   struct weir_bpf_program program, struct bpfgen_result *out);

#endif
