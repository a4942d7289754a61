/* option_lexer.h - words, quoted text and commas of written EDNS options.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_OPTION_LEXER_H
#define DNS_OPTION_LEXER_H

#include <dnsweir/base.h>

enum option_token_kind { TOKEN_END = 0, TOKEN_COMMA, TOKEN_WORD, TOKEN_QUOTED, TOKEN_BROKEN };

struct option_token {
	enum option_token_kind kind;
	struct weir_slice text; /* escapes as written; without quotes */
	size_t at;              /* of its first character */
};

struct lexer {
	struct weir_slice text;
	size_t at;
	bool comma;                /* stood right behind the last token */
	struct option_token token; /* the one at hand */
};

/* Makes the next token the one at hand; TOKEN_BROKEN (quote or parenthesis left open) and TOKEN_END
 * repeat. What stands in parentheses is skipped. */
void lexer_next(struct lexer *lexer);
struct lexer lexer_at(struct weir_slice text);
/* No value is at hand: a comma, the end or a broken token. */
bool lexer_done(const struct lexer *lexer);
bool lexer_is_word(const struct lexer *lexer, const char *word);

#endif
