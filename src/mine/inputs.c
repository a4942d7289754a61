/* inputs.c - order captures by their first frame and read them one after another.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "mine/inputs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

enum { PROGRESS_BATCHES = 64 };

struct input {
	const char *path;
	size_t named;  /* position in the caller's list */
	int64_t first; /* time of the first frame, nanoseconds */
	bool rewinds;  /* a regular file: could be looked into before its turn */
};

struct inputs {
	const struct weir_mine_options *options;
	struct input *list;
	size_t count;
	size_t next;               /* to be opened */
	struct weir_capture *open; /* the one being read; NULL: none */
	enum weir_status worst;
	struct weir_error error; /* of the worst */
	unsigned since_progress;
	int64_t last_time; /* of a frame, nanoseconds; simple pcapng blocks have none */
	bool stopped;
};

/* The time that decides the order; a file that cannot be read keeps 0 and fails in its turn. */
static int64_t first_time(const char *path)
{
	struct weir_capture *capture;
	struct weir_frame frame;
	int64_t time = 0;

	if (weir_capture_open(path, NULL, &capture, NULL) != WEIR_OK)
		return 0;
	if (weir_capture_next(capture, &frame, NULL) == WEIR_OK)
		time = frame.time;
	weir_capture_close(capture);
	return time;
}

static int input_compare(const void *left, const void *right)
{
	const struct input *a = left;
	const struct input *b = right;

	if (a->rewinds != b->rewinds)
		return a->rewinds - b->rewinds;
	if (!a->rewinds || a->path == b->path)
		return (a->named > b->named) - (a->named < b->named);
	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return strcmp(a->path, b->path);
}

enum weir_status inputs_open(const struct weir_mine_options *options, const char *const *paths,
			     size_t count, struct inputs **out, struct weir_error *err)
{
	struct inputs *inputs = calloc(1, sizeof(*inputs));

	if (!inputs)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "out of memory");
	inputs->list = calloc(count + 1, sizeof(*inputs->list));
	if (!inputs->list) {
		free(inputs);
		return error_set(err, WEIR_E_MEMORY, NO_PLACE, "out of memory");
	}
	inputs->options = options;
	inputs->count = count;
	for (size_t i = 0; i < count; i++) {
		struct input *input = &inputs->list[i];
		struct stat about;
		input->path = paths[i];
		input->named = i;
		input->rewinds = strcmp(paths[i], "-") != 0 && stat(paths[i], &about) == 0 &&
				 S_ISREG(about.st_mode);
		input->first = input->rewinds && count > 1 ? first_time(paths[i]) : 0;
	}
	qsort(inputs->list, count, sizeof(*inputs->list), input_compare);
	*out = inputs;
	return WEIR_OK;
}

/* What matters most to who has to act on it: the system's no, then damage, then the rest. */
static int gravity(enum weir_status status)
{
	switch (status) {
	case WEIR_OK:
	case WEIR_END:
		return 0;
	case WEIR_E_CUT:
	case WEIR_E_SHORT:
	case WEIR_E_FORM:
	case WEIR_E_RANGE:
		return 1;
	case WEIR_E_SPACE:
	case WEIR_E_UNKNOWN:
	case WEIR_E_SUPPORT:
	case WEIR_E_USE:
		return 2;
	case WEIR_E_SYSTEM:
		return 3;
	case WEIR_E_MEMORY:
		return 4;
	}
	return 4;
}

static void input_done(struct inputs *inputs, enum weir_status status, const struct weir_error *err)
{
	struct weir_mine_input done = { .path = inputs->list[inputs->next - 1].path,
					.status = status };

	if (status != WEIR_OK)
		done.err = *err;
	if (inputs->open)
		weir_capture_info(inputs->open, &done.info);
	if (gravity(status) > gravity(inputs->worst)) {
		inputs->worst = status;
		inputs->error = *err;
	}
	if (inputs->options->input_done)
		inputs->options->input_done(inputs->options->context, &done);
	weir_capture_close(inputs->open);
	inputs->open = NULL;
}

static void tell_progress(struct inputs *inputs)
{
	const struct weir_mine_options *options = inputs->options;
	struct weir_capture_info info;

	if (!options->progress || ++inputs->since_progress < PROGRESS_BATCHES)
		return;
	inputs->since_progress = 0;
	weir_capture_info(inputs->open, &info);
	inputs->stopped = !options->progress(options->context, &info, info.frames);
}

/* The time of the last frame that has one. */
static void keep_time(struct inputs *inputs, const struct weir_batch *batch)
{
	for (size_t i = batch->count; i > 0; i--)
		if (batch->frames[i - 1].has_time) {
			inputs->last_time = batch->frames[i - 1].time;
			return;
		}
}

enum weir_status inputs_next(struct inputs *inputs, struct weir_batch *batch, int64_t *time_before)
{
	struct weir_error err = { .offset = NO_PLACE };

	/* Ends: every turn reads a batch or finishes one of the files. */
	while (!inputs->stopped) {
		if (!inputs->open) {
			if (inputs->next == inputs->count)
				return WEIR_END;
			const char *path = inputs->list[inputs->next++].path;
			enum weir_status status =
				weir_capture_open(path, NULL, &inputs->open, &err);
			if (status != WEIR_OK) {
				inputs->open = NULL;
				input_done(inputs, status, &err);
				continue;
			}
		}
		enum weir_status status = weir_capture_read(inputs->open, batch, &err);
		if (status == WEIR_OK) {
			*time_before = inputs->last_time;
			keep_time(inputs, batch);
			tell_progress(inputs);
			return WEIR_OK;
		}
		input_done(inputs, status == WEIR_END ? WEIR_OK : status, &err);
	}
	return WEIR_END;
}

enum weir_status inputs_status(const struct inputs *inputs, struct weir_error *err)
{
	if (inputs->worst != WEIR_OK && err)
		*err = inputs->error;
	return inputs->worst;
}

void inputs_close(struct inputs *inputs)
{
	if (!inputs)
		return;
	weir_capture_close(inputs->open);
	free(inputs->list);
	free(inputs);
}
