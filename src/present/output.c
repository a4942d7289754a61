/* output.c - lines of any length to a stream, each whole or not at all.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/output.h"

#include <stdlib.h>

enum weir_status output_open(struct output *output, FILE *file)
{
	*output = (struct output){ .file = file, .capacity = OUTPUT_FIRST };
	output->buffer = malloc(output->capacity);
	if (!output->buffer) {
		*output = (struct output){ .file = file, .status = WEIR_E_MEMORY };
		return WEIR_E_MEMORY;
	}
	return WEIR_OK;
}

struct weir_writer *output_begin(struct output *output)
{
	weir_writer_init(&output->line, output->buffer, output->capacity);
	return &output->line;
}

static void note(struct output *output, enum weir_status status)
{
	if (output->status == WEIR_OK)
		output->status = status;
}

/* False: there is no more room to be had. */
static bool grow(struct output *output)
{
	if (output->capacity >= OUTPUT_MAX) {
		note(output, WEIR_E_SPACE);
		return false;
	}
	/* The text is going to be printed again, so nothing has to be copied. */
	uint8_t *buffer = malloc(output->capacity * 4);
	if (!buffer) {
		note(output, WEIR_E_MEMORY);
		return false;
	}
	free(output->buffer);
	output->buffer = buffer;
	output->capacity *= 4;
	return true;
}

bool output_end(struct output *output)
{
	if (output->line.full)
		return !grow(output);
	if (fwrite_unlocked(output->line.data, 1, output->line.size, output->file) !=
	    output->line.size)
		note(output, WEIR_E_SYSTEM);
	return true;
}

void output_close(struct output *output)
{
	free(output->buffer);
	output->buffer = NULL;
}
