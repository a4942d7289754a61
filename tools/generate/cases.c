/* cases.c - the table of the named captures.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cases.h"

const struct case_row cases[] = {
#define CASE(name, run, wrap, link, form, extension, domain, address, summary)                     \
	{ name, LINK_##link, FORM_##form, run, wrap, domain, address, extension, summary },
#include "cases.def"
#undef CASE
	{ .name = NULL },
};
