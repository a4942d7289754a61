/* manual_mdoc.c - a page in mdoc(7), for man(1).
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/manual.h"
#include "cli/prose.h"

enum { LINE_MAX_SOURCE = 78 };

/* One character as roff source; `typed`: part of what a user types, where a dash is a dash. */
static void put_char(struct weir_writer *w, char c, bool typed)
{
	switch (c) {
	case '\\':
		weir_writer_text(w, "\\e");
		break;
	case '-':
		weir_writer_text(w, typed ? "\\-" : "-");
		break;
	case '\'':
		weir_writer_text(w, "\\(aq");
		break;
	case '^':
		weir_writer_text(w, "\\(ha");
		break;
	case '~':
		weir_writer_text(w, "\\(ti");
		break;
	case '"':
		weir_writer_text(w, "\\(dq");
		break;
	default:
		weir_writer_char(w, c);
	}
}

/* Does the word end a sentence? mdoc wants a new line behind it. */
static bool ends_sentence(struct weir_slice word)
{
	size_t size = word.size;

	while (size > 0 && strchr("`)\"", word.data[size - 1]))
		size--;
	return size > 0 && strchr(".!?", word.data[size - 1]);
}

static void put_text(FILE *out, struct weir_slice text)
{
	struct weir_slice word;
	size_t column = 0;
	bool typed = false;

	while ((word = prose_word(&text)).size > 0) {
		char source[400];
		struct weir_writer w;

		weir_writer_init(&w, source, sizeof(source));
		for (size_t i = 0; i < word.size; i++) {
			char c = (char)word.data[i];

			if (c == '`') {
				typed = !typed;
				weir_writer_text(&w, typed ? "\\fB" : "\\fP");
			} else {
				put_char(&w, c, typed);
			}
		}
		if (column > 0 && column + 1 + w.size > LINE_MAX_SOURCE) {
			putc('\n', out);
			column = 0;
		}
		if (column > 0)
			column += (size_t)fprintf(out, " ");
		else if (source[0] == '.')
			column += (size_t)fprintf(out, "\\&");
		column += (size_t)fprintf(out, "%.*s", (int)w.size, source);
		if (ends_sentence(word)) {
			putc('\n', out);
			column = 0;
		}
	}
	if (column > 0)
		putc('\n', out);
}

static void put_cstring(FILE *out, const char *text)
{
	put_text(out, (struct weir_slice){ (const uint8_t *)text, strlen(text) });
}

static void section(struct manual *m, const char *title)
{
	fprintf(m->out, ".Sh %s\n", title);
	m->fresh = true;
}

static void group(struct manual *m, const char *title)
{
	fprintf(m->out, ".Ss %s\n", title);
	m->fresh = true;
}

static void begin(struct manual *m, const char *page, const char *part, const char *summary)
{
	fprintf(m->out,
		".\\\" Printed by `dnsweir help --man` from the option tables; do not edit.\n"
		".\\\" SPDX-License-Identifier: BSD-2-Clause\n"
		".Dd %s\n.Dt ",
		DNSWEIR_DATE);
	for (const char *c = page; *c; c++)
		putc(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c, m->out);
	fprintf(m->out, " %s\n.Os\n.Sh NAME\n.Nm %s\n.Nd ", part, page);
	/* A summary begins a sentence; a description after a dash does not. */
	bool word = summary[1] >= 'a' && summary[1] <= 'z';
	putc(word && summary[0] >= 'A' && summary[0] <= 'Z' ? summary[0] - 'A' + 'a' : summary[0],
	     m->out);
	put_cstring(m->out, summary + 1);
}

/* "help [OPTION...] FILE": words of the command bold, the others as arguments. */
static void put_synopsis(FILE *out, struct weir_slice line)
{
	struct weir_slice word;

	while ((word = prose_word(&line)).size > 0) {
		const char *text = (const char *)word.data;
		int size = (int)word.size;

		if (text[0] == '[' && text[size - 1] == ']')
			fprintf(out, ".Op Ar %.*s\n", size - 2, text + 1);
		else if (text[0] >= 'A' && text[0] <= 'Z')
			fprintf(out, ".Ar %.*s\n", size, text);
		else if (text[0] >= 'a' && text[0] <= 'z')
			fprintf(out, ".Cm %.*s\n", size, text);
		else
			put_text(out, word);
	}
}

static void synopsis(struct manual *m, const char *line, size_t size)
{
	static const char name[] = "dnsweir";
	const size_t skip = sizeof(name) - 1;

	/* Nm begins a new line of the synopsis by itself. */
	if (size < skip || memcmp(line, name, skip) != 0)
		return;
	fprintf(m->out, ".Nm %s\n", name);
	put_synopsis(m->out, (struct weir_slice){ (const uint8_t *)line + skip, size - skip });
	m->fresh = false;
}

static void paragraph(struct manual *m, struct weir_slice text)
{
	if (!m->fresh)
		fputs(".Pp\n", m->out);
	put_text(m->out, text);
	m->fresh = false;
}

static void verbatim(struct manual *m, struct weir_slice text)
{
	fputs(".Bd -literal\n", m->out);
	for (size_t i = 0; i < text.size; i++) {
		char source[8];
		struct weir_writer w;
		char c = (char)text.data[i];

		/* A point or quote that begins a line would make it a request. */
		if (c == '.' && (i == 0 || text.data[i - 1] == '\n'))
			fputs("\\&", m->out);
		weir_writer_init(&w, source, sizeof(source));
		put_char(&w, c, true);
		fwrite(source, 1, w.size, m->out);
	}
	fputs("\n.Ed\n", m->out);
	m->fresh = false;
}

static void list_begin(struct manual *m)
{
	fputs(".Bl -tag -width Ds\n", m->out);
}

static void list_end(struct manual *m)
{
	fputs(".El\n", m->out);
	m->fresh = false;
}

static void item_option(struct manual *m, const struct option_spec *option)
{
	fputs(".It", m->out);
	if (option->letter)
		fprintf(m->out, " Fl %c%s", option->letter, option->name ? " ," : "");
	if (option->name)
		fprintf(m->out, " Fl -%s", option->name);
	if (option->argument && option->optional)
		fprintf(m->out, " Ns Oo = Ns Ar %s Oc", option->argument);
	else if (option->argument && option->name)
		fprintf(m->out, " Ns = Ns Ar %s", option->argument);
	else if (option->argument)
		fprintf(m->out, " Ar %s", option->argument);
	putc('\n', m->out);
	m->fresh = true;
}

static void item_term(struct manual *m, const char *term)
{
	/* In quotes, where brackets and bars are no macros' business. */
	fprintf(m->out, strchr(term, ' ') ? ".It Cm \"%s\"\n" : ".It Cm %s\n", term);
	m->fresh = true;
}

static void reference(struct manual *m, const char *page, const char *part, bool last)
{
	fprintf(m->out, ".Xr %s %s%s\n", page, part, last ? "" : " ,");
}

const struct manual_format manual_mdoc = {
	.begin = begin,
	.synopsis = synopsis,
	.section = section,
	.group = group,
	.paragraph = paragraph,
	.verbatim = verbatim,
	.list_begin = list_begin,
	.list_end = list_end,
	.item_option = item_option,
	.item_term = item_term,
	.reference = reference,
};
