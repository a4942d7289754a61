/* rdata_words.h - mnemonics that stand for numbers inside RDATA.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_RDATA_WORDS_H
#define DNS_RDATA_WORDS_H

#include <dnsweir/base.h>

struct word {
	const char *text; /* NULL ends a table */
	uint16_t number;
};

extern const struct word words_algorithm[]; /* DNSSEC, CERT */
extern const struct word words_digest[];    /* DS */
extern const struct word words_cert[];      /* RFC 4398 section 2.1 */
extern const struct word words_key_flag[];  /* RFC 2535 section 7.1, joined by "|" */
extern const struct word words_key_protocol[];
extern const struct word words_scheme[];      /* DSYNC, RFC 9859 */
extern const struct word words_ip_protocol[]; /* WKS */
extern const struct word words_service[];     /* WKS */

/* The first word of the number; NULL where there is none. */
const char *word_of(const struct word *table, uint64_t number);
/* Without regard to case. */
bool word_find(const struct word *table, struct weir_slice text, uint16_t *number);

#endif
