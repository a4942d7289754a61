/* rule_error.h - what is wrong with a rule, or odd: its line, a caret below the place, the reason.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_RULE_ERROR_H
#define PRESENT_RULE_ERROR_H

#include <dnsweir/base.h>

#include <stdio.h>

/* "PROGRAM: KIND: REASON", then the line of `words` that err->offset is in and a caret below it. `kind`
 * is "warning", or where the words come from, or NULL. What is not printable ASCII becomes '?'; of a long line only what
 * stands around the place is shown. */
void rule_error_print(FILE *out, const char *program, const char *kind, struct weir_slice words,
		      const struct weir_error *err);

#endif
