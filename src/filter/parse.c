/* parse.c - the grammar of or, and, not and parentheses.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/parse.h"

#include <stdlib.h>

#include "base/error.h"

/* Parentheses and `not` nest in the parser's own stack; a printed tree of the greatest depth stays
 * below this. */
enum { NESTING_MAX = 2 * TREE_DEPTH_MAX + 8 };

enum weir_status parse_step(struct parser *p)
{
	return lexeme_next(&p->lexer, &p->now, p->err);
}

struct place parse_place(const struct lexeme *lexeme)
{
	return (struct place){ lexeme->column, lexeme->width };
}

struct place parse_span(struct place begin, struct place end)
{
	return (struct place){ begin.column, end.column + end.width - begin.column };
}

enum weir_status parse_expected(struct parser *p, const char *what)
{
	int size = p->now.width > 60 ? 60 : (int)p->now.width;

	if (p->now.kind == LEXEME_END)
		return error_set(p->err, WEIR_E_FORM, p->now.column,
				 "%s is missing: the rule ends here", what);
	return error_set(p->err, WEIR_E_FORM, p->now.column, "%s is missing before `%.*s`", what,
			 size, (const char *)p->lexer.words.data + p->now.column);
}

static enum weir_status parse_or(struct parser *p, uint32_t *out);

static bool is_not(const struct lexeme *lexeme)
{
	return lexeme->kind == LEXEME_NOT || lexeme_is(lexeme, "not");
}

static bool is_and(const struct lexeme *lexeme)
{
	return lexeme->kind == LEXEME_AND || lexeme_is(lexeme, "and");
}

static bool is_or(const struct lexeme *lexeme)
{
	return lexeme->kind == LEXEME_OR || lexeme_is(lexeme, "or");
}

static enum weir_status parse_parentheses(struct parser *p, uint32_t *out)
{
	bool masked;
	enum weir_status status = parse_masked(p, &masked, out);

	if (status != WEIR_OK || masked)
		return status;
	uint32_t column = p->now.column;
	status = parse_step(p);
	if (status == WEIR_OK)
		status = parse_or(p, out);
	if (status != WEIR_OK)
		return status;
	if (p->now.kind == LEXEME_END)
		return error_set(p->err, WEIR_E_FORM, column,
				 "this parenthesis is never closed: write a `)`");
	if (p->now.kind != LEXEME_CLOSE)
		return parse_expected(p, "`and`, `or` or `)`");
	return parse_step(p);
}

static enum weir_status parse_not(struct parser *p, uint32_t *out)
{
	struct place place = parse_place(&p->now);
	bool negated = false;
	enum weir_status status = WEIR_OK;

	/* `not not not` nests nowhere. */
	for (; status == WEIR_OK && is_not(&p->now); status = parse_step(p))
		negated = !negated;
	if (status != WEIR_OK)
		return status;
	if (p->depth == NESTING_MAX)
		return error_set(p->err, WEIR_E_RANGE, p->now.column,
				 "nested too deeply: at most %d levels", TREE_DEPTH_MAX);
	p->depth++;
	if (p->now.kind == LEXEME_OPEN)
		status = parse_parentheses(p, out);
	else
		status = parse_relation(p, out);
	p->depth--;
	return status == WEIR_OK && negated ? build_not(&p->builder, *out, place, out) : status;
}

/* PART, or PART sign PART sign ...: a node of `kind`. */
static enum weir_status parse_list(struct parser *p, enum node_kind kind,
				   bool (*is_sign)(const struct lexeme *),
				   enum weir_status (*part)(struct parser *, uint32_t *),
				   uint32_t *out)
{
	struct place place = parse_place(&p->now);
	void *list = NULL;
	uint32_t *nodes = NULL;
	size_t count = 0;
	size_t room = 0;
	uint32_t node = 0;
	enum weir_status status = part(p, &node);

	while (status == WEIR_OK) {
		if (count == 0 && !is_sign(&p->now)) {
			*out = node;
			return WEIR_OK;
		}
		list = nodes;
		status = list_grow(&list, count, &room, sizeof(*nodes));
		nodes = list;
		if (status != WEIR_OK)
			break;
		nodes[count++] = node;
		if (!is_sign(&p->now)) {
			status = build_list(&p->builder, kind, nodes, count,
					    parse_span(place, (struct place){ p->now.column, 0 }),
					    out);
			break;
		}
		status = parse_step(p);
		if (status == WEIR_OK)
			status = part(p, &node);
	}
	free(nodes);
	return status;
}

static enum weir_status parse_and(struct parser *p, uint32_t *out)
{
	return parse_list(p, NODE_AND, is_and, parse_not, out);
}

static enum weir_status parse_or(struct parser *p, uint32_t *out)
{
	return parse_list(p, NODE_OR, is_or, parse_and, out);
}

enum weir_status parse_rule(struct parser *p, uint32_t *root)
{
	enum weir_status status = parse_step(p);

	if (status != WEIR_OK)
		return status;
	if (p->now.kind == LEXEME_END)
		return error_set(p->err, WEIR_E_FORM, 0,
				 "the rule is empty: write a field, as in dns.qry.type == AAAA");
	status = parse_or(p, root);
	if (status != WEIR_OK || p->now.kind == LEXEME_END)
		return status;
	if (p->now.kind == LEXEME_CLOSE)
		return error_set(p->err, WEIR_E_FORM, p->now.column,
				 "this parenthesis was never opened");
	if (lexeme_is(&p->now, "xor"))
		return error_set(p->err, WEIR_E_FORM, p->now.column,
				 "`xor` is not known: write (a and not b) or (b and not a)");
	return parse_expected(p, "`and` or `or`");
}
