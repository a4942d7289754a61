/* name_key.h - a domain name as octets that sort as names do: labels reversed.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * www.example.com. is "com" 0 "example" 0 "www" 0, and the root is nothing. memcmp then gives the order
 * of RFC 4034 section 6.1, and all names below a zone share a prefix. Inside a label the octets 0 and 1,
 * which no honest name has, become 1 1 and 1 2. */
#ifndef STORE_NAME_KEY_H
#define STORE_NAME_KEY_H

#include <dnsweir/name.h>

enum { NAME_KEY_MAX = 2 * WEIR_NAME_SIZE_MAX };

/* The key of a lower-case name; `out` holds NAME_KEY_MAX octets. Returns its size. */
size_t name_key_make(const struct weir_name *name, uint8_t *out);
/* The name of a key that name_key_make made. */
void name_key_name(const uint8_t *key, size_t size, struct weir_name *out);

#endif
