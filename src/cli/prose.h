/* prose.h - the text of commands: paragraphs, verbatim blocks, words to be typed.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A blank line ends a block. A block whose first line begins with two spaces is verbatim, any other
 * a paragraph, whose line ends are only spaces. What stands in `backquotes` is typed as it is. */
#ifndef CLI_PROSE_H
#define CLI_PROSE_H

#include <dnsweir/base.h>

#include <stdio.h>

enum prose_kind { PROSE_END = 0, PROSE_PARAGRAPH, PROSE_VERBATIM };

/* The next block at *at, which moves behind it. */
enum prose_kind prose_next(const char **at, struct weir_slice *block);

/* The next word of a paragraph (no white space in it); size 0: no more. */
struct weir_slice prose_word(struct weir_slice *rest);

/* Print a paragraph from `column` on, wrapped at `width`, later lines indented; backquotes vanish.
 * Ends with a line end. */
void prose_fill(FILE *out, const char *text, size_t size, unsigned column, unsigned indent,
		unsigned width);

#endif
