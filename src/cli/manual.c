/* manual.c - the parts of a command's page in their order, from its tables.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/manual.h"

#include <inttypes.h>
#include <string.h>

#include "cli/options.h"
#include "cli/prose.h"
#include "cli/run.h"

const char *page_name(const struct command *command, char out[PAGE_NAME_MAX])
{
	if (command == &cmd_dnsweir)
		snprintf(out, PAGE_NAME_MAX, "dnsweir");
	else
		snprintf(out, PAGE_NAME_MAX, "dnsweir-%s", command->name);
	return out;
}

static void print_line(struct manual *m, const struct manual_format *format, const char *text)
{
	format->paragraph(m, (struct weir_slice){ (const uint8_t *)text, strlen(text) });
}

static void print_prose(struct manual *m, const struct manual_format *format, const char *text)
{
	struct weir_slice block;
	enum prose_kind kind;

	while ((kind = prose_next(&text, &block)) != PROSE_END) {
		if (kind == PROSE_VERBATIM)
			format->verbatim(m, block);
		else
			format->paragraph(m, block);
	}
}

/* A row's `help` has no full stop, a choice's no capital; in a page they are sentences. */
static void print_sentence(struct manual *m, const struct manual_format *format, const char *help)
{
	char text[400];

	snprintf(text, sizeof(text), "%s.", help);
	if (text[0] >= 'a' && text[0] <= 'z')
		text[0] = (char)(text[0] - 'a' + 'A');
	print_line(m, format, text);
}

static void print_range(struct manual *m, const struct manual_format *format,
			const struct option_spec *option)
{
	char text[120];

	if (option->highest)
		snprintf(text, sizeof(text), "From %" PRIu64 " to %" PRIu64 ".", option->lowest,
			 option->highest);
	else if (option->lowest)
		snprintf(text, sizeof(text), "At least %" PRIu64 ".", option->lowest);
	else
		return;
	print_line(m, format, text);
}

static void print_rivals(struct manual *m, const struct manual_format *format,
			 const struct command *command, const struct option_spec *option)
{
	char text[600];
	struct weir_writer w;
	const struct option_spec *other;
	size_t at = 0;
	unsigned rivals = 0;

	weir_writer_init(&w, text, sizeof(text));
	weir_writer_text(&w, "Not together with ");
	while ((other = option_next(command, &at))) {
		if (!option_rivals(option, other))
			continue;
		weir_writer_text(&w, rivals++ ? ", " : "");
		if (other->name)
			weir_writer_print(&w, "`--%s`", other->name);
		else
			weir_writer_print(&w, "`-%c`", other->letter);
	}
	weir_writer_text(&w, ".");
	if (weir_writer_terminate(&w) && rivals > 0)
		print_line(m, format, text);
}

static void print_option(struct manual *m, const struct manual_format *format,
			 const struct command *command, const struct option_spec *option)
{
	format->item_option(m, option);
	print_sentence(m, format, option->help);
	if (option->more)
		print_prose(m, format, option->more);
	if (option->choices) {
		format->list_begin(m);
		for (const struct option_choice *c = option->choices; c->word; c++) {
			format->item_term(m, c->word);
			print_sentence(m, format, c->help);
		}
		format->list_end(m);
	}
	print_range(m, format, option);
	if (option->kind == OPTION_SIZE)
		print_line(m, format, "K, M or G behind the number mean KiB, MiB and GiB.");
	if (option->repeats)
		print_line(m, format, "May be given more than once.");
	print_rivals(m, format, command, option);
}

static void print_options(struct manual *m, const struct manual_format *format,
			  const struct command *command)
{
	const struct option_spec *option;
	const char *group = NULL;
	size_t at = 0;

	format->section(m, "OPTIONS");
	while ((option = option_next(command, &at))) {
		bool begins = option->group && (!group || strcmp(option->group, group) != 0);

		if (begins && group)
			format->list_end(m);
		if (begins) {
			/* One group alone needs no heading. */
			size_t first = 0;
			if (group || option != option_next(command, &first) ||
			    strcmp(option->group, "General") != 0)
				format->group(m, option->group);
			group = option->group;
		}
		if (begins || !group)
			format->list_begin(m);
		if (!group)
			group = "";
		print_option(m, format, command, option);
	}
	format->list_end(m);
}

static void print_commands(struct manual *m, const struct manual_format *format)
{
	format->section(m, "COMMANDS");
	format->list_begin(m);
	for (size_t i = 0; commands[i]; i++) {
		format->item_term(m, commands[i]->name);
		print_sentence(m, format, commands[i]->summary);
	}
	format->list_end(m);
}

static void print_environment(struct manual *m, const struct manual_format *format)
{
	format->section(m, "ENVIRONMENT");
	format->list_begin(m);
	format->item_term(m, "NO_COLOR");
	print_line(m, format,
		   "If set and not empty, nothing is coloured unless `--color=always` asks "
		   "for it.");
	format->item_term(m, "TERM");
	print_line(m, format, "If unset or `dumb`, nothing is coloured either.");
	format->list_end(m);
}

static void print_exit_status(struct manual *m, const struct manual_format *format)
{
	format->section(m, "EXIT STATUS");
	format->list_begin(m);
	for (unsigned code = 0; code < EXIT_CODES; code++) {
		char term[12];

		snprintf(term, sizeof(term), "%u", code);
		format->item_term(m, term);
		print_line(m, format, exit_code_text((enum exit_code)code));
	}
	format->list_end(m);
}

static void print_examples(struct manual *m, const struct manual_format *format,
			   const struct example *example)
{
	format->section(m, "EXAMPLES");
	for (; example->line; example++) {
		char text[400];

		snprintf(text, sizeof(text), "%s:", example->says);
		print_line(m, format, text);
		int size = snprintf(text, sizeof(text), "  $ %s", example->line);
		format->verbatim(m, (struct weir_slice){ (const uint8_t *)text, (size_t)size });
	}
}

/* "tcpdump(1), dig(1)" one by one. */
static void print_references(struct manual *m, const struct manual_format *format,
			     const char *pages)
{
	while (*pages) {
		size_t name = strcspn(pages, "(");
		const char *section = pages + name + (pages[name] == '(');
		const char *next = section + strcspn(section, ",");

		next += strspn(next, ", ");
		format->reference(m, pages, name, section, !*next);
		pages = next;
	}
}

static void print_see_also(struct manual *m, const struct manual_format *format,
			   const struct command *command)
{
	char name[PAGE_NAME_MAX];

	format->section(m, "SEE ALSO");
	if (command != &cmd_dnsweir)
		format->reference(m, "dnsweir", strlen("dnsweir"), "1)", !command->see_also);
	else
		for (size_t i = 0; commands[i]; i++) {
			page_name(commands[i], name);
			format->reference(m, name, strlen(name), "1)",
					  !commands[i + 1] && !command->see_also);
		}
	if (command->see_also)
		print_references(m, format, command->see_also);
}

void manual_print(struct manual *m, const struct manual_format *format,
		  const struct command *command)
{
	const char *line = command->synopsis;

	format->begin(m, command);
	format->section(m, "SYNOPSIS");
	while (*line) {
		size_t size = strcspn(line, "\n");

		format->synopsis(m, line, size);
		line += size + (line[size] == '\n');
	}
	format->section(m, "DESCRIPTION");
	print_prose(m, format, command->description);
	if (command == &cmd_dnsweir)
		print_commands(m, format);
	print_options(m, format, command);
	for (const struct section *s = command->sections; s && s->title; s++) {
		format->section(m, s->title);
		print_prose(m, format, s->text);
	}
	if (command->colours || command == &cmd_dnsweir)
		print_environment(m, format);
	print_exit_status(m, format);
	if (command->examples)
		print_examples(m, format, command->examples);
	print_see_also(m, format, command);
}
