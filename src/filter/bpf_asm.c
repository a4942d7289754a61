/* bpf_asm.c - assembler into a program: labels, instructions, and where a text ends.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/bpf_asm.h"

#include <stdlib.h>

#include "base/error.h"

enum weir_status bpf_asm_no_memory(struct bpf_assembler *as)
{
	if (as->lexer.status == WEIR_OK)
		as->lexer.status =
			error_set(as->lexer.err, WEIR_E_MEMORY, NO_PLACE,
				  "no memory for a program of %zu instructions", as->count);
	return as->lexer.status;
}

enum weir_status bpf_asm_add(struct bpf_assembler *as, size_t at, const struct weir_bpf_op *op)
{
	if (as->lexer.status != WEIR_OK)
		return as->lexer.status;
	if (as->count == WEIR_BPF_OPS_MAX)
		return bpf_lex_fail(&as->lexer, WEIR_E_RANGE, at,
				    "a program has at most %d instructions; this is one more",
				    WEIR_BPF_OPS_MAX);
	if (as->count == as->capacity) {
		size_t capacity = as->capacity ? 2 * as->capacity : 64;
		struct weir_bpf_op *ops = realloc(as->ops, capacity * sizeof(*ops));
		if (!ops)
			return bpf_asm_no_memory(as);
		as->ops = ops;
		as->capacity = capacity;
	}
	as->ops[as->count++] = *op;
	return WEIR_OK;
}

/* Where the instruction about to be added leads: a label, or, as disassemblers print it, a number. */
static enum weir_status read_way(struct bpf_assembler *as, enum bpf_way way)
{
	struct bpf_label jump = { .at = as->lexer.next.at, .op = as->count, .to = -1, .way = way };

	if (way == WAY_ALWAYS && as->lexer.next.kind == BPF_TOKEN_NUMBER) {
		(void)bpf_lex_count(&as->lexer, BPF_BASE_DECIMAL, "the number of an instruction",
				    WEIR_BPF_OPS_MAX, &jump.to);
	} else if (as->lexer.next.kind != BPF_TOKEN_WORD || as->lexer.next.text.data[0] == '.') {
		return bpf_lex_odd(&as->lexer, "a label");
	} else {
		jump.name = bpf_lex_take(&as->lexer).text;
	}
	return bpf_labels_add(as, &as->jumps, &jump);
}

static enum weir_status read_ways(struct bpf_assembler *as, const struct bpf_mnemonic *mnemonic)
{
	(void)bpf_lex_expect(&as->lexer, ',', "a comma and a label");
	(void)read_way(as, mnemonic->negated ? WAY_FALSE : WAY_TRUE);
	if (as->lexer.status != WEIR_OK || as->lexer.next.kind != ',')
		return as->lexer.status;
	if (mnemonic->negated)
		return bpf_lex_fail(
			&as->lexer, WEIR_E_FORM, as->lexer.next.at,
			"'%.*s' takes one label; else it goes on with the next instruction",
			BPF_SHOWN(mnemonic->token.text));
	bpf_lex_take(&as->lexer);
	return read_way(as, WAY_FALSE);
}

static enum weir_status read_mnemonic(struct bpf_assembler *as, const struct bpf_token *word)
{
	struct weir_bpf_op op = { 0 };
	struct bpf_mnemonic mnemonic;

	if (!bpf_mnemonic_find(word, &mnemonic))
		return bpf_lex_fail(&as->lexer, WEIR_E_UNKNOWN, word->at,
				    "'%.*s' is no instruction", BPF_SHOWN(word->text));
	if (bpf_mnemonic_has(&mnemonic, SHAPE_LABEL)) {
		op.code = BPF_JA;
		(void)read_way(as, WAY_ALWAYS);
	} else if (bpf_operand_read(&as->lexer, &mnemonic, &op) == WEIR_OK &&
		   bpf_is_branch(op.code)) {
		(void)read_ways(as, &mnemonic);
	}
	return bpf_asm_add(as, word->at, &op);
}

/* .insn CODE JT JF K: any bits at all. */
static enum weir_status read_raw(struct bpf_assembler *as, const struct bpf_token *word)
{
	int64_t code = 0, jt = 0, jf = 0, k = 0;

	(void)bpf_lex_count(&as->lexer, BPF_BASE_TOLD, "a code", UINT16_MAX, &code);
	(void)bpf_lex_count(&as->lexer, BPF_BASE_TOLD, "jt", UINT8_MAX, &jt);
	(void)bpf_lex_count(&as->lexer, BPF_BASE_TOLD, "jf", UINT8_MAX, &jf);
	(void)bpf_lex_number(&as->lexer, BPF_BASE_TOLD, &k);
	return bpf_asm_add(
		as, word->at,
		&(struct weir_bpf_op){ (uint16_t)code, (uint8_t)jt, (uint8_t)jf, (uint32_t)k });
}

static enum weir_status read_label(struct bpf_assembler *as, const struct bpf_token *word)
{
	struct bpf_label label = { .name = word->text, .at = word->at, .op = as->count, .to = -1 };

	return bpf_labels_add(as, &as->labels, &label);
}

enum weir_status bpf_asm_read(struct bpf_assembler *as)
{
	struct bpf_token word = { 0 };
	bool labelled = false;

	while (as->lexer.status == WEIR_OK && as->lexer.next.kind != BPF_TOKEN_END) {
		if (as->lexer.next.kind != BPF_TOKEN_WORD)
			return bpf_lex_odd(&as->lexer, "an instruction or a label");
		word = bpf_lex_take(&as->lexer);
		labelled = word.text.data[0] != '.' && bpf_lex_skip(&as->lexer, ':');
		if (labelled)
			(void)read_label(as, &word);
		else if (bpf_token_is(&word, ".insn"))
			(void)read_raw(as, &word);
		else
			(void)read_mnemonic(as, &word);
	}
	if (as->lexer.status == WEIR_OK && labelled)
		return bpf_lex_fail(&as->lexer, WEIR_E_FORM, word.at,
				    "no instruction stands behind label '%.*s'",
				    BPF_SHOWN(word.text));
	return as->lexer.status;
}

enum weir_status bpf_asm_run(struct weir_slice text, struct weir_bpf_program *out,
			     struct weir_error *err,
			     enum weir_status (*read)(struct bpf_assembler *))
{
	struct bpf_assembler as = { 0 };

	bpf_lex_open(&as.lexer, text, err);
	enum weir_status status = read(&as);
	if (status == WEIR_OK && as.count == 0)
		status = bpf_lex_fail(&as.lexer, WEIR_E_FORM, text.size,
				      "a program has at least one instruction");
	if (status == WEIR_OK)
		status = bpf_labels_join(&as);
	free(as.labels.items);
	free(as.jumps.items);
	if (status == WEIR_OK)
		*out = (struct weir_bpf_program){ as.ops, as.count };
	else
		free(as.ops);
	return status;
}

enum weir_status weir_bpf_assemble(struct weir_slice text, struct weir_bpf_program *out,
				   struct weir_error *err)
{
	return bpf_asm_run(text, out, err, bpf_asm_read);
}
