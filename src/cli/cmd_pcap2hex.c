/* cmd_pcap2hex.c - dnsweir pcap2hex: a line of hex for each packet of captures.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/anonymise.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/frames.h"
#include "present/hex_line.h"

enum { OPT_SCRUB, OPT_NO_NORMALIZE, OPT_ASCII };

static const struct option_spec options[] = {
	[OPT_SCRUB] = { 's', "scrub", NULL, "Put zeros in the place of MAC and IP addresses",
			.more = "For ever: nothing that is printed was computed from them. See SCRUBBING." },
	[OPT_NO_NORMALIZE] = { 'n', "no-normalize", NULL,
			       "Leave the link layer's header as it was captured" },
	[OPT_ASCII] = { 'a', "ascii", NULL, "Add a TAB and the packet's characters",
			.more = "One an octet; a dot stands for what is blank or not printable ASCII." },
	{ 0 },
};

enum { HEADER = 14 }; /* of Ethernet */

struct job {
	struct invocation *call;
	struct weir_anonymiser *scrubber; /* NULL: addresses stay */
	uint8_t *copy;                    /* of the frame being scrubbed */
	size_t capacity;
	uint64_t frames, left_out;
};

/* A frame's octets with an Ethernet header of their own in front. */
struct shape {
	uint8_t header[HEADER];
	size_t header_size; /* 0: none, `rest` is all */
	struct weir_slice rest;
};

/* VLAN tags that follow the link layer's header. */
static size_t tags_of(const struct weir_frame *frame)
{
	struct weir_packet packet;
	size_t count = 0;

	weir_packet_decode(frame->link, frame->bytes, frame->wire_size, &packet);
	while (count + 1 < packet.span_count && packet.spans[count + 1].layer == WEIR_LAYER_VLAN)
		count++;
	return count;
}

/* What a cooked header begins with once it has the size of Ethernet's: the type of the hardware, the
 * length of its address, and the address in eight octets. */
static bool put_cooked(struct shape *shape, uint16_t link, const uint8_t *p)
{
	switch (link) {
	case WEIR_LINK_LINUX_SLL:
		memcpy(shape->header, p + 2, 12);
		return true;
	case WEIR_LINK_LINUX_SLL2:
		memcpy(shape->header, p + 8, 2);
		shape->header[2] = 0;
		shape->header[3] = p[11];
		memcpy(shape->header + 4, p + 12, 8);
		return true;
	default:
		return false;
	}
}

/* Cooked headers become 14 octets long, and VLAN tags go; other frames stay as they are. */
static void normalise(const struct weir_frame *frame, struct shape *shape)
{
	enum { SLL = 16, SLL2 = 20, TAG = 4, TYPE = 2 };
	struct weir_slice octets = frame->bytes;
	bool second = frame->link == WEIR_LINK_LINUX_SLL2;
	size_t size = frame->link == WEIR_LINK_LINUX_SLL ? SLL : second ? SLL2 : HEADER;

	shape->rest = octets;
	if (octets.size < size)
		return;
	size_t behind = size + tags_of(frame) * TAG;
	if (behind > octets.size)
		return;
	/* SLL2 begins with the type of what it carries, the others end with it. */
	const uint8_t *type = second && behind == size ? octets.data : octets.data + behind - TYPE;
	if (!put_cooked(shape, frame->link, octets.data)) {
		if (frame->link != WEIR_LINK_ETHERNET || behind == size)
			return;
		memcpy(shape->header, octets.data, HEADER - TYPE);
	}
	memcpy(shape->header + HEADER - TYPE, type, TYPE);
	shape->header_size = HEADER;
	shape->rest = (struct weir_slice){ octets.data + behind, octets.size - behind };
}

/* The frame's octets become a copy of them without addresses. False: it must not be shown. */
static bool scrub(struct job *job, struct weir_frame *frame, enum weir_status *status)
{
	size_t size = frame->bytes.size;
	bool unsearched;

	if (size > job->capacity) {
		free(job->copy);
		job->capacity = 0;
		job->copy = malloc(size);
		if (!job->copy) {
			*status = WEIR_E_MEMORY;
			return false;
		}
		job->capacity = size;
	}
	if (size > 0)
		memcpy(job->copy, frame->bytes.data, size);
	enum weir_status done = weir_anonymise_frame(job->scrubber, frame->link, job->copy, size,
						     frame->wire_size, &unsearched);
	frame->bytes.data = job->copy;
	if (done == WEIR_E_SUPPORT)
		job->left_out++;
	else
		*status = done;
	return done == WEIR_OK;
}

static enum exit_code print(void *context, const struct weir_frame *given)
{
	struct job *job = context;
	FILE *out = job->call->out;
	struct weir_frame frame = *given;
	enum weir_status status = WEIR_OK;

	job->frames++;
	if (job->scrubber && !scrub(job, &frame, &status))
		return status == WEIR_OK ? EXIT_DONE : call_fail(job->call, status, NULL);
	struct shape shape = { .rest = frame.bytes };
	if (!call_given(job->call, OPT_NO_NORMALIZE))
		normalise(&frame, &shape);
	struct weir_slice header = { shape.header, shape.header_size };
	hex_line_hex(out, header);
	hex_line_hex(out, shape.rest);
	if (call_given(job->call, OPT_ASCII)) {
		putc('\t', out);
		hex_line_ascii(out, header);
		hex_line_ascii(out, shape.rest);
	}
	putc('\n', out);
	return EXIT_DONE;
}

static enum exit_code run(struct invocation *call)
{
	struct weir_anonymise_options zeros = WEIR_ANONYMISE_OPTIONS;
	struct job job = { .call = call };
	struct weir_error err = { .text = "" };
	enum weir_status status = WEIR_OK;

	zeros.macs = zeros.zeros = true;
	if (call_given(call, OPT_SCRUB))
		status = weir_anonymise_open(NULL, &zeros, &job.scrubber, &err);
	if (status != WEIR_OK)
		return call_fail(call, status, &err);
	enum exit_code code = frames_each(call, call->operands, call->operand_count, print, &job);
	if (job.left_out > 0)
		call_note(call,
			  "--scrub: %" PRIu64 " of %" PRIu64
			  " packets left out: an address could be where it is not found",
			  job.left_out, job.frames);
	weir_anonymise_close(job.scrubber);
	free(job.copy);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir pcap2hex capture.pcap", "A line for each packet" },
	{ "dnsweir pcap2hex -a capture.pcap | grep example",
	  "Only those that have a word in them" },
	{ "dnsweir pcap2hex -s capture.pcap | dnsweir hex2pcap > shown.pcap",
	  "A capture without addresses" },
	{ 0 },
};

static const struct section sections[] = {
	{ "NORMALISING",
	  "What `tcpdump -i any` writes has a Linux cooked header (LINUX_SLL, LINUX_SLL2). Of it stay, "
	  "in 14 octets: the type of the hardware, the length of the address, eight octets of address "
	  "and the type of what follows. VLAN tags behind Ethernet or cooked headers are left out. So "
	  "IP begins at octet 14, as it does in plain Ethernet, and one filter fits all. Packets of "
	  "other link types stay as they are; hex does not tell the link type." },
	{ "SCRUBBING",
	  "MAC addresses become zeros in Ethernet, cooked and wireless headers, ARP and neighbour "
	  "discovery; IPv4 and IPv6 addresses in IP headers, inside tunnels too, in source routes and "
	  "record routes, in what ICMP errors quote, in ARP, neighbour discovery and redirects, and in the "
	  "client subnet option of DNS messages on ports 53, 5353 and 5355 that are all there. Checksums "
	  "that were right are right for what is printed, all others are zeros, and so is what follows "
	  "the IP packet: padding, frame check sequence.\n\n"
	  "A packet is left out, and counted, if an address could be where none is looked for: a header "
	  "that cannot be read, neither IP nor ARP, mobile IPv6, multipath TCP, rare link layers and "
	  "options, IP protocols other than UDP, TCP and ICMP. Names and all other payload stay as "
	  "they are." },
	{ 0 },
};

const struct command cmd_pcap2hex = {
	.name = "pcap2hex",
	.synopsis = "dnsweir pcap2hex [OPTION...] [FILE...]",
	.summary = "Packets of captures as lines of hex",
	.description =
		"Prints each packet of captures (pcap, pcapng, plain or compressed) as a line of "
		"hex, as `dnsweir hex2pcap` reads it. Without a file standard input is read.",
	.options = options,
	.operand = { .name = "FILE",
		     .help = "Captures; `-` is standard input",
		     .highest = SIZE_MAX,
		     .complete = COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.see_also = "dnsweir-hex2pcap(1), tcpdump(1)",
	.old = true,
	.run = run,
};
