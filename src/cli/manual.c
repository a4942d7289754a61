/* manual.c - the parts of a page in their order, from its command's tables.
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
	for (char *c = out; *c; c++)
		if (*c == ' ')
			*c = '-';
	return out;
}

static void print_line(struct manual *m, const struct manual_format *format, const char *text)
{
	format->paragraph(m, (struct weir_slice){ (const uint8_t *)text, strlen(text) });
}

void manual_prose(struct manual *m, const struct manual_format *format, const char *text)
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
		manual_prose(m, format, option->more);
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
		if (command_is_action(commands[i]))
			continue;
		format->item_term(m, commands[i]->name);
		print_sentence(m, format, commands[i]->summary);
	}
	format->list_end(m);
}

static void print_actions(struct manual *m, const struct manual_format *format,
			  const struct command *command)
{
	const struct command *action;
	size_t at = 0;

	format->section(m, "ACTIONS AND THEIR PAGES");
	format->list_begin(m);
	while ((action = command_action(commands, command, &at))) {
		format->item_term(m, command_word(action));
		print_sentence(m, format, action->summary);
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

static void print_example(struct manual *m, const struct manual_format *format,
			  const struct example *example)
{
	char text[400];

	snprintf(text, sizeof(text), "%s:", example->says);
	print_line(m, format, text);
	int size = snprintf(text, sizeof(text), "  $ %s", example->line);
	format->verbatim(m, (struct weir_slice){ (const uint8_t *)text, (size_t)size });
}

/* A command's own examples; for dnsweir the first one of each command. */
static void print_examples(struct manual *m, const struct manual_format *format,
			   const struct command *command)
{
	if (!command->examples && command != &cmd_dnsweir)
		return;
	format->section(m, "EXAMPLES");
	for (const struct example *e = command->examples; e && e->line; e++)
		print_example(m, format, e);
	for (size_t i = 0; command == &cmd_dnsweir && commands[i]; i++)
		if (commands[i]->examples && !command_is_action(commands[i]) && !commands[i]->old)
			print_example(m, format, commands[i]->examples);
}

enum { REFERENCES_MAX = 64 };

struct references {
	size_t count;
	struct reference {
		char name[PAGE_NAME_MAX];
		char part[4]; /* of the manual */
	} list[REFERENCES_MAX];
};

/* Into its place: pages are named by part, then alphabetically. */
static void add_reference(struct references *all, const struct reference *page)
{
	size_t at = all->count;

	if (at == REFERENCES_MAX)
		return;
	for (; at > 0; at--) {
		const struct reference *before = &all->list[at - 1];
		int order = strcmp(before->part, page->part);

		if (order < 0 || (order == 0 && strcmp(before->name, page->name) <= 0))
			break;
		all->list[at] = *before;
	}
	all->list[at] = *page;
	all->count++;
}

/* "tcpdump(1), dig(1)" one by one. */
static void add_references(struct references *all, const char *pages)
{
	while (*pages) {
		struct reference page;
		size_t name = strcspn(pages, "(");
		const char *part = pages + name + (pages[name] == '(');
		size_t size = strcspn(part, "),");

		snprintf(page.name, sizeof(page.name), "%.*s", (int)name, pages);
		snprintf(page.part, sizeof(page.part), "%.*s", (int)size, part);
		add_reference(all, &page);
		pages = part + strcspn(part, ",");
		pages += strspn(pages, ", ");
	}
}

static void print_references(struct manual *m, const struct manual_format *format,
			     struct references *all, const char *see_also)
{
	if (see_also)
		add_references(all, see_also);
	format->section(m, "SEE ALSO");
	for (size_t i = 0; i < all->count; i++)
		format->reference(m, all->list[i].name, all->list[i].part, i + 1 == all->count);
}

static void topic_page(const struct topic *topic, struct reference *page)
{
	snprintf(page->name, sizeof(page->name), "dnsweir-%s", topic->name);
	snprintf(page->part, sizeof(page->part), "%s", topic->part);
}

/* Pages that name each other: dnsweir all, a command its actions, an action its command. */
static bool is_kin(const struct command *command, const struct command *other)
{
	const struct command *above = command_is_action(command) ? other : command;
	const struct command *below = above == command ? other : command;
	size_t size = strlen(above->name);

	return command == &cmd_dnsweir ||
	       (strncmp(below->name, above->name, size) == 0 && below->name[size] == ' ');
}

static void print_see_also(struct manual *m, const struct manual_format *format,
			   const struct command *command)
{
	struct references all = { 0 };
	struct reference page = { "dnsweir", "1" };

	if (command != &cmd_dnsweir)
		add_reference(&all, &page);
	for (size_t i = 0; commands[i]; i++) {
		if (!is_kin(command, commands[i]))
			continue;
		page_name(commands[i], page.name);
		add_reference(&all, &page);
	}
	for (size_t i = 0; command == &cmd_dnsweir && topics[i]; i++) {
		topic_page(topics[i], &page);
		add_reference(&all, &page);
	}
	print_references(m, format, &all, command->see_also);
}

static void print_sections(struct manual *m, const struct manual_format *format,
			   const struct section *list)
{
	for (const struct section *s = list; s && s->title; s++) {
		format->section(m, s->title);
		if (s->text)
			manual_prose(m, format, s->text);
		if (s->print)
			s->print(m, format);
	}
}

void manual_print_topic(struct manual *m, const struct manual_format *format,
			const struct topic *topic)
{
	struct references all = { 0 };
	struct reference page = { "dnsweir", "1" };

	add_reference(&all, &page);
	topic_page(topic, &page);
	format->begin(m, page.name, page.part, topic->summary);
	print_sections(m, format, topic->sections);
	print_references(m, format, &all, topic->see_also);
}

void manual_print(struct manual *m, const struct manual_format *format,
		  const struct command *command)
{
	const char *line = command->synopsis;
	char name[PAGE_NAME_MAX];

	format->begin(m, page_name(command, name), "1", command->summary);
	format->section(m, "SYNOPSIS");
	while (*line) {
		size_t size = strcspn(line, "\n");

		format->synopsis(m, line, size);
		line += size + (line[size] == '\n');
	}
	format->section(m, "DESCRIPTION");
	manual_prose(m, format, command->description);
	if (command == &cmd_dnsweir)
		print_commands(m, format);
	if (!command->run)
		print_actions(m, format, command);
	print_options(m, format, command);
	print_sections(m, format, command->sections);
	if (command->colours || command == &cmd_dnsweir)
		print_environment(m, format);
	print_exit_status(m, format);
	print_examples(m, format, command);
	print_see_also(m, format, command);
}
