/* option_lexer.c - take written EDNS options apart into words, quoted text and commas.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "dns/option_lexer.h"

#include <string.h>

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* From a quote at `at` to behind the closing one; false where there is none. */
static bool skip_quoted(struct weir_slice text, size_t *at)
{
	for (size_t i = *at + 1; i < text.size; i++) {
		if (text.data[i] == '\\') {
			i++;
		} else if (text.data[i] == '"') {
			*at = i + 1;
			return true;
		}
	}
	return false;
}

/* Spaces and parentheses, which do not nest but may hold quoted text. */
static bool skip_aside(struct weir_slice text, size_t *at)
{
	bool inside = false;

	while (*at < text.size) {
		uint8_t c = text.data[*at];
		if (c == '(' && !inside) {
			inside = true;
		} else if (c == ')' && inside) {
			inside = false;
		} else if (c == '"' && inside) {
			if (!skip_quoted(text, at))
				return false;
			continue;
		} else if (!inside && !is_space(c)) {
			break;
		}
		++*at;
	}
	return !inside;
}

static void take_comma(struct lexer *lexer)
{
	lexer->comma = lexer->at < lexer->text.size && lexer->text.data[lexer->at] == ',';
	lexer->at += lexer->comma;
}

static void take_quoted(struct lexer *lexer, size_t start)
{
	if (!skip_quoted(lexer->text, &lexer->at)) {
		lexer->token.kind = TOKEN_BROKEN;
		return;
	}
	lexer->token.kind = TOKEN_QUOTED;
	lexer->token.text =
		(struct weir_slice){ lexer->text.data + start + 1, lexer->at - start - 2 };
	take_comma(lexer);
}

/* A comma ends a word only as its last character, so that names may hold them; nothing before it: the
 * comma is a token of its own. */
static void take_word(struct lexer *lexer, size_t start)
{
	const uint8_t *data = lexer->text.data;
	size_t end = start;
	bool escaped = false;

	while (end < lexer->text.size && !is_space(data[end]) && data[end] != '(' &&
	       data[end] != '"') {
		escaped = data[end] == '\\' && end + 1 < lexer->text.size;
		end += escaped ? 2 : 1;
	}
	lexer->at = end;
	lexer->comma = !escaped && data[end - 1] == ',';
	if (lexer->comma && end - start == 1) {
		lexer->comma = false;
		return;
	}
	end -= lexer->comma;
	lexer->token.kind = TOKEN_WORD;
	lexer->token.text = (struct weir_slice){ data + start, end - start };
}

void lexer_next(struct lexer *lexer)
{
	if (lexer->token.kind == TOKEN_BROKEN)
		return;
	lexer->token = (struct option_token){ .kind = TOKEN_COMMA, .at = lexer->at };
	if (lexer->comma) {
		lexer->comma = false;
		return;
	}
	if (!skip_aside(lexer->text, &lexer->at)) {
		lexer->token.kind = TOKEN_BROKEN;
		return;
	}
	size_t start = lexer->token.at = lexer->at;
	if (start == lexer->text.size) {
		lexer->token.kind = TOKEN_END;
	} else if (lexer->text.data[start] == '"') {
		take_quoted(lexer, start);
	} else {
		take_word(lexer, start);
	}
}

struct lexer lexer_at(struct weir_slice text)
{
	struct lexer lexer = { .text = text };

	lexer_next(&lexer);
	return lexer;
}

bool lexer_done(const struct lexer *lexer)
{
	return lexer->token.kind != TOKEN_WORD && lexer->token.kind != TOKEN_QUOTED;
}

bool lexer_is_word(const struct lexer *lexer, const char *word)
{
	return lexer->token.kind == TOKEN_WORD && lexer->token.text.size == strlen(word) &&
	       memcmp(lexer->token.text.data, word, lexer->token.text.size) == 0;
}
