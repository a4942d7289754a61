/* table.c - columns as wide as their data; endless tables; lines too long for any buffer; colour.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/table.h"

#include <stdlib.h>
#include <string.h>

#include "present/colour.h"
#include "present/output.h"
#include "tap.h"

static const struct table_column columns[] = {
	{ "name", false, NULL },
	{ "count", true, NULL },
	{ "data", false, NULL },
};

#define SIXTY "123456789.123456789.123456789.123456789.123456789.123456789."

static const struct row {
	const char *what;
	const char *cells[12];
	const char *text;
} rows[] = {
	{ "no rows, no head", { 0 }, "" },
	{ "the head is the widest", { "a", "1", "x" }, "name  count  data\na         1  x\n" },
	{ "the data are the widest",
	  { "abcdef", "1000000", "x", "b", "2", "yz" },
	  "name      count  data\nabcdef  1000000  x\nb             2  yz\n" },
	{ "empty cells", { "", "", "" }, "name  count  data\n             \n" },
	{ "a row cut short by the end", { "a" }, "name  count  data\na     " },
	{ "a long cell sticks out",
	  { SIXTY "x", "1", "y", "b", "2", "z" },
	  "name                                                          count  data\n" SIXTY
	  "x      1  y\n"
	  "b                                                                 2  z\n" },
};

static char *table_of(const struct table_column *head, const char *const *cells, size_t count,
		      bool colour)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct table *table;

	if (table_open(out, head, 3, palette_of(colour), &table) == WEIR_OK) {
		for (size_t i = 0; i < count && cells[i]; i++)
			table_text(table, cells[i]);
		table_close(table);
	}
	fclose(out);
	return text;
}

static void test_row(const struct row *row)
{
	char *text = table_of(columns, row->cells, COUNT_OF(row->cells), false);

	if (!check(row->what, strcmp(text, row->text) == 0))
		note("%s", text);
	free(text);
}

/* More rows than the window holds: all come out, in order, the widths of the first ones kept. */
static void test_long(size_t count, size_t text_size)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct table *table;
	char *wide = malloc(text_size + 1);

	memset(wide, 'w', text_size);
	wide[text_size] = 0;
	bool opened = table_open(out, columns, 3, palette_of(false), &table) == WEIR_OK;
	for (size_t i = 0; opened && i < count; i++) {
		table_text(table, "name");
		table_u64(table, i);
		table_text(table, wide);
	}
	if (opened)
		table_close(table);
	fclose(out);
	const char *at = strchr(text, '\n');
	size_t row = 0;
	while (at && *++at) {
		char expected[40];
		int head = snprintf(expected, sizeof(expected), "name  %5zu  ", row);

		if (strncmp(at, expected, (size_t)head) != 0 ||
		    strspn(at + head, "w") != text_size || at[(size_t)head + text_size] != '\n')
			break;
		at = strchr(at, '\n');
		row++;
	}
	checkf(opened && row == count, "%zu rows with %zu octets in a cell: %zu", count, text_size,
	       row);
	free(wide);
	free(text);
}

static void test_colour(void)
{
	static const char *const cells[] = { "a", "1", "x", NULL };
	const struct palette *bright = palette_of(true);
	const struct table_column coloured[] = {
		{ "n", false, bright->name },
		{ "c", true, NULL },
		{ "data", false, bright->data },
	};
	char *text = table_of(coloured, cells, 3, true);

	check("colour around the text, not the gaps",
	      strcmp(text, "\033[1mn\033[0m  \033[1mc\033[0m  \033[1mdata\033[0m\n"
			   "\033[1ma\033[0m  1  \033[32mx\033[0m\n") == 0);
	free(text);
	const struct palette *plain = palette_of(false);
	check("no colour is no octet", !*plain->name && !*plain->type && !*plain->data &&
					       !*plain->heading && !*plain->dim && !*plain->good &&
					       !*plain->warn && !*plain->bad && !*plain->end);
}

static void test_long_title(void)
{
	static const char *const cells[] = { "a", "1", "x", NULL };
	const struct table_column head[] = {
		{ SIXTY "title", false, NULL },
		{ "c", true, NULL },
		{ "d", false, NULL },
	};
	char *text = table_of(head, cells, 3, false);

	check("a long title sticks out too",
	      strcmp(text, SIXTY
		     "title  c  d\n"
		     "a                                                             1  x\n") == 0);
	free(text);
}

static void test_output(size_t size, enum weir_status status, unsigned turns_expected)
{
	FILE *out = tmpfile();
	struct output output;
	unsigned turns = 0;

	if (!out || output_open(&output, out) != WEIR_OK) {
		check("output opened", false);
		return;
	}
	do {
		struct weir_writer *w = output_begin(&output);

		for (size_t i = 0; i < size && !w->full; i++)
			weir_writer_char(w, 'x');
		turns++;
	} while (!output_end(&output));
	fflush(out);
	long written = ftell(out);
	checkf(output.status == status && turns == turns_expected &&
		       written == (status == WEIR_OK ? (long)size : 0),
	       "a line of %zu octets: %u turns, %ld written", size, turns, written);
	output_close(&output);
	fclose(out);
}

static void test_output_lost(void)
{
	FILE *out = fopen("/dev/full", "w");
	struct output output;

	if (!out) {
		skip("a full disk is noticed", "no /dev/full");
		return;
	}
	setvbuf(out, NULL, _IONBF, 0);
	bool opened = output_open(&output, out) == WEIR_OK;
	if (opened) {
		weir_writer_text(output_begin(&output), "x");
		check("a full disk is noticed",
		      output_end(&output) && output.status == WEIR_E_SYSTEM);
	}
	output_close(&output);
	fclose(out);
}

static void test_wanted(void)
{
	FILE *out = tmpfile();

	unsetenv("NO_COLOR");
	setenv("TERM", "xterm", 1);
	check("a file gets no colour", !colour_wanted(COLOUR_AUTO, out));
	check("but where always", colour_wanted(COLOUR_ALWAYS, out));
	check("or never", !colour_wanted(COLOUR_NEVER, out));
	if (out)
		fclose(out);
}

int main(void)
{
	struct table *none;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	check("no columns",
	      table_open(stdout, columns, 0, palette_of(false), &none) == WEIR_E_RANGE);
	check("too many columns", table_open(stdout, columns, TABLE_COLUMNS_MAX + 1,
					     palette_of(false), &none) == WEIR_E_RANGE);
	test_long(20000, 3);
	test_long(300, 2000);
	test_long(2, 2 * TABLE_WINDOW);
	test_colour();
	test_long_title();
	test_wanted();
	test_output(0, WEIR_OK, 1);
	test_output(OUTPUT_FIRST, WEIR_OK, 1);
	test_output(OUTPUT_FIRST + 1, WEIR_OK, 2);
	test_output(5 * OUTPUT_FIRST, WEIR_OK, 3);
	test_output(OUTPUT_MAX + 1, WEIR_E_SPACE, 6);
	test_output_lost();
	return tap_done();
}
