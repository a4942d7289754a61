/* report.c - shrink the rule to a part of its tree and the packet to few octets, as long as it fails.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "tap.h"

enum { WORDS_MAX = 4096, ROUNDS_MAX = 40 };

struct difference {
	char words[WORDS_MAX];
	const struct contest_form *form;
	struct scene scene;
	uint32_t extra;
	const struct weir_bpf_metadata *metadata;
	struct verdicts verdicts;
};

static bool differs(const char *words, struct difference *d, const struct scene *scene)
{
	struct contest contest;
	struct weir_error err = { .text = "" };

	if (contest_open(words, d->form, &contest, &err) != CONTEST_OPEN)
		return false;
	struct verdicts verdicts = contest_judge(&contest, scene, d->extra, d->metadata);
	contest_close(&contest);
	if (!verdicts.who)
		return false;
	d->verdicts = verdicts;
	return true;
}

/* Is a part of the tree, or its negation, enough? Then it becomes the rule. */
static bool shrink_words(struct difference *d)
{
	struct weir_rule *rule;
	char part[WORDS_MAX];
	bool smaller = false;

	if (weir_rule_open((struct weir_slice){ (const uint8_t *)d->words, strlen(d->words) }, NULL,
			   &rule, NULL) != WEIR_OK)
		return false;
	for (uint32_t i = 0; i < rule->node_count && !smaller; i++) {
		const struct node *node = &rule->nodes[i];

		if (node->width == 0 || node->width + 2 >= strlen(d->words) ||
		    node->column + node->width > strlen(d->words))
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)node->width, d->words + node->column);
		if (differs(part, d, &d->scene)) {
			snprintf(d->words, sizeof(d->words), "%s", part);
			smaller = true;
		}
	}
	weir_rule_close(rule);
	return smaller;
}

static void shrink_scene(struct difference *d)
{
	struct scene scene = d->scene;

	for (size_t cut = scene.size / 2; cut > 0; cut /= 2)
		while (scene.size >= cut) {
			scene.size -= cut;
			if (!differs(d->words, d, &scene)) {
				scene.size += cut;
				break;
			}
		}
	for (size_t i = 0; i < scene.size; i++) {
		uint8_t before = scene.octets[i];

		scene.octets[i] = 0;
		if (before != 0 && !differs(d->words, d, &scene))
			scene.octets[i] = before;
	}
	d->scene = scene;
}

static void show_program(const struct difference *d)
{
	static char text[1 << 17];
	struct contest contest;
	struct weir_error err = { .text = "" };
	struct weir_writer w;

	if (contest_open(d->words, d->form, &contest, &err) != CONTEST_OPEN)
		return;
	weir_writer_init(&w, text, sizeof(text) - 1);
	for (size_t i = 0; i < contest.programs.count; i++)
		weir_bpf_print(&contest.programs.programs[i], WEIR_BPF_D, &w);
	text[w.size] = 0;
	for (char *line = text, *rest; *line && (rest = strchr(line, '\n')); line = rest + 1)
		if (line - text < 6000)
			note("%.*s", (int)(rest - line), line);
	contest_close(&contest);
}

void report_difference(const char *words, const struct contest_form *form,
		       const struct scene *scene, uint32_t extra,
		       const struct weir_bpf_metadata *metadata)
{
	static struct difference d;

	d = (struct difference){
		.form = form, .scene = *scene, .extra = extra, .metadata = metadata
	};
	snprintf(d.words, sizeof(d.words), "%s", words);
	note("rule: %s", words);
	if (!differs(words, &d, scene)) {
		note("only together with packets before it");
		return;
	}
	for (int round = 0; !form->meant && round < ROUNDS_MAX && shrink_words(&d); round++)
		continue;
	shrink_scene(&d);
	(void)differs(d.words, &d, &d.scene);
	note("smallest rule: %s", d.words);
	note("target %s%s%s%s%s%s", weir_target_name(form->target), form->given ? ", given " : "",
	     form->given ? form->given : "", form->case_sensitive ? ", case-sensitive" : "",
	     form->ports ? ", ports 53 and 5353" : "", metadata ? ", with metadata" : "");
	note("limit %u, depth of within %u, %u octets not captured", form->limit, form->depth,
	     d.extra);
	note("the evaluator says %s, %s does not", d.verdicts.expected ? "yes" : "no",
	     d.verdicts.who);
	for (size_t at = 0; at < d.scene.size; at += 32) {
		char line[80];
		struct weir_writer w;

		weir_writer_init(&w, line, sizeof(line));
		weir_writer_hex(
			&w, (struct weir_slice){ d.scene.octets + at,
						 d.scene.size - at < 32 ? d.scene.size - at : 32 });
		note("%4zu %.*s", at, (int)w.size, line);
	}
	show_program(&d);
}
