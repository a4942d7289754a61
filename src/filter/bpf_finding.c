/* bpf_finding.c - the words for what can be said of a program, and which extensions it loads.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/bpf_code.h"

static const struct {
	const char *key, *text;
	enum weir_bpf_finding_kind kind;
} findings[] = {
#define FINDING(symbol, kind, key, text) { key, text, WEIR_BPF_##kind },
#include <dnsweir/bpf_finding.def>
#undef FINDING
};

enum weir_bpf_finding_kind weir_bpf_finding_kind(enum weir_bpf_finding finding)
{
	return findings[finding].kind;
}

const char *weir_bpf_finding_key(enum weir_bpf_finding finding)
{
	return findings[finding].key;
}

const char *weir_bpf_finding_text(enum weir_bpf_finding finding)
{
	return findings[finding].text;
}

const char *weir_bpf_extension_name(unsigned extension)
{
	if (extension >= WEIR_BPF_EXTENSIONS)
		return NULL;
	const struct bpf_extension_row *row = bpf_extension_row(BPF_AD_OFF + 4 * extension);
	return row->assembler ? row->assembler : row->tcpdump;
}

uint32_t weir_bpf_asks(const struct weir_bpf_program *program)
{
	uint32_t asks = 0;

	for (size_t i = 0; i < program->count; i++) {
		const struct weir_bpf_op *op = &program->ops[i];
		const struct bpf_code_row *row = bpf_code_row(op->code);

		if (!row || op->k < BPF_LL_OFF)
			continue;
		if (row->operand == OPERAND_ABSOLUTE && bpf_extension_row(op->k))
			asks |= 1U << (op->k - BPF_AD_OFF) / 4;
		else if ((op->code & 6) == 0) /* a load into A or X, of a number, too */
			asks |= WEIR_BPF_ASKS_OFFSETS;
	}
	return asks;
}
