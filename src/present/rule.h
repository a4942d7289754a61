/* rule.h - what there is to say of a rule: its normal form, its warnings, who can apply it.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_RULE_H
#define PRESENT_RULE_H

#include <dnsweir/rule.h>

#include <stdio.h>

struct palette;

struct rule_engine {
	const char *key;  /* for JSON: "packets", "ether" */
	const char *text; /* "packets, as filter sees them" */
	bool able;
	char reason[480];    /* where it is not */
	size_t instructions; /* of classic BPF; 0: not told */
	size_t programs;
	const char *advice; /* what to know of so many; NULL: nothing */
};

enum { RULE_ENGINES_MAX = 2 + WEIR_TARGET_COUNT };

/* Why a rule holds in one scope and not in the other. */
enum rule_difference {
#define MESSAGE(symbol, key, text) RULE_##symbol,
#define PACKET MESSAGE
#include "present/rule_difference.def"
#undef PACKET
#undef MESSAGE
	RULE_DIFFERENCES
};

/* A rule asked of each frame and of each message of a capture. */
struct rule_counts {
	uint64_t frames, frames_matched;
	uint64_t messages, messages_matched;
	uint64_t differences[RULE_DIFFERENCES];
};

struct rule_facts {
	const char *words;
	const struct weir_rule *rule; /* NULL: `err` says why there is none */
	const struct weir_error *err;
	struct rule_engine engines[RULE_ENGINES_MAX];
	size_t engine_count;
	const struct rule_counts *counts; /* NULL: no capture was given */
};

struct rule_form {
	/* False: no memory. */
	bool (*facts)(FILE *out, const struct palette *palette, const struct rule_facts *facts);
};
extern const struct rule_form rule_text;
extern const struct rule_form rule_json;

#endif
