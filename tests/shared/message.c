/* message.c - over all shared captures: messages decode as tshark decodes them, and are written again.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Compared are header, questions, every record's name, type, class, TTL and size, the OPT record and
 * the framing of its options, and whether the message is malformed. A message whose framing holds is
 * then copied through the writer and read back. RDATA's text is another test's business. */
#include <dnsweir/capture.h>
#include <dnsweir/check.h>
#include <dnsweir/compose.h>
#include <dnsweir/rdata.h>
#include <dnsweir/traffic.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/captures.h"
#include "tap.h"

enum { PATH_SIZE = 1024, NOTES_MAX = 5 };

/* Where tshark and we part, and why that is right. */
static const struct captures_accepted accepted[] = {
	{ "dns__16_dns_ipv4_malformed_pointer_loop.pcap", 1,
	  "a pointer loop, not flagged by tshark" },
};

struct tally {
	const char *name;
	json_t *reference;
	unsigned compared;
	unsigned wrong;
	unsigned rewritten;
};

static bool complain(struct tally *tally, unsigned frame, const char *what)
{
	if (tally->wrong++ < NOTES_MAX)
		note("%s frame %u: %s", tally->name, frame, what);
	return false;
}

static long number(const json_t *object, const char *key)
{
	return (long)json_integer_value(json_object_get(object, key));
}

/* tshark joins labels with dots and escapes nothing: only names of plain characters compare. */
static bool same_name(struct weir_slice wire, size_t at, const json_t *value)
{
	const char *theirs = json_string_value(value);
	struct weir_name name;
	char text[WEIR_NAME_SIZE_MAX + 1];
	size_t size = 0;

	if (weir_name_expand(wire, at, &name, NULL) != WEIR_OK || !theirs)
		return false;
	for (unsigned i = 0; name.octets[i] != 0; i += name.octets[i] + 1U) {
		for (unsigned k = 1; k <= name.octets[i]; k++) {
			uint8_t c = name.octets[i + k];
			if (!isalnum(c) && c != '-' && c != '_')
				return true;
			text[size++] = (char)c;
		}
		text[size++] = '.';
	}
	text[size > 0 ? size - 1 : 0] = 0;
	return strcmp(text, theirs) == 0 ||
	       (name.size == 1 && (strcmp(theirs, ".") == 0 || strcmp(theirs, "<Root>") == 0));
}

/* The values of a member that is a string or a list of strings, as numbers, in order. */
static size_t numbers(const json_t *object, const char *key, unsigned out[64])
{
	const json_t *value = json_object_get(object, key);
	size_t count = 0;
	size_t index;
	json_t *item;

	if (json_is_string(value))
		out[count++] = (unsigned)strtoul(json_string_value(value), NULL, 0);
	json_array_foreach(value, index, item)
	{
		if (count < 64)
			out[count++] = (unsigned)strtoul(json_string_value(item), NULL, 0);
	}
	return count;
}

static bool same_opt(const struct weir_message *message, const struct weir_record *record,
		     const json_t *theirs)
{
	const json_t *rdata = json_object_get(theirs, "rdata");
	unsigned codes[64];
	unsigned sizes[64];
	unsigned value[64];
	struct weir_edns edns;
	struct weir_option option;
	size_t count = 0;

	weir_edns_read(message, record, &edns);
	if (number(theirs, "udp_size") != edns.udp_size)
		return false;
	if (numbers(rdata, "dns.resp.ext_rcode", value) != 1 || value[0] != edns.rcode >> 4 ||
	    numbers(rdata, "dns.resp.edns0_version", value) != 1 || value[0] != edns.version ||
	    numbers(rdata, "dns.resp.z", value) != 1 || value[0] != edns.flags)
		return false;
	size_t wanted = numbers(rdata, "dns.opt.code", codes);
	struct weir_options options = weir_edns_options(&edns);
	if (numbers(rdata, "dns.opt.len", sizes) != wanted)
		return false;
	for (; weir_options_next(&options, &option) == WEIR_OK; count++)
		if (count >= wanted || codes[count] != option.code ||
		    sizes[count] != option.data.size)
			return false;
	return count == wanted;
}

static bool same_record(const struct weir_message *message, const struct weir_record *record,
			const json_t *theirs)
{
	if (!same_name(message->wire, record->owner_at, json_object_get(theirs, "name")) ||
	    number(theirs, "type") != record->type || number(theirs, "rdlen") != record->rdata_size)
		return false;
	if (record->type == WEIR_TYPE_OPT)
		return same_opt(message, record, theirs);
	/* tshark takes the cache flush bit of mDNS from the class. */
	return (number(theirs, "class") == record->rrclass ||
		number(theirs, "class") == (record->rrclass & 0x7fff)) &&
	       number(theirs, "ttl") == (long)record->ttl;
}

static bool same_question(const struct weir_message *message, const struct weir_record *record,
			  const json_t *theirs)
{
	/* [name, type, class] where there is more than one. */
	const json_t *row = json_array_get(json_object_get(theirs, "questions"), record->index);
	const json_t *name = row ? json_array_get(row, 0) : json_object_get(theirs, "qname");
	const json_t *type = row ? json_array_get(row, 1) : json_object_get(theirs, "qtype");
	const json_t *rrclass = row ? json_array_get(row, 2) : json_object_get(theirs, "qclass");

	if (!row && record->index > 0)
		return false;
	return same_name(message->wire, record->owner_at, name) &&
	       json_integer_value(type) == record->type &&
	       (json_integer_value(rrclass) & 0x7fff) == (record->rrclass & 0x7fff);
}

static void compare(struct tally *tally, const struct weir_message *message, const json_t *theirs)
{
	static const char *sections[] = { "", "answers", "authority", "additional" };
	unsigned frame = (unsigned)number(theirs, "frame");
	struct weir_walk walk = weir_message_walk(message);
	struct weir_record record;
	enum weir_status status;
	size_t unlisted[4] = { 0 };

	if (number(theirs, "flags") != message->flags)
		complain(tally, frame, "flags");
	for (size_t i = 0; i < 4; i++)
		if (json_integer_value(json_array_get(json_object_get(theirs, "counts"), i)) !=
		    message->count[i])
			complain(tally, frame, "counts");
	while ((status = weir_walk_next(&walk, &record)) == WEIR_OK) {
		json_t *list = json_object_get(theirs, sections[record.section]);
		const json_t *item = json_array_get(list, record.index - unlisted[record.section]);
		/* The references leave SRV records out. */
		if (record.section != WEIR_QUESTION && record.type == WEIR_TYPE_SRV) {
			unlisted[record.section]++;
			continue;
		}
		if (record.section == WEIR_QUESTION && !same_question(message, &record, theirs))
			complain(tally, frame, "question");
		if (record.section != WEIR_QUESTION &&
		    (!item || !same_record(message, &record, item)))
			complain(tally, frame, sections[record.section]);
	}
	bool malformed = json_is_true(json_object_get(theirs, "malformed"));
	/* Cut by the snap length or by the ICMP error that quotes it: no fault of the message. */
	if (status != WEIR_END && (json_is_true(json_object_get(theirs, "snap_truncated")) ||
				   json_is_true(json_object_get(theirs, "in_icmp"))))
		return;
	if (malformed != (status != WEIR_END))
		complain(tally, frame,
			 malformed ? "tshark calls it malformed"
				   : weir_flaw_text(walk.flaw.reason));
}

/* A copy through the writer has the same items, and never more octets than a whole message may. */
static void rewrite(struct tally *tally, const struct weir_message *message, unsigned frame,
		    bool mdns)
{
	static uint8_t buffer[65535];
	static uint8_t before[70000];
	static uint8_t after[70000];
	struct weir_compose c;
	struct weir_message written;
	struct weir_record a;
	struct weir_record b;
	size_t size_a = 0;
	size_t size_b = 0;
	bool good = weir_compose_begin(&c, buffer, sizeof(buffer), message->id, message->flags) ==
		    WEIR_OK;
	struct weir_walk walk = weir_message_walk(message);

	c.mdns = mdns;
	while (weir_walk_next(&walk, &a) == WEIR_OK)
		good = good && weir_compose_copy(&c, message, &a) == WEIR_OK;
	good = good && weir_message_read(weir_compose_wire(&c), &written) == WEIR_OK &&
	       memcmp(written.count, message->count, sizeof(written.count)) == 0;
	walk = weir_message_walk(message);
	struct weir_walk again = weir_message_walk(&written);
	while (good && weir_walk_next(&walk, &a) == WEIR_OK) {
		good = weir_walk_next(&again, &b) == WEIR_OK && a.type == b.type &&
		       a.rrclass == b.rrclass && a.ttl == b.ttl;
		struct weir_rdata in_a = weir_rdata_of(message->wire, &a);
		struct weir_rdata in_b = weir_rdata_of(written.wire, &b);
		in_a.mdns = in_b.mdns = mdns;
		if (!good || a.section == WEIR_QUESTION ||
		    weir_rdata_canonical(&in_a, before, sizeof(before), &size_a, NULL) != WEIR_OK)
			continue;
		good = weir_rdata_canonical(&in_b, after, sizeof(after), &size_b, NULL) ==
			       WEIR_OK &&
		       size_a == size_b && memcmp(before, after, size_a) == 0;
	}
	if (!good)
		complain(tally, frame, "written again it is another");
	tally->rewritten++;
}

/* The row for this message; rows are used once. */
static json_t *take_row(struct tally *tally, const struct weir_datagram *m, unsigned id)
{
	size_t index;
	json_t *row;

	json_array_foreach(tally->reference, index, row)
	{
		if (number(row, "frame") == (long)m->number && number(row, "id") == (long)id &&
		    number(row, "dnslen") == (long)m->wire.size && !json_object_get(row, "taken")) {
			json_object_set_new(row, "taken", json_true());
			return row;
		}
	}
	return NULL;
}

static void take(struct tally *tally, const struct weir_datagram *m)
{
	struct weir_message message;
	struct weir_check_options options = WEIR_CHECK_OPTIONS;

	if (weir_message_read(m->wire, &message) != WEIR_OK)
		return;
	options.mdns = m->app == WEIR_APP_MDNS;
	struct weir_walk walk = weir_message_walk(&message);
	struct weir_record record;
	enum weir_status status;
	while ((status = weir_walk_next(&walk, &record)) == WEIR_OK)
		continue;
	size_t found = weir_message_check(&message, &options, NULL, 0);
	if (status != WEIR_END && found == 0)
		complain(tally, (unsigned)m->number, "not framed, yet nothing found");
	if (status == WEIR_END)
		rewrite(tally, &message, (unsigned)m->number, options.mdns);
	json_t *row = take_row(tally, m, message.id);
	if (!row || captures_accepted(accepted, COUNT_OF(accepted), tally->name, m->number))
		return;
	compare(tally, &message, row);
	tally->compared++;
}

static bool read_capture(struct tally *tally, const char *path)
{
	struct weir_traffic_options options = WEIR_TRAFFIC_OPTIONS;
	struct weir_traffic *traffic;
	struct weir_capture *capture;
	struct weir_datagram message;
	struct weir_frame frame;

	options.mdns = options.llmnr = options.icmp = true;
	if (weir_capture_open(path, NULL, &capture, NULL) != WEIR_OK)
		return false;
	bool good = weir_traffic_open(&options, &traffic, NULL) == WEIR_OK;
	while (good && weir_capture_next(capture, &frame, NULL) == WEIR_OK) {
		good = weir_traffic_feed(traffic, &frame) == WEIR_OK;
		while (weir_traffic_next(traffic, &message) == WEIR_OK)
			take(tally, &message);
	}
	if (good && weir_traffic_finish(traffic) == WEIR_OK)
		while (weir_traffic_next(traffic, &message) == WEIR_OK)
			take(tally, &message);
	if (good)
		weir_traffic_close(traffic);
	weir_capture_close(capture);
	return good;
}

int main(int argc, char **argv)
{
	struct captures captures;
	unsigned compared = 0;
	char path[PATH_SIZE];

	if (!captures_open(argc, argv, &captures))
		return tap_done();
	for (size_t i = 0; i < captures.count; i++) {
		struct tally tally = { .name = captures.names[i],
				       .reference =
					       captures_reference(&captures, i, CAPTURES_TSHARK) };
		if (!tally.reference)
			continue;
		captures_path(&captures, i, path);
		bool good = read_capture(&tally, path);
		checkf(good && tally.wrong == 0, "%s: %u messages compared, %u written again",
		       tally.name, tally.compared, tally.rewritten);
		compared += tally.compared;
		json_decref(tally.reference);
	}
	checkf(compared > 5000, "%u messages compared in all", compared);
	captures_close(&captures);
	return tap_done();
}
