/* table.c - rows in columns as wide as their data, for tables of any length.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/table.h"

#include <stdlib.h>
#include <string.h>

#include "present/colour.h"

struct table {
	FILE *out;
	const struct table_column *columns;
	const struct palette *palette;
	size_t count; /* of columns */
	size_t width[TABLE_COLUMNS_MAX];
	size_t column; /* of the next cell to print */
	bool settled;  /* widths are final, cells print as they come */
	size_t cells;  /* waiting */
	size_t used;   /* octets of `text` */
	size_t line_size;
	char line[8 * 1024]; /* printed, not yet with the stream */
	uint32_t sizes[TABLE_CELLS];
	char text[TABLE_WINDOW];
};

enum weir_status table_open(FILE *out, const struct table_column *columns, size_t count,
			    const struct palette *palette, struct table **table)
{
	if (count == 0 || count > TABLE_COLUMNS_MAX)
		return WEIR_E_RANGE;
	struct table *made = malloc(sizeof(*made));
	if (!made)
		return WEIR_E_MEMORY;
	/* Not the window: it is written before it is read. */
	memset(made, 0, offsetof(struct table, line));
	made->out = out;
	made->columns = columns;
	made->count = count;
	made->palette = palette;
	for (size_t i = 0; i < count; i++)
		made->width[i] = strnlen(columns[i].title, TABLE_WIDTH_MAX); /* pad has no more */
	*table = made;
	return WEIR_OK;
}

static void flush(struct table *t)
{
	fwrite(t->line, 1, t->line_size, t->out);
	t->line_size = 0;
}

static void put(struct table *t, const char *text, size_t size)
{
	if (size > sizeof(t->line) - t->line_size)
		flush(t);
	if (size > sizeof(t->line)) {
		fwrite(text, 1, size, t->out);
		return;
	}
	if (size > 0)
		memcpy(t->line + t->line_size, text, size);
	t->line_size += size;
}

static void pad(struct table *t, size_t width, size_t size)
{
	static const char blanks[TABLE_WIDTH_MAX + 1] =
		"                                                            ";

	if (size < width)
		put(t, blanks, width - size);
}

/* Colours touch the text only, so that a terminal's underline or background does not fill gaps. */
static void print_cell(struct table *t, const char *text, size_t size, const char *colour)
{
	const struct table_column *column = &t->columns[t->column];
	size_t width = t->width[t->column];
	bool last = t->column + 1 == t->count;

	if (column->right)
		pad(t, width, size);
	if (colour && *colour)
		put(t, colour, strlen(colour));
	put(t, text, size);
	if (colour && *colour)
		put(t, t->palette->end, strlen(t->palette->end));
	if (!column->right && !last)
		pad(t, width, size);
	put(t, last ? "\n" : "  ", last ? 1 : 2);
	t->column = last ? 0 : t->column + 1;
}

static void settle(struct table *t)
{
	size_t at = 0;

	t->settled = true;
	for (size_t i = 0; i < t->count; i++)
		print_cell(t, t->columns[i].title, strlen(t->columns[i].title),
			   t->palette->heading);
	for (size_t i = 0; i < t->cells; i++) {
		print_cell(t, t->text + at, t->sizes[i], t->columns[t->column].colour);
		at += t->sizes[i];
	}
}

void table_cell(struct table *t, struct weir_slice text)
{
	bool fits = t->cells < TABLE_CELLS && text.size <= TABLE_WINDOW - t->used;

	if (!t->settled && !fits)
		settle(t);
	if (t->settled) {
		print_cell(t, (const char *)text.data, text.size, t->columns[t->column].colour);
		return;
	}
	size_t column = t->cells % t->count;
	size_t wide = text.size < TABLE_WIDTH_MAX ? text.size : TABLE_WIDTH_MAX;
	if (t->width[column] < wide)
		t->width[column] = wide;
	if (text.size > 0)
		memcpy(t->text + t->used, text.data, text.size);
	t->used += text.size;
	t->sizes[t->cells++] = (uint32_t)text.size;
}

void table_text(struct table *t, const char *text)
{
	table_cell(t, (struct weir_slice){ (const uint8_t *)text, strlen(text) });
}

void table_u64(struct table *t, uint64_t value)
{
	char digits[24];
	struct weir_writer w;

	weir_writer_init(&w, digits, sizeof(digits));
	weir_writer_u64(&w, value);
	table_cell(t, (struct weir_slice){ w.data, w.size });
}

void table_close(struct table *t)
{
	if (t && t->cells > 0 && !t->settled)
		settle(t);
	if (t)
		flush(t);
	free(t);
}
