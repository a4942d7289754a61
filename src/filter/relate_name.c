/* relate_name.c - relations over domain names: ==, in, like, within, contains.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "dns/escape.h"
#include "filter/pattern.h"
#include "filter/relate.h"

/* The column of a lexeme's text. */
static uint32_t text_column(const struct lexeme *lexeme)
{
	return lexeme->column + (lexeme->kind == LEXEME_STRING) + lexeme->raw;
}

static enum pattern_style style_of(enum operation op)
{
	return op == OP_LIKE ? PATTERN_LIKE : op == OP_WITHIN ? PATTERN_WITHIN : PATTERN_EXACT;
}

static bool has_high_octet(struct weir_slice text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] > 127)
			return true;
	return false;
}

static enum weir_status warn(const struct relating *what, const struct lexeme *lexeme,
			     const char *remark, uint32_t remark_at)
{
	enum weir_status status = WEIR_OK;

	if (remark)
		status = build_warn(what->builder, remark_at, remark);
	if (status == WEIR_OK && has_high_octet(lexeme->text))
		status = build_warn(what->builder, lexeme->column,
				    "octets above 127: an international name is asked for in its "
				    "ASCII form, xn--...");
	return status;
}

/* A bare word that is a field's name was meant as one. */
static enum weir_status check_word(const struct relating *what, const struct value *value)
{
	if (value->range)
		return error_set(what->builder->err, WEIR_E_FORM, value->low.column,
				 "%s is a name, and names have no ranges",
				 what->operand.field->abbrev);
	if (value->low.kind == LEXEME_WORD && weir_field_find(value->low.text))
		return error_set(
			what->builder->err, WEIR_E_FORM, value->low.column,
			"two fields are not compared with each other; a name that is called "
			"so stands in quotes");
	return WEIR_OK;
}

static enum weir_status read_pattern(const struct relating *what, const struct lexeme *lexeme,
				     struct name_pattern *out)
{
	const struct pattern_words words = {
		.text = lexeme->text,
		.column = text_column(lexeme),
		.style = style_of(what->op),
		.fold = !what->builder->rule->case_sensitive,
	};
	const char *remark;
	uint32_t remark_at;
	enum weir_status status =
		pattern_read(&words, out, &remark, &remark_at, what->builder->err);

	return status == WEIR_OK ? warn(what, lexeme, remark, remark_at) : status;
}

/* Part of a name's text, letters folding as in names. */
static enum weir_status read_part(const struct relating *what, const struct lexeme *lexeme,
				  struct octet_pattern *out)
{
	bool fold = !what->builder->rule->case_sensitive;
	struct weir_slice text = lexeme->text;
	size_t at = 0;

	*out = (struct octet_pattern){ 0 };
	while (at < text.size) { /* each turn takes one character or more */
		size_t begin = at;
		uint8_t octet, mask = 0xff;

		if (unescape_octet(text, &at, &octet) != WEIR_OK)
			return error_set(what->builder->err, WEIR_E_FORM,
					 text_column(lexeme) + begin,
					 "behind `\\` stand three decimal digits up to 255, or one "
					 "character");
		if (out->size == sizeof(out->octets))
			return error_set(what->builder->err, WEIR_E_RANGE,
					 text_column(lexeme) + begin,
					 "a value has at most 64 octets");
		if (fold && ((octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z')))
			mask = 0xdf;
		out->octets[out->size] = octet & mask;
		out->mask[out->size++] = mask;
	}
	int32_t length = what->operand.slice_length;
	if (what->operand.sliced && length >= 0 &&
	    (what->op == OP_CONTAINS ? out->size > length : out->size != length))
		return error_set(what->builder->err, WEIR_E_RANGE, lexeme->column,
				 "this has another length than the slice, and is never there");
	if (out->size == 0)
		return error_set(what->builder->err, WEIR_E_RANGE, lexeme->column,
				 "nothing is contained everywhere");
	return warn(what, lexeme, NULL, 0);
}

static enum weir_status add_value(const struct relating *what, const struct value *value,
				  struct relation *relation)
{
	enum weir_status status = check_word(what, value);

	if (status == WEIR_OK && relation->octets)
		status = read_part(what, &value->low, &relation->octets[relation->count]);
	else if (status == WEIR_OK)
		status = read_pattern(what, &value->low, &relation->names[relation->count]);
	if (status == WEIR_OK)
		relation->count++;
	return status;
}

enum weir_status relate_name(const struct relating *what, uint32_t *out)
{
	/* What is looked for in a name's text, not a name. */
	bool part = what->op == OP_CONTAINS || what->operand.sliced;
	struct relation relation = relation_begin(what, what->op == OP_CONTAINS ? TEST_CONTAINS
							: part                  ? TEST_OCTETS
										: TEST_NAME);
	enum weir_status status = WEIR_OK;

	if (part)
		relation.octets = calloc(what->count + 1, sizeof(*relation.octets));
	else
		relation.names = calloc(what->count + 1, sizeof(*relation.names));
	if (!relation.octets && !relation.names)
		status = WEIR_E_MEMORY;
	for (size_t i = 0; i < what->count && status == WEIR_OK; i++)
		status = add_value(what, &what->values[i], &relation);
	if (status != WEIR_OK) {
		relation_free(&relation);
		return status;
	}
	return relation_end(what, &relation, out);
}
