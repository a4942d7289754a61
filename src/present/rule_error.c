/* rule_error.c - what is wrong with a rule, or odd: its line, a caret below the place, the reason.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/rule_error.h"

#include <string.h>

enum { SHOWN_MAX = 72 }; /* characters of the line */

static void print_line(FILE *out, struct weir_slice line)
{
	for (size_t i = 0; i < line.size; i++) {
		uint8_t c = line.data[i];

		putc(c == '\t' ? ' ' : c < 0x20 || c > 0x7e ? '?' : c, out);
	}
}

void rule_error_print(FILE *out, const char *program, const char *kind, struct weir_slice words,
		      const struct weir_error *err)
{
	size_t at = err->offset < words.size ? (size_t)err->offset : words.size;
	size_t begin = at;
	size_t end = at;
	unsigned line = 1;

	fprintf(out, "%s: ", program);
	if (kind) {
		print_line(out, (struct weir_slice){ (const uint8_t *)kind, strlen(kind) });
		fputs(": ", out);
	}
	fprintf(out, "%s\n", err->text[0] ? err->text : weir_status_text(err->status));
	if (err->offset == UINT64_MAX || words.size == 0)
		return;
	while (begin > 0 && words.data[begin - 1] != '\n')
		begin--;
	while (end < words.size && words.data[end] != '\n')
		end++;
	for (size_t i = 0; i < begin; i++)
		line += words.data[i] == '\n';
	bool cut_before = at - begin > SHOWN_MAX / 2 && end - begin > SHOWN_MAX;
	if (cut_before)
		begin = at - SHOWN_MAX / 2;
	bool cut_behind = end - begin > SHOWN_MAX;
	if (cut_behind)
		end = begin + SHOWN_MAX;
	int label = line > 1 ? fprintf(out, "  line %u: ", line) : fprintf(out, "  ");
	fputs(cut_before ? "..." : "", out);
	print_line(out, (struct weir_slice){ words.data + begin, end - begin });
	fprintf(out, "%s\n%*s^\n", cut_behind ? "..." : "",
		label + (int)(at - begin) + (cut_before ? 3 : 0), "");
}
