/* cmd_hex2pcap.c - dnsweir hex2pcap: lines of hex into a capture.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>

#include <string.h>
#include <sys/stat.h>

#include "cli/hex_lines.h"
#include "present/terminal.h"

enum { OPT_LINKTYPE, OPT_SNAPLEN, OPT_WRITE };
enum { SNAP = 65536, SNAP_MAX = 262144 };

static const struct option_spec options[] = {
	[OPT_LINKTYPE] = { 'l', "linktype", "N", "What the packets begin with (1: Ethernet)",
			   .more = "A LINKTYPE_ number: 101 is IP itself, 113 LINUX_SLL, 276 LINUX_SLL2.",
			   .kind = OPTION_NUMBER, .highest = UINT16_MAX },
	[OPT_SNAPLEN] = { 0, "snaplen", "N", "Octets that a packet may have (65536)",
			  .kind = OPTION_NUMBER, .lowest = 1, .highest = SNAP_MAX },
	[OPT_WRITE] = { 'w', "write", "FILE", "Write to FILE (default: `-`, standard output)",
			.complete = COMPLETE_FILE },
	{ 0 },
};

struct job {
	struct invocation *call;
	struct weir_capture_writer *writer;
	enum weir_status status; /* of writing */
	struct weir_error err;
	uint16_t link;
};

static bool write_packet(void *context, struct weir_slice packet)
{
	struct job *job = context;
	struct weir_frame frame = { .bytes = packet,
				    .wire_size = (uint32_t)packet.size,
				    .has_time = true,
				    .link = job->link };

	job->status = weir_capture_write(job->writer, &frame, &job->err);
	return job->status == WEIR_OK;
}

static enum exit_code open_output(struct job *job, uint32_t snap)
{
	struct weir_capture_writer_options form = WEIR_CAPTURE_WRITER_OPTIONS;
	const char *path = call_text(job->call, OPT_WRITE, "-");

	form.link = job->link;
	form.snap = snap;
	form.microseconds = true;
	form.packing = weir_packing_of(path);
	job->status = weir_capture_writer_open(path, &form, &job->writer, &job->err);
	return job->status == WEIR_OK ? EXIT_DONE : call_fail(job->call, job->status, &job->err);
}

static enum exit_code close_output(struct job *job)
{
	bool to_stdout = strcmp(call_text(job->call, OPT_WRITE, "-"), "-") == 0;
	struct weir_error err;
	enum weir_status closed = weir_capture_writer_close(job->writer, &err);

	if (job->status == WEIR_OK) {
		job->status = closed;
		job->err = err;
	}
	/* `| head -c 24` has what it wanted. */
	if (job->status == WEIR_OK ||
	    (job->status == WEIR_E_SYSTEM && to_stdout && call_reader_left(job->call)))
		return EXIT_DONE;
	return call_fail(job->call, job->status, &job->err);
}

/* Where the output goes: not to a terminal, and not over an input. */
static enum exit_code check_output(const struct invocation *call)
{
	const char *path = call_text(call, OPT_WRITE, "-");
	struct stat output, input;

	if (strcmp(path, "-") == 0)
		return terminal_is(call->out)
			       ? call_refuse(call, "a capture is not for a terminal; "
						   "name a file with -w")
			       : EXIT_DONE;
	if (stat(path, &output) != 0 || !S_ISREG(output.st_mode))
		return EXIT_DONE;
	for (size_t i = 0; i < call->operand_count; i++)
		if (stat(call->operands[i], &input) == 0 && input.st_dev == output.st_dev &&
		    input.st_ino == output.st_ino)
			return call_refuse(call, "-w: '%s' is also read; it would be lost", path);
	return EXIT_DONE;
}

static enum exit_code run(struct invocation *call)
{
	struct job job = { .call = call,
			   .link = (uint16_t)call_number(call, OPT_LINKTYPE, WEIR_LINK_ETHERNET) };
	struct hex_lines lines = { .call = call,
				   .most = (uint32_t)call_number(call, OPT_SNAPLEN, SNAP),
				   .take = write_packet,
				   .context = &job };

	enum exit_code code = check_output(call);

	if (code == EXIT_DONE)
		code = hex_lines_open(&lines);
	if (code != EXIT_DONE)
		return code;
	code = open_output(&job, lines.most);
	if (code == EXIT_DONE) {
		if (call->operand_count == 0)
			hex_lines_read(&lines, "-");
		for (size_t i = 0; i < call->operand_count && !lines.ended; i++)
			hex_lines_read(&lines, call->operands[i]);
		code = close_output(&job);
	}
	enum exit_code worst = hex_lines_close(&lines);
	return code > worst ? code : worst;
}

static const struct example examples[] = {
	{ "dnsweir pcap2hex capture.pcap | grep 07657861 | dnsweir hex2pcap | tcpdump -nr -",
	  "Packets chosen by their hex" },
	{ "dnsweir hex2pcap -w packets.pcap packets.hex", "A file into a file" },
	{ "echo 45000014000000004011000000000000 7f000001 | dnsweir hex2pcap -l 101 | dnsweir show --all -",
	  "A packet without a link layer, typed in" },
	{ 0 },
};

static const struct section sections[] = {
	{ "INPUT",
	  "A packet a line: two digits an octet, in upper or lower case, with or without blanks between "
	  "octets. Blank lines and lines that begin with `#` or `;` are passed over, and so is what "
	  "follows a TAB, as `dnsweir pcap2hex -a` writes it. Lines are read one by one, whatever the size of the "
	  "input." },
	{ "OUTPUT",
	  "Classic pcap with a snap length of 65,536 octets. All packets have the time 0, "
	  "1970-01-01. A name that ends in .gz, .zst, .xz or .lz4 says how the file is compressed." },
	{ "DAMAGE",
	  "A line that is not hex, or longer than the snap length, is told with its line and column, and left "
	  "out; the others are converted, and the exit code is 3." },
	{ 0 },
};

const struct command cmd_hex2pcap = {
	.name = "hex2pcap",
	.synopsis = "dnsweir hex2pcap [OPTION...] [FILE...]",
	.summary = "Lines of hex into a capture",
	.description =
		"Writes a capture out of lines of hex, one packet a line. Without a file standard "
		"input is read.",
	.options = options,
	.operand = { .name = "FILE",
		     .help = "Lines of hex; `-` is standard input",
		     .highest = SIZE_MAX,
		     .complete = COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.see_also = "dnsweir-pcap2hex(1), text2pcap(1)",
	.old = true,
	.run = run,
};
