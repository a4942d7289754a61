/* bpf_debug.c - fuzz target: lines of commands for the BPF debugger, on a capture in memory.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A command that fails says why; answers are printable; the session stays in bounds. */
#include <stdlib.h>
#include <string.h>

#include "cli/debug.h"
#include "cli/debug_session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE_SIZE = 4096, FRAME = 40, FRAMES = 3 };

/* A classic pcap file of this machine's byte order: three frames, the second without octets. */
static struct weir_slice capture(void)
{
	static uint8_t file[24 + FRAMES * (16 + FRAME)];
	static size_t size;
	const uint32_t header[] = { 0xa1b2c3d4, 0, 0, 0, 65535, 1 };
	const uint16_t version[] = { 2, 4 };

	if (size > 0)
		return (struct weir_slice){ file, size };
	memcpy(file, header, sizeof(header));
	memcpy(file + 4, version, sizeof(version));
	size = sizeof(header);
	for (uint32_t i = 0; i < FRAMES; i++) {
		uint32_t octets = i == 1 ? 0 : FRAME - i;
		const uint32_t record[] = { 0, 0, octets, octets + i };

		memcpy(file + size, record, sizeof(record));
		size += sizeof(record);
		for (uint32_t k = 0; k < octets; k++)
			file[size++] = (uint8_t)(k * 7 + i);
	}
	return (struct weir_slice){ file, size };
}

static enum weir_status open_capture(void *self, const char *path, struct weir_capture **out,
				     struct weir_error *err)
{
	(void)self;
	return weir_capture_open_memory(capture(), path, NULL, out, err);
}

static enum exit_code open_program(void *self, const char *path, bool assembler,
				   struct weir_bpf_program *out, struct weir_error *err)
{
	(void)self;
	(void)assembler;
	(void)out;
	snprintf(err->text, sizeof(err->text), "%.100s: no files here", path);
	return EXIT_SYSTEM;
}

static void one_line(struct debug *d, const char *line)
{
	struct weir_error err;
	char *text = NULL;
	size_t size = 0;
	bool file;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return;
	enum exit_code code = debug_line(d, line, out, &err);
	fclose(out);
	if ((code == EXIT_DONE) != (err.text[0] == 0))
		__builtin_trap();
	for (size_t i = 0; i < size; i++)
		if ((text[i] < ' ' && text[i] != '\n' && text[i] != '\t') || text[i] > '~')
			__builtin_trap();
	if (d->steps > d->program.count ||
	    (d->program.count > 0 && debug_now(d)->at > d->program.count))
		__builtin_trap();
	for (size_t n = 0; debug_complete(line, "", n, &file); n++)
		;
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct debug_files files = { NULL, open_capture, open_program, NULL };
	struct debug *d = debug_open(&files, NULL);
	char line[LINE_SIZE];
	size_t used = 0;

	if (!d)
		return 0;
	for (size_t i = 0; i <= size && debug_goes_on(d); i++) {
		if (i < size && data[i] != '\n') {
			if (used < LINE_SIZE - 1)
				line[used++] = (char)data[i];
			continue;
		}
		line[used] = 0;
		used = 0;
		one_line(d, line);
	}
	debug_close(d);
	return 0;
}
