/* documents.c - each option of a table stands in help, page and completions, and nothing else does.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/completion.h"
#include "cli/manual.h"
#include "cli/options.h"
#include "cli/run.h"
#include "cli/usage.h"
#include "present/colour.h"
#include "tap.h"

/* A command with every kind of row, and with text that a shell or roff could stumble over. */
static const struct option_choice probe_choices[] = {
	{ "one", "the ['first'] of: two \\ \"words\"", NULL, 1 },
	{ "two", ".second 'word'", NULL, 2 },
	{ 0 },
};
static const int form;
static const struct option_spec probe_options[] = {
	{ 'v', "verbose", NULL, "Say more", .repeats = true },
	{ 'q', "quiet", NULL, "Say less", .rivals = "ab" },
	{ 0, "silent", NULL, "Say nothing", .rivals = "bc" },
	{ 'c', "count", "N", "Stop after N: [no more]", .kind = OPTION_NUMBER, .lowest = 1 },
	{ 'p', NULL, "PORT", "It's a port", .kind = OPTION_NUMBER, .highest = 65535 },
	{ 0, "json", "FORM", "JSON", .kind = OPTION_CHOICE, .optional = true,
	  .choices = probe_choices, .form = &form, .group = "Forms" },
	{ 0, "csv", NULL, "CSV", .form = &form },
	{ 'w', "write", "FILE", "Write `FILE`", .complete = COMPLETE_FILE, .group = "Files",
	  .more = ".first a paragraph\n\n  .verbatim 'lines'\n  second\n\n'quoted' end.  New one" },
	{ 0, "into", "FOLDER", "Write into FOLDER", .complete = COMPLETE_FOLDER },
	{ 'i', "interface", "IFACE", "Listen on IFACE", .complete = COMPLETE_INTERFACE },
	{ 0, "memory", "SIZE", "Ceiling", .kind = OPTION_SIZE, .lowest = 1, .highest = 4096 },
	{ 'x', NULL, NULL, "A letter alone" },
	{ 0 },
};
static enum exit_code run(struct invocation *call)
{
	(void)call;
	return EXIT_DONE;
}
static const struct example probe_examples[] = {
	{ "dnsweir probe -v 'a b'", "Try it" },
	{ 0 },
};
static const struct section probe_sections[] = {
	{ "OUTPUT", "Lines of output.\n\n  a  b\n" },
	{ 0 },
};
static const struct command probe = {
	.name = "probe",
	.synopsis = "dnsweir probe [OPTION...] FILE...\ndnsweir probe -x",
	.summary = "Probe what's printed",
	.description = "Probes.",
	.options = probe_options,
	.operand = { "FILE", "A file", 0, SIZE_MAX, COMPLETE_FILE },
	.sections = probe_sections,
	.examples = probe_examples,
	.see_also = "tcpdump(1), pcap(5), dig(1), named-checkconf(8), named-checkzone(8)",
	.colours = true,
	.run = run,
};
/* One with actions, and an action that has options of its own. */
static const struct command tool = {
	.name = "tool",
	.synopsis = "dnsweir tool ACTION [OPTION...]",
	.summary = "Use a tool",
	.description = "Uses it.",
};
static const struct command tool_look = {
	.name = "tool look",
	.synopsis = "dnsweir tool look [OPTION...] FILE",
	.summary = "Look at it",
	.description = "Looks.",
	.options = probe_options,
	.operand = { "FILE", "A file", 0, SIZE_MAX, COMPLETE_FILE },
	.run = run,
};
static const struct command *const probes[] = { &probe, &tool, &tool_look, NULL };

enum { NAMES_MAX = 200, NAME_MAX_SIZE = 40 };
struct names {
	size_t count;
	char name[NAMES_MAX][NAME_MAX_SIZE];
};

static bool has(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->name[i], name) == 0)
			return true;
	return false;
}

/* Keep `dashes` and the name that begins at `text`. */
static void add(struct names *names, const char *dashes, const char *text)
{
	size_t size =
		strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
	char name[NAME_MAX_SIZE];

	/* zsh writes --name=- and --name=; the name ends before. */
	snprintf(name, sizeof(name), "%s%.*s", dashes, (int)size, text);
	if (!has(names, name) && names->count < NAMES_MAX)
		memcpy(names->name[names->count++], name, sizeof(name));
}

static void names_of_table(const struct command *command, struct names *names)
{
	const struct option_spec *option;
	size_t at = 0;

	names->count = 0;
	while ((option = option_next(command, &at))) {
		if (option->letter)
			add(names, "-", (char[]){ option->letter, 0 });
		if (option->name)
			add(names, "--", option->name);
	}
}

/* Lines that begin with `indent` blanks and a dash: "-c, --count=N". */
static void names_of_text(const char *line, size_t indent_max, struct names *names)
{
	for (; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		const char *label = line + strspn(line, " ");

		if (label == line || (size_t)(label - line) > indent_max || *label != '-')
			continue;
		add(names, "", label);
		if (label[1] != '-' && label[2] == ',')
			add(names, "", label + 4);
	}
}

static void names_of_mdoc(const char *text, struct names *names)
{
	const char *item = text;

	while ((item = strstr(item, "\n.It Fl "))) {
		item += strlen("\n.It Fl ");
		add(names, "-", item);
		if (strncmp(item + 1, " , Fl ", 6) == 0)
			add(names, "-", item + 7);
	}
}

/* "words='-c --count'" of one command. */
static void names_of_bash(const char *text, struct names *names)
{
	const char *words = strstr(text, "if [[ $current == -* ]]; then\n\t\t\t\twords='");

	if (!words)
		return;
	words = strchr(words, '\'') + 1;
	while (*words == '-') {
		add(names, "", words);
		words += strcspn(words, " '");
		words += *words == ' ';
	}
}

/* "'(-c --count)-c+[...", "'()*-v[...". */
static void names_of_zsh(const char *text, struct names *names)
{
	while ((text = strstr(text, "\t\t\t'"))) {
		text += 4;
		if (*text == '(')
			text += strcspn(text, ")") + 1;
		text += *text == '*';
		if (*text == '-')
			add(names, "", text);
	}
}

static void names_of_fish(const char *text, const char *command, struct names *names)
{
	char start[100];
	const char *quote = *command && !strchr(command, ' ') ? "" : "\"";

	snprintf(start, sizeof(start), "-n '__dnsweir_in %s%s%s'", quote, command, quote);
	while ((text = strstr(text, start))) {
		text += strlen(start);
		if (strncmp(text, " -s ", 4) == 0) {
			add(names, "-", text + 4);
			text += 5;
		}
		if (strncmp(text, " -l ", 4) == 0)
			add(names, "--", text + 4);
	}
}

static void test_names(const char *where, const struct command *command, const struct names *found)
{
	struct names table;
	bool same = true;

	names_of_table(command, &table);
	for (size_t i = 0; i < table.count; i++)
		same = same && has(found, table.name[i]);
	for (size_t i = 0; i < found->count; i++)
		same = same && has(&table, found->name[i]);
	if (!checkf(same && table.count > 0, "%s of %s: the %zu names of its table", where,
		    command->name, table.count)) {
		for (size_t i = 0; i < found->count; i++)
			note("found %s", found->name[i]);
	}
}

enum document { USAGE, TEXT, MDOC, BASH, ZSH, FISH };

static char *document(enum document kind, const struct command *command,
		      const struct command *const *list)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct manual manual = { .out = out, .palette = palette_of(false), .width = 79 };

	switch (kind) {
	case USAGE:
		usage_print(out, command);
		break;
	case TEXT:
		manual_print(&manual, &manual_text, command);
		break;
	case MDOC:
		manual_print(&manual, &manual_mdoc, command);
		break;
	case BASH:
		completion_bash(out, list);
		break;
	case ZSH:
		completion_zsh(out, list);
		break;
	case FISH:
		completion_fish(out, list);
		break;
	}
	fclose(out);
	return text;
}

/* From `begin` up to `end`; empty where either is missing. */
static char *part(char *text, const char *begin, const char *end)
{
	char *from = strstr(text, begin);
	char *to = from ? strstr(from + strlen(begin), end) : NULL;

	if (!to)
		return text + strlen(text);
	*to = 0;
	return from;
}

static void test_command(const struct command *command, const struct command *const *list)
{
	bool top = command == &cmd_dnsweir;
	const char *quote = strchr(command->name, ' ') ? "'" : "";
	char begin[80];
	struct names found = { 0 };
	char *text = document(USAGE, command, list);

	names_of_text(text, 6, &found);
	test_names("--help", command, &found);
	free(text);

	found.count = 0;
	text = document(TEXT, command, list);
	names_of_text(part(text, "\nOPTIONS\n", "\nEXIT STATUS\n"), 4, &found);
	test_names("help", command, &found);
	free(text);

	found.count = 0;
	text = document(MDOC, command, list);
	names_of_mdoc(text, &found);
	test_names("man page", command, &found);
	free(text);

	found.count = 0;
	text = document(BASH, command, list);
	snprintf(begin, sizeof(begin), "\n\t%s%s%s)\n", quote, top ? "''" : command->name, quote);
	names_of_bash(part(text, begin, "\n\t\tesac\n"), &found);
	test_names("bash", command, &found);
	free(text);

	found.count = 0;
	text = document(ZSH, command, list);
	if (top)
		snprintf(begin, sizeof(begin), "\t_arguments -C");
	names_of_zsh(part(text, begin, top ? "&& return" : "\n\t\t;;\n"), &found);
	test_names("zsh", command, &found);
	free(text);

	found.count = 0;
	text = document(FISH, command, list);
	names_of_fish(text, top ? "" : command->name, &found);
	test_names("fish", command, &found);
	free(text);
}

static bool is_line(const char *text)
{
	size_t size = text ? strlen(text) : 0;

	return size > 0 && size < 100 && text[size - 1] != '.' && !strchr(text, '\n');
}

/* Rows that print badly: no words, a full stop where one is added, letters used twice. */
static void test_rows(const struct command *command)
{
	const struct option_spec *option;
	struct names names = { 0 };
	size_t at = 0;
	size_t expected = 0;
	size_t action = 0;
	bool fine = is_line(command->summary) && command->description &&
		    !command->run == (command_action(commands, command, &action) != NULL);

	while ((option = option_next(command, &at))) {
		fine = fine && is_line(option->help) && (option->letter || option->name) &&
		       (option->argument || option->kind == OPTION_PLAIN) &&
		       (option->kind != OPTION_CHOICE) == !option->choices;
		expected += option->letter ? 1 : 0;
		expected += option->name ? 1 : 0;
		for (const struct option_choice *c = option->choices; c && c->word; c++)
			fine = fine && is_line(c->help);
	}
	for (const struct example *e = command->examples; e && e->line; e++)
		fine = fine && is_line(e->line) && is_line(e->says);
	names_of_table(command, &names);
	checkf(fine && names.count == expected,
	       "%s: each row has its words, each name is used once", command->name);
}

/* What stands in which document of the probe, to the letter. */
static const struct row {
	enum document kind;
	const char *what;
	const char *text;
	const struct command *command; /* NULL: probe */
} rows[] = {
	{ USAGE, "two forms of use",
	  "Usage: dnsweir probe [OPTION...] FILE...\n   or: dnsweir probe -x\n" },
	{ USAGE, "a heading begins a group", "\nForms:\n      --json[=FORM]       JSON\n" },
	{ USAGE, "letters alone stand with letters", "\n  -p PORT                 It's a port\n" },
	{ USAGE, "backquotes vanish", "  -w, --write=FILE        Write FILE\n" },
	{ TEXT, "a range", "\n    -p PORT\n        It's a port.\n\n        From 0 to 65535.\n" },
	{ TEXT, "rivals", "        Not together with --csv.\n" },
	{ TEXT, "choices are sentences", "\n        two\n            .second 'word'.\n" },
	{ TEXT, "verbatim lines stay", "          .verbatim 'lines'\n          second\n" },
	{ TEXT, "a section of its own", "\nOUTPUT\n    Lines of output.\n\n      a  b\n" },
	{ TEXT, "other pages in their order",
	  "\nSEE ALSO\n    dig(1), dnsweir(1), tcpdump(1), pcap(5), named-checkconf(8),\n"
	  "    named-checkzone(8)\n" },
	{ MDOC, "the page's name", ".Dt DNSWEIR-PROBE 1\n" },
	{ MDOC, "its short description", ".Nm dnsweir-probe\n.Nd probe what\\(aqs printed\n" },
	{ MDOC, "synopsis",
	  ".Nm dnsweir\n.Cm probe\n.Op Ar OPTION...\n.Ar FILE...\n.Nm dnsweir\n" },
	{ MDOC, "an option with both names", "\n.It Fl c , Fl -count Ns = Ns Ar N\n" },
	{ MDOC, "a value that may be left out", "\n.It Fl -json Ns Oo = Ns Ar FORM Oc\n" },
	{ MDOC, "a letter alone with a value", "\n.It Fl p Ar PORT\n" },
	{ MDOC, "a letter alone", "\n.It Fl x\n" },
	{ MDOC, "what is typed is bold", "\nWrite \\fBFILE\\fP.\n" },
	{ MDOC, "no text line is a request", "\n.Pp\n\\&.first a paragraph\n" },
	{ MDOC, "no verbatim line either",
	  "\n.Bd -literal\n  .verbatim \\(aqlines\\(aq\n  second\n.Ed\n" },
	{ MDOC, "a sentence a line", "\n\\(aqquoted\\(aq end.\nNew one\n" },
	{ MDOC, "other pages in their order",
	  ".Sh SEE ALSO\n.Xr dig 1 ,\n.Xr dnsweir 1 ,\n.Xr tcpdump 1 ,\n.Xr pcap 5 ,\n" },
	{ BASH, "a value in the next word or behind =", "\t\t-c|--count|--count=) words='' ;;\n" },
	{ BASH, "an optional value only behind =", "\t\t--json=) words='one two' ;;\n" },
	{ BASH, "a letter's value", "\t\t-p) words='' ;;\n" },
	{ BASH, "files", "\t\t-w|--write|--write=) kind=file ;;\n" },
	{ BASH, "folders", "\t\t--into|--into=) kind=folder ;;\n" },
	{ BASH, "interfaces", "\t\t-i|--interface|--interface=) kind=interface ;;\n" },
	{ BASH, "operands", "\t\t\telse\n\t\t\t\tkind=file\n" },
	{ ZSH, "brackets and colons are quoted",
	  "'(-c --count)-c+[Stop after N\\: \\[no more\\]]:N: '" },
	{ ZSH, "an apostrophe is quoted", "'(-p)-p+[It'\\''s a port]:PORT: '" },
	{ ZSH, "rivals", "'(-q --quiet --silent)-q[Say less]'" },
	{ ZSH, "what repeats", "'()*-v[Say more]'" },
	{ ZSH, "an optional value", "'(--json --csv)--json=-[JSON]::FORM:((one\\:\"" },
	{ ZSH, "files", "'(-w --write)--write=[Write FILE]:FILE:_files'" },
	{ ZSH, "operands", "'*:FILE:_files'\n" },
	{ FISH, "a value is due", " -s c -l count -x -d 'Stop after N: [no more]'\n" },
	{ FISH, "a value may be left out", " -l json -a 'one two' -d 'JSON'\n" },
	{ FISH, "an apostrophe is quoted", " -s p -x -d 'It\\'s a port'\n" },
	{ FISH, "files", " -s w -l write -r -F -d 'Write FILE'\n" },
	{ FISH, "folders", " -l into -x -a '(__fish_complete_directories)'" },
	{ FISH, "operands", "-n '__dnsweir_in probe' -F\n" },
	{ MDOC, "an action's page", ".Dt DNSWEIR-TOOL-LOOK 1\n", &tool_look },
	{ MDOC, "an action's synopsis",
	  ".Nm dnsweir\n.Cm tool\n.Cm look\n.Op Ar OPTION...\n.Ar FILE\n", &tool_look },
	{ USAGE, "where an action is explained", "'dnsweir help tool look' explains", &tool_look },
	{ BASH, "the word behind a command with actions", "\t\t\ttool) ;;\n\t\t\t*) break ;;\n" },
	{ BASH, "actions", "\t\t\telse\n\t\t\t\twords='look'\n" },
	{ BASH, "actions are no commands", "words='probe tool'" },
	{ ZSH, "command and action become one word",
	  "if [[ $words[1] == tool && CURRENT -gt 2 ]]" },
	{ ZSH, "actions", "'1:ACTION:((look\\:\"Look at it\"))'" },
	{ FISH, "actions", "-n '__dnsweir_in tool' -a look -d 'Look at it'\n" },
	{ FISH, "an action's operands", "-n '__dnsweir_in \"tool look\"' -F\n" },
};

int main(void)
{
	test_command(&cmd_dnsweir, commands);
	test_rows(&cmd_dnsweir);
	for (size_t i = 0; commands[i]; i++) {
		test_command(commands[i], commands);
		test_rows(commands[i]);
	}
	for (size_t i = 0; probes[i]; i++)
		test_command(probes[i], probes);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char *text =
			document(rows[i].kind, rows[i].command ? rows[i].command : &probe, probes);

		if (!checkf(strstr(text, rows[i].text) != NULL, "%s", rows[i].what))
			note("%s", rows[i].text);
		free(text);
	}
	return tap_done();
}
