/* token.h - the words of master-file text: quotes, escapes, parentheses and comments.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 1035 section 5.1. The text is the RDATA of one record, so a line end is mere white space. */
#ifndef DNS_TOKEN_H
#define DNS_TOKEN_H

#include <dnsweir/base.h>

struct token {
	struct weir_slice text; /* escapes as written, quotes stripped; borrowed */
	size_t at;              /* offset of the first character */
	bool quoted;
};

struct token_reader {
	struct weir_slice text;
	size_t at;
	unsigned depth; /* open parentheses */
	struct weir_error *err;
};

/* WEIR_END: nothing but white space is left. WEIR_E_FORM: a quote or parenthesis without its mate. */
enum weir_status token_next(struct token_reader *reader, struct token *out) WEIR_MUST_USE;

/* KEY or KEY=VALUE, where VALUE may be quoted (RFC 9460 section 2.1). `has_value` tells KEY from
 * KEY=. */
enum weir_status token_pair(struct token_reader *reader, struct token *key, struct token *value,
			    bool *has_value) WEIR_MUST_USE;

#endif
