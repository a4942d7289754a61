/* rdata.c - RDATA checked, and walked field by field.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rdata.h>

#include <string.h>

#include "dns/rdata_step.h"

enum weir_status weir_rdata_check(const struct weir_rdata *rdata, struct weir_flaw *flaw)
{
	struct rdata_walk w;
	struct rdata_field field;

	rdata_begin(&w, rdata);
	if (w.flaw.reason != WEIR_FLAW_NONE)
		return rdata_fault(w.flaw.reason, w.flaw.at, flaw);
	while (*w.shape) {
		enum weir_reason reason = rdata_step(&w, &field);
		if (reason != WEIR_FLAW_NONE)
			return rdata_fault(reason, w.at, flaw);
	}
	return rdata_fault(rdata_finish(&w), w.at, flaw);
}
