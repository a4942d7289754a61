/* capture_writer.c - write frames as classic pcap or pcapng, buffered.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "capture/sink.h"

enum {
	DEFAULT_SNAP = 262144,
	LINKS_MAX = 256, /* interfaces of one pcapng file: one a link type */
	HEADER_MAX = 64, /* of a record or block, with room to spare */
	NANOSECONDS = 1000000000,
};

struct weir_capture_writer {
	struct sink sink;
	struct weir_capture_writer_options options; /* link, snap: of the section being written */
	uint16_t links[LINKS_MAX];                  /* of its interfaces, pcapng */
	uint32_t link_count;
};

/* A header under construction in the machine's byte order. */
struct header {
	uint8_t octets[HEADER_MAX];
	size_t size;
};

static void add_u16(struct header *header, uint16_t value)
{
	memcpy(header->octets + header->size, &value, sizeof(value));
	header->size += sizeof(value);
}

static void add_u32(struct header *header, uint32_t value)
{
	memcpy(header->octets + header->size, &value, sizeof(value));
	header->size += sizeof(value);
}

static enum weir_status repeat(const struct weir_capture_writer *w, struct weir_error *err)
{
	if (err)
		*err = w->sink.error;
	return w->sink.failed;
}

static void put_header(struct weir_capture_writer *w, const struct header *header)
{
	sink_put(&w->sink, header->octets, header->size);
}

static void put_pcap_header(struct weir_capture_writer *w)
{
	struct header header = { .size = 0 };

	add_u32(&header, w->options.microseconds ? 0xa1b2c3d4 : 0xa1b23c4d);
	add_u16(&header, 2);
	add_u16(&header, 4);
	add_u32(&header, 0); /* UTC */
	add_u32(&header, 0);
	add_u32(&header, w->options.snap);
	add_u32(&header, w->options.link);
	put_header(w, &header);
}

static void put_section(struct weir_capture_writer *w)
{
	struct header header = { .size = 0 };

	add_u32(&header, 0x0a0d0d0a);
	add_u32(&header, 28);
	add_u32(&header, 0x1a2b3c4d);
	add_u16(&header, 1);
	add_u16(&header, 0);
	add_u32(&header, UINT32_MAX); /* the section's size: not given */
	add_u32(&header, UINT32_MAX);
	add_u32(&header, 28);
	put_header(w, &header);
}

static void put_interface(struct weir_capture_writer *w, uint16_t link)
{
	struct header header = { .size = 0 };

	add_u32(&header, 1);
	add_u32(&header, 32);
	add_u16(&header, link);
	add_u16(&header, 0);
	add_u32(&header, w->options.snap);
	add_u16(&header, 9); /* if_tsresol: 10^-9 s */
	add_u16(&header, 1);
	memcpy(header.octets + header.size, "\x09\0\0\0", 4);
	header.size += 4;
	add_u32(&header, 0); /* end of options */
	add_u32(&header, 32);
	put_header(w, &header);
	w->links[w->link_count++] = link;
}

static enum weir_status check_snap(uint32_t snap, const char *name, struct weir_error *err)
{
	if (snap <= WEIR_FRAME_SIZE_MAX)
		return WEIR_OK;
	return error_set(err, WEIR_E_RANGE, NO_PLACE, SINK_NAME ": a snap length of %u is above %d",
			 name, snap, WEIR_FRAME_SIZE_MAX);
}

static enum weir_status check_options(const struct weir_capture_writer_options *options,
				      const char *name, struct weir_error *err)
{
	enum weir_status status = check_snap(options->snap, name, err);

	if (status == WEIR_OK && options->pcapng && options->microseconds)
		status = error_set(err, WEIR_E_USE, NO_PLACE,
				   SINK_NAME ": microseconds are a choice of classic pcap only",
				   name);
	return status == WEIR_OK ? sink_can(options->packing, name, err) : status;
}

static void begin_section(struct weir_capture_writer *w, uint16_t link, uint32_t snap)
{
	w->options.link = link;
	w->options.snap = snap ? snap : DEFAULT_SNAP;
	w->link_count = 0;
	put_section(w);
	put_interface(w, link);
}

enum weir_status weir_capture_writer_section(struct weir_capture_writer *w, uint16_t link,
					     uint32_t snap, struct weir_error *err)
{
	enum weir_status status = check_snap(snap, w->sink.name, err);

	if (status == WEIR_OK && !w->options.pcapng)
		status = error_set(err, WEIR_E_USE, NO_PLACE,
				   SINK_NAME ": classic pcap has no sections", w->sink.name);
	if (status != WEIR_OK)
		return status;
	begin_section(w, link, snap);
	return w->sink.failed == WEIR_OK ? WEIR_OK : repeat(w, err);
}

/* The descriptor is the writer's from here on. */
static enum weir_status open_writer(int fd, const char *name,
				    const struct weir_capture_writer_options *options,
				    struct weir_capture_writer **out, struct weir_error *err)
{
	struct weir_capture_writer *w = calloc(1, sizeof(*w));

	if (!w) {
		close(fd);
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, SINK_NAME ": out of memory", name);
	}
	enum weir_status status = sink_open(&w->sink, fd, name, options->packing, err);
	if (status != WEIR_OK) {
		free(w);
		return status;
	}
	w->options = *options;
	if (w->options.snap == 0)
		w->options.snap = DEFAULT_SNAP;
	if (options->pcapng && !options->raw)
		begin_section(w, options->link, options->snap);
	else if (!options->raw)
		put_pcap_header(w);
	*out = w;
	return WEIR_OK;
}

enum weir_status weir_capture_writer_open_fd(int fd, const char *name,
					     const struct weir_capture_writer_options *options,
					     struct weir_capture_writer **out,
					     struct weir_error *err)
{
	enum weir_status status = check_options(options, name, err);

	if (status != WEIR_OK) {
		close(fd);
		return status;
	}
	return open_writer(fd, name, options, out, err);
}

enum weir_status weir_capture_writer_open(const char *path,
					  const struct weir_capture_writer_options *options,
					  struct weir_capture_writer **out, struct weir_error *err)
{
	const char *name = strcmp(path, "-") == 0 ? "standard output" : path;
	/* Before the path is emptied. */
	enum weir_status status = check_options(options, name, err);
	char reason[128];
	int fd;

	if (status != WEIR_OK)
		return status;
	if (name != path)
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	else
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
	if (fd < 0) {
		int number = errno;
		return error_set(err, WEIR_E_SYSTEM, NO_PLACE, SINK_NAME ": %s", name,
				 strerror_r(number, reason, sizeof(reason)));
	}
	return open_writer(fd, name, options, out, err);
}

/* The frame as it will be written. */
struct cut_frame {
	struct weir_slice bytes;
	uint32_t wire;
};

static struct cut_frame cut_to_snap(const struct weir_capture_writer *w,
				    const struct weir_frame *frame)
{
	struct cut_frame cut = { frame->bytes, frame->wire_size };

	/* A frame that claims less than it holds was at least as long as it holds. */
	if (cut.bytes.size > cut.wire)
		cut.wire = cut.bytes.size > UINT32_MAX ? UINT32_MAX : (uint32_t)cut.bytes.size;
	if (cut.bytes.size > w->options.snap)
		cut.bytes.size = w->options.snap;
	return cut;
}

static enum weir_status refuse_time(const struct weir_capture_writer *w,
				    const struct weir_frame *frame, struct weir_error *err)
{
	return error_set(err, WEIR_E_RANGE, NO_PLACE,
			 SINK_NAME ": the format cannot hold the time of frame %llu, %lld ns",
			 w->sink.name, (unsigned long long)frame->number, (long long)frame->time);
}

static enum weir_status write_pcap(struct weir_capture_writer *w, const struct weir_frame *frame,
				   struct weir_error *err)
{
	struct cut_frame cut = cut_to_snap(w, frame);
	int64_t time = frame->has_time ? frame->time : 0;
	struct header header = { .size = 0 };

	if (frame->link != w->options.link)
		return error_set(err, WEIR_E_USE, NO_PLACE,
				 SINK_NAME
				 ": a pcap file of link type %u cannot hold a frame of link "
				 "type %u; pcapng can",
				 w->sink.name, w->options.link, frame->link);
	if (time < 0 || time / NANOSECONDS > UINT32_MAX)
		return refuse_time(w, frame, err);
	uint32_t below = (uint32_t)(time % NANOSECONDS);
	add_u32(&header, (uint32_t)(time / NANOSECONDS));
	add_u32(&header, w->options.microseconds ? below / 1000 : below);
	add_u32(&header, (uint32_t)cut.bytes.size);
	add_u32(&header, cut.wire);
	put_header(w, &header);
	sink_put(&w->sink, cut.bytes.data, cut.bytes.size);
	return WEIR_OK;
}

/* The interface of a link type, a new one if need be; LINKS_MAX: no room. */
static uint32_t interface_of(struct weir_capture_writer *w, uint16_t link)
{
	for (uint32_t i = 0; i < w->link_count; i++)
		if (w->links[i] == link)
			return i;
	if (w->link_count == LINKS_MAX)
		return LINKS_MAX;
	put_interface(w, link);
	return w->link_count - 1;
}

static uint32_t padding(size_t size)
{
	return (uint32_t)(-size & 3);
}

/* A simple packet block holds no time and no interface but the first, and only whole frames (or cut
 * to the snap length, which cannot be told from a frame that was cut before). */
static void put_simple(struct weir_capture_writer *w, const struct cut_frame *cut)
{
	uint32_t size = 16 + cut->wire + padding(cut->wire);
	struct header header = { .size = 0 };

	add_u32(&header, 3);
	add_u32(&header, size);
	add_u32(&header, cut->wire);
	put_header(w, &header);
	sink_put(&w->sink, cut->bytes.data, cut->bytes.size);
	sink_put(&w->sink, "\0\0\0", padding(cut->bytes.size));
	sink_put(&w->sink, &size, sizeof(size));
}

static void put_packet(struct weir_capture_writer *w, uint32_t interface, uint64_t ticks,
		       const struct cut_frame *cut, uint32_t flags)
{
	uint32_t captured = (uint32_t)cut->bytes.size;
	uint32_t size = 32 + captured + padding(captured) + (flags ? 12 : 0);
	struct header header = { .size = 0 };
	struct header trailer = { .size = 0 };

	add_u32(&header, 6);
	add_u32(&header, size);
	add_u32(&header, interface);
	add_u32(&header, (uint32_t)(ticks >> 32));
	add_u32(&header, (uint32_t)ticks);
	add_u32(&header, captured);
	add_u32(&header, cut->wire);
	put_header(w, &header);
	sink_put(&w->sink, cut->bytes.data, captured);
	trailer.size = padding(captured);
	if (flags) {
		add_u16(&trailer, 2); /* epb_flags */
		add_u16(&trailer, 4);
		add_u32(&trailer, flags);
		add_u32(&trailer, 0);
	}
	add_u32(&trailer, size);
	put_header(w, &trailer);
}

static enum weir_status write_pcapng(struct weir_capture_writer *w, const struct weir_frame *frame,
				     struct weir_error *err)
{
	struct cut_frame cut = cut_to_snap(w, frame);

	if (frame->has_time && frame->time < 0)
		return refuse_time(w, frame, err);
	if (!frame->has_time && frame->link == w->options.link && frame->flags == 0 &&
	    cut.bytes.size == cut.wire) {
		put_simple(w, &cut);
		return WEIR_OK;
	}
	uint32_t interface = interface_of(w, frame->link);
	if (interface == LINKS_MAX)
		return error_set(err, WEIR_E_RANGE, NO_PLACE,
				 SINK_NAME ": more than %d link types in one file", w->sink.name,
				 LINKS_MAX);
	put_packet(w, interface, frame->has_time ? (uint64_t)frame->time : 0, &cut, frame->flags);
	return WEIR_OK;
}

static bool begun(const struct weir_capture_writer *w)
{
	return w->options.pcapng ? w->link_count > 0 : !w->options.raw;
}

enum weir_status weir_capture_write(struct weir_capture_writer *w, const struct weir_frame *frame,
				    struct weir_error *err)
{
	enum weir_status status = WEIR_OK;

	if (w->sink.failed != WEIR_OK)
		return repeat(w, err);
	if (!begun(w))
		return error_set(err, WEIR_E_USE, NO_PLACE,
				 SINK_NAME ": a raw capture, in which no section was begun",
				 w->sink.name);
	status = w->options.pcapng ? write_pcapng(w, frame, err) : write_pcap(w, frame, err);
	return w->sink.failed == WEIR_OK ? status : repeat(w, err);
}

enum weir_status weir_capture_write_raw(struct weir_capture_writer *w,
					const struct weir_slice *runs, size_t count,
					struct weir_error *err)
{
	sink_put_runs(&w->sink, runs, count);
	return w->sink.failed == WEIR_OK ? WEIR_OK : repeat(w, err);
}

enum weir_status weir_capture_writer_flush(struct weir_capture_writer *w, struct weir_error *err)
{
	sink_flush(&w->sink);
	return w->sink.failed == WEIR_OK ? WEIR_OK : repeat(w, err);
}

enum weir_status weir_capture_writer_close(struct weir_capture_writer *w, struct weir_error *err)
{
	if (!w)
		return WEIR_OK;
	sink_end(&w->sink);
	enum weir_status status = w->sink.failed == WEIR_OK ? WEIR_OK : repeat(w, err);
	sink_close(&w->sink);
	free(w);
	return status;
}
