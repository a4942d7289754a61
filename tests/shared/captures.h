/* captures.h - walk the shared captures that have a reference beside them, and read it.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A reference is NAME.tshark.jsonl: a JSON object for each DNS message as tshark decodes it; the
 * README of the captures tells its members and quirks. */
#ifndef TESTS_SHARED_CAPTURES_H
#define TESTS_SHARED_CAPTURES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct captures {
	char *folder; /* .../captures */
	char **names; /* ORIGIN/FILE, sorted */
	size_t count;
};

/* The captures with a reference. $DNSWEIR_SHARED, else the first argument, else ../shared. False, with a
 * skipped test: not there. */
bool captures_open(int argc, char **argv, struct captures *out);
/* Those in which tshark finds no DNS: no-dns/ORIGIN/FILE, without a reference. */
bool captures_open_without_dns(int argc, char **argv, struct captures *out);
void captures_close(struct captures *captures);

/* The path of a capture, in `path` of at least 1024 octets. */
void captures_path(const struct captures *captures, size_t index, char *path);
/* Its reference as an array of objects, to be freed with json_decref; NULL with a failed test. `kind`
 * is CAPTURES_TSHARK, or another ending of a file beside the capture. */
json_t *captures_reference(const struct captures *captures, size_t index, const char *kind);

#define CAPTURES_TSHARK ".tshark.jsonl"

/* Where the reference and we part, and why that is right. Rows are found by the end of the capture's
 * name; frame 0 stands for all frames. */
struct captures_accepted {
	const char *name;
	uint64_t frame;
	const char *reason;
};
/* The reason, or NULL. */
const char *captures_accepted(const struct captures_accepted *rows, size_t count, const char *name,
			      uint64_t frame);

#endif
