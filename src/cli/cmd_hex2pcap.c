/* cmd_hex2pcap.c - dnsweir hex2pcap: lines of hex into a capture.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>
#include <dnsweir/hex.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "present/terminal.h"

enum { OPT_LINKTYPE, OPT_SNAPLEN, OPT_WRITE };
enum { SNAP = 65536, SNAP_MAX = 262144, LINE_MAX_OCTETS = 4 * SNAP_MAX, TOLD_MAX = 10 };

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
	enum exit_code code; /* the worst of reading */
	uint8_t *line;       /* LINE_MAX_OCTETS */
	uint8_t *octets;     /* `snap` of them */
	uint64_t bad;        /* lines of the file being read */
	uint32_t snap;
	uint16_t link;
};

/* A line without its end and without what follows a TAB. */
struct line {
	size_t size;
	bool cut; /* longer than any line of use */
};

/* False: the input has ended. */
static bool read_line(FILE *in, uint8_t *text, struct line *out)
{
	bool begun = false; /* with anything but blanks */
	bool rest = false;  /* of the line does not matter */
	int c = getc_unlocked(in);

	*out = (struct line){ 0 };
	if (c == EOF)
		return false;
	for (; c != EOF && c != '\n'; c = getc_unlocked(in)) {
		if (!begun && (c == '#' || c == ';'))
			rest = true;
		if (begun && c == '\t')
			rest = true;
		begun = begun || !strchr(" \t\r\v\f", c);
		if (rest)
			continue;
		if (out->size == LINE_MAX_OCTETS)
			out->cut = true;
		else
			text[out->size++] = (uint8_t)c;
	}
	return true;
}

static void write_packet(struct job *job, size_t size)
{
	struct weir_frame frame = { .bytes = { job->octets, size },
				    .wire_size = (uint32_t)size,
				    .has_time = true,
				    .link = job->link };

	job->status = weir_capture_write(job->writer, &frame, &job->err);
}

static void take_line(struct job *job, const char *name, uint64_t number, const struct line *line)
{
	struct weir_writer out;
	struct weir_error err = { .text = "too long to be a packet" };
	enum weir_status status = WEIR_E_RANGE;

	weir_writer_init(&out, job->octets, job->snap);
	if (!line->cut)
		status = weir_hex_line((struct weir_slice){ job->line, line->size }, &out, &err);
	if (status == WEIR_OK) {
		write_packet(job, out.size);
		return;
	}
	if (status == WEIR_END)
		return;
	if (job->code < EXIT_BROKEN)
		job->code = EXIT_BROKEN;
	/* Of a file that is something else, ten lines tell it. */
	if (++job->bad > TOLD_MAX)
		return;
	if (status == WEIR_E_SPACE)
		call_note(job->call,
			  "%s: line %" PRIu64 ": more than %" PRIu32 " octets (--snaplen)", name,
			  number, job->snap);
	else
		call_note(job->call, "%s: line %" PRIu64 ", %s", name, number, err.text);
}

static bool ends(const struct job *job)
{
	return job->status != WEIR_OK || call_interrupted(job->call);
}

static void read_lines(struct job *job, FILE *in, const char *name)
{
	struct line line;
	uint64_t number = 0;

	job->bad = 0;
	errno = 0;
	while (!ends(job) && read_line(in, job->line, &line))
		take_line(job, name, ++number, &line);
	int failure = errno;
	if (job->bad > TOLD_MAX)
		call_note(job->call, "%s: %" PRIu64 " more lines that are no packets", name,
			  job->bad - TOLD_MAX);
	if (ferror(in)) {
		char reason[128];

		call_note(job->call, "%s: %s", name, strerror_r(failure, reason, sizeof(reason)));
		job->code = EXIT_SYSTEM;
	}
}

static void read_file(struct job *job, const char *path)
{
	char reason[128];

	if (strcmp(path, "-") == 0) {
		read_lines(job, job->call->in, "standard input");
		return;
	}
	FILE *in = fopen(path, "re");
	if (!in) {
		call_note(job->call, "%s: %s", path, strerror_r(errno, reason, sizeof(reason)));
		job->code = EXIT_SYSTEM;
		return;
	}
	read_lines(job, in, path);
	fclose(in);
}

static enum exit_code convert(struct job *job)
{
	struct invocation *call = job->call;
	struct weir_capture_writer_options writer = WEIR_CAPTURE_WRITER_OPTIONS;
	const char *path = call_text(call, OPT_WRITE, "-");
	bool to_stdout = strcmp(path, "-") == 0;
	struct weir_error err;

	writer.link = job->link;
	writer.snap = job->snap;
	writer.microseconds = true;
	writer.packing = weir_packing_of(path);
	job->status = weir_capture_writer_open(path, &writer, &job->writer, &job->err);
	if (job->status != WEIR_OK)
		return call_fail(call, job->status, &job->err);
	if (call->operand_count == 0)
		read_file(job, "-");
	for (size_t i = 0; i < call->operand_count && !ends(job); i++)
		read_file(job, call->operands[i]);
	if (call_interrupted(call)) {
		call_note(call, "interrupted: the rest was not read");
		job->code = EXIT_BROKEN;
	}
	enum weir_status closed = weir_capture_writer_close(job->writer, &err);
	if (job->status == WEIR_OK) {
		job->status = closed;
		job->err = err;
	}
	/* `| head -c 24` has what it wanted. */
	if (job->status == WEIR_OK ||
	    (job->status == WEIR_E_SYSTEM && to_stdout && call_reader_left(call)))
		return job->code;
	return call_fail(call, job->status, &job->err);
}

static enum exit_code run(struct invocation *call)
{
	struct job job = {
		.call = call,
		.snap = (uint32_t)call_number(call, OPT_SNAPLEN, SNAP),
		.link = (uint16_t)call_number(call, OPT_LINKTYPE, WEIR_LINK_ETHERNET),
	};
	enum exit_code code;

	if (strcmp(call_text(call, OPT_WRITE, "-"), "-") == 0 && terminal_is(call->out))
		return call_refuse(call, "a capture is not for a terminal; name a file with -w");
	job.line = malloc(LINE_MAX_OCTETS);
	job.octets = malloc(job.snap);
	if (job.line && job.octets)
		code = convert(&job);
	else
		code = call_fail(call, WEIR_E_MEMORY, NULL);
	free(job.line);
	free(job.octets);
	return code;
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
