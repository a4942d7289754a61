/* filter_test.h - what dnsweir filter asks of each frame: a rule, a program or an expression.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_FILTER_TEST_H
#define CLI_FILTER_TEST_H

#include <dnsweir/capture.h>

#include "cli/command.h"

struct filter_test;

/* At most one of these is not NULL; none: every frame matches. */
struct filter_words {
	const char *expression; /* -e */
};

enum exit_code filter_test_open(const struct invocation *call, const struct filter_words *words,
				struct filter_test **out);
enum weir_status filter_test_frame(struct filter_test *test, const struct weir_frame *frame,
				   bool *matches, struct weir_error *err) WEIR_MUST_USE;
void filter_test_close(struct filter_test *test); /* NULL is fine */

#endif
