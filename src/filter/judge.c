/* judge.c - a rule made ready for many frames.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdlib.h>

#include "base/error.h"
#include "filter/tree.h"

struct weir_judge {
	const struct weir_rule *rule;
};

enum weir_status weir_judge_open(const struct weir_rule *rule, struct weir_judge **out,
				 struct weir_error *err)
{
	enum weir_status status = weir_rule_supported(rule, WEIR_SCOPE_PACKET, err);

	if (status != WEIR_OK)
		return status;
	struct weir_judge *judge = calloc(1, sizeof(*judge));
	if (!judge)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "out of memory");
	judge->rule = rule;
	*out = judge;
	return WEIR_OK;
}

bool weir_judge_frame(struct weir_judge *judge, const struct weir_frame *frame)
{
	return weir_rule_frame(judge->rule, frame);
}

void weir_judge_close(struct weir_judge *judge)
{
	free(judge);
}
