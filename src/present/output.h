/* output.h - lines of any length to a stream, each whole or not at all.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A presenter prints into a writer, which has a capacity; one DNS message can need some 20 MB of
 * text, most need 200 octets. So a line that did not fit is printed again into a larger buffer:
 *
 *	do
 *		show_line(message, output_begin(&output));
 *	while (!output_end(&output));
 */
#ifndef PRESENT_OUTPUT_H
#define PRESENT_OUTPUT_H

#include <dnsweir/base.h>

#include <stdio.h>

enum { OUTPUT_FIRST = 64 * 1024, OUTPUT_MAX = 64 * 1024 * 1024 };

struct output {
	FILE *file;
	uint8_t *buffer;
	size_t capacity;
	struct weir_writer line;
	enum weir_status
		status; /* the first failure: WEIR_E_MEMORY, WEIR_E_SYSTEM (lost), WEIR_E_SPACE */
};

enum weir_status output_open(struct output *output, FILE *file) WEIR_MUST_USE;
/* An empty writer. Valid until output_end. */
struct weir_writer *output_begin(struct output *output);
/* True: the text went to the stream, or cannot (see status; the text is then left out as a whole).
 * False: it did not fit, and there is more room now: print it again. */
bool output_end(struct output *output);
void output_close(struct output *output); /* zeroed is fine; the stream stays open */

#endif
