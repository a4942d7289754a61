/* words.h - random rules in words, about fields that packet scope and classic BPF know.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DIFFERENTIAL_WORDS_H
#define DIFFERENTIAL_WORDS_H

#include <dnsweir/rule.h>

#include "random.h"

/* One rule, terminated; a writer of at least 4 KiB. */
void words_random(struct random *r, struct weir_writer *out);
/* A name of words that the rules use too; dots between the labels, maybe none. */
void words_name(struct random *r, struct weir_writer *out);

#endif
