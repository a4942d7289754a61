/* suggest.h - which known word a mistyped one was meant to be.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

struct suggestion {
	const char *typed;
	const char *best; /* NULL: nothing near enough */
	size_t distance;  /* of `best` */
};

/* Offer the known words one by one; `best` is the nearest so far, the first of equals. */
void suggestion_offer(struct suggestion *suggestion, const char *candidate);

#endif
