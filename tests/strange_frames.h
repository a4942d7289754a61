/* strange_frames.h - random Ethernet frames of all that Linux's flow dissector knows, and worse.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_STRANGE_FRAMES_H
#define TESTS_STRANGE_FRAMES_H

#include <dnsweir/bpf.h>

#include "random.h"

enum { STRANGE_FRAME_MAX = 512 };

struct strange_frame {
	uint8_t octets[STRANGE_FRAME_MAX];
	size_t size;
};

/* Octets behind those that are there; none of them where they do not all fit. */
void strange_frame_put(struct strange_frame *s, size_t size, const void *octets);
#define STRANGE_PUT(s, ...)                                                                        \
	strange_frame_put(s, sizeof((uint8_t[]){ __VA_ARGS__ }), (uint8_t[]){ __VA_ARGS__ })

void strange_frame_make(struct strange_frame *s, struct random *r);
/* What Linux makes of a frame that it receives: the outermost tag leaves the octets for `m`. */
void strange_frame_untag(struct strange_frame *s, struct weir_bpf_metadata *m);

#endif
