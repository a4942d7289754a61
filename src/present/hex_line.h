/* hex_line.h - octets of any number as hex or as characters, into a line on a stream.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_HEX_LINE_H
#define PRESENT_HEX_LINE_H

#include <dnsweir/base.h>

#include <stdio.h>

/* Two digits an octet, lower case. */
void hex_line_hex(FILE *file, struct weir_slice octets);
/* One character an octet; a blank and what is not printable ASCII is a dot. */
void hex_line_ascii(FILE *file, struct weir_slice octets);

#endif
