/* filter_anonymise.c - the key of --anonymise, and what it does to a frame.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/filter_job.h"

static enum exit_code fail(const struct filter_job *job, enum weir_status status,
			   const struct weir_error *err)
{
	const char *reason = err->text[0] ? err->text : weir_status_text(status);

	call_note(job->call, "--anonymise: %s", reason);
	return exit_code_of(status);
}

enum exit_code filter_anonymiser_open(struct filter_job *job, const char *key, bool macs)
{
	struct weir_anonymise_options options = WEIR_ANONYMISE_OPTIONS;
	struct weir_slice secret = { (const uint8_t *)key, strlen(key) };
	uint8_t octets[WEIR_ANONYMISE_KEY];
	struct weir_error err = { .text = "" };
	enum weir_status status = WEIR_OK;
	char *text = NULL;

	options.macs = macs;
	if (key[0] == '@') {
		status = filter_read(key + 1, &text, &secret.size, &err);
		secret.data = (const uint8_t *)text;
	}
	if (status == WEIR_OK)
		status = weir_anonymise_key(secret, octets, &err);
	if (status == WEIR_OK)
		status = weir_anonymise_open(octets, &options, &job->anonymiser, &err);
	free(text);
	return status == WEIR_OK ? EXIT_DONE : fail(job, status, &err);
}

bool filter_anonymise(struct filter_job *job, const struct weir_frame *frame, uint8_t *bytes,
		      enum weir_status *status)
{
	bool unsearched;

	*status = weir_anonymise_frame(job->anonymiser, frame->link, bytes, frame->bytes.size,
				       frame->wire_size, &unsearched);
	job->counters.unsearched += unsearched;
	if (*status != WEIR_E_SUPPORT)
		return *status == WEIR_OK;
	*status = WEIR_OK;
	job->counters.unfit++;
	return false;
}
