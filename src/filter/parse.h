/* parse.h - the grammar: words to a tree.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_PARSE_H
#define FILTER_PARSE_H

#include "filter/build.h"
#include "filter/lexer.h"
#include "filter/relate.h"

struct parser {
	struct lexer lexer;
	struct lexeme now;
	struct builder builder;
	struct weir_error *err;
	unsigned depth;
	struct value *values; /* of the relation at hand */
	size_t value_count, value_room;
};

/* The whole rule; `root` is a node of builder. */
enum weir_status parse_rule(struct parser *parser, uint32_t *root) WEIR_MUST_USE;

/* A relation or a presence, from the field's name on: parse_relation.c. */
enum weir_status parse_relation(struct parser *parser, uint32_t *out) WEIR_MUST_USE;
/* "(FIELD & MASK)" with an operator behind it: is that what stands here? Then it has been read. */
enum weir_status parse_masked(struct parser *parser, bool *is_masked, uint32_t *out) WEIR_MUST_USE;

enum weir_status
parse_step(struct parser *parser) WEIR_MUST_USE; /* the next lexeme becomes `now` */
/* WEIR_E_FORM at `now`: what was expected, and what stands there. */
enum weir_status parse_expected(struct parser *parser, const char *what);
struct place parse_place(const struct lexeme *lexeme);
/* From the beginning of one to the end of the other. */
struct place parse_span(struct place begin, struct place end);

#endif
