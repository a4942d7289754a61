/* debug_packets.c - the packets of a debugging session: forward, back, by number; what is known of them.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture is never held in memory: the present packet is where reading stands, and going back reads it
 * again from its beginning. */
#include <stdlib.h>
#include <string.h>

#include "cli/debug_session.h"

enum { LOOK_EVERY = 4096 }; /* packets skipped between two looks at ^C */

void debug_close_capture(struct debug *d)
{
	weir_capture_close(d->capture);
	d->capture = NULL;
	d->has_frame = false;
	free(d->path);
	d->path = NULL;
}

static enum weir_status reopen(struct debug *d)
{
	weir_capture_close(d->capture);
	d->capture = NULL;
	d->has_frame = false;
	return d->files.capture(d->files.self, d->path, &d->capture, d->err);
}

static enum weir_status read_on(struct debug *d)
{
	uint64_t number = d->has_frame ? d->frame.number : 0;
	enum weir_status status = weir_capture_next(d->capture, &d->frame, d->err);

	d->has_frame = status == WEIR_OK;
	if (status == WEIR_END)
		d->total = number;
	return status;
}

static enum weir_status seek(struct debug *d, uint64_t n)
{
	enum weir_status status = WEIR_OK;

	if (!d->has_frame || n < d->frame.number)
		status = reopen(d);
	while (status == WEIR_OK && (!d->has_frame || d->frame.number < n)) {
		status = read_on(d);
		if (status == WEIR_OK && d->frame.number % LOOK_EVERY == 0 && d->interrupted &&
		    *d->interrupted && d->frame.number < n) {
			snprintf(d->err->text, sizeof(d->err->text), "interrupted at packet %llu",
				 (unsigned long long)d->frame.number);
			return WEIR_E_USE;
		}
	}
	return status;
}

/* Back to where we were; what went wrong before is told rather than what goes wrong now. */
static enum weir_status return_to(struct debug *d, uint64_t n, enum weir_status why)
{
	struct weir_error before = *d->err;
	enum weir_status status = seek(d, n);

	if (status != WEIR_OK)
		d->has_frame = false;
	if (status == WEIR_OK || why != WEIR_END) {
		*d->err = before;
		status = why;
	}
	return status;
}

enum weir_status debug_select_packet(struct debug *d, uint64_t n)
{
	uint64_t before = d->has_frame ? d->frame.number : 0;

	if (d->total > 0 && n > d->total)
		return WEIR_END;
	enum weir_status status = seek(d, n);
	if (status != WEIR_OK && before > 0)
		status = return_to(d, before, status);
	if (d->has_frame)
		debug_view(d);
	return status;
}

enum weir_status debug_next_packet(struct debug *d)
{
	enum weir_status status = read_on(d);

	if (status != WEIR_OK)
		status = return_to(d, 1, status);
	if (d->has_frame)
		debug_view(d);
	debug_restart(d);
	return status;
}

enum exit_code debug_take_capture(struct debug *debug, const char *path, FILE *out,
				  struct weir_error *err)
{
	char *copy = strdup(path);

	debug->out = out;
	debug->err = err;
	debug_close_capture(debug);
	debug->path = copy;
	debug->total = 0;
	debug->passes = debug->fails = debug->unseen = 0;
	debug->left = UINT64_MAX;
	debug_restart(debug);
	if (!copy)
		return debug_fail(debug, WEIR_E_MEMORY);
	enum weir_status status = debug_select_packet(debug, 1);
	if (status == WEIR_OK)
		return EXIT_DONE;
	if (status == WEIR_END)
		(void)debug_refuse(debug, EXIT_NOTHING, "%.400s: no packets in it", path);
	debug_close_capture(debug);
	return status == WEIR_END ? EXIT_NOTHING : debug_fail(debug, status);
}

/* Where an extension stands in struct weir_bpf_metadata, and in how many octets. */
#define MEMBER(name, member)                                                                       \
	{                                                                                          \
		name, offsetof(struct weir_bpf_metadata, member),                                  \
			sizeof(((struct weir_bpf_metadata *)0)->member)                            \
	}
static const struct {
	const char *name;
	size_t at, size;
} extensions[] = {
	MEMBER("proto", protocol),
	MEMBER("type", packet_type),
	MEMBER("ifidx", ifindex),
	MEMBER("hatype", hatype),
	MEMBER("mark", mark),
	MEMBER("queue", queue),
	MEMBER("rxhash", rxhash),
	MEMBER("cpu", cpu),
	MEMBER("rand", random),
	MEMBER("vlan_tci", vlan_tci),
	MEMBER("vlan_avail", vlan_present),
	MEMBER("vlan_tpid", vlan_tpid),
	MEMBER("poff", payload_offset),
};
enum { EXTENSIONS = sizeof(extensions) / sizeof(extensions[0]) };
_Static_assert(sizeof(bool) == 1, "a member of one octet is a flag");

const char *debug_extension_name(size_t row)
{
	return row < EXTENSIONS ? extensions[row].name : NULL;
}

uint32_t debug_extension_get(const struct weir_bpf_metadata *metadata, size_t row)
{
	const char *member = (const char *)metadata + extensions[row].at;
	bool flag;
	uint16_t narrow;
	uint32_t wide;

	switch (extensions[row].size) {
	case sizeof(flag):
		memcpy(&flag, member, sizeof(flag));
		return flag;
	case sizeof(narrow):
		memcpy(&narrow, member, sizeof(narrow));
		return narrow;
	default:
		memcpy(&wide, member, sizeof(wide));
		return wide;
	}
}

uint32_t debug_extension_most(size_t row)
{
	return extensions[row].size == 1 ? 1 : extensions[row].size == 2 ? UINT16_MAX : UINT32_MAX;
}

void debug_extension_set(struct weir_bpf_metadata *metadata, size_t row, uint32_t value)
{
	char *member = (char *)metadata + extensions[row].at;
	bool flag = value != 0;
	uint16_t narrow = (uint16_t)(value & UINT16_MAX);

	switch (extensions[row].size) {
	case sizeof(flag):
		memcpy(member, &flag, sizeof(flag));
		break;
	case sizeof(narrow):
		memcpy(member, &narrow, sizeof(narrow));
		break;
	default:
		memcpy(member, &value, sizeof(value));
		break;
	}
}

void debug_view(struct debug *d)
{
	d->metadata = (struct weir_bpf_metadata){ .protocol = 0 };
	d->packet = (struct weir_bpf_packet){ d->frame.bytes, d->frame.wire_size, &d->metadata };
	d->has_packet =
		!d->files.view || d->files.view(d->files.self, &d->frame, &d->metadata, &d->packet);
	d->packet.metadata = &d->metadata;
	for (size_t row = 0; row < EXTENSIONS; row++)
		if (d->given_rows >> row & 1)
			debug_extension_set(&d->metadata, row, debug_extension_get(&d->given, row));
}
