/* expression.h - frames against an expression of tcpdump's language, pcap-filter(7).
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_EXPRESSION_H
#define CLI_EXPRESSION_H

#include <dnsweir/bpf.h>
#include <dnsweir/capture.h>

struct expression;

bool expression_supported(void);
enum weir_status expression_open(const char *words, struct expression **out,
				 struct weir_error *err) WEIR_MUST_USE;
/* Compiles the expression for the frame's link type where that is new. WEIR_E_USE: it cannot be. */
enum weir_status expression_match(struct expression *expression, const struct weir_frame *frame,
				  bool *matches, struct weir_error *err) WEIR_MUST_USE;
void expression_close(struct expression *expression); /* NULL is fine */

/* A link type by its name as tcpdump -y takes it, by that of a target (ether, ip, sll, sll2) or its
 * LINKTYPE_ number. */
bool expression_link(const char *name, uint16_t *link);

/* The program that libpcap makes of it for a link type (LINKTYPE_ number); a match returns `snap`, 1 to
 * 2^31 - 1. Names of hosts, ports and protocols are looked up as tcpdump does it: a host's in the DNS.
 * WEIR_E_USE: it cannot be read, or nothing can match. Freed with weir_bpf_free. */
enum weir_status expression_compile(const char *words, uint16_t link, uint32_t snap, bool optimise,
				    struct weir_bpf_program *out,
				    struct weir_error *err) WEIR_MUST_USE;

#endif
