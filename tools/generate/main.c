/* main.c - weir-generate: make captures that are the same for the same words, byte for byte.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench.h"
#include "scene.h"

static const char usage[] =
	"weir-generate demo -o FILE [--truth FILE]\n"
	"weir-generate case NAME -o FILE [--truth FILE] [--labels FILE]\n"
	"weir-generate all -o DIRECTORY\n"
	"weir-generate list\n"
	"weir-generate bench [-n FRAMES] [-s SEED] [--flood PERCENT] -o FILE [--truth FILE]\n"
	"weir-generate bench [-n FRAMES] [-s SEED] --describe\n";

struct choices {
	const char *output;
	const char *truth;
	const char *labels;
	bool labels_if_any; /* no file for a case without labels */
	struct bench_options bench;
};

static _Noreturn void refuse(const char *what)
{
	fprintf(stderr, "weir-generate: %s\n%s", what, usage);
	exit(2);
}

static void write_case(const struct case_row *row, const struct choices *chosen)
{
	struct truth *truth = chosen->truth ? truth_open() : NULL;
	struct labels *labels = chosen->labels ? labels_open() : NULL;

	case_write(row, chosen->output, truth, labels);
	if (truth)
		truth_write(truth, chosen->truth);
	if (labels && (labels_any(labels) || !chosen->labels_if_any))
		labels_write(labels, chosen->labels);
	labels_close(labels);
	truth_close(truth);
}

/* Every case as DIRECTORY/NAME.EXTENSION, with its truth as DIRECTORY/NAME.truth and its labels, where it has
 * some, as DIRECTORY/NAME.labels. */
static void write_all(const char *directory)
{
	char file[4096];
	char truth[4096];
	char labels[4096];

	if (mkdir(directory, 0777) != 0 && errno != EEXIST)
		system_fail(directory);
	for (const struct case_row *row = cases; row->name; row++) {
		snprintf(file, sizeof(file), "%s/%s.%s", directory, row->name, row->extension);
		snprintf(truth, sizeof(truth), "%s/%s.truth", directory, row->name);
		snprintf(labels, sizeof(labels), "%s/%s.labels", directory, row->name);
		write_case(row, &(struct choices){ .output = file,
						   .truth = truth,
						   .labels = labels,
						   .labels_if_any = true });
	}
}

static void list(void)
{
	for (const struct case_row *row = cases; row->name; row++)
		printf("%-16s %s\n", row->name, row->summary);
}

static uint64_t read_number(const char *text, uint64_t limit)
{
	char *end;

	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || *text == '-' || value > limit)
		refuse("not a number, or too large");
	return value;
}

static struct choices read_choices(int argc, char **argv)
{
	static const struct option names[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "truth", required_argument, NULL, 't' },
		{ "labels", required_argument, NULL, 'l' },
		{ "flood", required_argument, NULL, 'f' },
		{ "describe", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct choices chosen = { .bench = { .frames = 5000000, .seed = 1, .flood = -1 } };

	for (int c; (c = getopt_long(argc, argv, "o:n:s:", names, NULL)) != -1;) {
		switch (c) {
		case 'o':
			chosen.output = optarg;
			break;
		case 't':
			chosen.truth = optarg;
			break;
		case 'n':
			/* Tickets of 30 bits tell the conversations apart. */
			chosen.bench.frames = read_number(optarg, 1u << 30);
			break;
		case 's':
			chosen.bench.seed = read_number(optarg, UINT64_MAX);
			break;
		case 'l':
			chosen.labels = optarg;
			break;
		case 'f':
			chosen.bench.flood = (int)read_number(optarg, 100);
			break;
		case 'd':
			chosen.bench.describe = 1;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			refuse("unknown option");
		}
	}
	return chosen;
}

int main(int argc, char **argv)
{
	struct choices chosen = read_choices(argc, argv);
	const char *mode = optind < argc ? argv[optind] : "";
	const char *name = optind + 1 < argc ? argv[optind + 1] : "";

	if (strcmp(mode, "list") == 0) {
		list();
		return 0;
	}
	if (strcmp(mode, "bench") == 0) {
		chosen.bench.output = chosen.output;
		chosen.bench.truth = chosen.truth;
		if (!chosen.output && !chosen.bench.describe)
			refuse("-o is missing");
		bench_write(&chosen.bench);
		return 0;
	}
	if (!chosen.output)
		refuse("-o is missing");
	if (strcmp(mode, "all") == 0) {
		write_all(chosen.output);
		return 0;
	}
	if (strcmp(mode, "case") != 0 && strcmp(mode, "demo") != 0)
		refuse("what to make?");
	const struct case_row *row = case_find(mode[0] == 'd' ? mode : name);
	if (!row)
		refuse("no such case; `weir-generate list` has them");
	write_case(row, &chosen);
	return 0;
}
