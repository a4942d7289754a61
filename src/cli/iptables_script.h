/* iptables_script.h - the shell scripts that iptables_bpf and iptables_bpf_chain write.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Nothing that the user typed stands in a script as text: programs and addresses are numbers, names
 * are cut down to letters, digits and a few harmless signs. What a script does is in iptables_*.sh,
 * which are the same for all. */
#ifndef CLI_IPTABLES_SCRIPT_H
#define CLI_IPTABLES_SCRIPT_H

#include <dnsweir/bpf.h>

#include "cli/bpfgen.h"
#include "cli/command.h"

enum {
	IPSET_NAME_MAX = 31,
	IPTABLES_CHAIN_MAX = 28,
	IPTABLES_COMMENT_MAX = 255,
};

/* Text that grows, so that a file is written whole or not at all; zeroed at the start, `text` is to be
 * freed. */
struct iptables_text {
	char *text;
	size_t size, room;
	bool lost; /* no memory: all that comes later is lost, too */
};
void iptables_put(struct iptables_text *text, const char *format, ...) WEIR_PRINTF(2, 3);

struct iptables_script {
	const char *maker; /* the command's name */
	unsigned version;  /* of IP */
	const char *match; /* "-p udp --dport 53" */
	const char *set;
	const char *comment;
	struct iptables_text text;
};

/* As bpfgen_make, but where negated names need more than one program, there are several of which each
 * has to match: a rule may have the match bpf more than once. */
enum exit_code iptables_programs(struct invocation *call, const struct bpfgen_request *request,
				 struct bpfgen_result *out);
/* The comment at the top; behind it, each program's assembly. */
void iptables_head(struct iptables_script *script, const char *what);
void iptables_assembly(struct iptables_text *text, const struct weir_bpf_program *program);
void iptables_bytecode(struct iptables_text *text, const struct weir_bpf_program *program);
/* `set -euf` and the variables; `option` holds addresses and nets, which are checked. */
enum exit_code iptables_settings(struct invocation *call, struct iptables_script *script,
				 size_t option);
/* Writes the addresses and nets of `option`, checked and in their usual form, with blanks between. */
enum exit_code iptables_preset(const struct invocation *call, struct iptables_script *script,
			       size_t option);
/* The lines of a fragment; NULL ends it. */
void iptables_fragment(struct iptables_script *script, const char *const *lines);
extern const char *const iptables_common[];
/* Writes the script to `path`, or to call->out where it is "-"; on success of the former says so. */
enum exit_code iptables_save(struct invocation *call, const struct iptables_script *script,
			     const char *path);

/* FNV-1a, the same on every machine and in every version; begin with IPTABLES_HASH. */
#define IPTABLES_HASH 0xcbf29ce484222325u
uint64_t iptables_hash(uint64_t hash, const char *text); /* with its final zero */
/* Cuts a name so that with `hash` in hex behind it it has at most `highest` octets; its array has room for
 * as many. */
void iptables_shorten(char *name, size_t highest, uint64_t hash);
/* Letters, digits and "_.:- " stay, all else becomes an x. `out` has room for IPTABLES_COMMENT_MAX
 * and a zero; false: longer than that, or empty. */
bool iptables_comment(const char *text, char *out);

#endif
