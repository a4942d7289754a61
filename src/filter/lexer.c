/* lexer.c - the words of a rule, one by one, each with its column.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/lexer.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"

static bool is_word_octet(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != 0 && strchr("-_./:+*?%\\@", c));
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Does `text` stand at `at`? */
static bool stands(const struct lexer *lexer, size_t at, const char *text)
{
	size_t size = strlen(text);

	return size <= lexer->words.size - at && memcmp(lexer->words.data + at, text, size) == 0;
}

/* "5..9" is three lexemes: a word ends before two dots. But "a.**" and "..." are none of it. */
static size_t word_end(const struct lexer *lexer, size_t at)
{
	while (at < lexer->words.size && is_word_octet(lexer->words.data[at]) &&
	       !stands(lexer, at, ".."))
		at++;
	return at;
}

/* Longer ones before those they begin with. */
static const struct sign {
	const char *text;
	enum lexeme_kind kind;
} signs[] = {
	{ "&&", LEXEME_AND },      { "||", LEXEME_OR },          { "==", LEXEME_EQUAL },
	{ "!=", LEXEME_UNEQUAL },  { "<=", LEXEME_BELOW_EQUAL }, { ">=", LEXEME_ABOVE_EQUAL },
	{ "..", LEXEME_RANGE },    { "<", LEXEME_BELOW },        { ">", LEXEME_ABOVE },
	{ "!", LEXEME_NOT },       { "&", LEXEME_BITS },         { "~", LEXEME_MATCH },
	{ "(", LEXEME_OPEN },      { ")", LEXEME_CLOSE },        { "{", LEXEME_BRACE },
	{ "}", LEXEME_BRACE_END }, { "[", LEXEME_BRACKET },      { "]", LEXEME_BRACKET_END },
	{ ",", LEXEME_COMMA },
};

/* What other languages write, and what this one has instead. */
static const struct {
	const char *text;
	const char *instead;
} strangers[] = {
	{ "===",
	  "`===` is not known: a relation holds if any value does; to hold for all values, negate "
	  "the opposite" },
	{ "!==", "`!==` is not known: write a `<` or a `>` joined with or" },
	{ "~=", "`~=` is not known: write a `<` or a `>` joined with or" },
	{ "<>", "`<>` is not known: write `!=`" },
	{ "=", "a single `=` is not known: write `==`" },
	{ "|", "a single `|` is not known: write `||` or `or`" },
	{ "^", "`^` is not known: write it with and, or, not" },
	{ "'", "single quotes are not known: text stands in double quotes" },
	{ "$", "macros are not known here: write out the rule" },
	{ "#",
	  "the n-th value of a field cannot be asked for: a relation holds if any value does" },
};

static enum weir_status refuse(const struct lexer *lexer, struct weir_error *err)
{
	uint8_t c = lexer->words.data[lexer->at];

	for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
		if (stands(lexer, lexer->at, strangers[i].text))
			return error_set(err, WEIR_E_FORM, lexer->at, "%s", strangers[i].instead);
	if (c > 0x20 && c < 0x7f)
		return error_set(err, WEIR_E_FORM, lexer->at,
				 "`%c` means nothing here: text stands in double quotes", c);
	return error_set(err, WEIR_E_FORM, lexer->at,
			 "octet 0x%02x means nothing here: text stands in double quotes", c);
}

/* From the quote at lexer->at + skip to its mate. */
static enum weir_status read_string(struct lexer *lexer, size_t skip, struct lexeme *out,
				    struct weir_error *err)
{
	const uint8_t *data = lexer->words.data;
	size_t begin = lexer->at + skip + 1;
	size_t end = begin;

	while (end < lexer->words.size && data[end] != '"')
		end += data[end] == '\\' && end + 1 < lexer->words.size ? 2 : 1;
	if (end >= lexer->words.size)
		return error_set(err, WEIR_E_FORM, lexer->at,
				 "this quote is never closed: write a second `\"`");
	*out = (struct lexeme){
		.kind = LEXEME_STRING,
		.raw = skip > 0,
		.text = { data + begin, end - begin },
		.column = (uint32_t)lexer->at,
		.width = (uint32_t)(end + 1 - lexer->at),
	};
	lexer->at = end + 1;
	return WEIR_OK;
}

static void give(struct lexer *lexer, enum lexeme_kind kind, size_t size, struct lexeme *out)
{
	*out = (struct lexeme){
		.kind = kind,
		.text = { lexer->words.data + lexer->at, size },
		.column = (uint32_t)lexer->at,
		.width = (uint32_t)size,
	};
	lexer->at += size;
}

enum weir_status lexeme_next(struct lexer *lexer, struct lexeme *out, struct weir_error *err)
{
	const struct weir_slice *words = &lexer->words;

	while (lexer->at < words->size && is_blank(words->data[lexer->at]))
		lexer->at++;
	if (lexer->at == words->size) {
		give(lexer, LEXEME_END, 0, out);
		return WEIR_OK;
	}
	if (words->data[lexer->at] == '"')
		return read_string(lexer, 0, out, err);
	if (stands(lexer, lexer->at, "r\"") || stands(lexer, lexer->at, "R\""))
		return read_string(lexer, 1, out, err);
	size_t end = word_end(lexer, lexer->at);
	if (end > lexer->at) {
		give(lexer, LEXEME_WORD, end - lexer->at, out);
		return WEIR_OK;
	}
	for (size_t i = 0; i < 3; i++)
		if (stands(lexer, lexer->at, strangers[i].text))
			return refuse(lexer, err);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (!stands(lexer, lexer->at, signs[i].text))
			continue;
		give(lexer, signs[i].kind, strlen(signs[i].text), out);
		return WEIR_OK;
	}
	return refuse(lexer, err);
}

bool lexeme_is(const struct lexeme *lexeme, const char *word)
{
	size_t size = strlen(word);

	return lexeme->kind == LEXEME_WORD && lexeme->text.size == size &&
	       strncasecmp((const char *)lexeme->text.data, word, size) == 0;
}

static int digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* Up to `most` digits from *at on; false where there is none or the number is no octet. */
static bool read_digits(struct weir_slice text, size_t *at, unsigned base, size_t most,
			uint8_t *out)
{
	unsigned value = 0;
	size_t begin = *at;

	while (*at < text.size && *at - begin < most && digit_of(text.data[*at]) < (int)base)
		value = value * base + (unsigned)digit_of(text.data[(*at)++]);
	*out = (uint8_t)value;
	return *at > begin && value <= UINT8_MAX;
}

/* Behind a backslash: \xHH, \NNN in octal, a letter of C, or the character itself. */
static bool read_escape(struct weir_slice text, size_t *at, uint8_t *out)
{
	static const char letters[] = "abfnrtv";
	static const uint8_t means[] = { 7, 8, 12, 10, 13, 9, 11 };
	uint8_t c = text.data[*at];

	if (c == 'x') {
		(*at)++;
		return read_digits(text, at, 16, 2, out);
	}
	if (c >= '0' && c <= '7')
		return read_digits(text, at, 8, 3, out);
	const char *letter = c ? strchr(letters, c) : NULL;
	*out = letter ? means[letter - letters] : c;
	(*at)++;
	return letter || c == '\\' || c == '"' || c == '\'' || c == '?';
}

enum weir_status lexeme_text(const struct lexeme *lexeme, uint8_t *out, size_t capacity,
			     size_t *size, struct weir_error *err)
{
	struct weir_slice text = lexeme->text;
	bool quoted = lexeme->kind == LEXEME_STRING;
	size_t at = 0;

	*size = 0;
	while (at < text.size) { /* each turn takes one octet or more */
		size_t place = lexeme->column + (quoted ? 1U : 0) + (lexeme->raw ? 1U : 0) + at;
		uint8_t c = text.data[at++];

		if (quoted && !lexeme->raw && c == '\\' && !read_escape(text, &at, &c))
			return error_set(err, WEIR_E_FORM, place,
					 "no such escape: \\\\, \\\", \\xHH, \\NNN (octal) and the "
					 "letters of C are known");
		if (*size == capacity)
			return error_set(err, WEIR_E_RANGE, place, "a value has at most %zu octets",
					 capacity);
		out[(*size)++] = c;
	}
	return WEIR_OK;
}
