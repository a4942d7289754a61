/* files.c - where octets come from: paths, descriptors, pipes that dribble; what is no capture.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "tap.h"

static char path[] = "/tmp/dnsweir-files-XXXXXX";

/* What a file that begins so is called. */
static const struct row {
	const char *what;
	struct weir_slice file;
	const char *reason;
} rows[] = {
	{ "nothing", { NULL, 0 }, "an empty file" },
	{ "one octet", WIRE(0xd4), "too short for a capture, 1 octets" },
	{ "zeros", WIRE(0, 0, 0, 0, 0, 0, 0, 0), "neither pcap nor pcapng" },
	{ "text", WIRE('h', 'e', 'l', 'l', 'o', '\n'), "looks like text" },
	{ "a section's type in a text file",
	  WIRE('\n', '\r', '\r', '\n', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'),
	  "looks like text" },
	{ "ELF", WIRE(0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0), "an ELF program" },
	{ "JSON", WIRE('{', '"', 'a', '"', ':', '1', '}'), "JSON" },
	{ "snoop", WIRE('s', 'n', 'o', 'o', 'p', 0, 0, 0, 0, 0, 0, 2), "snoop" },
	{ "bzip2", WIRE('B', 'Z', 'h', '9', '1', 'A', 'Y'), "bzip2; unpack it first" },
	{ "legacy lz4", WIRE(0x02, 0x21, 0x4c, 0x18, 0, 0), "legacy form" },
	{ "dnstap",
	  WIRE(0, 0, 0, 0, 0, 0, 0, 34, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 22, 'p', 'r', 'o', 't',
	       'o', 'b', 'u', 'f', ':', 'd'),
	  "a dnstap file" },
	{ "Navtel's pcap", WIRE(0xa1, 0x2b, 0x3c, 0x4d, 0, 2, 0, 4), "Navtel" },
};

static void write_file(struct weir_slice file)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	if (fd < 0 || (file.size > 0 && write(fd, file.data, file.size) != (ssize_t)file.size))
		exit(1);
	close(fd);
}

static void test_row(const struct row *row)
{
	write_file(row->file);
	struct outcome o = outcome_path(path, BY_NEXT);
	struct outcome p = outcome_pipe(row->file, BY_NEXT, 1);

	checkf(o.open == WEIR_E_FORM && strstr(o.err.text, row->reason) && strstr(o.err.text, path),
	       "%s: %s", row->what, o.err.text);
	checkf(p.open == WEIR_E_FORM && strstr(p.err.text, row->reason), "%s through a pipe: %s",
	       row->what, p.err.text);
}

static void test_refusals(void)
{
	struct outcome o = outcome_path("/", BY_NEXT);
	checkf(o.open == WEIR_E_SYSTEM && strstr(o.err.text, "/: Is a directory"),
	       "a directory: %s", o.err.text);
	o = outcome_path("/no/such/\x1b[31mfile\n", BY_NEXT);
	checkf(o.open == WEIR_E_SYSTEM && !strchr(o.err.text, 0x1b) && !strchr(o.err.text, '\n'),
	       "a name that steers the terminal: %s", o.err.text);
	if (geteuid() == 0) {
		skip("a file without permission", "root may read everything");
	} else {
		chmod(path, 0);
		o = outcome_path(path, BY_NEXT);
		checkf(o.open == WEIR_E_SYSTEM, "a file without permission: %s", o.err.text);
		chmod(path, 0600);
	}
	struct weir_capture *c = NULL;
	struct weir_error err;
	checkf(weir_capture_open_fd(-1, "nothing", NULL, &c, &err) == WEIR_E_SYSTEM && !c,
	       "a closed descriptor: %s", err.text);
	char name[3000];
	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = 0;
	o = outcome_memory((struct weir_slice){ NULL, 0 }, BY_NEXT, false);
	check("nothing in memory", o.open == WEIR_E_FORM);
	checkf(weir_capture_open(name, NULL, &c, &err) == WEIR_E_SYSTEM && strlen(err.text) < 300 &&
		       strstr(err.text, "too long"),
	       "a name of 3000 octets leaves room for the reason");
	weir_capture_close(NULL);
}

static struct bytes build(bool pcapng)
{
	struct bytes b = { .big = false };

	if (pcapng) {
		bytes_section(&b);
		bytes_interface(&b, 1, 0, NULL, 0);
	} else {
		bytes_pcap(&b, 0xa1b2c3d4, 1);
	}
	for (uint32_t i = 0; i < 300; i++) {
		if (pcapng)
			bytes_packet(&b, 0, i, i * 3, i * 3, (uint8_t)i);
		else
			bytes_record(&b, i, i, i * 3, i * 3, (uint8_t)i);
	}
	return b;
}

static void test_pipes(bool pcapng)
{
	static const size_t steps[] = { 1, 7, 4096, 65536 };
	struct bytes b = build(pcapng);
	struct outcome want = outcome_memory(bytes_slice(&b), BY_NEXT, false);
	struct weir_slice cut = { b.data, b.size - 1 };
	const char *format = pcapng ? "pcapng" : "pcap";

	check("the frames to compare with", want.end == WEIR_END && want.frames == 300);
	write_file(bytes_slice(&b));
	for (enum way way = BY_NEXT; way < BY_WAYS; way++) {
		struct outcome o = outcome_path(path, way);
		checkf(outcome_equal(&o, &want) && o.info.file_octets == b.size &&
			       o.info.file_done == b.size && strcmp(o.info.format, format) == 0 &&
			       o.info.frames == 300,
		       "%s from a path, way %d", format, way);
		for (size_t i = 0; i < COUNT_OF(steps); i++) {
			o = outcome_pipe(bytes_slice(&b), way, steps[i]);
			checkf(outcome_equal(&o, &want) && o.info.file_octets == 0 &&
				       o.info.file_done == b.size,
			       "%s through a pipe, %zu octets at a time, way %d", format, steps[i],
			       way);
		}
		o = outcome_pipe(cut, way, 1);
		checkf(o.end == WEIR_E_CUT && o.frames == 299, "%s through a pipe that breaks: %s",
		       format, o.err.text);
	}
	bytes_free(&b);
}

static void test_standard_input(void)
{
	struct bytes b = build(false);
	int kept = dup(STDIN_FILENO);

	write_file(bytes_slice(&b));
	int fd = open(path, O_RDONLY);
	dup2(fd, STDIN_FILENO);
	close(fd);
	struct outcome o = outcome_path("-", BY_BATCH);
	checkf(o.end == WEIR_END && o.frames == 300, "\"-\" is standard input: %s", o.err.text);
	check("which stays open", fcntl(STDIN_FILENO, F_GETFD) >= 0);
	dup2(kept, STDIN_FILENO);
	close(kept);
	bytes_free(&b);
}

/* A live pipe: frames come as soon as they are there, whoever made it non-blocking. */
static void test_live(void)
{
	struct bytes b = { .big = false };
	struct weir_capture *c = NULL;
	struct weir_error err = { .text = "" };
	struct weir_frame frame;
	int fds[2];

	bytes_pcap(&b, 0xa1b2c3d4, 1);
	bytes_record(&b, 0, 0, 9, 9, 0);
	bytes_record(&b, 0, 0, 9, 9, 0);
	if (pipe2(fds, O_NONBLOCK) < 0)
		return;
	/* All but the last octet of the second frame; the writer stays. */
	check("written", write(fds[1], b.data, b.size - 1) == (ssize_t)b.size - 1);
	check("opened", weir_capture_open_fd(fds[0], "live", NULL, &c, &err) == WEIR_OK);
	check("the first frame comes while the second is not whole",
	      c && weir_capture_next(c, &frame, &err) == WEIR_OK && frame.number == 1);
	check("written", write(fds[1], b.data + b.size - 1, 1) == 1);
	check("the second comes while the writer is there",
	      c && weir_capture_next(c, &frame, &err) == WEIR_OK && frame.number == 2);
	close(fds[1]);
	check("and the end", c && weir_capture_next(c, &frame, &err) == WEIR_END);
	weir_capture_close(c);
	bytes_free(&b);
}

/* A batch outlives the next read into another batch, and the handle. */
static void test_batches(void)
{
	struct bytes b = build(false);
	struct weir_capture *c = NULL;
	struct weir_batch batches[64];
	size_t count = 0;
	uint64_t frames = 0;
	unsigned wrong = 0;

	if (weir_capture_open_memory(bytes_slice(&b), "memory", NULL, &c, NULL) != WEIR_OK)
		return;
	do {
		if (weir_batch_open(&batches[count], 5000, 16) != WEIR_OK)
			return;
	} while (weir_capture_read(c, &batches[count++], NULL) == WEIR_OK && count < 64);
	weir_capture_close(c);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < batches[i].count; k++, frames++) {
			const struct weir_frame *f = &batches[i].frames[k];

			wrong += f->number != frames + 1 || f->bytes.size != frames * 3 ||
				 f->offset + 16 > b.size ||
				 memcmp(f->bytes.data, b.data + f->offset + 16, f->bytes.size) != 0;
		}
		weir_batch_close(&batches[i]);
	}
	checkf(wrong == 0 && frames == 300, "%zu batches outlive the handle", count);
	struct weir_batch none = { .frames = NULL };
	struct weir_error err;
	if (weir_capture_open_memory(bytes_slice(&b), "memory", NULL, &c, NULL) == WEIR_OK)
		checkf(weir_capture_read(c, &none, &err) == WEIR_E_USE, "a batch never opened: %s",
		       err.text);
	weir_capture_close(c);
	weir_batch_close(NULL);
	bytes_free(&b);
}

/* A lying length must not make memory: the batch grows with the octets that came, not the claim. */
static void test_memory(void)
{
	struct bytes b = { .big = false };
	struct weir_capture *c = NULL;
	struct weir_batch batch;
	static uint8_t octets[100000];

	bytes_pcap(&b, 0xa1b2c3d4, 1);
	bytes_set32(&b, 16, 0xffffffff);
	bytes_u64(&b, 0);
	bytes_u32(&b, WEIR_FRAME_SIZE_MAX);
	bytes_u32(&b, WEIR_FRAME_SIZE_MAX);
	bytes_put(&b, octets, sizeof(octets));
	if (weir_capture_open_memory(bytes_slice(&b), "memory", NULL, &c, NULL) != WEIR_OK ||
	    weir_batch_open(&batch, 4096, 16) != WEIR_OK)
		return (void)check("opened", false);
	checkf(weir_capture_read(c, &batch, NULL) == WEIR_E_CUT && batch.data_capacity <= 262144,
	       "a claim of 16 MiB with 100 kB behind it takes %zu octets", batch.data_capacity);
	weir_batch_close(&batch);
	weir_capture_close(c);
	bytes_free(&b);
}

/* A megabyte behind damage is lost, also where it was never read. */
static void test_lost(void)
{
	struct bytes b = { .big = false };
	static uint8_t zeros[1 << 20];

	bytes_pcap(&b, 0xa1b2c3d4, 1);
	bytes_record(&b, 0, 0, 9, 9, 0);
	size_t damage = b.size;
	bytes_u64(&b, 0);
	bytes_u64(&b, UINT64_MAX);
	bytes_put(&b, zeros, sizeof(zeros));
	for (enum way way = BY_NEXT; way < BY_WAYS; way++) {
		struct outcome o = outcome_memory(bytes_slice(&b), way, false);
		checkf(o.end == WEIR_E_FORM && o.frames == 1 && o.err.offset == damage &&
			       o.info.octets_lost == b.size - damage,
		       "damage in the middle: %s", o.err.text);
	}
	bytes_free(&b);
}

/* The largest frame there can be, in both formats. */
static void test_largest(bool pcapng)
{
	struct bytes b = { .big = false };
	uint8_t *octets = calloc(1, WEIR_FRAME_SIZE_MAX);
	size_t begin = 0;

	if (!octets)
		return;
	if (pcapng) {
		bytes_section(&b);
		bytes_interface(&b, 1, 0, NULL, 0);
		begin = bytes_begin(&b, 6);
		bytes_u32(&b, 0);
	} else {
		bytes_pcap(&b, 0xa1b2c3d4, 1);
		bytes_set32(&b, 16, 0xffffffff);
	}
	bytes_u64(&b, 0);
	bytes_u32(&b, WEIR_FRAME_SIZE_MAX);
	bytes_u32(&b, WEIR_FRAME_SIZE_MAX);
	bytes_put(&b, octets, WEIR_FRAME_SIZE_MAX);
	if (pcapng)
		bytes_end(&b, begin);
	struct outcome o = outcome_memory(bytes_slice(&b), BY_BATCH, false);
	struct outcome p = outcome_memory(bytes_slice(&b), BY_SMALL_BATCH, false);
	checkf(o.end == WEIR_END && o.frames == 1 && outcome_equal(&o, &p),
	       "%s with a frame of 16 MiB: %s", pcapng ? "pcapng" : "pcap", o.err.text);
	free(octets);
	bytes_free(&b);
}

int main(void)
{
	int fd = mkstemp(path);

	if (fd < 0)
		return 1;
	close(fd);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	test_refusals();
	test_pipes(false);
	test_pipes(true);
	test_standard_input();
	test_live();
	test_batches();
	test_memory();
	test_lost();
	test_largest(false);
	test_largest(true);
	unlink(path);
	return tap_done();
}
