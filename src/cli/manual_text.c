/* manual_text.c - a page as plain text, for `dnsweir help COMMAND`.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/manual.h"
#include "cli/options.h"
#include "cli/prose.h"
#include "present/colour.h"

enum { STEP = 4 };

static void section(struct manual *m, const char *title)
{
	fprintf(m->out, "\n%s%s%s\n", m->palette->heading, title, m->palette->end);
	m->indent = STEP;
	m->fresh = true;
}

static void group(struct manual *m, const char *title)
{
	fprintf(m->out, "%s  %s%s%s\n", m->fresh ? "" : "\n", m->palette->heading, title,
		m->palette->end);
	m->fresh = true;
}

static void paragraph(struct manual *m, struct weir_slice text)
{
	if (!m->fresh)
		putc('\n', m->out);
	fprintf(m->out, "%*s", (int)m->indent, "");
	prose_fill(m->out, (const char *)text.data, text.size, m->indent, m->indent, m->width);
	m->fresh = false;
}

static void begin(struct manual *m, const char *page, const char *part, const char *summary)
{
	(void)part;
	m->indent = STEP;
	fprintf(m->out, "%sNAME%s\n%*s%s - %s\n", m->palette->heading, m->palette->end, STEP, "",
		page, summary);
}

static void synopsis(struct manual *m, const char *line, size_t size)
{
	fprintf(m->out, "%*s%.*s\n", STEP, "", (int)size, line);
	m->fresh = false;
}

static void verbatim(struct manual *m, struct weir_slice text)
{
	const char *line = (const char *)text.data;
	const char *end = line + text.size;

	if (!m->fresh)
		putc('\n', m->out);
	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		if (!stop)
			stop = end;
		fprintf(m->out, "%*s%.*s\n", (int)m->indent, "", (int)(stop - line), line);
		line = stop + 1;
	}
	m->fresh = false;
}

static void list_begin(struct manual *m)
{
	m->indent += STEP;
}

static void list_end(struct manual *m)
{
	m->indent -= STEP;
	m->fresh = false;
}

static void item_term(struct manual *m, const char *term)
{
	fprintf(m->out, "%s%*s%s\n", m->fresh ? "" : "\n", (int)(m->indent - STEP), "", term);
	m->fresh = true;
}

static void item_option(struct manual *m, const struct option_spec *option)
{
	char label[OPTION_LABEL_MAX];

	option_label(option, label);
	item_term(m, label);
}

static void reference(struct manual *m, const char *page, const char *part, bool last)
{
	unsigned size = (unsigned)(strlen(page) + strlen(part) + strlen("()") + !last);

	if (m->fresh) {
		m->column = (unsigned)fprintf(m->out, "%*s", STEP, "");
	} else if (m->column + 1 + size > m->width) {
		m->column = (unsigned)fprintf(m->out, "\n%*s", STEP, "") - 1;
	} else {
		m->column += (unsigned)fprintf(m->out, " ");
	}
	m->column += size;
	fprintf(m->out, "%s(%s)%s", page, part, last ? "\n" : ",");
	m->fresh = false;
}

const struct manual_format manual_text = {
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
