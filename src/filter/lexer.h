/* lexer.h - the words of a rule, one by one, each with its column.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_LEXER_H
#define FILTER_LEXER_H

#include <dnsweir/base.h>

enum lexeme_kind {
	LEXEME_END,
	LEXEME_WORD,   /* letters, digits and -_./:+*?%\@ */
	LEXEME_STRING, /* in quotes */
	LEXEME_OPEN,   /* ( */
	LEXEME_CLOSE,
	LEXEME_BRACE, /* { */
	LEXEME_BRACE_END,
	LEXEME_BRACKET, /* [ */
	LEXEME_BRACKET_END,
	LEXEME_COMMA,
	LEXEME_RANGE, /* .. */
	LEXEME_AND,   /* && */
	LEXEME_OR,
	LEXEME_NOT,
	LEXEME_EQUAL,
	LEXEME_UNEQUAL,
	LEXEME_BELOW,
	LEXEME_BELOW_EQUAL,
	LEXEME_ABOVE,
	LEXEME_ABOVE_EQUAL,
	LEXEME_BITS,  /* & */
	LEXEME_MATCH, /* ~ */
};

struct lexeme {
	enum lexeme_kind kind;
	bool raw; /* a string written r"...": backslashes mean nothing */
	struct weir_slice
		text;    /* as written, a string without its quotes; borrowed from the words */
	uint32_t column; /* of the first character, the quote included */
	uint32_t width;
};

struct lexer {
	struct weir_slice words;
	size_t at;
};

/* WEIR_OK with LEXEME_END, again and again, at the end. */
enum weir_status lexeme_next(struct lexer *lexer, struct lexeme *out,
			     struct weir_error *err) WEIR_MUST_USE;

/* Is the lexeme this word, in capitals or not? */
bool lexeme_is(const struct lexeme *lexeme, const char *word);

/* A string's text with Wireshark's escapes undone; WEIR_E_SPACE: longer than `capacity`. A word is
 * itself. */
enum weir_status lexeme_text(const struct lexeme *lexeme, uint8_t *out, size_t capacity,
			     size_t *size, struct weir_error *err) WEIR_MUST_USE;

#endif
