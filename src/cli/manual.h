/* manual.h - a command or topic explained at length: as text, and as a man page.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include "cli/command.h"

struct palette;

struct manual {
	FILE *out;
	const struct palette *palette; /* text only */
	unsigned width;                /* columns; text only */
	unsigned indent;               /* of a paragraph; text only */
	unsigned column;               /* behind the last reference; text only */
	bool fresh;                    /* nothing since the heading or item: no blank line is due */
};

/* How each part of a page looks. Lists nest twice: choices inside options. */
struct manual_format {
	void (*begin)(struct manual *m, const char *page, const char *part, const char *summary);
	void (*synopsis)(struct manual *m, const char *line, size_t size);
	void (*section)(struct manual *m, const char *title);
	void (*group)(struct manual *m, const char *title);
	void (*paragraph)(struct manual *m, struct weir_slice text);
	void (*verbatim)(struct manual *m, struct weir_slice text);
	void (*list_begin)(struct manual *m);
	void (*list_end)(struct manual *m);
	void (*item_option)(struct manual *m, const struct option_spec *option);
	void (*item_term)(struct manual *m, const char *term);
	void (*reference)(struct manual *m, const char *page, const char *part, bool last);
};

extern const struct manual_format manual_text;
extern const struct manual_format manual_mdoc;

void manual_print(struct manual *m, const struct manual_format *format,
		  const struct command *command);

/* Prose inside a page, for a section's own `print`. */
void manual_prose(struct manual *m, const struct manual_format *format, const char *text);

void manual_print_topic(struct manual *m, const struct manual_format *format,
			const struct topic *topic);

enum { PAGE_NAME_MAX = 64 };
/* "dnsweir" or "dnsweir-show". */
const char *page_name(const struct command *command, char out[PAGE_NAME_MAX]);

#endif
