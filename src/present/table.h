/* table.h - rows in columns as wide as their data, for tables of any length.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The first rows (some thousand, or what fits the window) decide the widths; later rows are printed
 * as they come, and a cell wider than its column pushes the rest of its row aside. */
#ifndef PRESENT_TABLE_H
#define PRESENT_TABLE_H

#include <dnsweir/base.h>

#include <stdio.h>

enum {
	TABLE_COLUMNS_MAX = 16,
	TABLE_WIDTH_MAX = 60,      /* no column gets wider; a longer cell sticks out */
	TABLE_WINDOW = 256 * 1024, /* octets of text that wait for their widths */
	TABLE_CELLS = 16 * 1024,   /* cells that wait */
};

struct table_column {
	const char *title;
	bool right;         /* numbers */
	const char *colour; /* a palette's member; NULL: none */
};

struct palette;
struct table;

/* `columns` and `palette` are borrowed until table_close. */
enum weir_status table_open(FILE *out, const struct table_column *columns, size_t count,
			    const struct palette *palette, struct table **table) WEIR_MUST_USE;
/* The next cell, printable ASCII; the row ends by itself with the last column. */
void table_cell(struct table *table, struct weir_slice text);
void table_text(struct table *table, const char *text);
void table_u64(struct table *table, uint64_t value);
/* Prints what waits. A table without rows prints nothing. NULL is fine. */
void table_close(struct table *table);

#endif
