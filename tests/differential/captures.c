/* captures.c - cookbook rules and random rules over every shared capture: one verdict on every frame.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * captures DIRECTORY, or $DNSWEIR_SHARED: the folder that holds captures/. One test a capture. A rule and
 * its negation, each compiled for the frame's link type, and the judge of `filter`: all as the evaluator
 * says, and one of the two always. */
#include <dnsweir/capture.h>
#include <dnsweir/rule.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "words.h"

enum { RULES_MAX = 160, RANDOM_RULES = 100, NOTES_MAX = 3, PATH_SIZE = 1024, WORDS_SIZE = 4200 };

struct entry {
	char words[WORDS_SIZE];
	struct weir_rule *rule, *opposite;
	struct weir_judge *judge;
	struct weir_machine *machines[WEIR_TARGET_COUNT][2]; /* of the rule and of its negation */
};

static struct entry entries[RULES_MAX];
static size_t entry_count;
static unsigned machine_count;

static struct weir_rule *open_rule(const char *words)
{
	struct weir_rule *rule;
	struct weir_error err;

	if (weir_rule_open((struct weir_slice){ (const uint8_t *)words, strlen(words) }, NULL,
			   &rule, &err) == WEIR_OK)
		return rule;
	checkf(false, "rule %s: %s", words, err.text);
	return NULL;
}

static struct weir_machine *compile(const struct weir_rule *rule, enum weir_target target)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_machine *machine = NULL;
	struct weir_programs programs;

	options.target = target;
	if (weir_rule_compile(rule, &options, &programs, NULL) != WEIR_OK)
		return NULL; /* the evaluator and the judge remain */
	if (weir_machine_open(&programs.programs[0], &machine, NULL) == WEIR_OK)
		machine_count++;
	weir_programs_free(&programs);
	return machine;
}

static void add_rule(const char *words)
{
	struct entry *entry = &entries[entry_count];
	char opposite[WORDS_SIZE + 10];

	if (entry_count == RULES_MAX)
		return;
	snprintf(entry->words, sizeof(entry->words), "%s", words);
	snprintf(opposite, sizeof(opposite), "not (%s)", words);
	entry->rule = open_rule(words);
	entry->opposite = open_rule(opposite);
	if (!entry->rule || !entry->opposite ||
	    weir_judge_open(entry->rule, &entry->judge, NULL) != WEIR_OK)
		return; /* of other packets: not for packet scope */
	for (int target = 0; target < WEIR_TARGET_COUNT; target++) {
		entry->machines[target][0] = compile(entry->rule, (enum weir_target)target);
		entry->machines[target][1] = compile(entry->opposite, (enum weir_target)target);
	}
	entry_count++;
}

static int target_of(uint16_t link)
{
	switch (link) {
	case WEIR_LINK_ETHERNET:
		return WEIR_TARGET_ETHER;
	case WEIR_LINK_RAW:
		return WEIR_TARGET_IP;
	case WEIR_LINK_LINUX_SLL:
		return WEIR_TARGET_SLL;
	case WEIR_LINK_LINUX_SLL2:
		return WEIR_TARGET_SLL2;
	default:
		return -1;
	}
}

static bool keeps(const struct weir_machine *machine, const struct weir_frame *frame)
{
	struct weir_bpf_packet packet = { frame->bytes, frame->wire_size, NULL };

	return weir_machine_run(machine, &packet) != 0;
}

/* NULL: all say the same. */
static const char *who_differs(const struct entry *entry, const struct weir_frame *frame)
{
	bool expected = weir_rule_frame(entry->rule, frame);
	int target = target_of(frame->link);

	if (weir_rule_frame(entry->opposite, frame) == expected)
		return "the negation";
	if (weir_judge_frame(entry->judge, frame) != expected)
		return "the judge";
	/* A program takes `len` for what it sees, as the kernel does: a cut frame is the judge's. */
	if (target < 0 || frame->wire_size != frame->bytes.size)
		return NULL;
	if (entry->machines[target][0] && keeps(entry->machines[target][0], frame) != expected)
		return "the program";
	if (entry->machines[target][1] && keeps(entry->machines[target][1], frame) == expected)
		return "the negation's program";
	return NULL;
}

static void check_capture(const char *path, const char *name)
{
	struct weir_capture *capture;
	struct weir_frame frame;
	unsigned wrong = 0;
	uint64_t frames = 0, kept = 0;

	if (weir_capture_open(path, NULL, &capture, NULL) != WEIR_OK)
		return; /* no capture */
	while (wrong < NOTES_MAX && weir_capture_next(capture, &frame, NULL) == WEIR_OK) {
		frames++;
		for (size_t i = 0; i < entry_count && wrong < NOTES_MAX; i++) {
			const char *who = who_differs(&entries[i], &frame);

			kept += !who && weir_rule_frame(entries[i].rule, &frame);
			if (!who)
				continue;
			note("frame %llu, %s: %s differs", (unsigned long long)frame.number,
			     entries[i].words, who);
			wrong++;
		}
	}
	weir_capture_close(capture);
	checkf(wrong == 0, "%s: %llu frames, %zu rules, %llu matches", name,
	       (unsigned long long)frames, entry_count, (unsigned long long)kept);
}

static bool ends_with(const char *name, const char *end)
{
	size_t size = strlen(name);

	return size >= strlen(end) && strcmp(name + size - strlen(end), end) == 0;
}

static void walk_folder(const char *folder, unsigned depth)
{
	struct dirent **list;
	int count = scandir(folder, &list, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = list[i]->d_name;
		char path[PATH_SIZE];

		snprintf(path, sizeof(path), "%s/%s", folder, name);
		if (name[0] == '.' || strcmp(name, "LICENSES") == 0) {
			/* nothing to read here */
		} else if (list[i]->d_type == DT_DIR) {
			if (depth < 3)
				walk_folder(path, depth + 1);
		} else if (!ends_with(name, ".jsonl") && !ends_with(name, ".md")) {
			check_capture(path, name);
		}
		free(list[i]);
	}
	if (count >= 0)
		free(list);
}

static void open_rules(void)
{
	const struct weir_recipe *recipe = NULL;
	struct random r = { .state = 20261121 };
	char words[WORDS_SIZE];
	struct weir_writer w;

	while ((recipe = weir_cookbook_next(recipe)))
		add_rule(recipe->rule);
	for (int i = 0; i < RANDOM_RULES; i++) {
		weir_writer_init(&w, words, sizeof(words));
		words_random(&r, &w);
		add_rule(words);
	}
	checkf(machine_count > entry_count * WEIR_TARGET_COUNT,
	       "%u programs of %zu rules, their negations and %d targets", machine_count,
	       entry_count, WEIR_TARGET_COUNT);
}

int main(int argc, char **argv)
{
	const char *shared = getenv("DNSWEIR_SHARED");
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/captures",
		 shared     ? shared
		 : argc > 1 ? argv[1]
			    : "../shared");
	DIR *folder = opendir(path);
	if (!folder) {
		skip("one verdict on the shared captures", "no shared captures here");
		return tap_done();
	}
	closedir(folder);
	open_rules();
	walk_folder(path, 0);
	for (size_t i = 0; i < entry_count; i++) {
		for (int target = 0; target < WEIR_TARGET_COUNT; target++) {
			weir_machine_close(entries[i].machines[target][0]);
			weir_machine_close(entries[i].machines[target][1]);
		}
		weir_judge_close(entries[i].judge);
		weir_rule_close(entries[i].rule);
		weir_rule_close(entries[i].opposite);
	}
	return tap_done();
}
