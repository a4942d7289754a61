/* filter_test.c - the verdict on a frame, by whatever the user gave.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/filter_test.h"

#include <stdlib.h>

#include "cli/expression.h"

struct filter_test {
	struct expression *expression;
};

enum exit_code filter_test_open(const struct invocation *call, const struct filter_words *words,
				struct filter_test **out)
{
	struct filter_test *test = calloc(1, sizeof(*test));
	enum weir_status status = WEIR_OK;
	struct weir_error err = { .text = "" };

	if (!test)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	if (words->expression)
		status = expression_open(words->expression, &test->expression, &err);
	if (status != WEIR_OK) {
		filter_test_close(test);
		return call_fail(call, status, &err);
	}
	*out = test;
	return EXIT_DONE;
}

enum weir_status filter_test_frame(struct filter_test *test, const struct weir_frame *frame,
				   bool *matches, struct weir_error *err)
{
	if (test->expression)
		return expression_match(test->expression, frame, matches, err);
	*matches = true;
	return WEIR_OK;
}

void filter_test_close(struct filter_test *test)
{
	if (!test)
		return;
	expression_close(test->expression);
	free(test);
}
