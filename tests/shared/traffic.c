/* traffic.c - over all shared captures: the messages found are those that tshark found.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Compared are frame, transport, addresses, ports, id and size, as a set: a message that waited behind
 * a hole may be given out later than its frame. */
#include <dnsweir/capture.h>
#include <dnsweir/traffic.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/captures.h"
#include "tap.h"

enum { LINE = 256, LINES_MAX = 8192, PATH_SIZE = 1024 };

static const struct captures_accepted accepted[] = {
	{ "dnso1tcp-bighole.pcap", 0, "tshark stalls at the hole: 5 messages, here 77" },
	{ "dnso1tcp-midmiss.pcap", 0, "tshark stalls at the hole: 3 messages, here 6" },
	{ "do1t-nosyn-1nolen.pcap", 1, "the prefix was not captured: the segment is the message" },
	{ "do1t-nosyn-1nolen.pcap", 7, "the prefix was not captured: the segment is the message" },
	{ "geneve__20_geneve_outer_tagged_contexts.pcap", 3,
	  "two octets on port 53: given out as too short, tshark shows no DNS" },
	{ "vxlan__28_vxlan_unsupported_and_nested_matrix.pcap", 7,
	  "three octets on port 53: given out as too short, tshark shows no DNS" },
	{ "ppp_ip_udp_dns.pcap", 1,
	  "tshark stops at the flag octet where a protocol should stand" },
};

struct lines {
	char text[LINES_MAX][LINE];
	size_t count;
};

static struct lines ours;
static struct lines theirs;

static int compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void sort_lines(struct lines *lines)
{
	qsort(lines->text, lines->count, LINE, compare_lines);
}

static unsigned number(const json_t *message, const char *key)
{
	return (unsigned)json_integer_value(json_object_get(message, key));
}

static const char *text(const json_t *message, const char *key)
{
	const char *value = json_string_value(json_object_get(message, key));

	return value ? value : "";
}

static void read_theirs(json_t *reference)
{
	size_t index;
	json_t *m;

	theirs.count = 0;
	json_array_foreach(reference, index, m)
	{
		if (theirs.count == LINES_MAX)
			break;
		char *line = theirs.text[theirs.count++];
		if (json_is_true(json_object_get(m, "in_icmp")))
			snprintf(line, LINE, "%6u icmp id %u size %u", number(m, "frame"),
				 number(m, "id"), number(m, "dnslen"));
		else
			snprintf(line, LINE, "%6u %s %s %s#%u > %s#%u id %u size %u",
				 number(m, "frame"), text(m, "proto"), text(m, "app"),
				 text(m, "src"), number(m, "sport"), text(m, "dst"),
				 number(m, "dport"), number(m, "id"), number(m, "dnslen"));
	}
	sort_lines(&theirs);
}

static void print_address(const struct weir_datagram *m, const struct weir_address *address,
			  char *to)
{
	struct weir_writer writer;

	weir_writer_init(&writer, to, 64);
	weir_address_print(m->version, address, &writer);
	(void)weir_writer_terminate(&writer);
}

static void take(const struct weir_datagram *m)
{
	char source[64];
	char target[64];
	unsigned id = m->wire.size >= 2 ? (unsigned)(m->wire.data[0] << 8 | m->wire.data[1]) : 0;

	if (ours.count == LINES_MAX)
		return;
	char *line = ours.text[ours.count++];
	print_address(m, &m->source, source);
	print_address(m, &m->target, target);
	if (m->in_icmp)
		snprintf(line, LINE, "%6u icmp id %u size %zu", (unsigned)m->number, id,
			 m->wire.size);
	else
		snprintf(line, LINE, "%6u %s %s %s#%u > %s#%u id %u size %zu", (unsigned)m->number,
			 m->tcp ? "tcp" : "udp", weir_app_name(m->app), source, m->source_port,
			 target, m->target_port, id, m->wire.size);
}

static void take_all(struct weir_traffic *traffic)
{
	struct weir_datagram message;

	while (weir_traffic_next(traffic, &message) == WEIR_OK)
		take(&message);
}

static bool read_ours(const char *path, uint64_t frames)
{
	struct weir_traffic_options options = WEIR_TRAFFIC_OPTIONS;
	struct weir_traffic *traffic;
	struct weir_capture *capture;
	struct weir_frame frame;
	struct weir_error err;

	ours.count = 0;
	options.mdns = options.llmnr = options.icmp = true;
	if (weir_capture_open(path, NULL, &capture, &err) != WEIR_OK) {
		note("%s", err.text);
		return false;
	}
	bool good = weir_traffic_open(&options, &traffic, NULL) == WEIR_OK;
	while (good && weir_capture_next(capture, &frame, NULL) == WEIR_OK &&
	       frame.number <= frames) {
		good = weir_traffic_feed(traffic, &frame) == WEIR_OK;
		take_all(traffic);
	}
	good = good && weir_traffic_finish(traffic) == WEIR_OK;
	if (good) {
		take_all(traffic);
		weir_traffic_close(traffic);
	}
	weir_capture_close(capture);
	sort_lines(&ours);
	return good;
}

/* A line that only one of the two has. True: for a stated reason. */
static bool explained(const char *name, const char *who, const char *line)
{
	uint64_t frame = strtoull(line, NULL, 10);
	const char *reason = captures_accepted(accepted, COUNT_OF(accepted), name, frame);

	if (reason)
		return true;
	note("only %s: %s", who, line);
	return false;
}

static void compare(const char *name)
{
	size_t a = 0;
	size_t b = 0;
	bool right = true;

	while (a < ours.count || b < theirs.count) { /* one of both goes on */
		int order = a == ours.count     ? 1
			    : b == theirs.count ? -1
						: strcmp(ours.text[a], theirs.text[b]);
		if (order < 0)
			right = explained(name, "here", ours.text[a]) && right;
		else if (order > 0)
			right = explained(name, "tshark", theirs.text[b]) && right;
		a += order <= 0;
		b += order >= 0;
	}
	checkf(right, "%s: %zu messages", name, ours.count);
}

/* Streams with holes, where the reference stalls: all that was captured whole is found, and with it
 * all that tshark finds when it does not put segments in order. */
static const struct hole {
	const char *name;
	size_t messages;
} holes[] = {
	{ "DNS-OARC__dnscap/dnso1tcp-bighole.pcap", 77 },
	{ "DNS-OARC__dnscap/dnso1tcp-midmiss.pcap", 6 },
};

static void check_hole(const struct captures *captures, size_t index)
{
	const char *name = captures->names[index];
	size_t missed = 0;

	for (size_t i = 0; i < COUNT_OF(holes); i++) {
		if (strcmp(holes[i].name, name) != 0)
			continue;
		checkf(ours.count == holes[i].messages, "%s: %zu messages found again", name,
		       ours.count);
		json_t *reference = captures_reference(captures, index, ".tshark-inorder.jsonl");
		if (!reference)
			continue;
		read_theirs(reference);
		json_decref(reference);
		for (size_t at = 0; at < theirs.count; at++)
			missed += !bsearch(theirs.text[at], ours.text, ours.count, LINE,
					   compare_lines);
		checkf(missed == 0, "%s: none missed of tshark's %zu", name, theirs.count);
	}
}

/* Where tshark finds no DNS there is none; and no frame is lost from the counts. */
static void check_without_dns(const struct captures *captures, size_t index)
{
	const char *name = captures->names[index];
	char path[PATH_SIZE];

	captures_path(captures, index, path);
	theirs.count = 0;
	if (read_ours(path, UINT64_MAX))
		compare(name);
	else
		skip(name, "not read"); /* the reader's tests know why */
}

int main(int argc, char **argv)
{
	struct captures captures;
	char path[PATH_SIZE];

	if (captures_open_without_dns(argc, argv, &captures)) {
		for (size_t i = 0; i < captures.count; i++)
			check_without_dns(&captures, i);
		captures_close(&captures);
	}
	if (!captures_open(argc, argv, &captures))
		return tap_done();
	for (size_t i = 0; i < captures.count; i++) {
		const char *name = captures.names[i];
		json_t *reference = captures_reference(&captures, i, CAPTURES_TSHARK);
		/* The reference of the live capture covers its first frames only. */
		uint64_t frames = strstr(name, "-live.raw") ? 2500 : UINT64_MAX;

		if (!reference)
			continue;
		read_theirs(reference);
		json_decref(reference);
		captures_path(&captures, i, path);
		if (check(name, read_ours(path, frames)))
			compare(name);
		check_hole(&captures, i);
	}
	captures_close(&captures);
	return tap_done();
}
