/* bpf_metadata.h - what BPF programs ask of a packet beside its octets: from the frame, or from options.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A command that has these options puts the rows of bpf_metadata.def into its table, behind one another:
 *
 *	enum { OPT_READ, OPT_METADATA, OPT_JSON = OPT_METADATA + BPF_METADATA_OPTIONS };
 *	static const struct option_spec options[] = {
 *		...
 *		#define METADATA(symbol, name, argument, most, help) \
 *			BPF_METADATA_ROW(OPT_METADATA, symbol, name, argument, help),
 *		#include "cli/bpf_metadata.def"
 *		#undef METADATA
 */
#ifndef CLI_BPF_METADATA_H
#define CLI_BPF_METADATA_H

#include <dnsweir/bpf.h>
#include <dnsweir/capture.h>

#include "cli/command.h"

enum bpf_metadata_option {
#define METADATA(symbol, ...) BPF_METADATA_##symbol,
#include "cli/bpf_metadata.def"
#undef METADATA
	BPF_METADATA_OPTIONS
};

/* A row of an option table: only the first has a heading. */
#define BPF_METADATA_ROW(first, symbol, words, value, says)                                        \
	[(first) + BPF_METADATA_##symbol] = {                                                      \
		0, words, value, says,                                                             \
		.group = BPF_METADATA_##symbol == 0 ? "What the kernel knows of a packet" : NULL   \
	}

/* The values that options gave. */
struct bpf_metadata_given {
	uint32_t bits; /* 1 << enum bpf_metadata_option */
	uint32_t values[BPF_METADATA_OPTIONS];
};

/* Reads the options, which begin at index `first` of the command's table; complains of what is none. */
enum exit_code bpf_metadata_take(const struct invocation *call, size_t first,
				 struct bpf_metadata_given *out);
/* weir_bpf_frame, and what was given in place of what the frame tells; `given` may be NULL. */
bool bpf_metadata_frame(const struct bpf_metadata_given *given, const struct weir_frame *frame,
			enum weir_bpf_place place, struct weir_bpf_metadata *metadata,
			struct weir_bpf_packet *packet);
/* The names of what the program asks for, no frame tells and nobody gave, parted by commas; false: none. */
bool bpf_metadata_missing(const struct bpf_metadata_given *given,
			  const struct weir_bpf_program *program, struct weir_writer *out);

#endif
