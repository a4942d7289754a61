/* run.c - whole command lines without a process: answers, complaints, exit codes, outputs that fail.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/run.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

enum { WORDS_MAX = 6 };

static const struct row {
	const char *what;
	const char *words[WORDS_MAX];
	enum exit_code code;
	const char *out; /* how standard output begins; "" : nothing */
	const char *err;
} rows[] = {
	{ "bare", { "dnsweir" }, EXIT_USE, "Look into DNS packets", "" },
	{ "help", { "dnsweir", "-h" }, EXIT_DONE, "Look into DNS packets", "" },
	{ "version as an option", { "dnsweir", "--version" }, EXIT_DONE, "dnsweir ", "" },
	{ "version as a command", { "dnsweir", "version" }, EXIT_DONE, "dnsweir ", "" },
	{ "the command's name is ours, not the file's",
	  { "/x/y", "no" },
	  EXIT_USE,
	  "",
	  "dnsweir: unknown command 'no'\n" },
	{ "no name at all", { NULL }, EXIT_USE, "Look into DNS packets", "" },
	{ "an empty command", { "dnsweir", "" }, EXIT_USE, "", "dnsweir: unknown command ''\n" },
	{ "a beginning is not enough",
	  { "dnsweir", "hel" },
	  EXIT_USE,
	  "",
	  "dnsweir: unknown command 'hel' (did you mean help?)\n" },
	{ "a file where a command belongs",
	  { "dnsweir", "/dev/null" },
	  EXIT_USE,
	  "",
	  "dnsweir: '/dev/null' is a file, not a command; try: dnsweir " },
	{ "an option of a command before it",
	  { "dnsweir", "--man", "help" },
	  EXIT_USE,
	  "",
	  "dnsweir: unknown option '--man'\n" },
	{ "help of a command",
	  { "dnsweir", "help", "--help" },
	  EXIT_DONE,
	  "Usage: dnsweir help",
	  "" },
	{ "the page of a command",
	  { "dnsweir", "help", "version" },
	  EXIT_DONE,
	  "NAME\n    dnsweir-version - ",
	  "" },
	{ "the page of all",
	  { "dnsweir", "help", "dnsweir" },
	  EXIT_DONE,
	  "NAME\n    dnsweir - ",
	  "" },
	{ "a topic", { "dnsweir", "help", "json" }, EXIT_DONE, "NAME\n    dnsweir-json - ", "" },
	{ "a topic is no command",
	  { "dnsweir", "json" },
	  EXIT_USE,
	  "",
	  "dnsweir: unknown command 'json'\n" },
	{ "colour where asked for",
	  { "dnsweir", "help", "--color=always", "version" },
	  EXIT_DONE,
	  "\033[1mNAME\033[0m\n",
	  "" },
	{ "a man page", { "dnsweir", "help", "--man" }, EXIT_DONE, ".\\\" Printed by", "" },
	{ "help about nothing known",
	  { "dnsweir", "help", "\033[2J" },
	  EXIT_USE,
	  "",
	  "dnsweir help: unknown command '?[2J'\n" },
};

static bool begins(const char *text, const char *with)
{
	return *with ? strncmp(text, with, strlen(with)) == 0 : !*text;
}

static void test_row(const struct row *row)
{
	char *text[2] = { NULL, NULL };
	size_t size[2];
	struct streams streams = { stdin, open_memstream(&text[0], &size[0]),
				   open_memstream(&text[1], &size[1]), NULL };
	int count = 0;

	while (count < WORDS_MAX && row->words[count])
		count++;
	enum exit_code code = cli_run(&streams, count, row->words);
	fclose(streams.out);
	fclose(streams.err);
	if (!checkf(code == row->code && begins(text[0], row->out) && begins(text[1], row->err),
		    "%s: %d", row->what, (int)code))
		note("%s %s", text[0], text[1]);
	free(text[0]);
	free(text[1]);
}

/* Run `dnsweir help` into `out`; what it complained of into `said`. */
static enum exit_code run_into(FILE *out, char *said, size_t said_size)
{
	const char *words[] = { "dnsweir", "help", NULL };
	char *text = NULL;
	size_t size;
	struct streams streams = { stdin, out, open_memstream(&text, &size), NULL };
	enum exit_code code = cli_run(&streams, 2, words);

	fclose(streams.err);
	snprintf(said, said_size, "%s", text);
	free(text);
	return code;
}

static void test_full(int mode, const char *how)
{
	FILE *out = fopen("/dev/full", "w");
	char said[200];

	if (!out) {
		skip("a full disk", "no /dev/full");
		return;
	}
	setvbuf(out, NULL, mode, 64);
	enum exit_code code = run_into(out, said, sizeof(said));
	checkf(code == EXIT_SYSTEM && begins(said, "dnsweir: cannot write the output: "),
	       "a full disk, %s: %d %s", how, (int)code, said);
	fclose(out);
}

static void test_reader_left(int mode, const char *how)
{
	int ends[2];
	char said[200];

	if (pipe(ends) != 0) {
		check("pipe", false);
		return;
	}
	FILE *out = fdopen(ends[1], "w");
	close(ends[0]);
	setvbuf(out, NULL, mode, 64);
	enum exit_code code = run_into(out, said, sizeof(said));
	checkf(code == EXIT_DONE && !said[0], "a reader that left, %s: %d %s", how, (int)code,
	       said);
	fclose(out);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN); /* as main.c does */
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	test_full(_IOFBF, "noticed early");
	test_full(_IONBF, "at the first octet");
	test_full(_IOLBF, "at a line's end");
	test_reader_left(_IOFBF, "noticed early");
	test_reader_left(_IONBF, "at the first octet");
	return tap_done();
}
