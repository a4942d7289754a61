/* capture.h - read octets as a capture in two ways that have to agree.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FUZZ_CAPTURE_H
#define FUZZ_CAPTURE_H

#include <dnsweir/capture.h>

#include <string.h>

struct capture_run {
	enum weir_status end;
	uint64_t frames;
	uint64_t sum; /* touches every octet of every frame */
};

static inline void capture_add(struct capture_run *run, const struct weir_frame *frame)
{
	run->frames++;
	for (size_t i = 0; i < frame->bytes.size; i++)
		run->sum = (run->sum << 1 | run->sum >> 63) ^ frame->bytes.data[i];
	run->sum ^= (uint64_t)frame->time ^ frame->offset;
	if (frame->wire_size < frame->bytes.size || frame->number != run->frames)
		__builtin_trap();
}

static inline bool capture_open(struct weir_slice file, struct weir_capture **out)
{
	struct weir_error err = { .status = WEIR_OK };
	enum weir_status status = weir_capture_open_memory(file, "fuzz", NULL, out, &err);

	if (status != WEIR_OK && (err.status != status || !err.text[0]))
		__builtin_trap();
	return status == WEIR_OK;
}

static inline struct capture_run capture_by_next(struct weir_slice file)
{
	struct capture_run run = { .end = WEIR_E_USE };
	struct weir_capture *capture;
	struct weir_frame frame;

	if (!capture_open(file, &capture))
		return run;
	while ((run.end = weir_capture_next(capture, &frame, NULL)) == WEIR_OK)
		capture_add(&run, &frame);
	weir_capture_close(capture);
	return run;
}

static inline struct capture_run capture_by_small_batches(struct weir_slice file)
{
	struct capture_run run = { .end = WEIR_E_USE };
	struct weir_capture *capture;
	struct weir_batch batch;

	if (!capture_open(file, &capture))
		return run;
	if (weir_batch_open(&batch, 20, 3) != WEIR_OK)
		__builtin_trap();
	while ((run.end = weir_capture_read(capture, &batch, NULL)) == WEIR_OK)
		for (size_t i = 0; i < batch.count; i++)
			capture_add(&run, &batch.frames[i]);
	weir_batch_close(&batch);
	weir_capture_close(capture);
	return run;
}

/* With everything that can be copied: records and blocks are those octets of the file that stand at
 * their offset, one behind the other. */
static inline struct capture_run capture_by_records(struct weir_slice file)
{
	struct weir_capture_options options = { .size = sizeof(options), .keep_blocks = true };
	struct capture_run run = { .end = WEIR_E_USE };
	struct weir_capture *capture;
	struct weir_frame frame;
	uint64_t last = 0;

	if (weir_capture_open_memory(file, "fuzz", &options, &capture, NULL) != WEIR_OK)
		return run;
	struct weir_capture_info info;
	weir_capture_info(capture, &info);
	while ((run.end = weir_capture_next(capture, &frame, NULL)) == WEIR_OK) {
		struct weir_slice record = weir_frame_record(&frame);

		if (frame.offset < last)
			__builtin_trap();
		last = frame.offset + record.size;
		if (info.compression[0] == 'n' &&
		    (last > file.size ||
		     memcmp(record.data, file.data + frame.offset, record.size) != 0))
			__builtin_trap();
		if (!frame.is_block)
			capture_add(&run, &frame);
	}
	weir_capture_close(capture);
	return run;
}

static inline void capture_compare(struct weir_slice file)
{
	struct capture_run a = capture_by_next(file);
	struct capture_run b = capture_by_small_batches(file);
	struct capture_run c = capture_by_records(file);

	if (a.end != c.end || a.frames != c.frames || a.sum != c.sum)
		__builtin_trap();

	if (a.end != b.end || a.frames != b.frames || a.sum != b.sum)
		__builtin_trap();
}

#endif
