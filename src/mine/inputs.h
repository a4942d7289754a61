/* inputs.h - the files to mine, one after another, as one stream of batches.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef MINE_INPUTS_H
#define MINE_INPUTS_H

#include <dnsweir/mine.h>

struct inputs;

/* Order the paths (see weir_mine_run). They must outlive the handle. */
enum weir_status inputs_open(const struct weir_mine_options *options, const char *const *paths,
			     size_t count, struct inputs **out,
			     struct weir_error *err) WEIR_MUST_USE;
/* The next batch of frames, and the time of the frame before it; WEIR_END after the last file. A file that fails is told through
 * options->input_done and the next one goes on. WEIR_E_MEMORY is final. */
enum weir_status inputs_next(struct inputs *inputs, struct weir_batch *batch,
			     int64_t *time_before) WEIR_MUST_USE;
/* The worst that became of a file, with its error. */
enum weir_status inputs_status(const struct inputs *inputs, struct weir_error *err);
void inputs_close(struct inputs *inputs);

#endif
