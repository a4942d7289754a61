/* error.h - fill a struct weir_error and return its status in one line.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <dnsweir/base.h>

#include <stdarg.h>

#define NO_PLACE UINT64_MAX

/* All return their status, so a caller can `return error_set(...)`. `err` may be NULL. Octets that
 * are not printable ASCII become '?' in the text. */
enum weir_status error_set(struct weir_error *err, enum weir_status status, uint64_t offset,
			   const char *format, ...) WEIR_PRINTF(4, 5);
enum weir_status error_set_list(struct weir_error *err, enum weir_status status, uint64_t offset,
				const char *format, va_list args) WEIR_PRINTF(4, 0);
/* WEIR_E_SYSTEM with the words of errno behind `what`. */
enum weir_status error_system(struct weir_error *err, const char *what);

#endif
