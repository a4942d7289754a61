/* options.c - read a command line by a command's option table.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/options.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"
#include "present/colour.h"

static const struct option_choice colour_choices[] = {
	{ "auto", "on a terminal, unless NO_COLOR is set", NULL, COLOUR_AUTO },
	{ "always", "also into a file or a pipe, whatever NO_COLOR says", NULL, COLOUR_ALWAYS },
	{ "never", "no colour", NULL, COLOUR_NEVER },
	{ 0 },
};

static const struct option_spec common[COMMON_OPTIONS] = {
	[COMMON_COLOUR] = { 0, "color", "WHEN", "Colour the output: auto, always or never",
			    .group = "General", .kind = OPTION_CHOICE, .choices = colour_choices },
	[COMMON_HELP] = { 'h', "help", NULL, "Print a short help and exit", .group = "General" },
};

static size_t own_count(const struct command *command)
{
	size_t n = 0;

	while (command->options && (command->options[n].letter || command->options[n].name))
		n++;
	return n;
}

/* Row `at` of own and common options together; NULL: this command does not take it. */
static const struct option_spec *row_at(const struct command *command, size_t own, size_t at)
{
	if (at < own)
		return &command->options[at];
	if (at - own == COMMON_COLOUR && !command->colours)
		return NULL;
	return &common[at - own];
}

const struct option_spec *option_next(const struct command *command, size_t *at)
{
	size_t own = own_count(command);

	while (*at < own + COMMON_OPTIONS) {
		const struct option_spec *row = row_at(command, own, (*at)++);

		if (row)
			return row;
	}
	return NULL;
}

void option_label(const struct option_spec *option, char out[OPTION_LABEL_MAX])
{
	struct weir_writer w;

	weir_writer_init(&w, out, OPTION_LABEL_MAX);
	if (option->letter)
		weir_writer_print(&w, "-%c", option->letter);
	if (option->name)
		weir_writer_print(&w, "%s--%s", option->letter ? ", " : "", option->name);
	if (option->argument && option->optional)
		weir_writer_print(&w, "[=%s]", option->argument);
	else if (option->argument)
		weir_writer_print(&w, "%c%s", option->name ? '=' : ' ', option->argument);
	weir_writer_terminate(&w);
}

/* What is repeated of a name that was typed. */
enum { TYPED_MAX = 64 };

/* As the user would type it in a sentence. */
static const char *spoken(const struct option_spec *option, char out[OPTION_LABEL_MAX])
{
	if (option->name)
		snprintf(out, OPTION_LABEL_MAX, "--%s", option->name);
	else
		snprintf(out, OPTION_LABEL_MAX, "-%c", option->letter);
	return out;
}

/* Decimal digits, for sizes with K, M or G behind them; nothing else. */
static bool read_number(const char *text, bool octets, uint64_t *out)
{
	uint64_t value = 0;
	unsigned shift = 0;
	const char *c = text;

	for (; *c >= '0' && *c <= '9'; c++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*c - '0'), &value))
			return false;
	if (c == text)
		return false;
	if (octets && *c) {
		const char *units = "KMG";
		const char *unit = strchr(units, *c >= 'a' ? *c - 'a' + 'A' : *c);

		if (!unit)
			return false;
		shift = (unsigned)(unit - units + 1) * 10;
		c++;
	}
	if (*c || value > UINT64_MAX >> shift)
		return false;
	*out = value << shift;
	return true;
}

static enum exit_code refuse_number(const struct invocation *call, const struct option_spec *option,
				    const char *text)
{
	const char *what = option->kind == OPTION_SIZE ? "size in octets" : "number";
	char label[OPTION_LABEL_MAX];

	spoken(option, label);
	if (option->highest)
		return call_refuse(call, "%s: '%s' is not a %s from %" PRIu64 " to %" PRIu64, label,
				   text, what, option->lowest, option->highest);
	if (option->lowest)
		return call_refuse(call, "%s: '%s' is not a %s of at least %" PRIu64, label, text,
				   what, option->lowest);
	return call_refuse(call, "%s: '%s' is not a %s", label, text, what);
}

static enum exit_code take_choice(const struct invocation *call, const struct option_spec *option,
				  const char *text, struct option_value *value)
{
	char label[OPTION_LABEL_MAX];
	char words[400];
	struct weir_writer w;

	weir_writer_init(&w, words, sizeof(words));
	for (const struct option_choice *choice = option->choices; choice->word; choice++) {
		if (strcmp(choice->word, text) == 0) {
			value->choice = choice;
			return EXIT_DONE;
		}
		weir_writer_print(&w, "%s%s", w.size ? ", " : "", choice->word);
	}
	weir_writer_terminate(&w);
	return call_refuse(call, "%s: '%s' is none of %s", spoken(option, label), text, words);
}

static bool has_form(const struct option_spec *option)
{
	bool has = option->form != NULL;

	for (const struct option_choice *c = option->choices; c && c->word; c++)
		has = has || c->form;
	return has;
}

bool option_rivals(const struct option_spec *one, const struct option_spec *other)
{
	if (one == other)
		return false;
	return (one->rivals && other->rivals && strpbrk(one->rivals, other->rivals)) ||
	       (has_form(one) && has_form(other));
}

static enum exit_code check_rivals(const struct invocation *call, const struct parsed *p,
				   const struct option_spec *option)
{
	char one[OPTION_LABEL_MAX];
	char other[OPTION_LABEL_MAX];

	for (size_t i = 0; i < p->own; i++) {
		const struct option_spec *given = &call->command->options[i];

		if (p->values[i].count > 0 && option_rivals(given, option))
			return call_refuse(call, "%s and %s exclude each other", spoken(given, one),
					   spoken(option, other));
	}
	return EXIT_DONE;
}

/* One option was read; `text` is its value or NULL. */
static enum exit_code take(const struct invocation *call, struct parsed *p, size_t at,
			   const char *text)
{
	const struct option_spec *option = row_at(call->command, p->own, at);
	struct option_value value = { .count = p->values[at].count + 1, .text = text };
	enum exit_code code = EXIT_DONE;

	if (text && (option->kind == OPTION_NUMBER || option->kind == OPTION_SIZE)) {
		uint64_t highest = option->highest ? option->highest : UINT64_MAX;

		if (!read_number(text, option->kind == OPTION_SIZE, &value.number) ||
		    value.number < option->lowest || value.number > highest)
			return refuse_number(call, option, text);
	}
	if (text && option->kind == OPTION_CHOICE)
		code = take_choice(call, option, text, &value);
	if (code == EXIT_DONE)
		code = check_rivals(call, p, option);
	if (code != EXIT_DONE)
		return code;
	if (value.choice && value.choice->form)
		p->form = value.choice->form;
	else if (option->form)
		p->form = option->form;
	if (text && option->operand)
		p->operands[p->operand_count++] = text;
	if (text && option->repeats)
		p->uses[p->use_count++] = (struct option_use){ at, text, value.number };
	p->values[at] = value;
	return EXIT_DONE;
}

/* The row whose name `typed` begins: which one, and how many there are. A whole name is the only one. */
static size_t find_long(const struct command *command, size_t own, const char *typed, size_t size,
			size_t *at)
{
	size_t count = 0;

	for (size_t i = 0; i < own + COMMON_OPTIONS; i++) {
		const struct option_spec *row = row_at(command, own, i);

		if (!row || !row->name || strncmp(row->name, typed, size) != 0)
			continue;
		*at = i;
		if (!row->name[size])
			return 1;
		count++;
	}
	return size > 0 ? count : 0;
}

static bool find_letter(const struct command *command, size_t own, char letter, size_t *at)
{
	for (size_t i = 0; i < own + COMMON_OPTIONS; i++) {
		const struct option_spec *row = row_at(command, own, i);

		if (row && row->letter == letter) {
			*at = i;
			return true;
		}
	}
	return false;
}

static void put_typed(char out[TYPED_MAX], const char *name, size_t size)
{
	snprintf(out, TYPED_MAX, "%.*s", (int)(size < TYPED_MAX ? size : TYPED_MAX), name);
}

static enum exit_code refuse_unknown(const struct invocation *call, const char *name, size_t size)
{
	char typed[TYPED_MAX];
	struct suggestion suggestion = { .typed = typed };
	const struct option_spec *row;
	size_t at = 0;

	put_typed(typed, name, size);
	while ((row = option_next(call->command, &at)))
		if (row->name)
			suggestion_offer(&suggestion, row->name);
	if (suggestion.best)
		return call_refuse(call, "unknown option '--%s' (did you mean --%s?)", typed,
				   suggestion.best);
	return call_refuse(call, "unknown option '--%s'", typed);
}

/* Several options begin so: all of them are named, or as many as a line holds. */
static enum exit_code refuse_ambiguous(const struct invocation *call, const char *name, size_t size)
{
	char typed[TYPED_MAX];
	char list[400];
	struct weir_writer w;
	const struct option_spec *row;
	size_t at = 0;

	put_typed(typed, name, size);
	weir_writer_init(&w, list, sizeof(list));
	while ((row = option_next(call->command, &at)))
		if (row->name && strncmp(row->name, name, size) == 0)
			weir_writer_print(&w, "%s--%s", w.size > 0 ? ", " : "", row->name);
	(void)weir_writer_terminate(&w);
	return call_refuse(call, "'--%s' may be %s", typed, list);
}

static enum exit_code refuse_missing(const struct invocation *call,
				     const struct option_spec *option)
{
	char label[OPTION_LABEL_MAX];

	return call_refuse(call, "%s needs a value: %s", spoken(option, label), option->argument);
}

/* The words still to read. */
struct words {
	const char *const *words;
	size_t count;
	size_t at;
};

/* --name, --name=value, --name value; of the name as much as no other option begins with. */
static enum exit_code read_long(const struct invocation *call, struct parsed *p, struct words *line)
{
	const char *name = line->words[line->at++] + 2;
	size_t size = strcspn(name, "=");
	const char *value = name[size] == '=' ? name + size + 1 : NULL;
	char label[OPTION_LABEL_MAX];
	size_t at;

	size_t count = find_long(call->command, p->own, name, size, &at);

	if (count == 0)
		return refuse_unknown(call, name, size);
	if (count > 1)
		return refuse_ambiguous(call, name, size);
	const struct option_spec *option = row_at(call->command, p->own, at);
	if (value && !option->argument)
		return call_refuse(call, "%s takes no value", spoken(option, label));
	if (!value && option->argument && !option->optional) {
		if (line->at == line->count)
			return refuse_missing(call, option);
		value = line->words[line->at++];
	}
	return take(call, p, at, value);
}

/* -a, -abc, -nVALUE, -n VALUE. A value that may be left out has no short form. */
static enum exit_code read_letters(const struct invocation *call, struct parsed *p,
				   struct words *line)
{
	const char *letters = line->words[line->at++] + 1;

	for (; *letters; letters++) {
		const char *value = NULL;
		size_t at;

		if (!find_letter(call->command, p->own, *letters, &at))
			return call_refuse(call, "unknown option '-%c'", *letters);
		const struct option_spec *option = row_at(call->command, p->own, at);
		if (option->argument && !option->optional) {
			if (letters[1])
				value = letters + 1;
			else if (line->at < line->count)
				value = line->words[line->at++];
			else
				return refuse_missing(call, option);
		}
		enum exit_code code = take(call, p, at, value);
		if (code != EXIT_DONE || value || options_help(p))
			return code;
	}
	return EXIT_DONE;
}

static enum exit_code read_words(const struct invocation *call, struct parsed *p,
				 struct words *line)
{
	enum exit_code code = EXIT_DONE;
	bool operands_only = false;

	while (line->at < line->count && code == EXIT_DONE && !options_help(p)) {
		const char *word = line->words[line->at];

		if (operands_only || word[0] != '-' || !word[1]) {
			p->operands[p->operand_count++] = word;
			line->at++;
		} else if (strcmp(word, "--") == 0) {
			operands_only = true;
			line->at++;
		} else if (word[1] == '-') {
			code = read_long(call, p, line);
		} else {
			code = read_letters(call, p, line);
		}
	}
	return code;
}

static enum exit_code check_operands(const struct invocation *call, const struct parsed *p)
{
	const struct operand_spec *operand = &call->command->operand;

	if (p->operand_count < operand->lowest)
		return call_refuse(call, "%s is missing", operand->name);
	if (p->operand_count > 0 && !operand->name)
		return call_refuse(call, "takes no operand, but got '%s'", p->operands[0]);
	if (p->operand_count > operand->highest)
		return call_refuse(call, "one %s too many: '%s'", operand->name,
				   p->operands[operand->highest]);
	return EXIT_DONE;
}

enum exit_code options_parse(struct invocation *call, size_t count, const char *const *words,
			     struct parsed *out)
{
	struct words line = { words, count, 0 };
	size_t own = own_count(call->command);

	/* Each operand and each value is one of the words, so both tables are long enough. */
	*out = (struct parsed){ .own = own, .form = call->command->form };
	out->values = calloc(own + COMMON_OPTIONS, sizeof(*out->values));
	out->operands = calloc(count + 1, sizeof(*out->operands));
	out->uses = calloc(count + 1, sizeof(*out->uses));
	if (!out->values || !out->operands || !out->uses)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	enum exit_code code = read_words(call, out, &line);
	if (code == EXIT_DONE && !options_help(out))
		code = check_operands(call, out);
	if (code != EXIT_DONE)
		return code;
	call->values = out->values;
	call->operands = out->operands;
	call->operand_count = out->operand_count;
	call->uses = out->uses;
	call->use_count = out->use_count;
	call->form = out->form;
	int when = COLOUR_AUTO;
	if (out->values[own + COMMON_COLOUR].choice)
		when = out->values[own + COMMON_COLOUR].choice->value;
	call->colour = call->command->colours && colour_wanted((enum colour_when)when, call->out);
	return EXIT_DONE;
}

bool options_help(const struct parsed *parsed)
{
	return parsed->values[parsed->own + COMMON_HELP].count > 0;
}

void options_close(struct parsed *parsed)
{
	free(parsed->values);
	free(parsed->operands);
	free(parsed->uses);
}
