/* filter_test.c - the verdict on a frame, by whatever the user gave.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/filter_test.h"

#include <dnsweir/bpf.h>

#include <stdlib.h>

#include "cli/expression.h"
#include "cli/program_words.h"
#include "cli/rule_words.h"

struct filter_test {
	struct expression *expression;
	struct weir_rule *rule;
	struct weir_judge *judge;
	struct weir_machine *machine;
	bool asks; /* the program asks for more than octets */
	struct bpf_metadata_given given;
};

/* Words that cannot be read are the user's mistake, whatever they are to the library. */
static enum exit_code refuse(const struct invocation *call, const char *option,
			     enum weir_status status, const struct weir_error *err)
{
	enum exit_code code = exit_code_of(status);

	call_note(call, "%s: %s", option, err->text);
	return code == EXIT_BROKEN ? EXIT_USE : code;
}

static enum exit_code open_rule(const struct invocation *call, const char *option,
				const char *words, const struct weir_rule_options *options,
				struct filter_test *test)
{
	struct weir_error err = { .offset = UINT64_MAX };
	enum exit_code code = rule_words_take(call, option, words, options, &test->rule);

	if (code != EXIT_DONE)
		return code;
	enum weir_status status = weir_judge_open(test->rule, &test->judge, &err);
	/* A field that packets do not have is a wrong rule here, not a missing part. */
	if (status == WEIR_E_SUPPORT)
		status = WEIR_E_USE;
	return status == WEIR_OK ? EXIT_DONE : rule_words_refuse(call, option, words, status, &err);
}

static enum exit_code open_rule_file(const struct invocation *call,
				     const struct filter_words *words, struct filter_test *test)
{
	enum exit_code code = EXIT_DONE;
	char *text = rule_words_read(call, words->rule_file, &code);

	if (text)
		code = open_rule(call, words->rule_file, text, &words->options, test);
	free(text);
	return code;
}

/* A program that the kernel would not take is refused, whoever runs it. */
static enum exit_code open_machine(const struct invocation *call, const char *option,
				   const struct weir_bpf_program *program, struct filter_test *test)
{
	struct weir_error err = { .text = "" };
	enum weir_status status = weir_bpf_check(program, &err);

	if (status == WEIR_OK)
		status = weir_machine_open(program, &test->machine, &err);
	test->asks = weir_bpf_asks(program) != 0 || test->given.bits != 0;
	return status == WEIR_OK ? EXIT_DONE : refuse(call, option, status, &err);
}

/* "@FILE", FILE, or the program itself. */
static enum exit_code open_bytecode(const struct invocation *call, const char *words,
				    struct filter_test *test)
{
	struct weir_bpf_program program = { NULL, 0 };
	enum exit_code code = words[0] == '@'
				      ? program_file_open(call, "-b", words + 1, &program, NULL)
				      : program_words_open(call, "-b", words, &program, NULL);

	if (code == EXIT_DONE)
		code = open_machine(call, "-b", &program, test);
	weir_bpf_free(&program);
	return code;
}

static enum exit_code open_assembler(const struct invocation *call, const char *path,
				     struct filter_test *test)
{
	struct weir_bpf_program program = { NULL, 0 };
	enum exit_code code = program_file_assemble(call, "--asm", path, &program);

	if (code == EXIT_DONE)
		code = open_machine(call, "--asm", &program, test);
	weir_bpf_free(&program);
	return code;
}

static enum exit_code open_expression(const struct invocation *call, const char *words,
				      struct filter_test *test)
{
	struct weir_error err;
	enum weir_status status = expression_open(words, &test->expression, &err);

	return status == WEIR_OK ? EXIT_DONE : call_fail(call, status, &err);
}

enum exit_code filter_test_open(const struct invocation *call, const struct filter_words *words,
				struct filter_test **out)
{
	struct filter_test *test = calloc(1, sizeof(*test));
	enum exit_code code = EXIT_DONE;

	if (!test)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	test->given = words->given;
	if (words->rule)
		code = open_rule(call, "-f", words->rule, &words->options, test);
	else if (words->rule_file)
		code = open_rule_file(call, words, test);
	else if (words->bytecode)
		code = open_bytecode(call, words->bytecode, test);
	else if (words->assembler)
		code = open_assembler(call, words->assembler, test);
	else if (words->expression)
		code = open_expression(call, words->expression, test);
	if (code != EXIT_DONE) {
		filter_test_close(test);
		return code;
	}
	*out = test;
	return EXIT_DONE;
}

const struct weir_rule *filter_test_rule(const struct filter_test *test)
{
	return test->rule;
}

enum weir_status filter_test_frame(struct filter_test *test, const struct weir_frame *frame,
				   bool *matches, struct weir_error *err)
{
	if (test->judge) {
		*matches = weir_judge_frame(test->judge, frame);
		return WEIR_OK;
	}
	if (test->asks) {
		struct weir_bpf_metadata metadata;
		struct weir_bpf_packet packet;

		/* Every frame has its first octet, be it one behind the last. */
		*matches = bpf_metadata_frame(&test->given, frame, WEIR_BPF_AT_LINK, &metadata,
					      &packet) &&
			   weir_machine_run(test->machine, &packet) != 0;
		return WEIR_OK;
	}
	if (test->machine) {
		const struct weir_bpf_packet packet = { .bytes = frame->bytes,
							.wire_size = frame->wire_size };
		*matches = weir_machine_run(test->machine, &packet) != 0;
		return WEIR_OK;
	}
	if (test->expression)
		return expression_match(test->expression, frame, matches, err);
	*matches = true;
	return WEIR_OK;
}

void filter_test_close(struct filter_test *test)
{
	if (!test)
		return;
	expression_close(test->expression);
	weir_judge_close(test->judge);
	weir_rule_close(test->rule);
	weir_machine_close(test->machine);
	free(test);
}
