/* rdata_text.h - presentation text of single fields: what the printer's files share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_RDATA_TEXT_H
#define DNS_RDATA_TEXT_H

#include "dns/rdata_step.h"

/* A space, unless nothing was written since the writer's size was `start`. */
static inline void text_gap(struct weir_writer *out, size_t start)
{
	if (out->size > start)
		weir_writer_char(out, ' ');
}

/* "..." with escapes for quote, backslash and all outside 0x20-0x7e. */
void text_quoted(struct weir_slice octets, struct weir_writer *out);
/* The same without the quotes. */
void text_octet(uint8_t c, struct weir_writer *out);
/* \# n hex */
void text_generic(struct weir_slice octets, struct weir_writer *out);

/* The text of a field that rdata_step read, each item behind a gap. */
void text_field(const struct rdata_field *f, struct weir_slice wire, size_t start,
		struct weir_writer *out);

/* svc_text.c, loc_text.c, rdata_print_list.c */
void text_svc_params(struct weir_slice params, size_t start, struct weir_writer *out);
void text_location(struct weir_slice body, size_t start, struct weir_writer *out);
void text_types(const struct rdata_field *f, size_t start, struct weir_writer *out);
void text_ports(struct weir_slice map, size_t start, struct weir_writer *out);
void text_prefixes(struct weir_slice body, size_t start, struct weir_writer *out);

#endif
