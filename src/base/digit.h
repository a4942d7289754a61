/* digit.h - the value of a hexadecimal digit.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef BASE_DIGIT_H
#define BASE_DIGIT_H

#include <stdint.h>

/* -1: `c` is none. */
static inline int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
