/* token.c - master-file text cut into words.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "dns/token.h"

#include "base/error.h"

static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Stand on the next character that belongs to a word. */
static enum weir_status skip_space(struct token_reader *r)
{
	for (; r->at < r->text.size; r->at++) {
		uint8_t c = r->text.data[r->at];
		if (c == ';') {
			while (r->at < r->text.size && r->text.data[r->at] != '\n')
				r->at++;
			if (r->at == r->text.size)
				break;
		} else if (c == '(') {
			r->depth++;
		} else if (c == ')') {
			if (r->depth == 0)
				return error_set(r->err, WEIR_E_FORM, r->at,
						 "')' without a '(' before it");
			r->depth--;
		} else if (!is_space(c)) {
			return WEIR_OK;
		}
	}
	if (r->depth > 0)
		return error_set(r->err, WEIR_E_FORM, r->at, "'(' without its ')'");
	return WEIR_END;
}

/* From behind the opening quote to behind the closing one. */
static enum weir_status take_quoted(struct token_reader *r, struct token *out)
{
	size_t start = ++r->at;

	for (; r->at < r->text.size; r->at++) {
		uint8_t c = r->text.data[r->at];
		if (c == '"') {
			*out = (struct token){ { r->text.data + start, r->at - start },
					       start,
					       true };
			r->at++;
			return WEIR_OK;
		}
		if (c == '\\' && r->text.size - r->at > 1)
			r->at++;
	}
	return error_set(r->err, WEIR_E_FORM, start - 1, "quote that does not end");
}

/* Up to white space or a character that is special outside quotes, or `stop`. */
static void take_plain(struct token_reader *r, uint8_t stop, struct token *out)
{
	size_t start = r->at;

	for (; r->at < r->text.size; r->at++) {
		uint8_t c = r->text.data[r->at];
		if (is_space(c) || c == '"' || c == ';' || c == '(' || c == ')' || c == stop)
			break;
		if (c == '\\' && r->text.size - r->at > 1)
			r->at++;
	}
	*out = (struct token){ { r->text.data + start, r->at - start }, start, false };
}

enum weir_status token_next(struct token_reader *r, struct token *out)
{
	enum weir_status status = skip_space(r);

	if (status != WEIR_OK)
		return status;
	if (r->text.data[r->at] == '"')
		return take_quoted(r, out);
	take_plain(r, '"', out);
	return WEIR_OK;
}

enum weir_status token_pair(struct token_reader *r, struct token *key, struct token *value,
			    bool *has_value)
{
	enum weir_status status = skip_space(r);

	if (status != WEIR_OK)
		return status;
	take_plain(r, '=', key);
	*value = (struct token){ { r->text.data + r->at, 0 }, r->at, false };
	*has_value = r->at < r->text.size && r->text.data[r->at] == '=';
	if (*has_value) {
		r->at++;
		if (r->at < r->text.size && r->text.data[r->at] == '"')
			status = take_quoted(r, value);
		else
			take_plain(r, '"', value);
	}
	if (status == WEIR_OK && r->at < r->text.size && r->text.data[r->at] == '"')
		return error_set(r->err, WEIR_E_FORM, r->at, "quote in the middle of a parameter");
	return status;
}
