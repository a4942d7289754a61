/* name.h - domain names: off the wire, to and from text, compared as DNS compares.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 1035 sections 2.3, 3.1, 4.1.4 and 5.1; RFC 4343 (case); RFC 4034 section 6.1 (order); RFC 9267
 * (what goes wrong with pointers). */
#ifndef DNSWEIR_NAME_H
#define DNSWEIR_NAME_H

#include <dnsweir/flaw.h>

WEIR_API_BEGIN

enum {
	WEIR_NAME_SIZE_MAX = 255, /* octets on the wire, root label included */
	WEIR_LABEL_SIZE_MAX = 63,
	WEIR_LABELS_MAX = 127,     /* labels without the root */
	WEIR_NAME_JUMPS_MAX = 127, /* pointers followed in one name */
	WEIR_NAME_TEXT_MAX = 1009, /* 4 characters an octet, dots, NUL */
};

/* An uncompressed name, case as it came; the root is one zero octet. */
struct weir_name {
	uint8_t size; /* 1 to 255; 0 only before the first use */
	uint8_t octets[WEIR_NAME_SIZE_MAX];
};

/* Follow compression from offset `at` and copy the whole name. A pointer must lead strictly below the
 * part of the name it ends (so work is bounded); loops and overlong names: WEIR_E_FORM, a name past
 * the end: WEIR_E_SHORT. `flaw` may be NULL. On failure `out` is as it was. */
enum weir_status weir_name_expand(struct weir_slice wire, size_t at, struct weir_name *out,
				  struct weir_flaw *flaw) WEIR_MUST_USE;

/* The offset behind the name that starts at `at`, checked as weir_name_expand does. */
enum weir_status weir_name_skip(struct weir_slice wire, size_t at, size_t *next,
				struct weir_flaw *flaw) WEIR_MUST_USE;

/* Absolute presentation form with the last dot; "." is the root. Dots, backslashes, quotes and the
 * characters special in zone files get a backslash, everything outside 0x21-0x7e becomes \DDD. */
void weir_name_print(const struct weir_name *name, struct weir_writer *out);

/* Read presentation form. A relative name is completed with `origin`; without one (NULL) it counts
 * as absolute. "@" alone is the origin. WEIR_E_FORM: empty label or broken escape; WEIR_E_RANGE: a
 * label over 63 or a name over 255 octets. */
enum weir_status weir_name_parse(struct weir_slice text, const struct weir_name *origin,
				 struct weir_name *out, struct weir_error *err) WEIR_MUST_USE;

/* ASCII letters to lower case, nothing else (RFC 4343). */
void weir_name_fold(struct weir_name *name);
bool weir_name_equal(const struct weir_name *a, const struct weir_name *b); /* without case */
/* Canonical order of RFC 4034 section 6.1: below zero, zero, above zero. */
int weir_name_compare(const struct weir_name *a, const struct weir_name *b);
/* `name` is `zone` or below it. */
bool weir_name_within(const struct weir_name *name, const struct weir_name *zone);
/* Labels without the root: 0 to 127. */
unsigned weir_name_labels(const struct weir_name *name);

WEIR_API_END
#endif
