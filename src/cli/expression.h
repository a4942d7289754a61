/* expression.h - frames against an expression of tcpdump's language, pcap-filter(7).
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_EXPRESSION_H
#define CLI_EXPRESSION_H

#include <dnsweir/capture.h>

struct expression;

bool expression_supported(void);
enum weir_status expression_open(const char *words, struct expression **out,
				 struct weir_error *err) WEIR_MUST_USE;
/* Compiles the expression for the frame's link type where that is new. WEIR_E_USE: it cannot be. */
enum weir_status expression_match(struct expression *expression, const struct weir_frame *frame,
				  bool *matches, struct weir_error *err) WEIR_MUST_USE;
void expression_close(struct expression *expression); /* NULL is fine */

#endif
