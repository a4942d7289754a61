/* command.h - what a subcommand is: its options as a table, its words, its run function.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * From these tables come the parser, --help, `dnsweir help`, the man pages and the completion of
 * three shells. CONTRIBUTING.md walks through it. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <dnsweir/base.h>

#include <signal.h>
#include <stdio.h>

/* One table for every subcommand; exit_code_text has the words. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_NOTHING = 1, /* nothing found, no reply */
	EXIT_USE = 2,     /* wrong use */
	EXIT_BROKEN = 3,  /* input malformed or cut in part */
	EXIT_SYSTEM = 4,  /* the system said no */
};
enum { EXIT_CODES = 5 };
const char *exit_code_text(enum exit_code code);

/* What a shell offers where a value or an operand is due. */
enum complete {
	COMPLETE_NONE = 0,
	COMPLETE_FILE,
	COMPLETE_FOLDER,
	COMPLETE_INTERFACE, /* network interfaces */
	COMPLETE_COMMAND,   /* names of subcommands */
	COMPLETE_PAGE,      /* these, topics and dnsweir */
};

enum option_kind {
	OPTION_PLAIN = 0, /* without `argument` a flag, which counts; with it any text */
	OPTION_NUMBER,    /* decimal, lowest to highest */
	OPTION_SIZE,      /* the same in octets; K, M or G behind it mean KiB, MiB, GiB */
	OPTION_CHOICE,    /* one of the words in `choices` */
};

struct option_choice {
	const char *word; /* NULL ends the list */
	const char *help;
	const void *form; /* see option_spec.form */
	int value;        /* for the command's own use */
};

/* One row of a command's option table; a row of zeros ends it. Prose (`help`, `more` and all longer
 * text of a command) marks what is typed with `backquotes`. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): the order is that of reading a row */
struct option_spec {
	char letter;          /* 0: no short form */
	const char *name;     /* long form without the dashes; NULL: none */
	const char *argument; /* what the value stands for, in capitals; NULL: takes no value */
	const char *help;     /* a line, without a full stop */
	const char *more;  /* further paragraphs for `dnsweir help` and the man page; may be NULL */
	const char *group; /* heading that begins here; NULL: as the row before */
	enum option_kind kind;
	enum complete complete;
	bool optional;    /* the value may be left out: --name or --name=VALUE */
	bool repeats;     /* each value counts (call_each); else the last one wins */
	bool operand;     /* the value is one more operand, in the order typed */
	uint64_t lowest;  /* OPTION_NUMBER and OPTION_SIZE */
	uint64_t highest; /* 0: no limit but 64 bits */
	const struct option_choice *choices;
	/* Options that have a letter of this in common exclude each other; so do options with a form. */
	const char *rivals;
	/* Chooses the form of the output: becomes invocation.form. */
	const void *form;
};

struct operand_spec {
	const char *name; /* in capitals; NULL: the command takes no operands */
	const char *help; /* a line, without a full stop */
	size_t lowest;
	size_t highest; /* SIZE_MAX: any number */
	enum complete complete;
};

struct example {
	const char *line; /* as typed */
	const char *says; /* what it does; prose, without a full stop */
};

/* A section of the man page behind OPTIONS. */
struct manual;
struct manual_format;
struct section {
	const char *title; /* NULL ends the list */
	const char *text;  /* prose; may be NULL where `print` is not */
	/* What a table has to say, behind the text; may be NULL. cli/manual.h has what it calls. */
	void (*print)(struct manual *manual, const struct manual_format *format);
};

/* A page that belongs to no command alone, such as a format: `dnsweir help NAME`, dnsweir-NAME(PART).
 * Where a command has the name too, the topic is asked for as NAME.PART. */
struct topic {
	const char *name;
	const char *part;    /* of the manual: "5" formats, "7" all else */
	const char *summary; /* a line, without a full stop */
	const struct section *sections;
	const char *see_also; /* may be NULL */
};

struct invocation;

/* A command may have actions, each with its own options and page: they are commands whose name has a
 * blank, "rule check", and stand behind it in the list. Such a command has no `run` of its own. */
struct command {
	const char *name;
	const char *synopsis; /* "dnsweir NAME [OPTION...] FILE"; several forms on several lines */
	const char *summary;  /* a line, without a full stop */
	const char *description;           /* prose */
	const struct option_spec *options; /* may be NULL */
	struct operand_spec operand;
	const struct section *sections; /* may be NULL */
	const struct example *examples; /* `line` NULL ends the list; may be NULL */
	const char *see_also;           /* other pages: "tcpdump(1), dig(1)"; may be NULL */
	const void *form;               /* invocation.form when no option chose one */
	bool colours;                   /* adds --color and fills invocation.colour */
	bool old; /* keeps an old tool's command line working: listed behind the others */
	enum exit_code (*run)(struct invocation *call); /* NULL: it has actions */
};

struct option_value {
	unsigned count;   /* how often the option was given */
	const char *text; /* the last value; NULL: none */
	uint64_t number;  /* OPTION_NUMBER and OPTION_SIZE */
	const struct option_choice *choice;
};

struct option_use;

/* One call of a command. Everything in it lives until run returns. */
struct invocation {
	FILE *in;
	FILE *out;
	FILE *err;
	const char *program; /* "dnsweir show": how messages begin */
	const struct command *command;
	const struct option_value *values; /* indexed as command->options */
	const char *const *operands;
	size_t operand_count;
	const void *form;
	bool colour;                   /* write colour to `out` */
	const struct option_use *uses; /* in the order typed; for call_each */
	size_t use_count;
	const volatile sig_atomic_t *interrupted; /* see call_interrupted; NULL: never */
};

/* Was the option given? `option` is an index into command->options, here and below. */
static inline bool call_given(const struct invocation *call, size_t option)
{
	return call->values[option].count > 0;
}

/* The value, or `fallback` where the option was not given. */
const char *call_text(const struct invocation *call, size_t option, const char *fallback);
uint64_t call_number(const struct invocation *call, size_t option, uint64_t fallback);
/* The `value` of the chosen word. */
int call_choice(const struct invocation *call, size_t option, int fallback);
/* The n-th value of an option that repeats, from 0; NULL or false: no more of them. */
const char *call_each(const struct invocation *call, size_t option, size_t n);
bool call_each_number(const struct invocation *call, size_t option, size_t n, uint64_t *number);

/* Where call_piece is; all zero at the start. */
struct call_pieces {
	size_t use;
	const char *rest;
};
/* The next piece of all values of an option that repeats, cut at commas: `-t A,AAAA -t MX` has
 * three. An empty piece is one too, for the command to refuse. */
bool call_piece(const struct invocation *call, size_t option, struct call_pieces *at,
		struct weir_slice *piece);

/* A line on call->err: "dnsweir show: TEXT". What is not printable ASCII becomes '?'. */
void call_note(const struct invocation *call, const char *format, ...) WEIR_PRINTF(2, 3);
/* The same, with a pointer to --help; returns EXIT_USE. */
enum exit_code call_refuse(const struct invocation *call, const char *format, ...)
	WEIR_PRINTF(2, 3);
/* Says what failed and returns the code for it; `err` may be NULL. */
enum exit_code call_fail(const struct invocation *call, enum weir_status status,
			 const struct weir_error *err);
enum exit_code exit_code_of(enum weir_status status);
/* Nobody takes the output any more (disk full, pipe closed): a loop that writes ends here and
 * returns EXIT_SYSTEM; the framework finds the words, or says nothing where a reader just left. */
bool call_out_lost(const struct invocation *call);
/* Did the reader of the pipe or socket that takes the output go away? Then it wanted no more. */
bool call_reader_left(const struct invocation *call);
/* The user pressed ^C (or a service manager said stop): a loop that reads ends here and answers with
 * what it has. A second ^C kills. */
bool call_interrupted(const struct invocation *call);

/* All finished commands, in the order they are listed; NULL ends. */
extern const struct command *const commands[];
const struct command *command_find(const char *name);
/* The same for a name that the user typed: NULL after a complaint, which guesses what was meant. */
const struct command *command_named(const struct invocation *call, const char *name);
/* The same for an action of `command`: "check" finds "rule check". */
const struct command *command_action_named(const struct invocation *call,
					   const struct command *command, const char *word);
/* The actions of `command` in a list like `commands`, one by one: start with *at = 0; NULL: no more. */
const struct command *command_action(const struct command *const *list,
				     const struct command *command, size_t *at);
bool command_is_action(const struct command *command);
/* The name as typed last: "check" of "rule check". */
const char *command_word(const struct command *command);

extern const struct topic *const topics[];
/* By "NAME.PART", or by "NAME" where no command has it. */
const struct topic *topic_find(const char *name);
enum { TOPIC_NAME_MAX = 40 };
/* What to type for it: "json", "rule.7". */
const char *topic_name(const struct topic *topic, char out[TOPIC_NAME_MAX]);

#endif
