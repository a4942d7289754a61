/* run.c - one command line from its words to its exit code.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/old_names.h"
#include "cli/options.h"
#include "cli/usage.h"

static enum exit_code run_command(struct invocation *call, size_t count, const char *const *words)
{
	struct parsed parsed = { 0 };
	enum exit_code code = options_parse(call, count, words, &parsed);

	if (code == EXIT_DONE && options_help(&parsed)) {
		usage_print(call->out, call->command);
	} else if (code == EXIT_DONE && !call->command->run) {
		usage_print(call->out, call->command);
		code = EXIT_USE;
	} else if (code == EXIT_DONE) {
		code = call->command->run(call);
	}
	options_close(&parsed);
	return code;
}

/* Who types a file's name first wants a command for it: the first one that takes files. */
static enum exit_code refuse_file(const struct invocation *call, const char *path)
{
	size_t i = 0;

	while (commands[i] && commands[i]->operand.complete != COMPLETE_FILE)
		i++;
	return call_refuse(call, "'%s' is a file, not a command; try: dnsweir %s %s", path,
			   commands[i] ? commands[i]->name : "COMMAND", path);
}

/* The words behind a command's name, the first of which may name an action. */
static enum exit_code run_named(struct invocation *call, const struct command *command,
				size_t count, const char *const *words)
{
	char program[64];
	enum exit_code code = EXIT_USE;

	snprintf(program, sizeof(program), "dnsweir %s", command->name);
	call->program = program;
	if (!command->run && count > 0 && words[0][0] != '-') {
		command = command_action_named(call, command, words[0]);
		if (command)
			snprintf(program, sizeof(program), "dnsweir %s", command->name);
		count--;
		words++;
	}
	call->command = command;
	if (command)
		code = run_command(call, count, words);
	call->program = "dnsweir";
	return code;
}

/* The words behind an older tool's name; `program` is how messages begin. */
static enum exit_code run_old(struct invocation *call, const char *program,
			      const struct old_name *old, size_t count, const char *const *words)
{
	const char **all = calloc(count + 1, sizeof(*all));
	size_t before = 0;
	enum exit_code code;

	if (!all)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	if (old->word)
		all[before++] = old->word;
	for (size_t i = 0; i < count; i++)
		all[before + i] = words[i];
	call->command = command_find(old->command);
	call->program = program;
	code = run_command(call, before + count, all);
	call->program = "dnsweir";
	free(all);
	return code;
}

static enum exit_code dispatch(struct invocation *call, size_t count, const char *const *words)
{
	size_t before = 0; /* words before the subcommand's name: options of dnsweir itself */
	const struct old_name *old;

	while (before < count && words[before][0] == '-')
		before++;
	/* --help and --version need no subcommand and look at none. */
	if (before > 0)
		return run_command(call, before, words);
	old = command_find(words[0]) ? NULL : old_name_find(words[0]);
	if (old) {
		char program[64];

		snprintf(program, sizeof(program), "dnsweir %s", old->command);
		return run_old(call, program, old, count - 1, words + 1);
	}
	if (!command_find(words[0]) && access(words[0], F_OK) == 0)
		return refuse_file(call, words[0]);
	const struct command *command = command_named(call, words[0]);
	return command ? run_named(call, command, count - 1, words + 1) : EXIT_USE;
}

static enum exit_code finish(struct invocation *call, enum exit_code code)
{
	bool failed = ferror(call->out) != 0;

	errno = 0;
	if (fflush(call->out) == 0 && !failed)
		return code;
	if (errno == EPIPE || call_reader_left(call))
		return EXIT_DONE;
	int reason = errno;
	char text[128];
	fprintf(call->err, "dnsweir: cannot write the output: %s\n",
		reason ? strerror_r(reason, text, sizeof(text)) : "a write failed");
	return EXIT_SYSTEM;
}

enum exit_code cli_run(const struct streams *streams, int count, const char *const *words)
{
	struct invocation call = {
		.in = streams->in,
		.out = streams->out,
		.err = streams->err,
		.interrupted = streams->interrupted,
		.program = "dnsweir",
		.command = &cmd_dnsweir,
	};
	const struct old_name *old = count > 0 ? old_name_of_program(words[0]) : NULL;
	enum exit_code code;

	if (old) {
		code = run_old(&call, old->name, old, (size_t)count - 1, words + 1);
	} else if (count <= 1) {
		overview_print(call.out);
		code = EXIT_USE;
	} else {
		code = dispatch(&call, (size_t)count - 1, words + 1);
	}
	return finish(&call, code);
}
