/* bpf_run_input.c - the packets for a program: out of captures, or given in hex.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bpf_run.h"

enum { TEXT_MAX = 64 * 1024 * 1024, OCTETS_MAX = 256 * 1024, LINK_NONE = UINT16_MAX };

static void blame(struct bpf_run *job, enum weir_status status, const struct weir_error *err)
{
	enum exit_code code = call_fail(job->call, status, err);

	if (code > job->code)
		job->code = code;
}

bool bpf_run_capture(struct bpf_run *job, const char *path)
{
	struct weir_capture *capture = NULL;
	struct weir_error err = { .text = "" };
	struct weir_frame frame;
	bool more = true;
	enum weir_status status = weir_capture_open(path, NULL, &capture, &err);

	while (more && status == WEIR_OK) {
		status = weir_capture_next(capture, &frame, &err);
		if (status == WEIR_OK)
			more = bpf_run_frame(job, &frame);
	}
	if (status != WEIR_OK && status != WEIR_END)
		blame(job, status, &err);
	weir_capture_close(capture);
	return more;
}

/* Octets are the packet as the program gets it, so no header stands before the place. */
static uint16_t link_at(enum weir_bpf_place place)
{
	switch (place) {
	case WEIR_BPF_AT_LINK:
		return WEIR_LINK_ETHERNET;
	case WEIR_BPF_AT_IP:
		return WEIR_LINK_RAW;
	case WEIR_BPF_AT_UDP:
	case WEIR_BPF_AT_DNS:
		break;
	}
	return LINK_NONE;
}

bool bpf_run_hex(struct bpf_run *job, const char *name, struct weir_slice text)
{
	static uint8_t octets[OCTETS_MAX]; /* one command runs at a time */
	struct weir_hex hex = weir_hex(text);
	struct weir_error err = { .text = "" };
	struct weir_writer out;
	enum weir_status status = WEIR_OK;
	uint64_t found = 0;
	bool more = true;

	while (more && status == WEIR_OK) {
		weir_writer_init(&out, octets, sizeof(octets));
		status = weir_hex_next(&hex, &out, &err);
		if (status != WEIR_OK)
			break;
		const struct weir_frame frame = { .bytes = { octets, out.size },
						  .wire_size = (uint32_t)out.size,
						  .link = link_at(job->source.place) };
		found++;
		more = bpf_run_frame(job, &frame);
	}
	if (status == WEIR_END && found == 0) {
		call_note(job->call, "%s: no octet in it", name);
		job->code = job->code > EXIT_USE ? job->code : EXIT_USE;
	} else if (status != WEIR_OK && status != WEIR_END) {
		call_note(job->call, "%s: %s", name, err.text);
		job->code = job->code > EXIT_BROKEN ? job->code : EXIT_BROKEN;
	}
	return more;
}

/* All of a file, "-" for standard input; NULL after a complaint. To be freed. */
static char *read_text(struct bpf_run *job, const char *path, size_t *size)
{
	struct invocation *call = job->call;
	bool standard = strcmp(path, "-") == 0;
	FILE *file = standard ? call->in : fopen(path, "re");
	char *text = malloc(TEXT_MAX + 1);
	char reason[128];

	if (!file) {
		call_note(call, "%s: %s", path, strerror_r(errno, reason, sizeof(reason)));
		job->code = EXIT_SYSTEM;
	} else if (!text) {
		job->code = call_fail(call, WEIR_E_MEMORY, NULL);
	} else {
		*size = fread(text, 1, TEXT_MAX + 1, file);
		if (ferror(file))
			call_note(call, "%s: cannot be read", path);
		else if (*size > TEXT_MAX)
			call_note(call, "%s: more than 64 MiB", path);
		if (ferror(file) || *size > TEXT_MAX)
			job->code = EXIT_SYSTEM;
	}
	if (file && !standard)
		fclose(file);
	if (job->code != EXIT_SYSTEM)
		return text;
	free(text);
	return NULL;
}

bool bpf_run_hex_file(struct bpf_run *job, const char *path)
{
	size_t size = 0;
	char *text = read_text(job, path, &size);

	if (!text)
		return true;
	bool more = bpf_run_hex(job, path, (struct weir_slice){ (const uint8_t *)text, size });
	free(text);
	return more;
}
