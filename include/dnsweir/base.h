/* base.h - slices, status codes, errors and the text writer that every other header stands on.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNSWEIR_BASE_H
#define DNSWEIR_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define WEIR_EXTERN_BEGIN extern "C" {
#define WEIR_EXTERN_END }
#else
#define WEIR_EXTERN_BEGIN
#define WEIR_EXTERN_END
#endif

/* Every public declaration stands between these two: C linkage and default visibility; all else in
 * the library is hidden. */
#define WEIR_API_BEGIN WEIR_EXTERN_BEGIN _Pragma("GCC visibility push(default)")
#define WEIR_API_END _Pragma("GCC visibility pop") WEIR_EXTERN_END

#define WEIR_MUST_USE __attribute__((warn_unused_result))
#define WEIR_PRINTF(text_at, first) __attribute__((format(printf, text_at, first)))

WEIR_API_BEGIN

/* What a call came to. Each code is for the program; struct weir_error carries the words. */
enum weir_status {
	WEIR_OK = 0,
	WEIR_END,       /* an iteration has nothing more; no fault */
	WEIR_E_SHORT,   /* the bytes end before the field does */
	WEIR_E_FORM,    /* the bytes are there and break the format */
	WEIR_E_RANGE,   /* a value outside what the format or a ceiling allows */
	WEIR_E_SPACE,   /* the caller's buffer is too small; nothing was lost but the output */
	WEIR_E_MEMORY,  /* an allocation failed */
	WEIR_E_SYSTEM,  /* the operating system said no; the error's text has its reason */
	WEIR_E_CUT,     /* the input ends inside a record; all before it was delivered */
	WEIR_E_UNKNOWN, /* a name, keyword or number that no table knows */
	WEIR_E_SUPPORT, /* known, but this build or this version cannot do it */
	WEIR_E_USE,     /* the caller's mistake: options that contradict, a call out of order */
};

/* English words for a status, without a full stop. Static storage. */
const char *weir_status_text(enum weir_status status);

/* The human's side of a failure. Filled only when a call fails; `text` is one line without a line
 * end, escaped, and names the place and the reason. */
struct weir_error {
	enum weir_status status;
	uint64_t offset; /* octets into the input named by the text; UINT64_MAX: no place */
	char text[480];
};

/* Bytes that belong to somebody else. Who lends says until when they stay. */
struct weir_slice {
	const uint8_t *data;
	size_t size;
};

/* Writes into the caller's buffer and remembers whether all of it fitted: write ten things, ask
 * `full` once. Text is not terminated unless weir_writer_terminate is called. */
struct weir_writer {
	uint8_t *data;
	size_t capacity;
	size_t size; /* octets written so far; never above capacity */
	bool full;   /* something did not fit; what was written stays a prefix of the whole */
};

void weir_writer_init(struct weir_writer *writer, void *buffer, size_t capacity);
void weir_writer_put(struct weir_writer *writer, const void *bytes, size_t size);
void weir_writer_char(struct weir_writer *writer, char c);
void weir_writer_text(struct weir_writer *writer, const char *text);
void weir_writer_print(struct weir_writer *writer, const char *format, ...) WEIR_PRINTF(2, 3);
void weir_writer_u64(struct weir_writer *writer, uint64_t value);          /* decimal */
void weir_writer_hex(struct weir_writer *writer, struct weir_slice bytes); /* lower case */
/* Adds a NUL behind the text without counting it; false when there was no room for all of it. */
bool weir_writer_terminate(struct weir_writer *writer);

/* Version of the library as "MAJOR.MINOR.PATCH". Version 0 promises nothing yet. */
const char *weir_version(void);

WEIR_API_END
#endif
