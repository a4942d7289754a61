/* filter_test.h - what dnsweir filter asks of each frame: a rule, a program or an expression.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_FILTER_TEST_H
#define CLI_FILTER_TEST_H

#include <dnsweir/rule.h>

#include "cli/bpf_metadata.h"
#include "cli/command.h"

struct filter_test;

/* At most one of the first five is not NULL; none: every frame matches. */
struct filter_words {
	const char *rule;       /* -f */
	const char *rule_file;  /* -F */
	const char *bytecode;   /* -b */
	const char *assembler;  /* --asm */
	const char *expression; /* -e */
	struct weir_rule_options options;
	struct bpf_metadata_given given; /* for a program that asks for more than octets */
};

enum exit_code filter_test_open(const struct invocation *call, const struct filter_words *words,
				struct filter_test **out);
/* The rule, if the test is one. */
const struct weir_rule *filter_test_rule(const struct filter_test *test);
enum weir_status filter_test_frame(struct filter_test *test, const struct weir_frame *frame,
				   bool *matches, struct weir_error *err) WEIR_MUST_USE;
void filter_test_close(struct filter_test *test); /* NULL is fine */

/* filter_words.c: a small file of words, up to FILTER_WORDS_MAX octets; freed by the caller. */
enum { FILTER_WORDS_MAX = 1024 * 1024 };
enum weir_status filter_read(const char *path, char **text, size_t *size,
			     struct weir_error *err) WEIR_MUST_USE;

#endif
