/* bpf_code.h - the instructions of classic BPF and their operands, as numbers and as rows.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_BPF_CODE_H
#define FILTER_BPF_CODE_H

#include <dnsweir/bpf.h>

enum bpf_code {
#define BPF_CODE(symbol, code, ...) BPF_##symbol = (code),
#include "filter/bpf_code.def"
#undef BPF_CODE
};

enum bpf_operand {
	OPERAND_NONE,
	OPERAND_ABSOLUTE, /* [k], or an extension */
	OPERAND_INDIRECT, /* [x + k] */
	OPERAND_NIBBLE,   /* 4*([k]&0xf) */
	OPERAND_LENGTH,
	OPERAND_MEMORY,  /* M[k] */
	OPERAND_DECIMAL, /* #k */
	OPERAND_HEX,
	OPERAND_X,
	OPERAND_A,
	OPERAND_FAR, /* k instructions to skip */
	OPERAND_JUMP_K,
	OPERAND_JUMP_X,
};

struct bpf_code_row {
	const char *mnemonic;
	enum bpf_operand operand;
};
/* NULL: the kernel knows no such instruction. */
const struct bpf_code_row *bpf_code_row(uint16_t code);

/* Absolute loads from here on are extensions; from the other two on they count from the network and
 * the link header. */
#define BPF_AD_OFF ((uint32_t)-0x1000)
#define BPF_NET_OFF ((uint32_t)-0x100000)
#define BPF_LL_OFF ((uint32_t)-0x200000)

enum bpf_extension {
#define BPF_EXTENSION(symbol, offset, ...) BPF_AD_##symbol = (offset),
#include "filter/bpf_extension.def"
#undef BPF_EXTENSION
};

struct bpf_extension_row {
	const char *assembler; /* NULL: none; its offset stands for it */
	const char *tcpdump;
};
/* The extension that an absolute load from `k` asks for; NULL: none. */
const struct bpf_extension_row *bpf_extension_row(uint32_t k);

enum { BPF_MEMORY_WORDS = 16 };

static inline bool bpf_is_branch(uint16_t code)
{
	return (code & 7) == 5 && code != BPF_JA;
}

/* Does a program with `count` instructions have both places that the branch at `at` leads to? */
static inline bool bpf_branch_inside(const struct weir_bpf_op *op, size_t at, size_t count)
{
	return (size_t)op->jt < count - at - 1 && (size_t)op->jf < count - at - 1;
}

#endif
