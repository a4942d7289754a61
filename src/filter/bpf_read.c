/* bpf_read.c - a program in any of its forms, told by what it looks like.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/bpf_asm.h"

/* A number of a C array; what C puts behind it to say that it is unsigned means nothing here. */
static int64_t read_field(struct bpf_assembler *as, const char *what, int64_t most)
{
	struct weir_slice *text = &as->lexer.next.text;
	int64_t value = 0;

	while (as->lexer.next.kind == BPF_TOKEN_NUMBER && text->size > 1 &&
	       ((text->data[text->size - 1] | 0x20) == 'u' ||
		(text->data[text->size - 1] | 0x20) == 'l'))
		text->size--;
	(void)bpf_lex_count(&as->lexer, BPF_BASE_TOLD, what, most, &value);
	return value;
}

/* Behind '{': 0x28, 0, 0, 0x0000000c } */
static enum weir_status read_row(struct bpf_assembler *as)
{
	size_t at = as->lexer.next.at;
	struct weir_bpf_op op;

	op.code = (uint16_t)read_field(as, "a code", UINT16_MAX);
	(void)bpf_lex_expect(&as->lexer, ',', "a comma");
	op.jt = (uint8_t)read_field(as, "jt", UINT8_MAX);
	(void)bpf_lex_expect(&as->lexer, ',', "a comma");
	op.jf = (uint8_t)read_field(as, "jf", UINT8_MAX);
	(void)bpf_lex_expect(&as->lexer, ',', "a comma");
	op.k = (uint32_t)read_field(as, "k", UINT32_MAX);
	bpf_lex_skip(&as->lexer, ',');
	(void)bpf_lex_expect(&as->lexer, '}', "'}'");
	return bpf_asm_add(as, at, &op);
}

/* Up to the '{' of an array: words, brackets and what else a declaration has. False: no array begins. */
static bool skip_declaration(struct bpf_lexer *lexer)
{
	bool assigned = false;

	for (;;) {
		int kind = lexer->next.kind;

		if (kind == '{')
			return assigned;
		if (kind != BPF_TOKEN_WORD && kind != BPF_TOKEN_NUMBER && kind != '[' &&
		    kind != ']' && kind != '*' && kind != '=')
			return false;
		assigned |= kind == '=';
		bpf_lex_take(lexer);
	}
}

enum weir_status bpf_rows_read(struct bpf_assembler *as)
{
	struct bpf_lexer *lexer = &as->lexer;
	bool array = lexer->next.kind != '{' && skip_declaration(lexer);

	if (array)
		bpf_lex_take(lexer);
	while (lexer->status == WEIR_OK && lexer->next.kind != (array ? '}' : BPF_TOKEN_END)) {
		(void)bpf_lex_expect(lexer, '{', array ? "'{' of a row or '}'" : "'{' of a row");
		(void)read_row(as);
		/* Between two rows; -dd and C put one behind the last, too. */
		if (lexer->next.kind == '{')
			(void)bpf_lex_expect(lexer, ',', "a comma");
		else
			bpf_lex_skip(lexer, ',');
	}
	/* The lexer takes a ';' and all behind it for a comment. */
	if (array) {
		(void)bpf_lex_expect(lexer, '}', "'}'");
		(void)bpf_lex_expect(lexer, BPF_TOKEN_END, "the end");
	}
	return lexer->status;
}

static enum weir_bpf_form form_of(struct weir_slice text)
{
	struct bpf_lexer lexer;

	bpf_lex_open(&lexer, text, NULL);
	switch (lexer.next.kind) {
	case BPF_TOKEN_NUMBER:
		bpf_lex_take(&lexer);
		return lexer.next.kind == ',' ? WEIR_BPF_BYTECODE : WEIR_BPF_DDD;
	case '(':
		return WEIR_BPF_D;
	case '{':
		return WEIR_BPF_DD;
	default:
		return skip_declaration(&lexer) ? WEIR_BPF_C : WEIR_BPF_ASM;
	}
}

/* iptables takes a comma at the end or none; bpf_asm writes one. */
static bool ends_with_comma(struct weir_slice text)
{
	while (text.size > 0 && text.data[text.size - 1] <= ' ')
		text.size--;
	return text.size > 0 && text.data[text.size - 1] == ',';
}

static enum weir_status read_numbers(struct weir_slice text, struct weir_bpf_program *out,
				     struct weir_error *err)
{
	enum weir_status status = weir_bpf_parse(text, out, err);

	if (status != WEIR_OK)
		bpf_place(text, err);
	return status;
}

enum weir_status weir_bpf_read(struct weir_slice text, struct weir_bpf_program *out,
			       enum weir_bpf_form *form, struct weir_error *err)
{
	enum weir_bpf_form told = form_of(text);

	if (told == WEIR_BPF_BYTECODE && ends_with_comma(text))
		told = WEIR_BPF_OLD;
	if (form)
		*form = told;
	switch (told) {
	case WEIR_BPF_BYTECODE:
	case WEIR_BPF_OLD:
	case WEIR_BPF_DDD:
		return read_numbers(text, out, err);
	case WEIR_BPF_C:
	case WEIR_BPF_DD:
	case WEIR_BPF_ROWS:
		return bpf_asm_run(text, out, err, bpf_rows_read);
	case WEIR_BPF_D:
		return bpf_asm_run(text, out, err, bpf_d_read);
	case WEIR_BPF_ASM:
		break;
	}
	return bpf_asm_run(text, out, err, bpf_asm_read);
}
