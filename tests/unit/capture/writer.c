/* writer.c - what is written is read again as it was; every refusal of the system is reported.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bytes.h"
#include "tap.h"

enum { LARGE = 1 << 20, SECOND = 1000000000 };

static uint8_t octets[LARGE];
static char path[] = "/tmp/dnsweir-writer-XXXXXX";

static const struct weir_frame plain = { .bytes = { octets, 60 },
					 .wire_size = 60,
					 .link = 1,
					 .has_time = true,
					 .time = 1600000000123456789 };

static struct weir_frame with(struct weir_frame frame, size_t size, uint32_t wire, int64_t time)
{
	frame.bytes.size = size;
	frame.wire_size = wire;
	frame.time = time;
	return frame;
}

/* One frame through the writer and back. `want` differs where the format cannot hold it all. */
static const struct row {
	const char *what;
	struct weir_capture_writer_options options;
	struct weir_frame frame;
	enum weir_status status;
	size_t size;
	uint32_t wire, flags;
	int64_t time;
	uint16_t link;
	bool has_time;
} rows[] = {
#define PCAP                                                                                       \
	{                                                                                          \
		.link = 1                                                                          \
	}
#define MICRO                                                                                      \
	{                                                                                          \
		.link = 1, .microseconds = true                                                    \
	}
#define NG                                                                                         \
	{                                                                                          \
		.link = 1, .pcapng = true                                                          \
	}
#define FRAME(...)                                                                                 \
	{                                                                                          \
		.bytes = { octets, 60 }, .link = 1, .wire_size = 60, __VA_ARGS__                   \
	}
	{ "pcap", PCAP, FRAME(.has_time = true, .time = 1600000000123456789), WEIR_OK, 60, 60, 0,
	  1600000000123456789, 1, true },
	{ "pcap in microseconds", MICRO, FRAME(.has_time = true, .time = 1600000000123456789),
	  WEIR_OK, 60, 60, 0, 1600000000123456000, 1, true },
	{ "pcapng", NG, FRAME(.has_time = true, .time = 1600000000123456789), WEIR_OK, 60, 60, 0,
	  1600000000123456789, 1, true },
	{ "pcap, the first time", PCAP, FRAME(.has_time = true), WEIR_OK, 60, 60, 0, 0, 1, true },
	{ "pcap, the last time", PCAP, FRAME(.has_time = true, .time = 4294967295999999999),
	  WEIR_OK, 60, 60, 0, 4294967295999999999, 1, true },
	{ "pcap, one later", PCAP, FRAME(.has_time = true, .time = 4294967296000000000),
	  WEIR_E_RANGE, 0, 0, 0, 0, 0, false },
	{ "pcap, before 1970", PCAP, FRAME(.has_time = true, .time = -1), WEIR_E_RANGE, 0, 0, 0, 0,
	  0, false },
	{ "pcapng, the last time", NG, FRAME(.has_time = true, .time = INT64_MAX), WEIR_OK, 60, 60,
	  0, INT64_MAX, 1, true },
	{ "pcapng, before 1970", NG, FRAME(.has_time = true, .time = INT64_MIN), WEIR_E_RANGE, 0, 0,
	  0, 0, 0, false },
	{ "pcap without a time", PCAP, FRAME(.time = 5), WEIR_OK, 60, 60, 0, 0, 1, true },
	{ "pcapng without a time", NG, FRAME(.time = 5), WEIR_OK, 60, 60, 0, 0, 1, false },
	{ "pcapng, cut and without a time",
	  NG,
	  { .bytes = { octets, 60 }, .link = 1, .wire_size = 61 },
	  WEIR_OK,
	  60,
	  61,
	  0,
	  0,
	  1,
	  true },
	{ "pcapng with flags", NG, FRAME(.has_time = true, .flags = 2), WEIR_OK, 60, 60, 2, 0, 1,
	  true },
	{ "pcap of another link type",
	  PCAP,
	  { .bytes = { octets, 60 }, .link = 101, .wire_size = 60 },
	  WEIR_E_USE,
	  0,
	  0,
	  0,
	  0,
	  0,
	  false },
	{ "pcapng of another link type",
	  NG,
	  { .bytes = { octets, 60 }, .link = 101, .wire_size = 60, .has_time = true, .time = 3 },
	  WEIR_OK,
	  60,
	  60,
	  0,
	  3,
	  101,
	  true },
	{ "pcap, cut",
	  PCAP,
	  { .bytes = { octets, 60 }, .link = 1, .wire_size = 1500, .has_time = true },
	  WEIR_OK,
	  60,
	  1500,
	  0,
	  0,
	  1,
	  true },
	{ "pcap, more than on the wire",
	  PCAP,
	  { .bytes = { octets, 60 }, .link = 1, .wire_size = 10, .has_time = true },
	  WEIR_OK,
	  60,
	  60,
	  0,
	  0,
	  1,
	  true },
	{ "pcap, shortened to the snap length",
	  { .link = 1, .snap = 17 },
	  FRAME(.has_time = true),
	  WEIR_OK,
	  17,
	  60,
	  0,
	  0,
	  1,
	  true },
	{ "pcapng, shortened to the snap length",
	  { .link = 1, .snap = 17, .pcapng = true },
	  FRAME(.has_time = true),
	  WEIR_OK,
	  17,
	  60,
	  0,
	  0,
	  1,
	  true },
	{ "pcap, a frame without octets",
	  PCAP,
	  { .link = 1, .has_time = true },
	  WEIR_OK,
	  0,
	  0,
	  0,
	  0,
	  1,
	  true },
	{ "pcapng, a frame without octets",
	  NG,
	  { .link = 1, .has_time = true },
	  WEIR_OK,
	  0,
	  0,
	  0,
	  0,
	  1,
	  true },
	{ "pcap, larger than the buffer",
	  { .link = 1, .snap = LARGE },
	  { .bytes = { octets, LARGE }, .link = 1, .wire_size = LARGE, .has_time = true },
	  WEIR_OK,
	  LARGE,
	  LARGE,
	  0,
	  0,
	  1,
	  true },
	{ "pcapng, larger than the buffer",
	  { .link = 1, .snap = LARGE, .pcapng = true },
	  { .bytes = { octets, LARGE }, .link = 1, .wire_size = LARGE, .has_time = true },
	  WEIR_OK,
	  LARGE,
	  LARGE,
	  0,
	  0,
	  1,
	  true },
};

static bool same(const struct weir_frame *frame, const struct row *row)
{
	return frame->bytes.size == row->size && frame->wire_size == row->wire &&
	       frame->flags == row->flags && frame->time == row->time && frame->link == row->link &&
	       frame->has_time == row->has_time &&
	       memcmp(frame->bytes.data, octets, row->size) == 0;
}

static void test_row(const struct row *row)
{
	struct weir_capture_writer *w;
	struct weir_capture *c = NULL;
	struct weir_error err = { .text = "" };
	struct weir_frame frame;
	unsigned good = 0;

	if (weir_capture_writer_open(path, &row->options, &w, &err) != WEIR_OK) {
		checkf(false, "%s: %s", row->what, err.text);
		return;
	}
	/* Thrice, so that what follows a frame is in its place too. */
	for (int i = 0; i < 3; i++)
		good += weir_capture_write(w, &row->frame, &err) == row->status;
	if (!checkf(good == 3 && weir_capture_writer_close(w, &err) == WEIR_OK, "%s: written",
		    row->what))
		note("%s", err.text);
	good = 0;
	enum weir_status status = weir_capture_open(path, NULL, &c, &err);
	while (status == WEIR_OK && (status = weir_capture_next(c, &frame, &err)) == WEIR_OK)
		good += same(&frame, row);
	if (!checkf(status == WEIR_END && good == (row->status == WEIR_OK ? 3 : 0),
		    "%s: read again", row->what))
		note("%s", err.text);
	weir_capture_close(c);
}

static void test_options(void)
{
	struct weir_capture_writer_options options = WEIR_CAPTURE_WRITER_OPTIONS;
	struct weir_capture_writer *w = NULL;
	struct weir_error err;

	options.snap = WEIR_FRAME_SIZE_MAX + 1;
	checkf(weir_capture_writer_open(path, &options, &w, &err) == WEIR_E_RANGE && !w,
	       "a snap length no reader accepts: %s", err.text);
	options.snap = 0;
	options.pcapng = options.microseconds = true;
	checkf(weir_capture_writer_open(path, &options, &w, &err) == WEIR_E_USE && !w,
	       "pcapng in microseconds: %s", err.text);
	options.microseconds = false;
	checkf(weir_capture_writer_open("/", &options, &w, &err) == WEIR_E_SYSTEM && !w,
	       "a directory: %s", err.text);
	checkf(weir_capture_writer_open("/no/\x1b[31mway", &options, &w, &err) == WEIR_E_SYSTEM &&
		       !strchr(err.text, 0x1b),
	       "no such directory: %s", err.text);
	check("close of nothing", weir_capture_writer_close(NULL, &err) == WEIR_OK);
}

static void test_full(bool pcapng)
{
	struct weir_capture_writer_options options = { .link = 1, .pcapng = pcapng };
	struct weir_capture_writer *w = NULL;
	struct weir_error err = { .text = "" };
	enum weir_status status = WEIR_OK;

	if (access("/dev/full", W_OK) < 0) {
		skip("a full device", "/dev/full is not there");
		return;
	}
	if (weir_capture_writer_open("/dev/full", &options, &w, &err) != WEIR_OK)
		return (void)check("/dev/full opens", false);
	check("one frame waits in the buffer", weir_capture_write(w, &plain, &err) == WEIR_OK);
	checkf(weir_capture_writer_close(w, &err) == WEIR_E_SYSTEM && strstr(err.text, "/dev/full"),
	       "closing says that the device is full: %s", err.text);
	if (weir_capture_writer_open("/dev/full", &options, &w, &err) != WEIR_OK)
		return (void)check("/dev/full opens again", false);
	for (int i = 0; i < 10000 && status == WEIR_OK; i++)
		status = weir_capture_write(w, &plain, &err);
	check("many frames fail when the buffer is full",
	      status == WEIR_E_SYSTEM && weir_capture_write(w, &plain, &err) == WEIR_E_SYSTEM &&
		      weir_capture_writer_flush(w, NULL) == WEIR_E_SYSTEM &&
		      weir_capture_writer_close(w, NULL) == WEIR_E_SYSTEM);
}

static void test_closed_pipe(void)
{
	struct weir_capture_writer_options options = { .link = 1 };
	struct weir_capture_writer *w = NULL;
	struct weir_error err = { .text = "" };
	int fds[2];

	if (pipe(fds) < 0 ||
	    weir_capture_writer_open_fd(fds[1], "a pipe", &options, &w, &err) != WEIR_OK)
		return (void)check("a pipe opens", false);
	close(fds[0]);
	checkf(weir_capture_write(w, &plain, &err) == WEIR_OK &&
		       weir_capture_writer_close(w, &err) == WEIR_E_SYSTEM,
	       "a pipe whose reader left: %s", err.text);
}

static void test_standard_output(void)
{
	struct weir_capture_writer_options options = { .link = 1 };
	struct weir_capture_writer *w = NULL;
	struct weir_error err = { .text = "" };
	int kept = dup(STDOUT_FILENO);
	int fd = open(path, O_WRONLY | O_TRUNC);

	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	close(fd);
	enum weir_status status = weir_capture_writer_open("-", &options, &w, &err);
	if (status == WEIR_OK)
		status = weir_capture_write(w, &plain, &err);
	if (status == WEIR_OK)
		status = weir_capture_writer_flush(w, &err);
	struct outcome flushed = outcome_path(path, BY_NEXT);
	if (status == WEIR_OK)
		status = weir_capture_writer_close(w, &err);
	bool still_open = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
	dup2(kept, STDOUT_FILENO);
	close(kept);
	checkf(status == WEIR_OK && still_open, "standard output: %s", err.text);
	check("a flush shows what was written", flushed.end == WEIR_END && flushed.frames == 1);
}

static void test_many_links(void)
{
	struct weir_capture_writer_options options = { .link = 0, .pcapng = true };
	struct weir_capture_writer *w = NULL;
	struct weir_error err = { .text = "" };
	struct weir_frame frame = plain;
	enum weir_status status = weir_capture_writer_open(path, &options, &w, &err);
	unsigned written = 0;

	for (uint16_t link = 300; status == WEIR_OK && link < 1000; link++) {
		frame.link = link;
		status = weir_capture_write(w, &frame, &err);
		written += status == WEIR_OK;
	}
	checkf(status == WEIR_E_RANGE && weir_capture_writer_close(w, &err) == WEIR_OK,
	       "an interface a link type, up to a ceiling: %s", err.text);
	struct outcome o = outcome_path(path, BY_NEXT);
	check("all of them are read again", o.end == WEIR_END && o.frames == written &&
						    o.last.link == 299 + written &&
						    o.last.interface == written);
}

/* Frames of all sizes up to some thousand octets cross the buffer's end in every way. */
static void test_many(bool pcapng)
{
	struct weir_capture_writer_options options = { .link = 1, .pcapng = pcapng };
	struct weir_capture_writer *w = NULL;
	struct weir_error err = { .text = "" };
	enum weir_status status = weir_capture_writer_open(path, &options, &w, &err);
	struct bytes b = { .big = false };

	bytes_pcap(&b, 0xa1b23c4d, 1);
	for (uint32_t i = 0; i < 3000 && status == WEIR_OK; i++) {
		struct weir_frame frame = with(plain, i, i, (int64_t)i * SECOND + i);
		status = weir_capture_write(w, &frame, &err);
		bytes_u32(&b, i);
		bytes_u32(&b, i);
		bytes_u32(&b, i);
		bytes_u32(&b, i);
		bytes_put(&b, octets, i);
	}
	checkf(status == WEIR_OK && weir_capture_writer_close(w, &err) == WEIR_OK,
	       "3000 frames: %s", err.text);
	struct outcome want = outcome_memory(bytes_slice(&b), BY_NEXT, false);
	struct outcome o = outcome_path(path, BY_NEXT);
	checkf(o.end == WEIR_END && o.frames == want.frames &&
		       (pcapng || (o.sum == want.sum && o.info.file_done == b.size)),
	       "%s: the same when read", pcapng ? "pcapng" : "pcap");
	bytes_free(&b);
}

/* Records as they come, headers and sections of the writer's own between them. */
static void test_raw(void)
{
	struct weir_capture_writer_options options = { .link = 1, .pcapng = true, .raw = true };
	struct weir_capture_writer *w = NULL;
	struct weir_error err = { .text = "" };
	struct weir_slice runs[3000];
	struct bytes b = { .big = true };

	if (weir_capture_writer_open(path, &options, &w, &err) != WEIR_OK)
		return;
	check("no frame before a section was begun",
	      weir_capture_write(w, &plain, &err) == WEIR_E_USE);
	check("two sections, each with its own link type",
	      weir_capture_writer_section(w, 1, 0, &err) == WEIR_OK &&
		      weir_capture_write(w, &plain, &err) == WEIR_OK &&
		      weir_capture_writer_section(w, 101, 0, &err) == WEIR_OK &&
		      weir_capture_writer_close(w, &err) == WEIR_OK);
	struct outcome o = outcome_path(path, BY_NEXT);
	check("... are read again", o.end == WEIR_END && o.frames == 1 && o.last.link == 1);

	/* Pieces above and below what is worth a place in a vector, some of them empty. */
	for (size_t size = 7; size <= 1500; size += 1493) {
		bytes_free(&b);
		b = (struct bytes){ .big = true };
		for (size_t i = 0; i < COUNT_OF(runs); i++) {
			runs[i] = (struct weir_slice){ octets + i, i % 5 ? size : 0 };
			bytes_put(&b, runs[i].data, runs[i].size);
		}
		options.pcapng = false;
		if (weir_capture_writer_open(path, &options, &w, &err) != WEIR_OK)
			return;
		check("pieces in many calls are taken",
		      weir_capture_write_raw(w, runs, 2, &err) == WEIR_OK &&
			      weir_capture_write_raw(w, runs + 2, COUNT_OF(runs) - 2, &err) ==
				      WEIR_OK &&
			      weir_capture_writer_section(w, 1, 0, &err) == WEIR_E_USE &&
			      weir_capture_writer_close(w, &err) == WEIR_OK);
		int fd = open(path, O_RDONLY);
		uint8_t *back = malloc(b.size + 1);
		check("... and all there, in order",
		      fd >= 0 && back && read(fd, back, b.size + 1) == (ssize_t)b.size &&
			      memcmp(back, b.data, b.size) == 0);
		free(back);
		close(fd);
	}
	bytes_free(&b);
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < LARGE; i++)
		octets[i] = (uint8_t)(i ^ i >> 8);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	test_options();
	test_full(false);
	test_full(true);
	test_closed_pipe();
	test_standard_output();
	test_many_links();
	test_many(false);
	test_many(true);
	test_raw();
	unlink(path);
	return tap_done();
}
