/* bytes.c - build capture files, and read them to the end in each way there is.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "bytes.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/hash.h"

void bytes_put(struct bytes *b, const void *data, size_t size)
{
	if (size > b->capacity - b->size) {
		b->capacity = (b->size + size) * 2;
		b->data = realloc(b->data, b->capacity);
		if (!b->data)
			exit(1);
	}
	if (size > 0)
		memcpy(b->data + b->size, data, size);
	b->size += size;
}

static void put_number(struct bytes *b, uint64_t value, size_t size)
{
	uint8_t octets[8];

	for (size_t i = 0; i < size; i++)
		octets[i] = (uint8_t)(value >> 8 * (b->big ? size - 1 - i : i));
	bytes_put(b, octets, size);
}

void bytes_u16(struct bytes *b, uint16_t value)
{
	put_number(b, value, 2);
}

void bytes_u32(struct bytes *b, uint32_t value)
{
	put_number(b, value, 4);
}

void bytes_u64(struct bytes *b, uint64_t value)
{
	put_number(b, value, 8);
}

void bytes_free(struct bytes *b)
{
	free(b->data);
	*b = (struct bytes){ .big = b->big };
}

void bytes_pcap(struct bytes *b, uint32_t magic, uint32_t link)
{
	bytes_u32(b, magic);
	bytes_u16(b, 2);
	bytes_u16(b, 4);
	bytes_u64(b, 0);
	bytes_u32(b, 65535);
	bytes_u32(b, link);
}

void bytes_record(struct bytes *b, uint32_t seconds, uint32_t below, uint32_t captured,
		  uint32_t wire, uint8_t seed)
{
	bytes_u32(b, seconds);
	bytes_u32(b, below);
	bytes_u32(b, captured);
	bytes_u32(b, wire);
	for (uint32_t i = 0; i < captured; i++)
		bytes_put(b, &(uint8_t){ (uint8_t)(seed + i) }, 1);
}

void bytes_set32(struct bytes *b, size_t at, uint32_t value)
{
	size_t size = b->size;

	b->size = at;
	bytes_u32(b, value);
	b->size = size;
}

size_t bytes_begin(struct bytes *b, uint32_t type)
{
	size_t begin = b->size;

	bytes_u32(b, type);
	bytes_u32(b, 0);
	return begin;
}

void bytes_end(struct bytes *b, size_t begin)
{
	static const uint8_t zeros[4];

	bytes_put(b, zeros, (4 - (b->size - begin) % 4) % 4);
	bytes_u32(b, (uint32_t)(b->size - begin + 4));
	bytes_set32(b, begin + 4, (uint32_t)(b->size - begin));
}

void bytes_block(struct bytes *b, uint32_t type, const void *body, size_t size)
{
	size_t begin = bytes_begin(b, type);

	bytes_put(b, body, size);
	bytes_end(b, begin);
}

void bytes_section(struct bytes *b)
{
	size_t begin = bytes_begin(b, 0x0a0d0d0a);

	bytes_u32(b, 0x1a2b3c4d);
	bytes_u16(b, 1);
	bytes_u16(b, 0);
	bytes_u64(b, UINT64_MAX);
	bytes_end(b, begin);
}

void bytes_interface(struct bytes *b, uint16_t link, uint32_t snap, const void *options,
		     size_t size)
{
	size_t begin = bytes_begin(b, 1);

	bytes_u16(b, link);
	bytes_u16(b, 0);
	bytes_u32(b, snap);
	bytes_put(b, options, size);
	bytes_end(b, begin);
}

void bytes_packet(struct bytes *b, uint32_t interface, uint64_t ticks, uint32_t captured,
		  uint32_t wire, uint8_t seed)
{
	size_t begin = bytes_begin(b, 6);

	bytes_u32(b, interface);
	bytes_u32(b, (uint32_t)(ticks >> 32));
	bytes_u32(b, (uint32_t)ticks);
	bytes_u32(b, captured);
	bytes_u32(b, wire);
	for (uint32_t i = 0; i < captured; i++)
		bytes_put(b, &(uint8_t){ (uint8_t)(seed + i) }, 1);
	bytes_end(b, begin);
}

static void add(struct outcome *o, const struct weir_frame *f)
{
	o->frames++;
	o->sum = hash_bytes(o->sum, f->bytes.data, f->bytes.size);
	o->sum = hash_u64(o->sum, (uint64_t)f->time);
	o->sum = hash_u64(o->sum, f->number);
	o->sum = hash_u64(o->sum, f->offset);
	o->sum = hash_u64(o->sum, (uint64_t)f->wire_size << 32 | f->interface);
	o->sum = hash_u64(o->sum, (uint64_t)f->flags << 32 | (uint64_t)f->link << 1 | f->has_time);
	o->last = *f;
}

static enum weir_status read_next(struct weir_capture *c, struct outcome *o)
{
	struct weir_frame frame;
	enum weir_status status;

	while ((status = weir_capture_next(c, &frame, &o->err)) == WEIR_OK)
		add(o, &frame);
	/* The verdict repeats. */
	return weir_capture_next(c, &frame, &o->err) == status ? status : WEIR_E_USE;
}

static enum weir_status read_batches(struct weir_capture *c, struct outcome *o, enum way way)
{
	struct weir_batch batch;
	enum weir_status status;

	/* Small: the record is larger than the data, and one frame a call. */
	size_t data = way == BY_BATCH ? 65536 : 16;
	size_t frames = way == BY_BATCH ? 512 : 1;
	if (weir_batch_open(&batch, data, frames) != WEIR_OK)
		return WEIR_E_MEMORY;
	while ((status = weir_capture_read(c, &batch, &o->err)) == WEIR_OK)
		for (size_t i = 0; i < batch.count; i++)
			add(o, &batch.frames[i]);
	if (batch.count != 0 || weir_capture_read(c, &batch, &o->err) != status)
		status = WEIR_E_USE;
	weir_batch_close(&batch);
	return status;
}

static void read_all(struct weir_capture *c, struct outcome *o, enum way way)
{
	if (o->open != WEIR_OK)
		return;
	o->end = way == BY_NEXT ? read_next(c, o) : read_batches(c, o, way);
	weir_capture_info(c, &o->info);
	weir_capture_close(c);
}

struct outcome outcome_memory(struct weir_slice file, enum way way, bool strict)
{
	struct weir_capture_options options = WEIR_CAPTURE_OPTIONS;
	struct outcome o = { .frames = 0 };
	struct weir_capture *c = NULL;

	options.strict = strict;
	o.open = weir_capture_open_memory(file, "memory", &options, &c, &o.err);
	read_all(c, &o, way);
	return o;
}

struct outcome outcome_path(const char *path, enum way way)
{
	struct outcome o = { .frames = 0 };
	struct weir_capture *c = NULL;

	o.open = weir_capture_open(path, NULL, &c, &o.err);
	read_all(c, &o, way);
	return o;
}

static void dribble(int fd, struct weir_slice file, size_t step)
{
	signal(SIGPIPE, SIG_IGN);
	for (size_t at = 0; at < file.size; at += step) {
		size_t size = file.size - at < step ? file.size - at : step;

		if (write(fd, file.data + at, size) != (ssize_t)size)
			break;
	}
	_exit(0);
}

struct outcome outcome_pipe(struct weir_slice file, enum way way, size_t step)
{
	struct outcome o = { .open = WEIR_E_SYSTEM };
	struct weir_capture *c = NULL;
	int fds[2];

	if (pipe(fds) < 0)
		return o;
	pid_t child = fork();
	if (child == 0) {
		close(fds[0]);
		dribble(fds[1], file, step);
	}
	close(fds[1]);
	o.open = weir_capture_open_fd(fds[0], "pipe", NULL, &c, &o.err);
	read_all(c, &o, way);
	waitpid(child, NULL, 0);
	return o;
}

bool outcome_equal(const struct outcome *a, const struct outcome *b)
{
	return a->open == b->open && a->end == b->end && a->frames == b->frames && a->sum == b->sum;
}
