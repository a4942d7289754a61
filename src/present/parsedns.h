/* parsedns.h - a packet's headers and its DNS messages in the layout of bpftools' parsedns.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_PARSEDNS_H
#define PRESENT_PARSEDNS_H

#include <dnsweir/packet.h>

/* Prints what can be read of the octets: a packet that begins with Ethernet, IP or a Linux cooked header,
 * or a DNS message alone. What cannot be read is the status, and `err` says what and where: the first such
 * thing, if there are several. */
enum weir_status parsedns(struct weir_slice octets, struct weir_writer *out,
			  struct weir_error *err);

/* Private: one text in the making. */
struct parsedns_text {
	struct weir_writer *out;
	struct weir_error *err;
	enum weir_status status; /* of the first fault */
};
/* "[.] l5: HEX" */
void parsedns_hex(struct parsedns_text *text, const char *label, struct weir_slice octets);
/* Remembers the first one. */
void parsedns_fault(struct parsedns_text *text, enum weir_status status, const char *format, ...)
	WEIR_PRINTF(3, 4);
/* parsedns_message.c: one DNS message, its line of hex first. */
void parsedns_message(struct parsedns_text *text, struct weir_slice wire);

#endif
