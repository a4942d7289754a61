/* show_job.h - one run of dnsweir show: what its files share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_SHOW_JOB_H
#define CLI_SHOW_JOB_H

#include "cli/command.h"
#include "cli/expression.h"
#include "cli/rule_words.h"
#include "present/show.h"
#include "present/show_paths.h"

enum { SHOW_RANGES_MAX = 64, SHOW_HEX_MAX = 4 * 1024 * 1024 };

/* What the octets behind hex are. */
enum show_from { FROM_DETECT = 0, FROM_MESSAGE, FROM_UDP, FROM_IP, FROM_ETHERNET };

struct show_job {
	struct invocation *call;
	struct weir_traffic_options traffic;
	struct show_printer printer;
	struct show_paths paths;
	struct show_counters counters;
	struct expression *filter; /* -e; NULL: every frame matches */
	struct weir_rule *rule;    /* -f; NULL: every message matches */
	struct {
		uint64_t first;
		uint64_t last;
	} ranges[SHOW_RANGES_MAX]; /* --frame */
	size_t range_count;        /* 0: every frame */
	uint64_t limit;            /* messages or frames; UINT64_MAX: all */
	enum show_from from;
	bool matched; /* the frame being read matches the filter */
	bool interrupted;
	enum exit_code code; /* the worst that happened */
};

void show_blame(struct show_job *job, enum exit_code code);
/* Nothing more is wanted, or nobody takes it. */
bool show_ended(struct show_job *job);

/* show_select.c: "3", "5-9", "20-" into job->ranges. */
enum exit_code show_ranges_set(struct show_job *job, size_t option);
bool show_range_has(const struct show_job *job, uint64_t number);
/* No frame from `number` on is in a range. */
bool show_range_past(const struct show_job *job, uint64_t number);

/* show_input.c: all messages of a file, of standard input, or of an operand "hex:...". On failure `err`
 * is filled; what came before was shown. */
enum weir_status show_input(struct show_job *job, const char *operand,
			    struct weir_error *err) WEIR_MUST_USE;
/* show_input_hex.c: messages out of text. */
enum weir_status show_hex_text(struct show_job *job, struct weir_slice text,
			       struct weir_error *err) WEIR_MUST_USE;

/* Frames through the traffic handle to the printer; show_input.c. */
enum weir_status show_frame(struct show_job *job, struct weir_traffic *traffic,
			    const struct weir_frame *frame, struct weir_error *err) WEIR_MUST_USE;
/* Does the rule, if there is one, hold? */
bool show_rule_holds(const struct show_job *job, const struct weir_datagram *datagram);
void show_message(struct show_job *job, struct show_item *item);
enum weir_status show_finish(struct show_job *job, struct weir_traffic *traffic) WEIR_MUST_USE;

#endif
