/* pattern.h - name patterns from words and back.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_PATTERN_H
#define FILTER_PATTERN_H

#include "filter/tree.h"

enum pattern_style {
	PATTERN_EXACT,  /* a name in presentation form */
	PATTERN_WITHIN, /* the same, and all below */
	PATTERN_LIKE,   /* with *, *{m-n}, ?, %xx and ** */
};

struct pattern_words {
	struct weir_slice text;
	uint32_t column; /* of the text's first character */
	enum pattern_style style;
	bool fold;
};

/* `remark` becomes a text with something to warn of and `remark_at` its column, or NULL. On failure
 * err->offset is the column. */
enum weir_status pattern_read(const struct pattern_words *words, struct name_pattern *out,
			      const char **remark, uint32_t *remark_at,
			      struct weir_error *err) WEIR_MUST_USE;

/* Does the pattern match one name only? */
bool pattern_exact(const struct name_pattern *pattern);

/* In quotes; `like`: as PATTERN_LIKE reads it, else as a name. */
void pattern_print(const struct name_pattern *pattern, bool like, struct weir_writer *out);

#endif
