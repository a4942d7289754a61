/* walk_capture.c - count the DNS messages of a capture: by transport, queries, responses, records.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * cc walk_capture.c $(pkg-config --cflags --libs dnsweir)
 * ./a.out capture.pcap */
#include <dnsweir/capture.h>
#include <dnsweir/message.h>
#include <dnsweir/traffic.h>

#include <inttypes.h>
#include <stdio.h>

struct tally {
	uint64_t frames;
	uint64_t udp;
	uint64_t tcp;
	uint64_t queries;
	uint64_t responses;
	uint64_t records;
	uint64_t broken; /* messages that could not be read to their end */
};

static void count_message(struct tally *tally, const struct weir_datagram *datagram)
{
	struct weir_message message;
	struct weir_record rr;
	enum weir_status status = weir_message_read(datagram->wire, &message);

	*(datagram->tcp ? &tally->tcp : &tally->udp) += 1;
	if (status != WEIR_OK) {
		tally->broken++;
		return;
	}
	*(weir_message_is_response(&message) ? &tally->responses : &tally->queries) += 1;
	struct weir_walk walk = weir_message_walk(&message);
	while ((status = weir_walk_next(&walk, &rr)) == WEIR_OK)
		tally->records += rr.section != WEIR_QUESTION;
	tally->broken += status != WEIR_END;
}

/* What the last fed frame completed. */
static void take_messages(struct weir_traffic *traffic, struct tally *tally)
{
	struct weir_datagram datagram;

	while (weir_traffic_next(traffic, &datagram) == WEIR_OK)
		count_message(tally, &datagram);
}

static enum weir_status walk(struct weir_capture *capture, struct weir_traffic *traffic,
			     struct tally *tally, struct weir_error *err)
{
	struct weir_frame frame;
	enum weir_status status;

	while ((status = weir_capture_next(capture, &frame, err)) == WEIR_OK) {
		tally->frames++;
		status = weir_traffic_feed(traffic, &frame);
		if (status != WEIR_OK)
			return status;
		take_messages(traffic, tally);
	}
	if (weir_traffic_finish(traffic) == WEIR_OK)
		take_messages(traffic, tally);
	return status;
}

int main(int argc, char **argv)
{
	struct weir_capture *capture = NULL;
	struct weir_traffic *traffic = NULL;
	struct weir_error err = { WEIR_OK, 0, "" };
	struct tally tally = { 0 };

	if (argc != 2) {
		fprintf(stderr, "usage: walk_capture FILE\n");
		return 2;
	}
	enum weir_status status = weir_capture_open(argv[1], NULL, &capture, &err);
	if (status == WEIR_OK)
		status = weir_traffic_open(NULL, &traffic, &err);
	if (status == WEIR_OK)
		status = walk(capture, traffic, &tally, &err);
	weir_traffic_close(traffic);
	weir_capture_close(capture);

	printf("%" PRIu64 " frames, %" PRIu64 " messages over UDP, %" PRIu64 " over TCP\n",
	       tally.frames, tally.udp, tally.tcp);
	printf("%" PRIu64 " queries, %" PRIu64 " responses, %" PRIu64 " records, %" PRIu64
	       " broken\n",
	       tally.queries, tally.responses, tally.records, tally.broken);
	if (status != WEIR_END) {
		fprintf(stderr, "walk_capture: %s\n",
			err.text[0] ? err.text : weir_status_text(status));
		return 3;
	}
	return 0;
}
