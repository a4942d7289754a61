/* frames.c - the frames of all captures that a command was given, one by one.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/frames.h"

struct reading {
	struct invocation *call;
	enum exit_code (*take)(void *context, const struct weir_frame *frame);
	void *context;
	enum exit_code code; /* the worst that happened */
	bool ended;
};

static void blame(struct reading *r, enum exit_code code)
{
	if (code > r->code)
		r->code = code;
}

/* Nobody wants more of it. */
static bool ends(struct reading *r)
{
	if (call_interrupted(r->call) && !r->ended) {
		call_note(r->call, "interrupted: the rest was not read");
		blame(r, EXIT_BROKEN);
		r->ended = true;
	}
	r->ended = r->ended || call_out_lost(r->call);
	return r->ended;
}

static void read_file(struct reading *r, const char *path)
{
	struct weir_capture *capture = NULL;
	struct weir_frame frame;
	struct weir_error err;
	enum weir_status status = weir_capture_open(path, NULL, &capture, &err);

	while (status == WEIR_OK && !ends(r)) {
		status = weir_capture_next(capture, &frame, &err);
		if (status != WEIR_OK)
			break;
		enum exit_code code = r->take(r->context, &frame);
		blame(r, code);
		r->ended = code != EXIT_DONE;
	}
	if (status != WEIR_OK && status != WEIR_END)
		blame(r, call_fail(r->call, status, &err));
	weir_capture_close(capture);
}

enum exit_code frames_each(struct invocation *call, const char *const *paths, size_t count,
			   enum exit_code (*take)(void *context, const struct weir_frame *frame),
			   void *context)
{
	struct reading r = { .call = call, .take = take, .context = context };

	if (count == 0)
		read_file(&r, "-");
	for (size_t i = 0; i < count && !ends(&r); i++)
		read_file(&r, paths[i]);
	return r.code;
}
