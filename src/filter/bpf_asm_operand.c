/* bpf_asm_operand.c - mnemonic and operand, by the table of instructions, into code and k.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "filter/bpf_asm.h"

enum { CODES = 0x100 }; /* above the highest code of bpf_code.def */

static const struct {
	const char *typed;
	struct bpf_mnemonic means;
} aliases[] = {
#define BPF_ALIAS(typed, name, negated, bare) { typed, { name, negated, bare, { 0 } } },
#include "filter/bpf_alias.def"
#undef BPF_ALIAS
};

/* As errors say it. */
static const char *const shape_words[] = {
	[SHAPE_NONE] = "nothing",
	[SHAPE_ABSOLUTE] = "[k] or an extension",
	[SHAPE_INDIRECT] = "[x + k]",
	[SHAPE_NIBBLE] = "4*([k]&0xf)",
	[SHAPE_LENGTH] = "len",
	[SHAPE_MEMORY] = "M[k]",
	[SHAPE_CONSTANT] = "#k",
	[SHAPE_X] = "x",
	[SHAPE_A] = "a",
	[SHAPE_LABEL] = "a label",
};
enum { SHAPES = sizeof(shape_words) / sizeof(shape_words[0]) };

enum bpf_shape bpf_shape_of(enum bpf_operand operand)
{
	switch (operand) {
	case OPERAND_NONE:
		return SHAPE_NONE;
	case OPERAND_ABSOLUTE:
		return SHAPE_ABSOLUTE;
	case OPERAND_INDIRECT:
		return SHAPE_INDIRECT;
	case OPERAND_NIBBLE:
		return SHAPE_NIBBLE;
	case OPERAND_LENGTH:
		return SHAPE_LENGTH;
	case OPERAND_MEMORY:
		return SHAPE_MEMORY;
	case OPERAND_DECIMAL:
	case OPERAND_HEX:
	case OPERAND_JUMP_K:
		return SHAPE_CONSTANT;
	case OPERAND_X:
	case OPERAND_JUMP_X:
		return SHAPE_X;
	case OPERAND_A:
		return SHAPE_A;
	case OPERAND_FAR:
		return SHAPE_LABEL;
	}
	return SHAPE_NONE;
}

/* The code of a mnemonic with such an operand; CODES: there is none. */
static unsigned find_code(const char *name, enum bpf_shape shape)
{
	for (unsigned code = 0; code < CODES; code++) {
		const struct bpf_code_row *row = bpf_code_row((uint16_t)code);
		if (row && bpf_shape_of(row->operand) == shape && strcmp(row->mnemonic, name) == 0)
			return code;
	}
	return CODES;
}

bool bpf_mnemonic_find(const struct bpf_token *token, struct bpf_mnemonic *out)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (!bpf_token_is(token, aliases[i].typed))
			continue;
		*out = aliases[i].means;
		out->token = *token;
		return true;
	}
	for (unsigned code = 0; code < CODES; code++) {
		const struct bpf_code_row *row = bpf_code_row((uint16_t)code);
		if (!row || !bpf_token_is(token, row->mnemonic))
			continue;
		*out = (struct bpf_mnemonic){ .name = row->mnemonic, .token = *token };
		return true;
	}
	return false;
}

bool bpf_mnemonic_has(const struct bpf_mnemonic *mnemonic, enum bpf_shape shape)
{
	return find_code(mnemonic->name, shape) < CODES;
}

/* ", " between the words. */
static enum weir_status refuse(struct bpf_lexer *lexer, const struct bpf_mnemonic *mnemonic,
			       enum bpf_shape shape, size_t at)
{
	char words[120];
	struct weir_writer list;

	if (strcmp(mnemonic->name, "ret") == 0 && shape == SHAPE_X)
		return bpf_lex_fail(lexer, WEIR_E_FORM, at,
				    "the kernel has no 'ret x'; write 'txa', then 'ret a'");
	weir_writer_init(&list, words, sizeof(words));
	for (int i = 0; i < SHAPES; i++) {
		if (!bpf_mnemonic_has(mnemonic, (enum bpf_shape)i))
			continue;
		weir_writer_text(&list, list.size > 0 ? ", " : "");
		weir_writer_text(&list, shape_words[i]);
	}
	return bpf_lex_fail(lexer, WEIR_E_FORM, at, "'%.*s' does not take %s but %.*s",
			    BPF_SHOWN(mnemonic->token.text), shape_words[shape], (int)list.size,
			    words);
}

/* k out of the extension's name; false: no such name. */
static bool find_extension(const struct bpf_token *token, uint32_t *k)
{
	if (bpf_token_is(token, "vlan_pr")) {
		*k = BPF_AD_OFF + BPF_AD_VLAN_TAG_PRESENT;
		return true;
	}
	for (uint32_t offset = 0;; offset += 4) {
		const struct bpf_extension_row *row = bpf_extension_row(BPF_AD_OFF + offset);
		if (!row)
			return false;
		*k = BPF_AD_OFF + offset;
		if ((row->assembler && bpf_token_is(token, row->assembler)) ||
		    bpf_token_is(token, row->tcpdump))
			return true;
	}
}

static bool is_register(struct bpf_lexer *lexer, const char *name)
{
	return bpf_token_is(&lexer->next, name);
}

/* A word: a register, M[k], len or an extension. */
static enum weir_status read_word(struct bpf_lexer *lexer, enum bpf_shape *shape, uint32_t *k)
{
	struct bpf_token word = bpf_lex_take(lexer);
	int64_t value = 0;

	if (bpf_token_is(&word, "x")) {
		*shape = SHAPE_X;
	} else if (bpf_token_is(&word, "a")) {
		*shape = SHAPE_A;
	} else if (bpf_token_is(&word, "len") || bpf_token_is(&word, "pktlen")) {
		*shape = SHAPE_LENGTH;
	} else if (bpf_token_is(&word, "m") && lexer->next.kind == '[') {
		*shape = SHAPE_MEMORY;
		bpf_lex_take(lexer);
		(void)bpf_lex_count(lexer, BPF_BASE_TOLD, "the number of a memory word",
				    BPF_MEMORY_WORDS - 1, &value);
		*k = (uint32_t)value;
		return bpf_lex_expect(lexer, ']', "']'");
	} else if (find_extension(&word, k)) {
		*shape = SHAPE_ABSOLUTE;
	} else {
		return bpf_lex_fail(lexer, WEIR_E_UNKNOWN, word.at,
				    "'%.*s' is no operand: neither a register nor an extension",
				    BPF_SHOWN(word.text));
	}
	return lexer->status;
}

static enum weir_status read_constant(struct bpf_lexer *lexer, uint32_t *k)
{
	int64_t value = 0;

	(void)bpf_lex_number(lexer, BPF_BASE_TOLD, &value);
	*k = (uint32_t)value;
	return lexer->status;
}

/* Behind the x of [x + k]: nothing, or a sign and a number that may have its own. */
static enum weir_status read_distance(struct bpf_lexer *lexer, uint32_t *k)
{
	size_t at = lexer->next.at;
	int sign = lexer->next.kind;
	int64_t value = 0;

	*k = 0;
	if (lexer->next.kind == ']')
		return lexer->status;
	if (sign != '+' && sign != '-')
		return bpf_lex_odd(lexer, "'+', '-' or ']'");
	bpf_lex_take(lexer);
	if (bpf_lex_number(lexer, BPF_BASE_TOLD, &value) != WEIR_OK)
		return lexer->status;
	if (sign == '-')
		value = -value;
	if (value < INT32_MIN || value > UINT32_MAX)
		return bpf_lex_fail(lexer, WEIR_E_RANGE, at,
				    "this distance does not fit into 32 bits");
	*k = (uint32_t)value;
	return lexer->status;
}

/* Behind '['. tcpdump -d puts extensions between brackets, too. */
static enum weir_status read_place(struct bpf_lexer *lexer, enum bpf_shape *shape, uint32_t *k)
{
	bool percent = bpf_lex_skip(lexer, '%');

	*shape = SHAPE_ABSOLUTE;
	if (is_register(lexer, "x")) {
		*shape = SHAPE_INDIRECT;
		bpf_lex_take(lexer);
		(void)read_distance(lexer, k);
	} else if (percent) {
		return bpf_lex_odd(lexer, "x");
	} else if (lexer->next.kind == BPF_TOKEN_WORD) {
		if (!find_extension(&lexer->next, k))
			return bpf_lex_odd(lexer, "an offset, x or an extension");
		bpf_lex_take(lexer);
	} else {
		(void)read_constant(lexer, k);
	}
	return bpf_lex_expect(lexer, ']', "']'");
}

/* Behind '4*'. */
static enum weir_status read_nibble(struct bpf_lexer *lexer, const struct bpf_token *four,
				    uint32_t *k)
{
	static const char form[] = "the only product is 4*([k]&0xf)";
	uint32_t factor = 0, mask = 0;
	struct bpf_lexer number;

	bpf_lex_open(&number, four->text, NULL);
	(void)read_constant(&number, &factor);
	if (factor != 4)
		return bpf_lex_fail(lexer, WEIR_E_FORM, four->at, form);
	(void)bpf_lex_expect(lexer, '(', "'('");
	(void)bpf_lex_expect(lexer, '[', "'['");
	(void)read_constant(lexer, k);
	(void)bpf_lex_expect(lexer, ']', "']'");
	(void)bpf_lex_expect(lexer, '&', "'&'");
	size_t at = lexer->next.at;
	if (read_constant(lexer, &mask) == WEIR_OK && mask != 0xf)
		return bpf_lex_fail(lexer, WEIR_E_FORM, at, form);
	return bpf_lex_expect(lexer, ')', "')'");
}

/* A number without anything in front: 4*(...), or a constant of ldi and ldxi. */
static enum weir_status read_bare(struct bpf_lexer *lexer, const struct bpf_mnemonic *mnemonic,
				  enum bpf_shape *shape, uint32_t *k)
{
	struct bpf_lexer behind = *lexer;

	behind.err = NULL;
	struct bpf_token number = bpf_lex_take(&behind);
	if (number.kind == BPF_TOKEN_NUMBER && behind.next.kind == '*') {
		*shape = SHAPE_NIBBLE;
		bpf_lex_take(lexer);
		bpf_lex_take(lexer);
		return read_nibble(lexer, &number, k);
	}
	*shape = SHAPE_CONSTANT;
	if (!mnemonic->bare)
		return bpf_lex_fail(lexer, WEIR_E_FORM, number.at,
				    "a constant begins with '#', an offset stands in brackets");
	return read_constant(lexer, k);
}

static enum weir_status read_shape(struct bpf_lexer *lexer, const struct bpf_mnemonic *mnemonic,
				   enum bpf_shape *shape, uint32_t *k)
{
	switch (lexer->next.kind) {
	case '#':
		bpf_lex_take(lexer);
		*shape = SHAPE_CONSTANT;
		if (lexer->next.kind != BPF_TOKEN_WORD)
			return read_constant(lexer, k);
		if (is_register(lexer, "x") || is_register(lexer, "a") || is_register(lexer, "m"))
			return bpf_lex_odd(lexer, "a number or an extension");
		return read_word(lexer, shape, k);
	case '[':
		bpf_lex_take(lexer);
		return read_place(lexer, shape, k);
	case '%':
		bpf_lex_take(lexer);
		if (!is_register(lexer, "x") && !is_register(lexer, "a"))
			return bpf_lex_odd(lexer, "x or a");
		return read_word(lexer, shape, k);
	case BPF_TOKEN_WORD:
		return read_word(lexer, shape, k);
	case BPF_TOKEN_NUMBER:
	case '+':
	case '-':
		return read_bare(lexer, mnemonic, shape, k);
	default:
		return bpf_lex_odd(lexer, "an operand");
	}
}

enum weir_status bpf_operand_read(struct bpf_lexer *lexer, const struct bpf_mnemonic *mnemonic,
				  struct weir_bpf_op *op)
{
	const char *name = mnemonic->name;
	enum bpf_shape shape = SHAPE_NONE;
	size_t at = lexer->next.at;
	uint32_t k = 0;

	if (!bpf_mnemonic_has(mnemonic, SHAPE_NONE) &&
	    read_shape(lexer, mnemonic, &shape, &k) != WEIR_OK)
		return lexer->status;
	if (shape == SHAPE_NIBBLE && strcmp(name, "ldx") == 0)
		name = "ldxb";
	unsigned code = find_code(name, shape);
	/* ldi and ldxi are constants only. */
	if (code == CODES || (mnemonic->bare && shape != SHAPE_CONSTANT))
		return refuse(lexer, mnemonic, shape, at);
	op->code = (uint16_t)code;
	op->k = k;
	return lexer->status;
}
