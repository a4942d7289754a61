/* batch.c - memory for frames that outlive the call that read them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/batch.h"

#include <stdlib.h>

enum { DEFAULT_FRAMES = 4096 };

enum weir_status weir_batch_open(struct weir_batch *out, size_t data_capacity,
				 size_t frame_capacity)
{
	struct weir_batch batch = {
		.data_capacity = data_capacity ? data_capacity : WEIR_BATCH_DATA,
		.frame_capacity = frame_capacity ? frame_capacity : DEFAULT_FRAMES,
	};

	batch.data = malloc(batch.data_capacity);
	/* Neither is touched before it is filled: a small file costs no more than its own pages. */
	batch.frames = reallocarray(NULL, batch.frame_capacity, sizeof(*batch.frames));
	if (!batch.data || !batch.frames) {
		weir_batch_close(&batch);
		return WEIR_E_MEMORY;
	}
	*out = batch;
	return WEIR_OK;
}

enum weir_status batch_reserve(struct weir_batch *batch, size_t size)
{
	if (size <= batch->data_capacity)
		return WEIR_OK;
	uint8_t *data = realloc(batch->data, size);
	if (!data)
		return WEIR_E_MEMORY;
	batch->data = data;
	batch->data_capacity = size;
	return WEIR_OK;
}

void weir_batch_close(struct weir_batch *batch)
{
	if (!batch)
		return;
	free(batch->data);
	free(batch->frames);
	*batch = (struct weir_batch){ 0 };
}
