/* bpf_asm_d.c - reads what tcpdump -d prints: numbered instructions, jumps as numbers.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/bpf_asm.h"

/* Numbers of instructions that a program may name: a branch at its end leads up to 256 ahead. */
static enum weir_status read_way(struct bpf_assembler *as, const char *word, enum bpf_way way)
{
	struct bpf_label jump = { .op = as->count, .way = way };
	int64_t most = way == WAY_ALWAYS ? UINT32_MAX : 2 * WEIR_BPF_OPS_MAX;

	if (as->lexer.status != WEIR_OK)
		return as->lexer.status;
	if (word) {
		if (!bpf_token_is(&as->lexer.next, word))
			return bpf_lex_odd(&as->lexer, word);
		bpf_lex_take(&as->lexer);
	}
	jump.at = as->lexer.next.at;
	if (bpf_lex_count(&as->lexer, BPF_BASE_DECIMAL, "the number of an instruction", most,
			  &jump.to) != WEIR_OK)
		return as->lexer.status;
	return bpf_labels_add(as, &as->jumps, &jump);
}

/* "(003)" */
static enum weir_status read_index(struct bpf_assembler *as)
{
	int64_t index = 0;

	(void)bpf_lex_expect(&as->lexer, '(', "the number of an instruction in parentheses");
	size_t at = as->lexer.next.at;
	(void)bpf_lex_number(&as->lexer, BPF_BASE_DECIMAL, &index);
	if (as->lexer.status == WEIR_OK && index != (int64_t)as->count)
		return bpf_lex_fail(&as->lexer, WEIR_E_FORM, at,
				    "instruction %lld stands where %zu should", (long long)index,
				    as->count);
	return bpf_lex_expect(&as->lexer, ')', "')'");
}

static enum weir_status read_op(struct bpf_assembler *as)
{
	struct weir_bpf_op op = { 0 };
	struct bpf_mnemonic mnemonic;

	if (read_index(as) != WEIR_OK)
		return as->lexer.status;
	if (as->lexer.next.kind != BPF_TOKEN_WORD)
		return bpf_lex_odd(&as->lexer, "an instruction");
	struct bpf_token word = bpf_lex_take(&as->lexer);
	if (bpf_token_is(&word, "unimp"))
		return bpf_lex_fail(
			&as->lexer, WEIR_E_FORM, word.at,
			"tcpdump -d does not show all of an instruction it does not know");
	if (!bpf_mnemonic_find(&word, &mnemonic) || mnemonic.negated || mnemonic.bare)
		return bpf_lex_fail(&as->lexer, WEIR_E_UNKNOWN, word.at, "'%.*s' is no instruction",
				    BPF_SHOWN(word.text));
	int next = as->lexer.next.kind;
	if (bpf_mnemonic_has(&mnemonic, SHAPE_LABEL)) {
		op.code = BPF_JA;
		(void)read_way(as, NULL, WAY_ALWAYS);
	} else if (bpf_mnemonic_has(&mnemonic, SHAPE_A) && (next == '(' || next == BPF_TOKEN_END)) {
		op.code = BPF_RET_A;
	} else if (bpf_operand_read(&as->lexer, &mnemonic, &op) == WEIR_OK &&
		   bpf_is_branch(op.code)) {
		(void)read_way(as, "jt", WAY_TRUE);
		(void)read_way(as, "jf", WAY_FALSE);
	}
	return bpf_asm_add(as, word.at, &op);
}

enum weir_status bpf_d_read(struct bpf_assembler *as)
{
	while (as->lexer.status == WEIR_OK && as->lexer.next.kind != BPF_TOKEN_END)
		(void)read_op(as);
	return as->lexer.status;
}
