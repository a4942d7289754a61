/* show_paths.h - chosen values of a message, a line of columns: the paths of --print.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_SHOW_PATHS_H
#define PRESENT_SHOW_PATHS_H

#include "present/show.h"

enum { SHOW_PATHS_MAX = 32, SHOW_PATH_ALL = -1 };

struct show_path {
	const struct show_value *value; /* of the message, the OPT record or a record */
	int section;                    /* -1: no record */
	int index;                      /* SHOW_PATH_ALL: every record of the section */
};

struct show_paths {
	struct show_path path[SHOW_PATHS_MAX];
	size_t count;
};

/* "qname,an[*].rdata". A refusal's offset is the column of what does not fit, from 0, and its text
 * lists what would. */
enum weir_status show_paths_parse(const char *text, struct show_paths *out,
				  struct weir_error *err) WEIR_MUST_USE;

/* Tab-separated columns; printer->paths says which. */
extern const struct show_form show_columns;

#endif
