/* truth.h - what a right miner finds in the capture just made: rows counted, totals named.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Totals have the names of <dnsweir/mine.def> and <dnsweir/traffic.def> where those count the same
 * thing; "rows_open" says that the rows are for the miner to decide. Only the names are shared.
 *
 * Written as text, one row a line, in byte order: rrname TAB rrtype TAB rdata TAB count, and in front
 * "# name value" for each total. Names are folded and end with a dot; RDATA is master-file text. */
#ifndef GENERATE_TRUTH_H
#define GENERATE_TRUTH_H

#include <stdint.h>

struct truth;

struct truth *truth_open(void);
/* One answer record that was asked for, whose pair is in the capture. NULL truth: nothing happens. */
void truth_row(struct truth *t, const char *name, const char *type, const char *rdata,
	       uint64_t count);
void truth_total(struct truth *t, const char *name, uint64_t count);
uint64_t truth_rows(const struct truth *t); /* distinct */
void truth_write(const struct truth *t, const char *path);
void truth_close(struct truth *t);

#endif
