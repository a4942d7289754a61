/* packet.c - over all shared captures: what the decoder finds is where tshark found DNS over UDP.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * packet DIRECTORY, or $DNSWEIR_SHARED: the folder that holds captures/. One test a capture. Messages
 * that tshark put together from fragments or segments are not this floor's; tests of traffic see to
 * them. */
#include <dnsweir/capture.h>
#include <dnsweir/packet.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "unit/packet/frame.h"

enum { NOTES_MAX = 5, PATH_MAX_HERE = 1024, MESSAGES_MAX = 8192, DNS_HEADER = 12 };

/* Where tshark and this decoder part, and why that is right. */
static const struct accepted {
	const char *capture;
	uint64_t frame; /* 0: all */
	const char *reason;
} accepted[] = {
	{ "ppp_ip_udp_dns.pcap", 1,
	  "tshark stops at the flag octet where a protocol should stand" },
};

/* References that end before their capture: the last frame they cover. */
static const struct {
	const char *capture;
	uint64_t last;
} covered[] = {
	{ "nsd-live.raw.pcap.xz", 2500 },
};

/* One line of a reference. */
struct message {
	uint64_t frame;
	char source[64];
	char target[64];
	unsigned source_port;
	unsigned target_port;
	unsigned size;
	bool icmp;
	bool seen;
};

static struct message messages[MESSAGES_MAX];
static size_t message_count;

static const char *value(const char *line, const char *key)
{
	const char *at = strstr(line, key);

	return at ? at + strlen(key) : "";
}

static void copy_text(const char *line, const char *key, char to[64])
{
	const char *from = value(line, key);
	size_t size = strcspn(from, "\"");

	snprintf(to, 64, "%.*s", (int)(size < 63 ? size : 63), from);
}

static bool read_reference(const char *path)
{
	char *line = NULL;
	size_t capacity = 0;
	FILE *file = fopen(path, "r");

	message_count = 0;
	if (!file)
		return false;
	while (message_count < MESSAGES_MAX && getline(&line, &capacity, file) > 0) {
		struct message *m = &messages[message_count];
		memset(m, 0, sizeof(*m));
		m->icmp = strstr(line, "\"in_icmp\": true");
		if ((!m->icmp && !strstr(line, "\"proto\": \"udp\"")) ||
		    strstr(line, "\"ip_reassembled\": true"))
			continue;
		m->frame = strtoull(value(line, "\"frame\": "), NULL, 10);
		copy_text(line, "\"src\": \"", m->source);
		copy_text(line, "\"dst\": \"", m->target);
		m->source_port = (unsigned)strtoul(value(line, "\"sport\": "), NULL, 10);
		m->target_port = (unsigned)strtoul(value(line, "\"dport\": "), NULL, 10);
		m->size = (unsigned)strtoul(value(line, "\"dnslen\": "), NULL, 10);
		message_count++;
	}
	free(line);
	fclose(file);
	return true;
}

static bool is_accepted(const char *capture, uint64_t frame)
{
	for (size_t i = 0; i < COUNT_OF(accepted); i++)
		if (strcmp(accepted[i].capture, capture) == 0 &&
		    (accepted[i].frame == 0 || accepted[i].frame == frame)) {
			note("accepted: %s: %s", capture, accepted[i].reason);
			return true;
		}
	return false;
}

static bool is_covered(const char *capture, uint64_t frame)
{
	for (size_t i = 0; i < COUNT_OF(covered); i++)
		if (strcmp(covered[i].capture, capture) == 0)
			return frame <= covered[i].last;
	return true;
}

static void address_text(const struct weir_packet *p, const struct weir_address *address,
			 char to[64])
{
	struct weir_writer writer;

	weir_writer_init(&writer, to, 64);
	weir_address_print(p->version, address, &writer);
	weir_writer_terminate(&writer);
}

static bool is_dns(const struct weir_packet *p)
{
	static const uint16_t ports[] = { 53, 5353, 5355 };

	if (p->stop != WEIR_STOP_NONE || p->protocol != 17 || p->payload.size < DNS_HEADER)
		return false;
	for (size_t i = 0; i < COUNT_OF(ports); i++)
		if (p->source_port == ports[i] || p->target_port == ports[i])
			return true;
	return false;
}

/* The reference's size is what was captured. For a message that an ICMP error quotes, its addresses
 * are the error's. */
static bool agrees(const struct message *m, const struct weir_packet *p)
{
	char source[64];
	char target[64];

	if (p->stop != WEIR_STOP_NONE || p->protocol != 17 || m->icmp != p->in_icmp ||
	    m->size != p->payload.size)
		return false;
	if (m->icmp)
		return true;
	address_text(p, &p->source, source);
	address_text(p, &p->target, target);
	return strcmp(m->source, source) == 0 && strcmp(m->target, target) == 0 &&
	       m->source_port == p->source_port && m->target_port == p->target_port;
}

/* One frame against the references of that number: each must agree, and DNS needs one. */
static bool frame_right(const char *capture, const struct weir_frame *frame)
{
	char text[DESCRIPTION_MAX];
	struct weir_checksums sums;
	struct weir_packet p;
	bool known = false;
	bool right = true;

	weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &p);
	weir_packet_checksums(&p, &sums);
	frame_describe(&p, text);
	for (size_t i = 0; i < message_count; i++) {
		struct message *m = &messages[i];
		if (m->frame != frame->number)
			continue;
		known = true;
		m->seen = true;
		if (agrees(m, &p) || is_accepted(capture, frame->number))
			continue;
		note("frame %llu: %s:%u > %s:%u %u%s, not \"%s\"",
		     (unsigned long long)frame->number, m->source, m->source_port, m->target,
		     m->target_port, m->size, m->icmp ? " icmp" : "", text);
		right = false;
	}
	if (!known && is_dns(&p) && is_covered(capture, frame->number) &&
	    !is_accepted(capture, frame->number)) {
		note("frame %llu: only here: \"%s\"", (unsigned long long)frame->number, text);
		right = false;
	}
	if (!frame_holds(&p)) {
		note("frame %llu: spans astray: \"%s\"", (unsigned long long)frame->number, text);
		right = false;
	}
	return right;
}

static void check_capture(const char *folder, const char *name)
{
	char path[PATH_MAX_HERE];
	char reference[PATH_MAX_HERE + 20];
	struct weir_capture *capture;
	struct weir_error err;
	struct weir_frame frame;
	unsigned wrong = 0;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	snprintf(reference, sizeof(reference), "%s.tshark.jsonl", path);
	read_reference(reference);
	if (weir_capture_open(path, NULL, &capture, &err) != WEIR_OK) {
		if (message_count > 0)
			skip(name, err.text);
		return;
	}
	while (wrong < NOTES_MAX && weir_capture_next(capture, &frame, NULL) == WEIR_OK)
		wrong += !frame_right(name, &frame);
	for (size_t i = 0; i < message_count && wrong < NOTES_MAX; i++)
		if (!messages[i].seen) {
			note("frame %llu was not reached", (unsigned long long)messages[i].frame);
			wrong++;
		}
	weir_capture_close(capture);
	checkf(wrong == 0, "%s: %zu messages over UDP", name, message_count);
}

static bool ends_with(const char *name, const char *end)
{
	size_t size = strlen(name);

	return size >= strlen(end) && strcmp(name + size - strlen(end), end) == 0;
}

/* Folders two levels deep at most: captures/ORIGIN/FILE and captures/no-dns/ORIGIN/FILE. */
static void walk_folder(const char *folder, unsigned depth)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		char path[PATH_MAX_HERE];
		snprintf(path, sizeof(path), "%s/%s", folder, name);
		if (name[0] == '.' || strcmp(name, "LICENSES") == 0) {
			/* nothing to read here */
		} else if (entries[i]->d_type == DT_DIR) {
			if (depth < 3)
				walk_folder(path, depth + 1);
		} else if (!ends_with(name, ".jsonl") && !ends_with(name, ".md")) {
			check_capture(folder, name);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

int main(int argc, char **argv)
{
	const char *shared = getenv("DNSWEIR_SHARED");
	char path[PATH_MAX_HERE];
	DIR *folder;

	if (!shared)
		shared = argc > 1 ? argv[1] : "../shared";
	snprintf(path, sizeof(path), "%s/captures", shared);
	folder = opendir(path);
	if (!folder) {
		skip("packets of the shared captures", "no shared captures here");
		return tap_done();
	}
	closedir(folder);
	walk_folder(path, 0);
	return tap_done();
}
