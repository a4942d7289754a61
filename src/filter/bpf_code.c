/* bpf_code.c - look up an instruction or an extension by its number.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/bpf_code.h"

static const struct bpf_code_row codes[] = {
#define BPF_CODE(symbol, code, mnemonic, operand) [code] = { mnemonic, OPERAND_##operand },
#include "filter/bpf_code.def"
#undef BPF_CODE
};

static const struct bpf_extension_row extensions[] = {
#define BPF_EXTENSION(symbol, offset, assembler, tcpdump) [(offset) / 4] = { assembler, tcpdump },
#include "filter/bpf_extension.def"
#undef BPF_EXTENSION
};

const struct bpf_code_row *bpf_code_row(uint16_t code)
{
	if (code >= sizeof(codes) / sizeof(codes[0]) || !codes[code].mnemonic)
		return NULL;
	return &codes[code];
}

const struct bpf_extension_row *bpf_extension_row(uint32_t k)
{
	uint32_t offset = k - BPF_AD_OFF;

	if (offset % 4 != 0 || offset / 4 >= sizeof(extensions) / sizeof(extensions[0]))
		return NULL;
	return &extensions[offset / 4];
}
