/* options.c - command lines: values as typed, and each wrong use told in its own words.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/options.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum {
	OPT_VERBOSE,
	OPT_COUNT,
	OPT_MEMORY,
	OPT_JSON,
	OPT_CSV,
	OPT_TYPE,
	OPT_PORT,
	OPT_LETTER,
	OPT_QUIET,
	OPT_LOUD,
	OPT_SHRILL
};

static const int form_text, form_json, form_8427, form_csv;

static const struct option_choice json_choices[] = {
	{ "8427", "as RFC 8427", &form_8427, 8427 },
	{ "flat", "one level", NULL, 1 },
	{ 0 },
};

static const struct option_spec options[] = {
	[OPT_VERBOSE] = { 'v', "verbose", NULL, "Say more" },
	[OPT_COUNT] = { 'c', "count", "N", "Stop after N", .kind = OPTION_NUMBER, .lowest = 1 },
	[OPT_MEMORY] = { 0, "memory", "SIZE", "Ceiling", .kind = OPTION_SIZE, .lowest = 1024,
			 .highest = UINT64_C(1) << 40 },
	[OPT_JSON] = { 'j', "json", "FORM", "JSON", .kind = OPTION_CHOICE, .optional = true,
		       .choices = json_choices, .form = &form_json },
	[OPT_CSV] = { 0, "csv", NULL, "CSV", .form = &form_csv },
	[OPT_TYPE] = { 't', "type", "TYPE", "Only this type", .repeats = true },
	[OPT_PORT] = { 'p', NULL, "PORT", "Port", .kind = OPTION_NUMBER, .highest = 65535,
		       .repeats = true },
	[OPT_LETTER] = { 'x', NULL, NULL, "A letter alone" },
	[OPT_QUIET] = { 'q', NULL, NULL, "Quiet", .rivals = "q" },
	[OPT_LOUD] = { 0, "loud", NULL, "Loud", .rivals = "qs" },
	[OPT_SHRILL] = { 0, "shrill", NULL, "Shrill", .rivals = "s" },
	{ 0 },
};

static const struct command probe = {
	.name = "probe",
	.synopsis = "dnsweir probe",
	.summary = "Probe",
	.options = options,
	.operand = { "FILE", "A file", 0, 3, COMPLETE_FILE },
	.form = &form_text,
	.colours = true,
};

static const struct command lonely = { .name = "lonely", .synopsis = "", .summary = "" };
static const struct command needy = {
	.name = "needy",
	.synopsis = "",
	.summary = "",
	.operand = { "NAME", "", 1, 1 },
};

enum { WORDS_MAX = 8 };

static const struct row {
	const char *what;
	const struct command *command;
	const char *words[WORDS_MAX];
	const char *says; /* the values as told below, or the complaint's first line */
} rows[] = {
	{ "nothing", &probe, { 0 }, "form=text" },
	{ "operands in order", &probe, { "b", "a", "-" }, "b a - form=text" },
	{ "options between operands", &probe, { "b", "-v", "a" }, "verbose*1 b a form=text" },
	{ "behind -- all are operands", &probe, { "--", "-v", "--json" }, "-v --json form=text" },
	{ "-- twice", &probe, { "--", "--" }, "-- form=text" },
	{ "a flag counts", &probe, { "-vv", "--verbose" }, "verbose*3 form=text" },
	{ "letters together, the last with its value",
	  &probe,
	  { "-vxc7" },
	  "verbose*1 count=7 x form=text" },
	{ "a value behind its letter", &probe, { "-c", "7" }, "count=7 form=text" },
	{ "a value behind =",
	  &probe,
	  { "--count=18446744073709551615" },
	  "count=18446744073709551615 form=text" },
	{ "a value in the next word", &probe, { "--count", "7" }, "count=7 form=text" },
	{ "the last value wins", &probe, { "-c7", "-c8" }, "count=8 form=text" },
	{ "a repeated option keeps all",
	  &probe,
	  { "-tA", "x", "--type=", "-t", "-v" },
	  "type=A type= type=-v x form=text" },
	{ "a letter alone", &probe, { "-p53", "-x" }, "port=53 x form=text" },
	{ "numbers that repeat", &probe, { "-p53", "-p", "5353" }, "port=53 port=5353 form=text" },
	{ "pieces of lists",
	  &probe,
	  { "-x", "-tA,,MX", "-t", "", "-tNS" },
	  "type=A,,MX type= type=NS [A] [] [MX] [] [NS] x form=text" },
	{ "no list, no pieces", &probe, { "-x" }, "x form=text" },
	{ "rivals of the same, not each other's", &probe, { "-q", "--shrill" }, "form=text" },
	{ "size in KiB", &probe, { "--memory=64k" }, "memory=65536 form=text" },
	{ "size in GiB", &probe, { "--memory=1G" }, "memory=1073741824 form=text" },
	{ "a value left out", &probe, { "--json", "8427" }, "8427 form=json" },
	{ "a value given", &probe, { "--json=8427" }, "form=8427" },
	{ "a choice without form of its own", &probe, { "--json=flat" }, "form=json" },
	{ "a letter never takes a value that may be left out",
	  &probe,
	  { "-jv" },
	  "verbose*1 form=json" },
	{ "the same form twice", &probe, { "--json", "--json=8427" }, "form=8427" },
	{ "a beginning that no other option has",
	  &probe,
	  { "--verb", "--cou=3" },
	  "verbose*1 count=3 form=text" },
	{ "a shortened name, its value in the next word",
	  &probe,
	  { "--cou", "3" },
	  "count=3 form=text" },
	{ "one letter is enough", &probe, { "--v" }, "verbose*1 form=text" },
	{ "help shortened", &probe, { "--he" }, "help" },
	{ "help ends the reading", &probe, { "-h", "--nonsense" }, "help" },
	{ "help among letters", &probe, { "-vhZ" }, "help" },
	{ "help needs no operand", &needy, { "--help" }, "help" },

	{ "unknown option", &probe, { "--nonsense" }, "probe: unknown option '--nonsense'" },
	{ "unknown letter", &probe, { "-vz" }, "probe: unknown option '-z'" },
	{ "a beginning that two options share",
	  &probe,
	  { "--c" },
	  "probe: '--c' may be --count, --csv, --color" },
	{ "the same with a value", &probe, { "--co=3" }, "probe: '--co' may be --count, --color" },
	{ "more than the whole name",
	  &probe,
	  { "--csvs" },
	  "probe: unknown option '--csvs' (did you mean --csv?)" },
	{ "a shortened name, and a value too many",
	  &probe,
	  { "--verb=1" },
	  "probe: --verbose takes no value" },
	{ "mistyped",
	  &probe,
	  { "--cuont=3" },
	  "probe: unknown option '--cuont' (did you mean --count?)" },
	{ "upper case is another name", &probe, { "--JSON" }, "probe: unknown option '--JSON'" },
	{ "empty name", &probe, { "--=3" }, "probe: unknown option '--'" },
	{ "a flag takes no value", &probe, { "--csv=1" }, "probe: --csv takes no value" },
	{ "value missing", &probe, { "--count" }, "probe: --count needs a value: N" },
	{ "value of a letter missing", &probe, { "-vp" }, "probe: -p needs a value: PORT" },
	{ "not a number",
	  &probe,
	  { "-c", "x" },
	  "probe: --count: 'x' is not a number of at least 1" },
	{ "an empty number",
	  &probe,
	  { "--count=" },
	  "probe: --count: '' is not a number of at least 1" },
	{ "a number with a tail",
	  &probe,
	  { "-c7k" },
	  "probe: --count: '7k' is not a number of at least 1" },
	{ "a signed number",
	  &probe,
	  { "-c-7" },
	  "probe: --count: '-7' is not a number of at least 1" },
	{ "a number too small",
	  &probe,
	  { "-c0" },
	  "probe: --count: '0' is not a number of at least 1" },
	{ "a number too large for any",
	  &probe,
	  { "-c18446744073709551616" },
	  "probe: --count: '18446744073709551616' is not a number of at least 1" },
	{ "a number above its range",
	  &probe,
	  { "-p65536" },
	  "probe: -p: '65536' is not a number from 0 to 65535" },
	{ "a size too large",
	  &probe,
	  { "--memory=17179869184G" },
	  "probe: --memory: '17179869184G' is not a size in octets from 1024 to 1099511627776" },
	{ "a size with two units",
	  &probe,
	  { "--memory=1KB" },
	  "probe: --memory: '1KB' is not a size in octets from 1024 to 1099511627776" },
	{ "no such choice",
	  &probe,
	  { "--json=842" },
	  "probe: --json: '842' is none of 8427, flat" },
	{ "an empty choice", &probe, { "--json=" }, "probe: --json: '' is none of 8427, flat" },
	{ "forms exclude each other",
	  &probe,
	  { "--json", "--csv" },
	  "probe: --json and --csv exclude each other" },
	{ "rivals", &probe, { "-q", "--loud" }, "probe: -q and --loud exclude each other" },
	{ "rivals the other way",
	  &probe,
	  { "--loud", "-q" },
	  "probe: --loud and -q exclude each other" },
	{ "rivals by another letter",
	  &probe,
	  { "--shrill", "--loud" },
	  "probe: --shrill and --loud exclude each other" },
	{ "colour is a choice",
	  &probe,
	  { "--color=blue" },
	  "probe: --color: 'blue' is none of auto, always, never" },
	{ "who prints no colour has no such option",
	  &lonely,
	  { "--color=auto" },
	  "lonely: unknown option '--color'" },
	{ "too many operands", &probe, { "a", "b", "c", "d" }, "probe: one FILE too many: 'd'" },
	{ "no operands taken", &lonely, { "x" }, "lonely: takes no operand, but got 'x'" },
	{ "an operand missing", &needy, { "--" }, "needy: NAME is missing" },
	{ "a terminal is not steered",
	  &probe,
	  { "--\033[2J\n\x9b"
	    "x" },
	  "probe: unknown option '--?[2J??x'" },
};

static const char *form_name(const void *form)
{
	return form == &form_text   ? "text"
	       : form == &form_json ? "json"
	       : form == &form_8427 ? "8427"
	       : form == &form_csv  ? "csv"
				    : "none";
}

static void tell(const struct invocation *call, struct weir_writer *w)
{
	if (call_given(call, OPT_VERBOSE))
		weir_writer_print(w, "verbose*%u ", call->values[OPT_VERBOSE].count);
	if (call_given(call, OPT_COUNT))
		weir_writer_print(w, "count=%" PRIu64 " ", call_number(call, OPT_COUNT, 0));
	if (call_given(call, OPT_MEMORY))
		weir_writer_print(w, "memory=%" PRIu64 " ", call_number(call, OPT_MEMORY, 0));
	for (size_t i = 0; call_each(call, OPT_TYPE, i); i++)
		weir_writer_print(w, "type=%s ", call_each(call, OPT_TYPE, i));
	struct call_pieces pieces = { 0 };
	struct weir_slice piece;
	while (call_given(call, OPT_LETTER) && call_piece(call, OPT_TYPE, &pieces, &piece))
		weir_writer_print(w, "[%.*s] ", (int)piece.size, piece.data);
	uint64_t port;
	for (size_t i = 0; call_each_number(call, OPT_PORT, i, &port); i++)
		weir_writer_print(w, "port=%" PRIu64 " ", port);
	if (call_given(call, OPT_LETTER))
		weir_writer_text(w, "x ");
	for (size_t i = 0; i < call->operand_count; i++)
		weir_writer_print(w, "%s ", call->operands[i]);
	weir_writer_print(w, "form=%s", form_name(call->form));
}

static void test_row(const struct row *row)
{
	char told[512];
	struct weir_writer w;
	char *complaint = NULL;
	size_t size;
	FILE *err = open_memstream(&complaint, &size);
	struct invocation call = {
		.out = err,
		.err = err,
		.program = row->command->name,
		.command = row->command,
	};
	struct parsed parsed;
	size_t count = 0;

	while (count < WORDS_MAX && row->words[count])
		count++;
	enum exit_code code = options_parse(&call, count, row->words, &parsed);
	fclose(err);
	weir_writer_init(&w, told, sizeof(told));
	if (code != EXIT_DONE)
		weir_writer_put(&w, complaint, strcspn(complaint, "\n"));
	else if (options_help(&parsed))
		weir_writer_text(&w, "help");
	else
		tell(&call, &w);
	weir_writer_terminate(&w);
	bool wrong_use = strstr(row->says, ": ") != NULL;
	if (!check(row->what, strcmp(told, row->says) == 0 && code == (wrong_use ? EXIT_USE : 0) &&
				      (complaint[0] != 0) == wrong_use))
		note("%s", told);
	options_close(&parsed);
	free(complaint);
}

static void test_labels(void)
{
	static const char *const labels[] = {
		"-v, --verbose",
		"-c, --count=N",
		"--memory=SIZE",
		"-j, --json[=FORM]",
		"--csv",
		"-t, --type=TYPE",
		"-p PORT",
		"-x",
		"-q",
		"--loud",
		"--shrill",
		"--color=WHEN",
		"-h, --help",
	};
	const struct option_spec *option;
	size_t at = 0;
	size_t n = 0;

	while ((option = option_next(&probe, &at))) {
		char label[OPTION_LABEL_MAX];

		option_label(option, label);
		if (!checkf(n < COUNT_OF(labels) && strcmp(label, labels[n]) == 0, "label %s",
			    label))
			return;
		n++;
	}
	check("all rows and the common ones", n == COUNT_OF(labels));
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	test_labels();
	return tap_done();
}
