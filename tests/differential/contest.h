/* contest.h - one rule in all engines: evaluator, machine, trace, libpcap, kernel; one verdict or a report.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DIFFERENTIAL_CONTEST_H
#define DIFFERENTIAL_CONTEST_H

#include "kernel.h"
#include "probe.h"

enum { CONTEST_PROGRAMS_MAX = 64 };

/* How a rule is compiled. */
struct contest_form {
	enum weir_target target;
	const char *given; /* NULL: nothing */
	unsigned limit;    /* with split; 0: one program */
	unsigned depth;    /* of `within`; 0: exactly */
	const char *meant; /* what it then means, in other words; NULL: what it says */
	bool case_sensitive;
	bool ports; /* 53 and 5353 */
};

struct contest {
	struct contest_form form;
	struct weir_rule *rule, *given;
	struct weir_rule *meant; /* what the evaluator is asked */
	struct weir_judge *judge;
	struct weir_programs programs;
	size_t kernel_count; /* all of them, or 0 */
	bool peer;           /* libpcap knows all of the instructions */
	struct weir_machine *machines[CONTEST_PROGRAMS_MAX];
	struct kernel kernels[CONTEST_PROGRAMS_MAX];
	struct probe probes[CONTEST_PROGRAMS_MAX];
};

enum contest_answer {
	CONTEST_OPEN,
	CONTEST_REFUSED, /* the compiler's reason is in the error */
	CONTEST_FAILED,  /* it is wrong that this does not work */
};
enum contest_answer contest_open(const char *words, const struct contest_form *form,
				 struct contest *out, struct weir_error *err);
void contest_close(struct contest *contest);

struct verdicts {
	bool skipped; /* what is given does not hold */
	bool expected;
	const char *who; /* the engine that says otherwise; NULL: none */
};
/* All engines over one packet; `extra` octets of it were not captured. `metadata` may be NULL. */
struct verdicts contest_judge(struct contest *contest, const struct scene *scene, uint32_t extra,
			      const struct weir_bpf_metadata *metadata);

#endif
