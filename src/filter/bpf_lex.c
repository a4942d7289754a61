/* bpf_lex.c - cuts assembler, tcpdump -d and C arrays into words, numbers and signs.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/bpf_lex.h"

#include <stdarg.h>
#include <string.h>

#include "base/error.h"

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

void bpf_place(struct weir_slice text, struct weir_error *err)
{
	size_t line = 1, column = 1;
	struct weir_error with;

	if (!err || err->offset == NO_PLACE)
		return;
	for (size_t i = 0; i < err->offset && i < text.size; i++) {
		column++;
		if (text.data[i] == '\n') {
			line++;
			column = 1;
		}
	}
	error_set(&with, err->status, err->offset, "line %zu, column %zu: %.400s", line, column,
		  err->text);
	*err = with;
}

enum weir_status bpf_lex_fail(struct bpf_lexer *lexer, enum weir_status status, size_t at,
			      const char *format, ...)
{
	va_list args;

	/* Nothing is worth more than the first failure. */
	if (lexer->status != WEIR_OK)
		return lexer->status;
	va_start(args, format);
	error_set_list(lexer->err, status, at, format, args);
	va_end(args);
	bpf_place(lexer->text, lexer->err);
	lexer->status = status;
	return status;
}

static bool starts(const struct bpf_lexer *lexer, const char *with)
{
	return lexer->text.size - lexer->at >= 2 &&
	       memcmp(lexer->text.data + lexer->at, with, 2) == 0;
}

static void skip_line(struct bpf_lexer *lexer)
{
	while (lexer->at < lexer->text.size && lexer->text.data[lexer->at] != '\n')
		lexer->at++;
}

static void skip_comment(struct bpf_lexer *lexer)
{
	size_t begin = lexer->at;

	lexer->at += 2;
	while (lexer->at < lexer->text.size && !starts(lexer, "*/"))
		lexer->at++;
	if (lexer->at == lexer->text.size)
		bpf_lex_fail(lexer, WEIR_E_FORM, begin, "this comment has no end");
	else
		lexer->at += 2;
}

/* Blanks and comments: those of C, `;` to the end of the line, `#` if a line begins with it. */
static void skip_nothing(struct bpf_lexer *lexer)
{
	while (lexer->at < lexer->text.size && lexer->status == WEIR_OK) {
		uint8_t c = lexer->text.data[lexer->at];
		bool first = lexer->at == 0 || lexer->text.data[lexer->at - 1] == '\n';

		if (is_blank(c))
			lexer->at++;
		else if (c == ';' || (c == '#' && first) || starts(lexer, "//"))
			skip_line(lexer);
		else if (starts(lexer, "/*"))
			skip_comment(lexer);
		else
			return;
	}
}

static void advance(struct bpf_lexer *lexer)
{
	const uint8_t *data = lexer->text.data;
	int kind = BPF_TOKEN_END;

	skip_nothing(lexer);
	size_t begin = lexer->at;
	if (lexer->status == WEIR_OK && begin < lexer->text.size) {
		kind = is_digit(data[begin]) ? BPF_TOKEN_NUMBER : BPF_TOKEN_WORD;
		lexer->at++;
		if (!is_word(data[begin]) && data[begin] != '.')
			kind = data[begin];
		while (kind >= BPF_TOKEN_WORD && lexer->at < lexer->text.size &&
		       is_word(data[lexer->at]))
			lexer->at++;
		/* No sign at all; and 0 would be taken for the end. */
		if (kind < 0x20 || (kind > 0x7e && kind < BPF_TOKEN_WORD))
			bpf_lex_fail(lexer, WEIR_E_FORM, begin, "an octet 0x%02x has no meaning",
				     data[begin]);
	}
	if (lexer->status != WEIR_OK)
		kind = BPF_TOKEN_END;
	lexer->next = (struct bpf_token){ kind, begin, { data + begin, lexer->at - begin } };
}

void bpf_lex_open(struct bpf_lexer *lexer, struct weir_slice text, struct weir_error *err)
{
	if (!text.data)
		text = (struct weir_slice){ (const uint8_t *)"", 0 };
	*lexer = (struct bpf_lexer){ .text = text, .err = err };
	advance(lexer);
}

struct bpf_token bpf_lex_take(struct bpf_lexer *lexer)
{
	struct bpf_token token = lexer->next;

	advance(lexer);
	return token;
}

bool bpf_lex_skip(struct bpf_lexer *lexer, int kind)
{
	if (lexer->next.kind != kind)
		return false;
	advance(lexer);
	return true;
}

enum weir_status bpf_lex_odd(struct bpf_lexer *lexer, const char *what)
{
	const struct bpf_token *next = &lexer->next;

	if (next->kind == BPF_TOKEN_END)
		return bpf_lex_fail(lexer, WEIR_E_FORM, next->at,
				    "the text ends where %s should stand", what);
	return bpf_lex_fail(lexer, WEIR_E_FORM, next->at, "'%.*s' stands where %s should",
			    BPF_SHOWN(next->text), what);
}

enum weir_status bpf_lex_expect(struct bpf_lexer *lexer, int kind, const char *what)
{
	if (lexer->status == WEIR_OK && !bpf_lex_skip(lexer, kind))
		return bpf_lex_odd(lexer, what);
	return lexer->status;
}

bool bpf_token_is(const struct bpf_token *token, const char *word)
{
	size_t size = strlen(word);

	if (token->kind != BPF_TOKEN_WORD || token->text.size != size)
		return false;
	for (size_t i = 0; i < size; i++) {
		uint8_t c = token->text.data[i];
		if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != (uint8_t)word[i])
			return false;
	}
	return true;
}

/* The value of a digit, 99 for none. */
static unsigned digit_of(uint8_t c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'z' ? c - 'a' + 10U : 99;
}

/* What the octets say; false: no number. Beyond 32 bits it stays there, at 2^32. */
static bool value_of(struct weir_slice text, enum bpf_base how, uint64_t *out)
{
	unsigned base = 10;
	uint64_t value = 0;
	size_t at = 0;

	if (how == BPF_BASE_TOLD && text.size > 1 && text.data[0] == '0') {
		uint8_t mark = text.data[1] | 0x20;
		base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
		at = base == 8 ? 1 : 2;
		if (at == text.size)
			return false;
	}
	for (; at < text.size; at++) {
		unsigned digit = digit_of(text.data[at]);
		if (digit >= base)
			return false;
		value = value * base + digit;
		if (value > UINT32_MAX)
			value = (uint64_t)UINT32_MAX + 1;
	}
	*out = value;
	return true;
}

enum weir_status bpf_lex_number(struct bpf_lexer *lexer, enum bpf_base base, int64_t *out)
{
	size_t at = lexer->next.at;
	bool negative = false;
	uint64_t value = 0;

	if (lexer->next.kind == '+' || lexer->next.kind == '-')
		negative = bpf_lex_take(lexer).kind == '-';
	if (lexer->status != WEIR_OK)
		return lexer->status;
	if (lexer->next.kind != BPF_TOKEN_NUMBER)
		return bpf_lex_odd(lexer, "a number");
	struct bpf_token number = bpf_lex_take(lexer);
	if (!value_of(number.text, base, &value))
		return bpf_lex_fail(lexer, WEIR_E_FORM, number.at, "'%.*s' is no number",
				    BPF_SHOWN(number.text));
	if (value > UINT32_MAX || (negative && value > (uint64_t)INT32_MAX + 1))
		return bpf_lex_fail(lexer, WEIR_E_RANGE, at, "%s%.*s does not fit into 32 bits",
				    negative ? "-" : "", BPF_SHOWN(number.text));
	*out = negative ? -(int64_t)value : (int64_t)value;
	return lexer->status;
}

enum weir_status bpf_lex_count(struct bpf_lexer *lexer, enum bpf_base base, const char *what,
			       int64_t most, int64_t *out)
{
	size_t at = lexer->next.at;
	enum weir_status status = bpf_lex_number(lexer, base, out);

	if (status == WEIR_OK && (*out < 0 || *out > most))
		return bpf_lex_fail(lexer, WEIR_E_RANGE, at,
				    "%s is %lld; it is a number from 0 to %lld", what,
				    (long long)*out, (long long)most);
	return status;
}
