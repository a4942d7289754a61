/* report.h - a difference made small: fewer words, fewer octets, then shown.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DIFFERENTIAL_REPORT_H
#define DIFFERENTIAL_REPORT_H

#include "contest.h"

/* Notes behind a failed check: the smallest rule and packet for which the engines still differ. */
void report_difference(const char *words, const struct contest_form *form,
		       const struct scene *scene, uint32_t extra,
		       const struct weir_bpf_metadata *metadata);

#endif
