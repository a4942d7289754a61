/* judge.c - a rule made ready for many frames: by the straight road, a program or the tree.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdlib.h>

#include "base/error.h"
#include "filter/straight.h"
#include "filter/tree.h"

/* Values that a rule compares with, in all. Many are compiled slowly, and the tree looks them up by hash
 * and by halves, which is about as fast as a program that finds them. */
enum { COMPILED_VALUES_MAX = 40 };

struct weir_judge {
	const struct weir_rule *rule;
	struct straight *straight;                        /* NULL: not a rule for it */
	bool wants_length;                                /* the rule asks for frame.len */
	bool too_many;                                    /* values: never compiled */
	bool tried[WEIR_TARGET_COUNT];                    /* compiled, or found that it cannot be */
	struct weir_machine *machines[WEIR_TARGET_COUNT]; /* NULL: the tree is asked */
};

static uint64_t values_of(const struct weir_rule *rule)
{
	uint64_t count = 0;

	for (uint32_t i = 0; i < rule->relation_count; i++)
		count += rule->relations[i].count;
	return count;
}

enum weir_status weir_judge_open(const struct weir_rule *rule, struct weir_judge **out,
				 struct weir_error *err)
{
	enum weir_status status = weir_rule_supported(rule, WEIR_SCOPE_PACKET, err);

	if (status != WEIR_OK)
		return status;
	struct weir_judge *judge = calloc(1, sizeof(*judge));
	if (!judge)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "out of memory");
	if (straight_open(rule, &judge->straight) != WEIR_OK) {
		free(judge);
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "out of memory");
	}
	judge->rule = rule;
	judge->wants_length = rule_mentions(rule, WEIR_FIELD_FRAME_LEN);
	judge->too_many = values_of(rule) > COMPILED_VALUES_MAX;
	*out = judge;
	return WEIR_OK;
}

/* WEIR_TARGET_COUNT: none is like this link type. */
static enum weir_target target_of(uint16_t link)
{
	switch (link) {
	case WEIR_LINK_ETHERNET:
		return WEIR_TARGET_ETHER;
	case WEIR_LINK_RAW:
	case WEIR_LINK_IPV4:
	case WEIR_LINK_IPV6:
		return WEIR_TARGET_IP;
	case WEIR_LINK_LINUX_SLL:
		return WEIR_TARGET_SLL;
	case WEIR_LINK_LINUX_SLL2:
		return WEIR_TARGET_SLL2;
	default:
		return WEIR_TARGET_COUNT;
	}
}

/* With the first frame of its kind: a capture rarely has two. What cannot be compiled, or has no memory
 * to be, is left to the tree, which says the same. */
static void compile(struct weir_judge *judge, enum weir_target target)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_programs programs = { NULL, 0 };

	judge->tried[target] = true;
	options.target = target;
	if (weir_rule_compile(judge->rule, &options, &programs, NULL) != WEIR_OK)
		return;
	if (programs.count != 1 ||
	    weir_machine_open(&programs.programs[0], &judge->machines[target], NULL) != WEIR_OK)
		judge->machines[target] = NULL;
	weir_programs_free(&programs);
}

bool weir_judge_frame(struct weir_judge *judge, const struct weir_frame *frame)
{
	enum weir_target target = target_of(frame->link);
	/* A program takes its packet's length for what was captured: where they differ, only one of the
	 * two can be told to it. */
	const struct weir_bpf_packet packet = { .bytes = frame->bytes,
						.wire_size = (uint32_t)frame->bytes.size };

	if (judge->straight && target == WEIR_TARGET_ETHER) {
		int verdict = straight_frame(judge->straight, frame->bytes);
		if (verdict >= 0)
			return verdict == 1;
	}
	if (judge->too_many || target == WEIR_TARGET_COUNT ||
	    (judge->wants_length && frame->wire_size != frame->bytes.size))
		return weir_rule_frame(judge->rule, frame);
	if (!judge->tried[target])
		compile(judge, target);
	if (!judge->machines[target])
		return weir_rule_frame(judge->rule, frame);
	return weir_machine_run(judge->machines[target], &packet) != 0;
}

void weir_judge_close(struct weir_judge *judge)
{
	if (!judge)
		return;
	for (unsigned i = 0; i < WEIR_TARGET_COUNT; i++)
		weir_machine_close(judge->machines[i]);
	straight_close(judge->straight);
	free(judge);
}
