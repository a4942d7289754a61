/* batch.h - let a batch hold a record larger than it was opened for.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_BATCH_H
#define CAPTURE_BATCH_H

#include <dnsweir/capture.h>

/* Room for `size` octets, what is there kept. Only while no frame points into the data. */
enum weir_status batch_reserve(struct weir_batch *batch, size_t size) WEIR_MUST_USE;

#endif
