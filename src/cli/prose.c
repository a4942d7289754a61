/* prose.c - the text of commands: paragraphs, verbatim blocks, words to be typed.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/prose.h"

#include <string.h>

enum prose_kind prose_next(const char **at, struct weir_slice *block)
{
	const char *text = *at + strspn(*at, "\n");
	const char *end = strstr(text, "\n\n");
	size_t size = end ? (size_t)(end - text) : strlen(text);

	*at = text + size;
	while (size > 0 && text[size - 1] == '\n')
		size--;
	*block = (struct weir_slice){ (const uint8_t *)text, size };
	if (size == 0)
		return PROSE_END;
	return strncmp(text, "  ", 2) == 0 ? PROSE_VERBATIM : PROSE_PARAGRAPH;
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\n';
}

struct weir_slice prose_word(struct weir_slice *rest)
{
	size_t at = 0;
	size_t end;

	while (at < rest->size && is_space(rest->data[at]))
		at++;
	end = at;
	while (end < rest->size && !is_space(rest->data[end]))
		end++;
	struct weir_slice word = { rest->data + at, end - at };
	rest->data += end;
	rest->size -= end;
	return word;
}

static unsigned shown_size(struct weir_slice word)
{
	unsigned size = 0;

	for (size_t i = 0; i < word.size; i++)
		size += word.data[i] != '`';
	return size;
}

void prose_fill(FILE *out, const char *text, size_t size, unsigned column, unsigned indent,
		unsigned width)
{
	struct weir_slice rest = { (const uint8_t *)text, size };
	struct weir_slice word;
	bool first = true;

	while ((word = prose_word(&rest)).size > 0) {
		unsigned needs = shown_size(word);

		if (!first && column + 1 + needs > width) {
			fprintf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!first) {
			putc(' ', out);
			column++;
		}
		for (size_t i = 0; i < word.size; i++)
			if (word.data[i] != '`')
				putc(word.data[i], out);
		column += needs;
		first = false;
	}
	putc('\n', out);
}
