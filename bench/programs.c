/* programs.c - what rules compile to: instructions as written and as executed, and the time it takes.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * programs CAPTURE: Ethernet. The sets of names are those of tests/name_sets.c. A hit is a question for
 * a pattern's name, a label of any octets being "any". A miss is such a question with one octet of the
 * name changed, each in turn, or with a label more in front. Traffic is what of the capture's first
 * 20,000 frames a program gets to see: under what is given, the frames for which it holds. */
#include <dnsweir/name.h>
#include <dnsweir/rule.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "name_sets.h"

enum { ROUNDS = 9, TEXT_ROOM = 1 << 16, QUESTION_MAX = 512, LINK = 14, BEFORE_NAME = 40 };

struct executed {
	uint64_t sum, most, count;
};

static struct weir_rule *open_rule(const char *text, bool case_sensitive)
{
	struct weir_rule_options options = WEIR_RULE_OPTIONS;
	struct weir_rule *rule;
	struct weir_error err;

	options.case_sensitive = case_sensitive;
	if (weir_rule_open((struct weir_slice){ (const uint8_t *)text, strlen(text) }, &options,
			   &rule, &err) != WEIR_OK)
		die(text, err.text);
	return rule;
}

static struct weir_programs compile(const struct weir_rule *rule, enum weir_target target,
				    const struct weir_rule *given)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_programs programs;
	struct weir_error err;

	options.target = target;
	options.given = given;
	if (weir_rule_compile(rule, &options, &programs, &err) != WEIR_OK)
		die("compile", err.text);
	return programs;
}

/* Runs a program on a packet and returns the verdict; what it executes is put into `executed` if the
 * verdict is the one `wanted` (below 0: any). */
static bool run(const struct weir_bpf_program *program, const struct weir_bpf_packet *packet,
		int wanted, struct executed *executed)
{
	static uint64_t hits[WEIR_BPF_OPS_MAX];
	uint64_t sum = 0;

	memset(hits, 0, program->count * sizeof(*hits));
	bool kept = weir_bpf_trace(program, packet, hits, NULL) != 0;
	if (wanted >= 0 && kept != (wanted > 0))
		return kept;
	for (size_t i = 0; i < program->count; i++)
		sum += hits[i];
	executed->sum += sum;
	executed->count++;
	if (sum > executed->most)
		executed->most = sum;
	return kept;
}

/* A frame with a question over IPv4 and UDP; from LINK on, what target ip sees. */
static struct weir_bpf_packet write_question(const struct weir_name *name, enum weir_target target,
					     uint8_t frame[QUESTION_MAX])
{
	static const uint8_t head[LINK + BEFORE_NAME] = {
		2,    0,    0, 0,  0, 1, 2, 0, 0,  0,  0, 2, 8,   0, /* Ethernet */
		0x45, 0,    0, 0,  0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 53, /* IP */
		0x9c, 0x40, 0, 53, 0, 0, 0, 0,                                            /* UDP */
		0,    1,    1, 0,  0, 1, 0, 0, 0,  0,  0, 0,                              /* DNS */
	};
	static const uint8_t tail[4] = { 0, 1, 0, 1 };
	size_t size = sizeof(head) + name->size + sizeof(tail);
	size_t at = target == WEIR_TARGET_IP ? LINK : 0;

	memcpy(frame, head, sizeof(head));
	memcpy(frame + sizeof(head), name->octets, name->size);
	memcpy(frame + sizeof(head) + name->size, tail, sizeof(tail));
	frame[LINK + 3] = (uint8_t)(size - LINK);
	frame[LINK + 25] = (uint8_t)(size - LINK - 20);
	return (struct weir_bpf_packet){ { frame + at, size - at }, (uint32_t)(size - at), NULL };
}

/* The name of a pattern, labels of any octets filled in; `more`: with another label in front. */
static struct weir_name name_of(const char *pattern, bool more)
{
	char text[4 * NAME_SET_ROOM];
	struct weir_name name;
	struct weir_error err;
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	weir_writer_text(&w, more ? "more." : "");
	for (const char *c = pattern; *c; c++)
		if (*c == '*')
			weir_writer_text(&w, "any");
		else
			weir_writer_char(&w, *c);
	if (weir_name_parse((struct weir_slice){ (const uint8_t *)text, w.size }, NULL, &name,
			    &err) != WEIR_OK)
		die(pattern, err.text);
	return name;
}

struct figures {
	struct executed hit, miss, traffic;
};

static void count_questions(const struct weir_bpf_program *program, enum weir_target target,
			    const struct name_patterns *patterns, struct figures *out)
{
	uint8_t frame[QUESTION_MAX];

	for (size_t i = 0; i < patterns->count; i++) {
		struct weir_name name = name_of(patterns->list[i], false);
		struct weir_bpf_packet packet = write_question(&name, target, frame);

		if (!run(program, &packet, 1, &out->hit))
			die(patterns->list[i], "its question is not kept");
		for (size_t at = 0; at < name.size; at++) {
			struct weir_name other = name;

			if (!isalnum(name.octets[at]))
				continue; /* lengths are below 48 */
			other.octets[at] = name.octets[at] == 'q' ? 'z' : 'q';
			packet = write_question(&other, target, frame);
			run(program, &packet, 0, &out->miss);
		}
		name = name_of(patterns->list[i], true);
		packet = write_question(&name, target, frame);
		run(program, &packet, 0, &out->miss);
	}
}

/* The IP packet of an Ethernet frame; false where there is none. */
static bool strip(const struct weir_bpf_packet *frame, struct weir_bpf_packet *out)
{
	const uint8_t *data = frame->bytes.data;
	size_t at = 12;

	for (unsigned tags = 0; tags < 2 && frame->bytes.size >= at + 6; tags++) {
		if (data[at] != 0x81 || data[at + 1] != 0)
			break;
		at += 4;
	}
	if (frame->bytes.size < at + 2)
		return false;
	unsigned type = (unsigned)data[at] << 8 | data[at + 1];
	if (type != 0x0800 && type != 0x86dd)
		return false;
	at += 2;
	*out = *frame;
	out->bytes = (struct weir_slice){ data + at, frame->bytes.size - at };
	out->wire_size = frame->wire_size - (uint32_t)at;
	return true;
}

static void count_traffic(const struct weir_bpf_program *program, enum weir_target target,
			  const struct weir_bpf_program *given, struct executed *out)
{
	for (size_t i = 0; i < packets.count; i++) {
		struct weir_bpf_packet packet = packets.list[i];

		if (target == WEIR_TARGET_IP && !strip(&packets.list[i], &packet))
			continue;
		if (!given || weir_bpf_trace(given, &packet, NULL, NULL) != 0)
			run(program, &packet, -1, out);
	}
}

static void put_executed(const struct executed *executed)
{
	if (executed->count == 0)
		printf("  %7s %5s", "-", "-");
	else
		printf("  %7.1f %5u", (double)executed->sum / (double)executed->count,
		       (unsigned)executed->most);
}

static void put_figures(const struct weir_bpf_program *program, enum weir_target target,
			const struct weir_bpf_program *given, const struct name_patterns *patterns)
{
	struct figures figures = { 0 };

	count_questions(program, target, patterns, &figures);
	count_traffic(program, target, given, &figures.traffic);
	put_executed(&figures.hit);
	put_executed(&figures.miss);
	put_executed(&figures.traffic);
	putchar('\n');
}

static void write_rule(const struct name_set *set, struct name_patterns *patterns, char *text)
{
	struct weir_writer w;

	name_set_patterns(set, patterns);
	weir_writer_init(&w, text, TEXT_ROOM);
	name_set_rule(patterns, &w);
}

static void put_sets(char *text)
{
	static struct name_patterns patterns;
	struct weir_rule *given = open_rule(NAME_SETS_GIVEN, false);
	struct weir_programs gate = compile(given, WEIR_TARGET_IP, NULL);

	printf("%-27s %13s %5s %6s  %13s  %13s  %13s\n", "", "instructions", "", "",
	       "executed, hit", "miss", "traffic");
	printf("%-27s %13s %5s %6s  %7s %5s  %7s %5s  %7s %5s\n", "target ip, given", "ours", "aim",
	       "bpfgen", "mean", "most", "mean", "most", "mean", "most");
	for (size_t i = 0; i < NAME_SETS; i++) {
		const struct name_set *set = &name_sets[i];

		write_rule(set, &patterns, text);
		struct weir_rule *rule = open_rule(text, set->case_sensitive);
		struct weir_programs programs = compile(rule, WEIR_TARGET_IP, given);
		printf("%-27s %13zu %5u %6u", set->what, programs.programs[0].count, set->aim,
		       set->bpfgen);
		put_figures(&programs.programs[0], WEIR_TARGET_IP, &gate.programs[0], &patterns);
		weir_programs_free(&programs);
		weir_rule_close(rule);
	}
	weir_programs_free(&gate);
	weir_rule_close(given);
}

/* One name with nothing given: IPv4 and IPv6, VLAN, extension headers, TCP. */
static void put_exact(char *text)
{
	static const enum weir_target targets[] = { WEIR_TARGET_IP, WEIR_TARGET_ETHER };
	static struct name_patterns patterns;

	write_rule(&name_sets[0], &patterns, text);
	struct weir_rule *rule = open_rule(text, false);
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		struct weir_programs programs = compile(rule, targets[i], NULL);

		printf("one name, any packet: %-5s %13zu %5s %6s", weir_target_name(targets[i]),
		       programs.programs[0].count, "-", "-");
		put_figures(&programs.programs[0], targets[i], NULL, &patterns);
		weir_programs_free(&programs);
	}
	weir_rule_close(rule);
}

static void put_times(char *text)
{
	static const unsigned counts[] = { 1, 100, 400 };
	static struct name_patterns patterns;
	struct weir_rule *given = open_rule(NAME_SETS_GIVEN, false);

	printf("\n%-27s %8s  %13s %9s  %13s %9s\n", "ms, CPU, median of 9", "reading", "ip, given",
	       "compiling", "ether", "compiling");
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct name_set set = { .patterns = "$.example.com",
					.repeats = counts[i],
					.letters = 9 };
		double reading[ROUNDS], short_one[ROUNDS], exact[ROUNDS];
		size_t short_count = 0, exact_count = 0;

		write_rule(&set, &patterns, text);
		for (size_t round = 0; round < ROUNDS; round++) {
			double start = cpu_ns();
			struct weir_rule *rule = open_rule(text, false);
			double read = cpu_ns();
			struct weir_programs one = compile(rule, WEIR_TARGET_IP, given);
			double compiled = cpu_ns();
			struct weir_programs other = compile(rule, WEIR_TARGET_ETHER, NULL);

			exact[round] = (cpu_ns() - compiled) / 1e6;
			short_one[round] = (compiled - read) / 1e6;
			reading[round] = (read - start) / 1e6;
			short_count = one.programs[0].count;
			exact_count = other.programs[0].count;
			weir_programs_free(&one);
			weir_programs_free(&other);
			weir_rule_close(rule);
		}
		printf("%4u %-22s %8.2f  %13zu %9.2f  %13zu %9.2f\n", counts[i],
		       counts[i] == 1 ? "name" : "names", median(reading, ROUNDS), short_count,
		       median(short_one, ROUNDS), exact_count, median(exact, ROUNDS));
	}
	weir_rule_close(given);
}

int main(int argc, char **argv)
{
	char *text = malloc(TEXT_ROOM);

	if (argc != 2 || !text)
		die("usage", "programs CAPTURE");
	load_packets(argv[1]);
	put_sets(text);
	put_exact(text);
	put_times(text);
	free(text);
	return 0;
}
