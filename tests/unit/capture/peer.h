/* peer.h - read one capture with libpcap and with ours, and hold the two together.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_CAPTURE_PEER_H
#define TESTS_CAPTURE_PEER_H

#include <dnsweir/capture.h>

#include <stdio.h>

struct peer_outcome {
	bool agree;            /* the same, or different for a reason in the table */
	const char *accepted;  /* that reason; NULL: no difference */
	uint64_t ours, theirs; /* frames */
	char text[800];        /* both verdicts in words */
};

/* `theirs` is read by libpcap and closed; `ours` (of `status` and `err` from opening) is closed too. */
struct peer_outcome peer_compare(FILE *theirs, struct weir_capture *ours, enum weir_status status,
				 const struct weir_error *err);

#endif
