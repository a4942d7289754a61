/* status.c - words for status codes, and errors with a place and a reason.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *weir_status_text(enum weir_status status)
{
	switch (status) {
	case WEIR_OK:
		return "ok";
	case WEIR_END:
		return "nothing more";
	case WEIR_E_SHORT:
		return "ends too early";
	case WEIR_E_FORM:
		return "breaks the format";
	case WEIR_E_RANGE:
		return "value out of range";
	case WEIR_E_SPACE:
		return "does not fit into the buffer";
	case WEIR_E_MEMORY:
		return "out of memory";
	case WEIR_E_SYSTEM:
		return "refused by the operating system";
	case WEIR_E_CUT:
		return "cut in the middle of a record";
	case WEIR_E_UNKNOWN:
		return "unknown name or number";
	case WEIR_E_SUPPORT:
		return "not supported by this build";
	case WEIR_E_USE:
		return "wrong use";
	}
	return "unknown status";
}

const char *weir_version(void)
{
	return DNSWEIR_VERSION;
}

enum weir_status error_set_list(struct weir_error *err, enum weir_status status, uint64_t offset,
				const char *format, va_list args)
{
	if (err) {
		err->status = status;
		err->offset = offset;
		vsnprintf(err->text, sizeof(err->text), format, args);
		/* A path or a line of input in the text must not steer a terminal. */
		for (char *c = err->text; *c; c++)
			if ((unsigned char)*c < 0x20 || (unsigned char)*c > 0x7e)
				*c = '?';
	}
	return status;
}

enum weir_status error_set(struct weir_error *err, enum weir_status status, uint64_t offset,
			   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error_set_list(err, status, offset, format, args);
	va_end(args);
	return status;
}

enum weir_status error_system(struct weir_error *err, const char *what)
{
	char reason[128];
	int number = errno;

	/* GNU strerror_r: thread safe, may return static text. */
	return error_set(err, WEIR_E_SYSTEM, UINT64_MAX, "%s: %s", what,
			 strerror_r(number, reason, sizeof(reason)));
}
