/* bpfgen.h - programs as bpfgen of the bpftools made them: a type, and words that are its own.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_BPFGEN_H
#define CLI_BPFGEN_H

#include <dnsweir/rule.h>

#include "cli/command.h"

enum { XT_BPF_OPS_MAX = 64 };

struct bpfgen_request {
	const char *type;         /* "dns" */
	const char *const *words; /* behind the type: its options and parameters */
	size_t word_count;
	unsigned version; /* of IP: 4 or 6 */
	uint32_t offset;  /* of the IP header */
	bool negate;
	bool behind_udp53; /* iptables' -p udp --dport 53 holds, in INPUT or another place behind
			    * reassembly; offset is 0 */
	unsigned limit;    /* instructions a program; 0: 4096 */
	bool split;        /* several programs where one is too long; one of them keeps a match. Not
			    * where negated: there each of them would have to */
};

struct bpfgen_result {
	struct weir_programs programs;
	char name[200]; /* for file names: letters, digits, '_' */
	char *says;     /* what it matches, printable ASCII in one line; NULL: nobody knows */
	bool help;      /* the type's help was asked for and printed: there are no programs */
	bool inexact;   /* negated, but packets that end before a load match neither way */
	bool needs_udp; /* right only behind `-p udp`: the kernel says where UDP begins */
};

/* Complains by itself. `out` is freed with bpfgen_free, whatever was returned. */
enum exit_code bpfgen_make(struct invocation *call, const struct bpfgen_request *request,
			   struct bpfgen_result *out);
void bpfgen_free(struct bpfgen_result *result);

/* "dns, dns_validate": all types; the n-th, NULL: no more. */
const char *bpfgen_type(size_t n);
const char *bpfgen_type_summary(size_t n);

#endif
