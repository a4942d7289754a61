/* bpf_asm.h - what the parts of the assembler share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_BPF_ASM_H
#define FILTER_BPF_ASM_H

#include <dnsweir/bpf.h>

#include "filter/bpf_code.h"
#include "filter/bpf_lex.h"

/* How an operand is written. Several of enum bpf_operand look alike. */
enum bpf_shape {
	SHAPE_NONE,
	SHAPE_ABSOLUTE,
	SHAPE_INDIRECT,
	SHAPE_NIBBLE,
	SHAPE_LENGTH,
	SHAPE_MEMORY,
	SHAPE_CONSTANT,
	SHAPE_X,
	SHAPE_A,
	SHAPE_LABEL,
};

/* A mnemonic as typed. */
struct bpf_mnemonic {
	const char *name; /* as in bpf_code.def */
	bool negated;     /* it goes to its one label when the instruction says false */
	bool bare;        /* a constant may stand without a # */
	struct bpf_token token;
};
bool bpf_mnemonic_find(const struct bpf_token *token, struct bpf_mnemonic *out);
bool bpf_mnemonic_has(const struct bpf_mnemonic *mnemonic, enum bpf_shape shape);
enum bpf_shape bpf_shape_of(enum bpf_operand operand);

/* Reads the operand, if the mnemonic has one, into code and k. */
enum weir_status bpf_operand_read(struct bpf_lexer *lexer, const struct bpf_mnemonic *mnemonic,
				  struct weir_bpf_op *op);

enum bpf_way { WAY_TRUE, WAY_FALSE, WAY_ALWAYS };

/* A name and where it stands: a label, or what leads to one. */
struct bpf_label {
	struct weir_slice name;
	size_t at;  /* octet of the text */
	size_t op;  /* instruction behind the label; instruction that leads there */
	int64_t to; /* what leads to a number: the instruction meant; else -1 */
	enum bpf_way way;
};

/* What grows does so up to a ceiling. */
enum { BPF_LABELS_MAX = 16 * WEIR_BPF_OPS_MAX };

struct bpf_labels {
	struct bpf_label *items;
	size_t count, capacity;
};

struct bpf_assembler {
	struct bpf_lexer lexer;
	struct weir_bpf_op *ops;
	size_t count, capacity;
	struct bpf_labels labels, jumps;
};

enum weir_status bpf_labels_add(struct bpf_assembler *as, struct bpf_labels *labels,
				const struct bpf_label *label);
/* Gives all jumps their distance. */
enum weir_status bpf_labels_join(struct bpf_assembler *as);

enum weir_status bpf_asm_no_memory(struct bpf_assembler *as);
enum weir_status bpf_asm_add(struct bpf_assembler *as, size_t at, const struct weir_bpf_op *op);
/* The words of a call: opens, reads by `read`, gives the program away if all is well. */
enum weir_status bpf_asm_run(struct weir_slice text, struct weir_bpf_program *out,
			     struct weir_error *err,
			     enum weir_status (*read)(struct bpf_assembler *));

/* The three languages. */
enum weir_status bpf_asm_read(struct bpf_assembler *as);
enum weir_status bpf_d_read(struct bpf_assembler *as);
enum weir_status bpf_rows_read(struct bpf_assembler *as);

#endif
