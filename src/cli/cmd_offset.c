/* cmd_offset.c - dnsweir offset: where a string is in each packet of captures.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/frames.h"
#include "present/hex_line.h"

enum { OPT_REVERSE, OPT_PREFIX, OPT_SUFFIX, OPT_IGNORE };

static const struct option_spec options[] = {
	[OPT_REVERSE] = { 'r', "reverse", NULL,
			  "Print how far from the packet's end it is, as a negative number" },
	[OPT_PREFIX] = { 'p', "prefix", NULL, "Print the octets before it too, in hex" },
	[OPT_SUFFIX] = { 's', "suffix", NULL, "Print the octets from its first one on, in hex" },
	[OPT_IGNORE] = { 'i', "ignore", NULL, "No line for packets without it" },
	{ 0 },
};

struct job {
	struct invocation *call;
	struct weir_slice wanted;
	bool found; /* in any packet */
};

static enum exit_code print(void *context, const struct weir_frame *frame)
{
	struct job *job = context;
	struct invocation *call = job->call;
	struct weir_slice octets = frame->bytes;
	const uint8_t *place = NULL;
	bool hex = call_given(call, OPT_PREFIX) || call_given(call, OPT_SUFFIX);

	if (octets.size >= job->wanted.size)
		place = memmem(octets.data, octets.size, job->wanted.data, job->wanted.size);
	if (!place) {
		if (call_given(call, OPT_IGNORE))
			return EXIT_DONE;
		fputs(hex ? "-1\t" : "-1", call->out);
		if (hex)
			hex_line_hex(call->out, octets);
		putc('\n', call->out);
		return EXIT_DONE;
	}
	job->found = true;
	size_t at = (size_t)(place - octets.data);
	fprintf(call->out, "%" PRIi64,
		(int64_t)at - (call_given(call, OPT_REVERSE) ? (int64_t)octets.size : 0));
	if (call_given(call, OPT_PREFIX)) {
		putc('\t', call->out);
		hex_line_hex(call->out, (struct weir_slice){ octets.data, at });
	}
	if (call_given(call, OPT_SUFFIX)) {
		putc('\t', call->out);
		hex_line_hex(call->out, (struct weir_slice){ place, octets.size - at });
	}
	putc('\n', call->out);
	return EXIT_DONE;
}

static enum exit_code run(struct invocation *call)
{
	struct weir_slice text = { (const uint8_t *)call->operands[0], strlen(call->operands[0]) };
	uint8_t *octets = malloc(text.size + 1);
	struct job job = { .call = call };
	struct weir_writer out;
	struct weir_error err;

	if (!octets)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	weir_writer_init(&out, octets, text.size);
	enum exit_code code = EXIT_DONE;
	if (weir_unescape(text, &out, &err) != WEIR_OK)
		code = call_refuse(call, "STRING: %s", err.text);
	else if (out.size == 0)
		code = call_refuse(call, "STRING: an empty string is everywhere");
	job.wanted = (struct weir_slice){ octets, out.size };
	if (code == EXIT_DONE) {
		code = frames_each(call, call->operands + 1, call->operand_count - 1, print, &job);
		if (code == EXIT_DONE && !job.found)
			code = EXIT_NOTHING;
	}
	free(octets);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir offset '\\x07example\\x03com\\x00' capture.pcap",
	  "Where the name example.com begins in each packet" },
	{ "dnsweir offset -i -s '\\x00\\x29' capture.pcap | cut -f 2 | sort | uniq -c | sort -n",
	  "What packets with an OPT record end in, the most frequent last" },
	{ "dnsweir offset -r -i 'example' capture.pcap | sort -n | uniq -c",
	  "How far from the end a word is" },
	{ 0 },
};

static const struct section sections[] = {
	{ "STRING",
	  "As Python has it: `\\xHH` is an octet in hex, `\\OOO` one in octal, `\\a`, `\\b`, `\\f`, `\\n`, "
	  "`\\r`, `\\t` and `\\v` are control characters, `\\\\`, `\\'` and `\\\"` are themselves. Before "
	  "any other character a backslash is a backslash. Case counts." },
	{ "OUTPUT",
	  "A line for each packet, columns parted by TABs: the offset of the string's first appearance, from "
	  "0, or with `-r` from the end, negative; then, as asked for, the octets before it and those "
	  "from it on. A packet without it has -1, and with `-p` or `-s` all its octets in one column. "
	  "Only what was captured is looked at." },
	{ 0 },
};

const struct command cmd_offset = {
	.name = "offset",
	.synopsis = "dnsweir offset [OPTION...] STRING [FILE...]",
	.summary = "Where a string is in the packets of captures",
	.description =
		"Looks for a string in each packet of captures (pcap, pcapng, plain or compressed) "
		"and prints where it begins. Without a file standard input is read.",
	.options = options,
	.operand = { .name = "STRING",
		     .help = "What to look for; behind it captures, where `-` is standard input",
		     .lowest = 1,
		     .highest = SIZE_MAX,
		     .complete = COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.see_also = "dnsweir-pcap2hex(1), ngrep(8)",
	.old = true,
	.run = run,
};
