/* cmd_parsedns.c - dnsweir parsedns: packets in hex, header by header, in bpftools' layout.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/hex_lines.h"
#include "present/output.h"
#include "present/parsedns.h"

enum { PACKET_MAX = 128 * 1024 };

struct job {
	struct invocation *call;
	struct output output;
	char name[40]; /* of what is being read, for complaints */
	size_t number; /* of the packet in it */
	enum exit_code code;
};

static void blame(struct job *job, enum exit_code code)
{
	if (code > job->code)
		job->code = code;
}

static bool print(void *context, struct weir_slice packet)
{
	struct job *job = context;
	struct weir_error err = { .text = "" };
	enum weir_status status;
	struct weir_writer *out;

	job->number++;
	do {
		out = output_begin(&job->output);
		status = parsedns(packet, out, &err);
		weir_writer_char(out, '\n');
	} while (!output_end(&job->output));
	if (status != WEIR_OK) {
		call_note(job->call, "%s: packet %zu: %s", job->name, job->number, err.text);
		blame(job, exit_code_of(status));
	}
	return job->output.status == WEIR_OK;
}

static void read_operand(struct job *job, struct hex_lines *lines, size_t number)
{
	const char *operand = job->call->operands[number];
	bool standard_input = strcmp(operand, "-") == 0;

	job->number = 0;
	if (standard_input)
		snprintf(job->name, sizeof(job->name), "standard input");
	else
		snprintf(job->name, sizeof(job->name), "HEX %zu", number + 1);
	if (standard_input)
		hex_lines_read(lines, "-");
	else
		hex_lines_text(lines, job->name,
			       (struct weir_slice){ (const uint8_t *)operand, strlen(operand) });
	if (job->number == 0 && lines->bad == 0 && !lines->ended) {
		call_note(job->call, "%s: no packet in it", job->name);
		blame(job, EXIT_BROKEN);
	}
}

static enum exit_code run(struct invocation *call)
{
	struct job job = { .call = call };
	struct hex_lines lines = {
		.call = call, .most = PACKET_MAX, .take = print, .context = &job
	};
	enum exit_code code = hex_lines_open(&lines);

	if (code != EXIT_DONE)
		return code;
	if (output_open(&job.output, call->out) != WEIR_OK) {
		(void)hex_lines_close(&lines);
		return call_fail(call, WEIR_E_MEMORY, NULL);
	}
	for (size_t i = 0; i < call->operand_count && !lines.ended; i++)
		read_operand(&job, &lines, i);
	blame(&job, hex_lines_close(&lines));
	/* A stream that takes no more is told by who closes it. */
	if (job.output.status != WEIR_OK && job.output.status != WEIR_E_SYSTEM)
		blame(&job, call_fail(call, job.output.status, NULL));
	output_close(&job.output);
	return job.code;
}

static const struct example examples[] = {
	{ "dnsweir parsedns 12340100000100000000000003777777076578616d706c6503636f6d0000010001",
	  "A message alone" },
	{ "dnsweir pcap2hex capture.pcap | head -n 1 | dnsweir parsedns -",
	  "A capture's first packet" },
	{ 0 },
};

static const struct section sections[] = {
	{ "INPUT",
	  "Two digits an octet, in upper or lower case, with or without blanks between them; what follows "
	  "a TAB is not read. A packet begins with Ethernet, IP or a Linux cooked header; which one it "
	  "is, lengths and checksums tell. Octets that are a DNS message from the first to the last and no "
	  "packet that fits as well are taken for that." },
	{ "OUTPUT",
	  "`[.] l2:` and so on are the octets of a layer in hex, and under them its fields; together "
	  "they are the whole packet. Of tunnels the innermost IP header is l3, and all before it l2. "
	  "Options of IPv4 and extension headers of IPv6 are `ip_extra`. Over TCP, the two octets of a "
	  "message's length end l4, and every message of the segment is printed.\n\n"
	  "`#-29` is how far from the message's end a question begins; `ptr->#12` is where a "
	  "compressed name goes on. Labels are quoted as Python does. What follows a message's last "
	  "record is `trailing`, what follows the IP packet `padding`. An empty line ends a "
	  "packet." },
	{ "DAMAGE",
	  "What can be read of a broken or cut packet is printed; the first thing that cannot is told "
	  "on standard error, and the exit code is 3. A name that breaks ends in `[!]` and the reason." },
	{ 0 },
};

const struct command cmd_parsedns = {
	.name = "parsedns",
	.synopsis = "dnsweir parsedns HEX...",
	.summary = "A packet in hex, header by header down to its DNS records",
	.description =
		"Prints the headers of packets given in hex and the DNS messages in them, octet for "
		"octet and broken ones too. `dnsweir show --tree` says more about messages that are "
		"whole.",
	.operand = { .name = "HEX",
		     .help = "Packets in hex; `-` reads them from standard input, one a line",
		     .lowest = 1,
		     .highest = SIZE_MAX },
	.sections = sections,
	.examples = examples,
	.see_also = "dnsweir-pcap2hex(1), dnsweir-show(1)",
	.old = true,
	.run = run,
};
