/* capture.c - the handle: open, fill batches, hand out frames, say how it ended.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Octets are read straight into the caller's batch and parsed where they lie. What remains behind
 * the last whole record is kept in the handle (the tail) and begins the next batch. */
#include "capture/handle.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "capture/batch.h"
#include "capture/looks.h"

enum {
	FIRST_TAIL = 8192,  /* a first guess; grows with the records */
	READ_A_FRAME = 512, /* do not read much more than the frames can take */
	READ_LEAST = 4096,
};

void capture_fail(struct weir_capture *c, enum weir_status status, uint64_t offset,
		  const char *format, ...)
{
	char reason[256];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	c->final = error_set(&c->error, status, offset, CAPTURE_NAME ": octet %" PRIu64 "%s: %s",
			     c->unpack.source.name, offset,
			     c->unpack.packing ? " of the unpacked file" : "", reason);
}

bool capture_oddity(struct weir_capture *c, uint64_t offset, const char *what)
{
	c->info.oddities++;
	if (c->strict)
		capture_fail(c, WEIR_E_FORM, offset, "%s", what);
	return !c->strict;
}

static enum weir_status reserve_tail(struct weir_capture *c, size_t size)
{
	size_t capacity = c->tail_capacity ? c->tail_capacity : FIRST_TAIL;

	if (size <= c->tail_capacity)
		return WEIR_OK;
	while (capacity < size)
		capacity *= 2;
	uint8_t *tail = realloc(c->tail, capacity);
	if (!tail)
		return WEIR_E_MEMORY;
	c->tail = tail;
	c->tail_capacity = capacity;
	return WEIR_OK;
}

enum weir_status capture_need(struct weir_capture *c, size_t size, struct weir_error *err)
{
	size_t got;

	while (c->tail_size < size) {
		enum weir_status status = unpack_read(&c->unpack, c->tail + c->tail_size,
						      size - c->tail_size, &got, err);
		if (status != WEIR_OK)
			return status;
		if (got == 0)
			break;
		c->tail_size += got;
	}
	return WEIR_OK;
}

void capture_drop(struct weir_capture *c, size_t size)
{
	c->tail_size -= size;
	memmove(c->tail, c->tail + size, c->tail_size);
	c->base += size;
}

/* No format took the file: say what it is instead. */
static enum weir_status refuse_format(struct weir_capture *c, struct weir_error *err)
{
	const char *name = c->unpack.source.name;
	const char *like = looks_like((struct weir_slice){ c->tail, c->tail_size });

	if (c->tail_size == 0)
		return error_set(err, WEIR_E_FORM, 0, CAPTURE_NAME ": an empty file, no capture",
				 name);
	if (c->tail_size < 4 && !like)
		return error_set(err, WEIR_E_FORM, 0,
				 CAPTURE_NAME ": too short for a capture, %zu octets", name,
				 c->tail_size);
	return error_set(err, WEIR_E_FORM, 0, CAPTURE_NAME ": neither pcap nor pcapng%s%s", name,
			 like ? "; it looks like " : "", like ? like : "");
}

static enum weir_status open_format(struct weir_capture *c, struct weir_error *err)
{
	enum weir_status status = pcap_open(c, err);

	if (status == WEIR_E_UNKNOWN)
		status = pcapng_open(c, err);
	if (status == WEIR_E_UNKNOWN)
		status = refuse_format(c, err);
	return status;
}

static enum weir_status open_source(const struct source *source,
				    const struct weir_capture_options *options,
				    struct weir_capture **out, struct weir_error *err)
{
	struct weir_capture *c = calloc(1, sizeof(*c));
	struct source moved = *source;

	if (!c || reserve_tail(c, FIRST_TAIL) != WEIR_OK) {
		free(c);
		enum weir_status status = error_set(err, WEIR_E_MEMORY, NO_PLACE,
						    CAPTURE_NAME ": out of memory", source->name);
		source_close(&moved);
		return status;
	}
	c->strict = options && options->strict;
	c->keep_blocks = options && options->keep_blocks;
	if (options)
		moved.prefix = options->prefix;
	enum weir_status status = unpack_open(&c->unpack, &moved, err);
	if (status == WEIR_OK)
		status = open_format(c, err);
	if (status != WEIR_OK) {
		weir_capture_close(c);
		return status;
	}
	*out = c;
	return WEIR_OK;
}

enum weir_status weir_capture_open(const char *path, const struct weir_capture_options *options,
				   struct weir_capture **out, struct weir_error *err)
{
	struct source source;
	enum weir_status status = source_open_path(&source, path, err);

	return status == WEIR_OK ? open_source(&source, options, out, err) : status;
}

enum weir_status weir_capture_open_fd(int fd, const char *name,
				      const struct weir_capture_options *options,
				      struct weir_capture **out, struct weir_error *err)
{
	struct source source;
	enum weir_status status = source_open_fd(&source, fd, name, err);

	return status == WEIR_OK ? open_source(&source, options, out, err) : status;
}

enum weir_status weir_capture_open_memory(struct weir_slice file, const char *name,
					  const struct weir_capture_options *options,
					  struct weir_capture **out, struct weir_error *err)
{
	struct source source;
	enum weir_status status = source_open_memory(&source, file, name, err);

	return status == WEIR_OK ? open_source(&source, options, out, err) : status;
}

/* The file has no more: ends on a record's boundary or inside a record. */
static void end_of_file(struct weir_capture *c, size_t left)
{
	if (left == 0) {
		c->final = WEIR_END;
		pcapng_finish(c);
		return;
	}
	capture_fail(c, WEIR_E_CUT, c->base,
		     "the file is cut inside a record that begins here; it ends at octet %" PRIu64
		     ", %zu octets are left over",
		     c->base + left, left);
}

/* One read behind the `have` octets in the batch; false: final is set. */
static bool read_more(struct weir_capture *c, struct weir_batch *batch, size_t goal, size_t *have)
{
	size_t got = 0;
	enum weir_status status =
		unpack_read(&c->unpack, batch->data + *have, goal - *have, &got, &c->error);

	if (status != WEIR_OK) {
		c->final = status;
		return false;
	}
	if (got == 0) {
		end_of_file(c, *have);
		return false;
	}
	*have += got;
	return true;
}

static size_t read_goal(const struct weir_batch *batch)
{
	size_t goal = batch->data_capacity;

	if (batch->frame_capacity < goal / READ_A_FRAME)
		goal = batch->frame_capacity * READ_A_FRAME;
	return goal < READ_LEAST ? READ_LEAST : goal;
}

/* A record larger than what was read so far: twice the room, so that a lying length costs no more
 * memory than twice the octets that came. */
static bool grow_goal(struct weir_capture *c, struct weir_batch *batch, size_t *goal)
{
	if (*goal >= RECORD_MAX) {
		capture_fail(c, WEIR_E_FORM, c->base, "a record larger than %d octets", RECORD_MAX);
		return false;
	}
	*goal = *goal > RECORD_MAX / 2 ? RECORD_MAX : *goal * 2;
	if (batch_reserve(batch, *goal) == WEIR_OK)
		return true;
	capture_fail(c, WEIR_E_MEMORY, c->base, "out of memory");
	return false;
}

static void keep_tail(struct weir_capture *c, const uint8_t *rest, size_t size)
{
	c->tail_size = 0;
	if (reserve_tail(c, size) != WEIR_OK) {
		capture_fail(c, WEIR_E_MEMORY, c->base, "out of memory");
		return;
	}
	if (size > 0)
		memcpy(c->tail, rest, size);
	c->tail_size = size;
}

/* Behind damage, what was never read; known only of a plain file. */
static uint64_t unread(const struct weir_capture *c)
{
	const struct source *source = &c->unpack.source;

	if (c->unpack.packing || source->size < source->done)
		return 0;
	return source->size - source->done;
}

/* At least one frame, or final is set. Each turn of the loop reads at least one octet. */
static void fill(struct weir_capture *c, struct weir_batch *batch)
{
	size_t goal = read_goal(batch);
	size_t have = c->tail_size;
	size_t at;

	if (goal < have)
		goal = have;
	if (batch_reserve(batch, goal) != WEIR_OK) {
		capture_fail(c, WEIR_E_MEMORY, c->base, "out of memory");
		return;
	}
	if (have > 0)
		memcpy(batch->data, c->tail, have);
	for (;;) {
		at = c->parse(c, batch, 0, have);
		if (batch->count > 0 || c->final != WEIR_OK)
			break;
		/* Only what carries no frame was taken: give its room back. */
		have -= at;
		c->base += at;
		memmove(batch->data, batch->data + at, have);
		at = 0;
		if (have == goal && !grow_goal(c, batch, &goal))
			break;
		if (!read_more(c, batch, goal, &have))
			break;
	}
	c->base += at;
	if (c->final == WEIR_OK)
		keep_tail(c, batch->data + at, have - at);
	else
		c->info.octets_lost = have - at + unread(c);
}

enum weir_status weir_capture_read(struct weir_capture *c, struct weir_batch *batch,
				   struct weir_error *err)
{
	batch->count = 0;
	if (batch->frame_capacity == 0)
		return error_set(err, WEIR_E_USE, NO_PLACE,
				 CAPTURE_NAME ": a batch without room for frames",
				 c->unpack.source.name);
	if (c->final == WEIR_OK)
		fill(c, batch);
	if (batch->count > 0)
		return WEIR_OK;
	if (err && c->final != WEIR_END)
		*err = c->error;
	return c->final;
}

enum weir_status weir_capture_next(struct weir_capture *c, struct weir_frame *out,
				   struct weir_error *err)
{
	if (c->batch_at == c->batch.count) {
		if (!c->batch.data && weir_batch_open(&c->batch, 0, 0) != WEIR_OK)
			return error_set(err, WEIR_E_MEMORY, NO_PLACE,
					 CAPTURE_NAME ": out of memory", c->unpack.source.name);
		c->batch_at = 0;
		enum weir_status status = weir_capture_read(c, &c->batch, err);
		if (status != WEIR_OK)
			return status;
	}
	*out = c->batch.frames[c->batch_at++];
	return WEIR_OK;
}

void weir_capture_info(const struct weir_capture *c, struct weir_capture_info *out)
{
	*out = c->info;
	out->format = c->format;
	out->compression = unpack_compression(&c->unpack);
	out->file_octets = c->unpack.source.size;
	out->file_done = c->unpack.source.done;
	out->frames = c->parsed;
	for (size_t i = c->batch_at; i < c->batch.count; i++)
		out->frames -= !c->batch.frames[i].is_block;
	out->sections_skipped = c->pcapng.foreign_count;
	out->kernel_drops = pcapng_drops(&c->pcapng);
}

struct weir_slice weir_capture_header(const struct weir_capture *c)
{
	return (struct weir_slice){ c->header, c->parse == pcapng_parse ? 0 : sizeof(c->header) };
}

uint16_t weir_capture_link(const struct weir_capture *c)
{
	return c->pcap.link;
}

void weir_capture_close(struct weir_capture *c)
{
	if (!c)
		return;
	unpack_close(&c->unpack);
	weir_batch_close(&c->batch);
	pcapng_close(&c->pcapng);
	free(c->tail);
	free(c);
}
