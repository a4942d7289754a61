/* hex_lines.h - packets out of lines of hex, one by one, whatever the size of the input.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_HEX_LINES_H
#define CLI_HEX_LINES_H

#include <dnsweir/base.h>

#include "cli/command.h"

struct hex_lines {
	struct invocation *call;
	uint32_t most; /* octets of a packet */
	/* True: go on. */
	bool (*take)(void *context, struct weir_slice packet);
	void *context;
	/* Private. */
	uint8_t *line, *octets;
	enum exit_code code;
	uint64_t bad; /* lines of the file being read */
	bool ended;
};

enum exit_code hex_lines_open(struct hex_lines *lines); /* what is above "Private" is set */
/* Each line of a file ("-": standard input) that is a packet, see weir_hex_line. What is none is complained
 * about, and the next line goes on; of a file that is something else, ten complaints are enough. */
void hex_lines_read(struct hex_lines *lines, const char *path);
/* The same for a text; `name` appears in complaints. */
void hex_lines_text(struct hex_lines *lines, const char *name, struct weir_slice text);
/* The worst that was complained about. */
enum exit_code hex_lines_close(struct hex_lines *lines);

#endif
