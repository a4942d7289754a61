/* mine.h - print rows of passive DNS: table, COF, CSV, and each answer as it comes.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_MINE_H
#define PRESENT_MINE_H

#include <dnsweir/mine.h>

#include <stdio.h>

#include "present/colour.h"
#include "present/output.h"
#include "present/table.h"

struct mine_printer;

/* One form of output, chosen once. */
struct mine_form {
	const char *name;
	/* Each record as it comes; NULL: folded rows only. */
	void (*each)(struct mine_printer *printer, const struct weir_mined *mined);
	/* What stands before the rows; may be NULL. `chains`: the rows are ways. */
	enum weir_status (*begin)(struct mine_printer *printer, bool chains);
	void (*row)(struct mine_printer *printer, const struct weir_sighting *row);
};

extern const struct mine_form mine_table;
extern const struct mine_form mine_json; /* COF, one object a line */
extern const struct mine_form mine_csv;
extern const struct mine_form mine_each; /* text, a line an answer */
extern const struct mine_form mine_each_json;
extern const struct mine_form mine_classic; /* the lines of the dpkt script of old */

/* RDATA of 65535 octets takes four characters an octet at most; a way's names come before it. */
enum { MINE_CELL_MAX = 512 * 1024 };

struct mine_printer {
	struct output output;
	struct table *table; /* of mine_table; NULL: not begun */
	struct table_column columns[6];
	uint8_t *cell; /* MINE_CELL_MAX octets: one name or RDATA as text */
	const struct palette *palette;
	int64_t day;   /* since 1970, whose date is in `time`: rows share few days */
	char time[32]; /* "2023-11-14T22:13:20Z" */
};

enum weir_status mine_printer_open(struct mine_printer *printer, FILE *out,
				   bool colour) WEIR_MUST_USE;
/* Prints what waits; the status is that of all printing. */
enum weir_status mine_printer_close(struct mine_printer *printer);

/* What reading the files met, over all of them. */
struct mine_read {
	uint64_t octets_lost;
	uint64_t blocks_skipped;
	uint64_t kernel_drops;
	double seconds;
};

/* The summary: what was read, what was found, what was kept out and why, octets lost, the rate. */
void mine_summary(FILE *err, const struct weir_mine_counters *counters,
		  const struct mine_read *read);

#endif
