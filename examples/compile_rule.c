/* compile_rule.c - make classic BPF of a rule, and ask a capture's frames what it says of them.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * cc compile_rule.c $(pkg-config --cflags --libs dnsweir)
 * ./a.out 'dns.flags.rcode == NXDOMAIN' capture.pcap */
#include <dnsweir/capture.h>
#include <dnsweir/rule.h>

#include <stdio.h>
#include <string.h>

static int fail(const struct weir_error *err)
{
	fprintf(stderr, "compile_rule: %s\n", err->text);
	return 1;
}

/* For `iptables -m bpf --bytecode`, were the target `ip`; here for packet sockets. */
static enum weir_status print_program(const struct weir_rule *rule, struct weir_error *err)
{
	static char text[200000];
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_programs programs;
	struct weir_writer out;

	options.target = WEIR_TARGET_ETHER;
	enum weir_status status = weir_rule_compile(rule, &options, &programs, err);
	if (status != WEIR_OK)
		return status;
	weir_writer_init(&out, text, sizeof(text));
	weir_bpf_print(&programs.programs[0], WEIR_BPF_BYTECODE, &out);
	if (weir_writer_terminate(&out))
		printf("%s\n", text);
	weir_programs_free(&programs);
	return WEIR_OK;
}

/* A judge gives the same verdicts as the program, on frames of any link type. */
static enum weir_status count_frames(const struct weir_rule *rule, const char *path,
				     struct weir_error *err)
{
	struct weir_capture *capture = NULL;
	struct weir_judge *judge = NULL;
	struct weir_frame frame;
	unsigned long frames = 0, kept = 0;

	enum weir_status status = weir_capture_open(path, NULL, &capture, err);
	if (status == WEIR_OK)
		status = weir_judge_open(rule, &judge, err);
	while (status == WEIR_OK) {
		status = weir_capture_next(capture, &frame, err);
		if (status == WEIR_OK) {
			frames++;
			kept += weir_judge_frame(judge, &frame);
		}
	}
	weir_judge_close(judge);
	weir_capture_close(capture);
	if (status != WEIR_END)
		return status;
	printf("%lu of %lu frames\n", kept, frames);
	return WEIR_OK;
}

int main(int argc, char **argv)
{
	struct weir_error err;
	struct weir_rule *rule;

	if (argc != 3) {
		fprintf(stderr, "usage: compile_rule RULE CAPTURE\n");
		return 2;
	}
	struct weir_slice words = { (const uint8_t *)argv[1], strlen(argv[1]) };
	if (weir_rule_open(words, NULL, &rule, &err) != WEIR_OK)
		return fail(&err);
	enum weir_status status = print_program(rule, &err);
	if (status == WEIR_OK)
		status = count_frames(rule, argv[2], &err);
	weir_rule_close(rule);
	return status == WEIR_OK ? 0 : fail(&err);
}
