/* looks.h - say what a file that is no capture looks like.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_LOOKS_H
#define CAPTURE_LOOKS_H

#include <dnsweir/base.h>

/* "an ELF program", "text"; NULL: like nothing known. Static storage. */
const char *looks_like(struct weir_slice head);

#endif
