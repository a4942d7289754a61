/* values.h - numbers, times and octets as a rule writes them.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_VALUES_H
#define FILTER_VALUES_H

#include <dnsweir/base.h>

/* Decimal, 0x..., 0b..., 0... in octal. WEIR_E_FORM: no number; WEIR_E_RANGE: more than 64 bits. */
enum weir_status value_number(struct weir_slice text, uint64_t *out) WEIR_MUST_USE;

/* Nanoseconds since 1970: "1700000000.25", "-1", "2026-11-21", "2026-11-21T20:15:00.5Z" (a blank for the
 * T, Z or not: UTC). */
enum weir_status value_time(struct weir_slice text, int64_t *out) WEIR_MUST_USE;
void value_time_print(int64_t nanoseconds, struct weir_writer *out);

/* "00:11:22", "00-11-22", "00.11.22", "0011.2233", "001122", "0x001122"; at most `capacity` octets. */
enum weir_status value_octets(struct weir_slice text, uint8_t *out, size_t capacity,
			      size_t *size) WEIR_MUST_USE;

#endif
