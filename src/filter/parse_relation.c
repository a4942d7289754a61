/* parse_relation.c - the grammar of a relation: a field, its slice or mask, an operator, values.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "filter/nearest.h"
#include "filter/parse.h"
#include "filter/values.h"

/* Words of tcpdump's language that begin a rule there. */
static const char *const tcpdump_words[] = {
	"host", "net",     "port",    "portrange", "src",       "dst",       "proto",
	"less", "greater", "inbound", "outbound",  "broadcast", "multicast", "ether",
};

static enum weir_status refuse_field(struct parser *p)
{
	struct nearest nearest = { .typed = p->now.text };
	int size = p->now.text.size > 60 ? 60 : (int)p->now.text.size;
	const char *word = (const char *)p->now.text.data;
	char text[200];
	struct weir_writer w;

	for (size_t i = 0; i < sizeof(tcpdump_words) / sizeof(tcpdump_words[0]); i++)
		if (lexeme_is(&p->now, tcpdump_words[i]))
			return error_set(p->err, WEIR_E_UNKNOWN, p->now.column,
					 "`%.*s` is tcpdump's language; here it is written with "
					 "fields, as ip.addr == 192.0.2.1 or udp.port == 53",
					 size, word);
	if (lexeme_is(&p->now, "all"))
		return error_set(
			p->err, WEIR_E_SUPPORT, p->now.column,
			"`all` is not known: a relation holds if any value does; negate the "
			"opposite");
	if (lexeme_is(&p->now, "len") || lexeme_is(&p->now, "lower") ||
	    lexeme_is(&p->now, "upper") || lexeme_is(&p->now, "count") ||
	    lexeme_is(&p->now, "string") || lexeme_is(&p->now, "max") || lexeme_is(&p->now, "min"))
		return error_set(p->err, WEIR_E_SUPPORT, p->now.column,
				 "functions are not known; names compare without case anyway, and "
				 "dns.qry.name.len, dns.count.labels and dns.count.* count");
	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++)
		nearest_offer(&nearest, weir_field_row(i)->abbrev);
	weir_writer_init(&w, text, sizeof(text));
	nearest_print(&nearest, &w);
	weir_writer_terminate(&w);
	return error_set(p->err, WEIR_E_UNKNOWN, p->now.column,
			 "no field or layer is called `%.*s`%s", size, word, text);
}

/* Decimal, with a minus or not, at *at. */
static bool read_signed(struct weir_slice text, size_t *at, int32_t *out)
{
	bool negative = *at < text.size && text.data[*at] == '-';
	size_t begin = *at + negative;
	int32_t value = 0;

	for (*at = begin; *at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9';
	     (*at)++)
		if (value < 1000000)
			value = value * 10 + (text.data[*at] - '0');
	*out = negative ? -value : value;
	return *at > begin && value <= UINT16_MAX;
}

/* "offset:length", "first-last", "offset", ":length", "offset:". */
static bool read_slice(struct weir_slice text, struct operand *operand)
{
	size_t at = 0;
	int32_t last;
	bool first = text.size > 0 && text.data[0] != ':';

	operand->slice_at = 0;
	operand->slice_length = 1;
	if (first && !read_signed(text, &at, &operand->slice_at))
		return false;
	if (at == text.size)
		return first;
	if (text.data[at] == '-') {
		at++;
		if (!read_signed(text, &at, &last) || operand->slice_at < 0 ||
		    last < operand->slice_at)
			return false;
		operand->slice_length = last - operand->slice_at + 1;
		return at == text.size;
	}
	if (text.data[at++] != ':')
		return false;
	operand->slice_length = -1;
	if (at == text.size)
		return first;
	return read_signed(text, &at, &operand->slice_length) && operand->slice_length > 0 &&
	       at == text.size;
}

static enum weir_status parse_slice(struct parser *p, struct operand *operand)
{
	struct place begin = parse_place(&p->now);
	enum weir_status status = parse_step(p);

	if (status != WEIR_OK)
		return status;
	if (p->now.kind != LEXEME_WORD || !read_slice(p->now.text, operand))
		return error_set(p->err, WEIR_E_FORM, p->now.column,
				 "a slice is [offset:length], [first-last], [offset], [:length] or "
				 "[offset:], without blanks");
	status = parse_step(p);
	if (status != WEIR_OK)
		return status;
	if (p->now.kind == LEXEME_COMMA)
		return error_set(p->err, WEIR_E_SUPPORT, p->now.column,
				 "one slice at a time: join two relations with `and`");
	if (p->now.kind != LEXEME_BRACKET_END)
		return parse_expected(p, "`]`");
	operand->sliced = true;
	operand->detail = parse_span(begin, parse_place(&p->now));
	return parse_step(p);
}

static enum weir_status parse_mask(struct parser *p, struct operand *operand)
{
	enum weir_status status = parse_step(p);

	if (status != WEIR_OK)
		return status;
	if (p->now.kind != LEXEME_WORD)
		return parse_expected(p, "a mask");
	if (value_number(p->now.text, &operand->mask) != WEIR_OK)
		return error_set(p->err, WEIR_E_FORM, p->now.column,
				 "a mask is a number, as 0x0100; relations are joined with `&&`");
	operand->masked = true;
	operand->detail = parse_place(&p->now);
	return parse_step(p);
}

static bool is_bits(const struct lexeme *lexeme)
{
	return lexeme->kind == LEXEME_BITS || lexeme_is(lexeme, "bitand") ||
	       lexeme_is(lexeme, "bitwise_and");
}

/* A field or a layer, with what belongs to it. */
static enum weir_status parse_operand(struct parser *p, struct operand *out)
{
	enum weir_status status = WEIR_OK;

	*out = (struct operand){ .place = parse_place(&p->now), .slice_length = -1 };
	if (p->now.kind != LEXEME_WORD)
		return parse_expected(p, "a field");
	out->field = weir_field_find(p->now.text);
	out->layer = out->field ? out->field->layer : weir_layer_find(p->now.text);
	if (!out->field && out->layer == WEIR_LAYER_NONE)
		return refuse_field(p);
	status = parse_step(p);
	if (status == WEIR_OK && p->now.kind == LEXEME_BRACKET)
		status = out->field
				 ? parse_slice(p, out)
				 : error_set(p->err, WEIR_E_SUPPORT, p->now.column,
					     "the octets of a layer are not sliced: name a field");
	if (status == WEIR_OK && is_bits(&p->now))
		status = out->sliced
				 ? error_set(p->err, WEIR_E_FORM, p->now.column,
					     "a slice has no bits to test: name a field of numbers")
				 : parse_mask(p, out);
	return status;
}

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): the order is that of reading a row */
static const struct {
	enum lexeme_kind kind;
	const char *word;
	enum operation op;
} operators[] = {
	{ LEXEME_EQUAL, "eq", OP_EQUAL }, { LEXEME_UNEQUAL, "ne", OP_UNEQUAL },
	{ LEXEME_BELOW, "lt", OP_BELOW }, { LEXEME_BELOW_EQUAL, "le", OP_BELOW_EQUAL },
	{ LEXEME_ABOVE, "gt", OP_ABOVE }, { LEXEME_ABOVE_EQUAL, "ge", OP_ABOVE_EQUAL },
	{ LEXEME_END, "in", OP_IN },      { LEXEME_END, "contains", OP_CONTAINS },
	{ LEXEME_END, "like", OP_LIKE },  { LEXEME_END, "within", OP_WITHIN },
};

/* The operator at hand; OP_PRESENT: none. */
static enum operation operator_of(const struct lexeme *lexeme)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if ((lexeme->kind != LEXEME_END && lexeme->kind == operators[i].kind) ||
		    lexeme_is(lexeme, operators[i].word))
			return operators[i].op;
	return OP_PRESENT;
}

static enum weir_status take_value(struct parser *p, struct lexeme *out)
{
	if ((p->now.kind != LEXEME_WORD && p->now.kind != LEXEME_STRING) ||
	    lexeme_is(&p->now, "and") || lexeme_is(&p->now, "or") || lexeme_is(&p->now, "not"))
		return parse_expected(p, "a value");
	*out = p->now;
	return parse_step(p);
}

/* A value, or two with dots between them. */
static enum weir_status parse_value(struct parser *p, bool ranges)
{
	void *list = p->values;
	struct value value = { 0 };
	enum weir_status status = take_value(p, &value.low);

	if (status == WEIR_OK && ranges && p->now.kind == LEXEME_RANGE) {
		value.range = true;
		status = parse_step(p);
		if (status == WEIR_OK)
			status = take_value(p, &value.high);
	}
	if (status != WEIR_OK)
		return status;
	if (p->value_count == SET_MAX)
		return error_set(p->err, WEIR_E_RANGE, value.low.column,
				 "a set has at most %d values", SET_MAX);
	status = list_grow(&list, p->value_count, &p->value_room, sizeof(value));
	p->values = list;
	if (status == WEIR_OK)
		p->values[p->value_count++] = value;
	return status;
}

static enum weir_status parse_set(struct parser *p, bool ranges, struct place *end)
{
	struct place begin = parse_place(&p->now);
	enum weir_status status = parse_step(p);

	while (status == WEIR_OK && p->now.kind != LEXEME_BRACE_END) {
		if (p->now.kind == LEXEME_END)
			return error_set(p->err, WEIR_E_FORM, begin.column,
					 "this set is never closed: write a `}`");
		status = parse_value(p, ranges);
		if (status == WEIR_OK && p->now.kind == LEXEME_COMMA)
			status = parse_step(p);
	}
	if (status != WEIR_OK)
		return status;
	if (p->value_count == 0)
		return error_set(p->err, WEIR_E_FORM, begin.column, "the set is empty");
	*end = parse_place(&p->now);
	return parse_step(p);
}

/* What stands behind the operator; `end` becomes the place of the last value. */
static enum weir_status parse_values(struct parser *p, enum operation op, struct place *end)
{
	bool sets = op == OP_IN || op == OP_LIKE || op == OP_WITHIN;

	p->value_count = 0;
	if (p->now.kind == LEXEME_BRACE && sets)
		return parse_set(p, op == OP_IN, end);
	if (p->now.kind == LEXEME_BRACE)
		return error_set(p->err, WEIR_E_FORM, p->now.column,
				 "a set goes with `in`, `like` and `within`, not with `%s`",
				 operation_text(op));
	if (op == OP_IN)
		return parse_expected(p, "a set, as in {1 28 5..9},");
	*end = parse_place(&p->now);
	return parse_value(p, false);
}

static enum weir_status refuse_matches(struct parser *p)
{
	return error_set(p->err, WEIR_E_SUPPORT, p->now.column,
			 "regular expressions are not known: `like \"*.example.com\"`, `within "
			 "\"example.com\"` and `contains` are there for names");
}

static enum weir_status parse_comparison(struct parser *p, const struct operand *operand,
					 struct place begin, struct place end, uint32_t *out)
{
	struct relating what = { .builder = &p->builder, .operand = *operand };

	if (p->now.kind == LEXEME_MATCH || lexeme_is(&p->now, "matches"))
		return refuse_matches(p);
	what.op = operator_of(&p->now);
	what.op_place = parse_place(&p->now);
	what.place = parse_span(begin, end);
	if (what.op == OP_PRESENT)
		return relate(&what, out);
	/* What the field does not take is said before what is wrong with its values. */
	enum weir_status status = parse_step(p);
	if (status == WEIR_OK)
		status = parse_values(p, what.op, &end);
	if (status != WEIR_OK)
		return status;
	what.place = parse_span(begin, end);
	what.values = p->values;
	what.count = p->value_count;
	return relate(&what, out);
}

enum weir_status parse_relation(struct parser *p, uint32_t *out)
{
	struct place begin = parse_place(&p->now);
	struct operand operand;
	enum weir_status status = WEIR_OK;

	if (lexeme_is(&p->now, "any"))
		status = parse_step(p);
	if (status == WEIR_OK)
		status = parse_operand(p, &operand);
	if (status != WEIR_OK)
		return status;
	struct place end = operand.masked || operand.sliced ? operand.detail : operand.place;
	return parse_comparison(p, &operand, begin, end, out);
}

enum weir_status parse_masked(struct parser *p, bool *is_masked, uint32_t *out)
{
	const struct lexer lexer = p->lexer;
	const struct lexeme now = p->now;
	struct weir_error *err = p->err;
	struct operand operand = { 0 };

	/* Looking ahead complains of nothing: what is wrong is found again on the ordinary way. */
	p->err = NULL;
	*is_masked = parse_step(p) == WEIR_OK && parse_operand(p, &operand) == WEIR_OK &&
		     operand.masked && p->now.kind == LEXEME_CLOSE;
	struct place end = parse_place(&p->now);
	*is_masked = *is_masked && parse_step(p) == WEIR_OK &&
		     (operator_of(&p->now) != OP_PRESENT || p->now.kind == LEXEME_MATCH);
	p->err = err;
	if (*is_masked)
		return parse_comparison(p, &operand, parse_place(&now), end, out);
	p->lexer = lexer;
	p->now = now;
	return WEIR_OK;
}
