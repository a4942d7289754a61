/* rdata_parse.h - text being read into RDATA: what the parser's files share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_RDATA_PARSE_H
#define DNS_RDATA_PARSE_H

#include <dnsweir/edns.h>

#include "dns/escape.h"
#include "dns/rdata_step.h"
#include "dns/token.h"

struct rdata_parse {
	struct token_reader tokens;
	struct token token; /* the current one */
	const struct weir_name *origin;
	struct weir_writer *out;
	size_t start;      /* of the RDATA in `out` */
	const char *shape; /* the letter being read, and those to come */
	size_t short_at;   /* where the lengths l and L stand, to be filled in later */
	size_t long_at;
	uint8_t selector;
	uint8_t discovery;
};

/* error_set with the place of the current token. */
#define parse_fail(p, status, ...) error_set((p)->tokens.err, status, (p)->token.at, __VA_ARGS__)

/* The next token into p->token; its absence is an error that says `what` is missing. */
enum weir_status parse_token(struct rdata_parse *p, const char *what) WEIR_MUST_USE;
/* A decimal number up to `most`. */
enum weir_status parse_decimal(struct rdata_parse *p, struct weir_slice text, uint64_t most,
			       uint64_t *value) WEIR_MUST_USE;
/* Big-endian integers at the end of the output, and over what stands at `at`. */
void parse_put(struct rdata_parse *p, uint64_t value, size_t size);
void parse_patch(struct rdata_parse *p, size_t at, size_t value, size_t size);

/* rdata_parse_number.c: one token, now in p->token. */
enum weir_status parse_numeric(struct rdata_parse *p) WEIR_MUST_USE;
/* rdata_parse_value.c: any field that is no name, string or list. */
enum weir_status parse_value(struct rdata_parse *p) WEIR_MUST_USE;
enum weir_status parse_hex_rest(struct rdata_parse *p) WEIR_MUST_USE;
/* rdata_parse_list.c */
enum weir_status parse_types(struct rdata_parse *p) WEIR_MUST_USE;
enum weir_status parse_nxt_types(struct rdata_parse *p) WEIR_MUST_USE;
enum weir_status parse_ports(struct rdata_parse *p) WEIR_MUST_USE;
enum weir_status parse_prefixes(struct rdata_parse *p) WEIR_MUST_USE;
/* svc_text.c, loc_text.c */
enum weir_status parse_svc_params(struct rdata_parse *p) WEIR_MUST_USE;
enum weir_status parse_location(struct rdata_parse *p) WEIR_MUST_USE;

#endif
