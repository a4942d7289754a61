/* units.h - numbers for people: 1.23 M, 45.6 MB, 2 min 05 s.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_UNITS_H
#define PRESENT_UNITS_H

#include <dnsweir/base.h>

/* Three digits and a decimal prefix: "999", "1.23 k", "45.6 M". */
void units_count(struct weir_writer *out, uint64_t count);
/* The same with "B"; decimal, as file managers and df -H have it: "999 B", "1.23 kB". */
void units_octets(struct weir_writer *out, uint64_t octets);
/* "3 s", "2 min 05 s", "1 h 12 min", "3 d 04 h". */
void units_duration(struct weir_writer *out, uint64_t seconds);
/* Every digit, in groups of three: "1,234,567". */
void units_exact(struct weir_writer *out, uint64_t count);

#endif
