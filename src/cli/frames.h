/* frames.h - the frames of all captures that a command was given, one by one.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_FRAMES_H
#define CLI_FRAMES_H

#include <dnsweir/capture.h>

#include "cli/command.h"

/* Calls `take` with each frame of the captures; without a path, standard input's. A file that cannot be
 * opened or read to its end is complained about, and the next one goes on. Ends early where the output is
 * lost, the user interrupts, or `take` returns another code than EXIT_DONE, after its own complaint.
 * Returns the worst that happened. */
enum exit_code frames_each(struct invocation *call, const char *const *paths, size_t count,
			   enum exit_code (*take)(void *context, const struct weir_frame *frame),
			   void *context);

#endif
