/* escape.h - one octet to and from its master-file escape, RFC 1035 section 5.1.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_ESCAPE_H
#define DNS_ESCAPE_H

#include <dnsweir/base.h>

/* The characters that stand for `c` inside a name: 1, 2 or 4 of them. */
size_t escape_octet(uint8_t c, char out[4]);

/* One octet from text[*at], which must exist; \X and \DDD are understood. WEIR_E_FORM leaves *at. */
enum weir_status unescape_octet(struct weir_slice text, size_t *at, uint8_t *out) WEIR_MUST_USE;

#endif
