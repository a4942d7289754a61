/* cmd_show.c - dnsweir show: DNS messages of captures, for the reader.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"
#include "present/show.h"

static const struct option_choice json_forms[] = {
	{ .word = "8427", .help = "with the member names of RFC 8427", .form = &show_json_8427 },
	{ 0 },
};

enum {
	OPT_TREE,
	OPT_DIG,
	OPT_SHORT,
	OPT_JSON,
	OPT_HEX,
	OPT_TIME,
	OPT_COUNT,
	OPT_PORT,
	OPT_QUIET,
};

static const struct option_spec options[] = {
	[OPT_TREE] = { 0, "tree", NULL,
		       "Every field with its offset and length, pointers and broken places",
		       .form = &show_tree, .group = "Output" },
	[OPT_DIG] = { 0, "dig", NULL, "As dig shows a message", .form = &show_dig },
	[OPT_SHORT] = { 0, "short", NULL, "The data of the answers only, a line each",
			.form = &show_short, .rivals = "h" },
	[OPT_JSON] = { 0, "json", "FORM", "One JSON object a line", .kind = OPTION_CHOICE,
		       .optional = true, .choices = json_forms, .form = &show_json, .rivals = "h" },
	[OPT_HEX] = { 'x', "hex", NULL, "The message's octets too, behind its text",
		      .rivals = "h" },
	[OPT_TIME] = { 't', "time", NULL, "Times as tcpdump tells them, by how often it is given",
		       .more = "`-t` none, `-tt` seconds since 1970, `-ttt` since the message before, "
			       "`-tttt` with the date, `-ttttt` since the first message" },
	[OPT_COUNT] = { 'c', "count", "N", "Stop after N messages", .kind = OPTION_NUMBER,
			.lowest = 1, .group = "What is shown" },
	[OPT_PORT] = { 0, "port", "PORT", "Take this port for DNS instead of 53",
		       .kind = OPTION_NUMBER, .lowest = 1, .highest = 65535, .repeats = true },
	[OPT_QUIET] = { 'q', "quiet", NULL, "No summary of what was not shown" },
	{ 0 },
};

struct job {
	struct invocation *call;
	struct weir_traffic_options traffic;
	struct show_printer printer;
	struct show_counters counters;
	uint64_t limit; /* messages; UINT64_MAX: all */
	bool interrupted;
	enum exit_code code; /* the worst that happened */
};

static void blame(struct job *job, enum exit_code code)
{
	if (code > job->code)
		job->code = code;
}

static enum exit_code set_ports(struct job *job)
{
	uint64_t port;

	for (size_t n = 0; call_each_number(job->call, OPT_PORT, n, &port); n++) {
		if (n == WEIR_PORTS_MAX)
			return call_refuse(job->call, "--port: more than %d ports", WEIR_PORTS_MAX);
		job->traffic.ports[n] = (uint16_t)port;
	}
	return EXIT_DONE;
}

/* Nothing more is wanted, or nobody takes it. */
static bool ended(struct job *job)
{
	job->interrupted = call_interrupted(job->call);
	return job->counters.shown >= job->limit || job->interrupted || call_out_lost(job->call) ||
	       job->printer.output.status != WEIR_OK;
}

static void drain(struct job *job, struct weir_traffic *traffic)
{
	struct weir_datagram datagram;
	struct show_item item;

	while (weir_traffic_next(traffic, &datagram) == WEIR_OK) {
		if (ended(job))
			continue;
		show_item_of(&item, &datagram);
		show_print(&job->printer, &item);
		job->counters.shown++;
		job->counters.malformed += item.flaw_count > 0;
	}
}

static enum weir_status show_frames(struct job *job, struct weir_capture *capture,
				    struct weir_traffic *traffic, struct weir_error *err)
{
	struct weir_frame frame;
	enum weir_status status = WEIR_OK;

	while (!ended(job) && (status = weir_capture_next(capture, &frame, err)) == WEIR_OK) {
		status = weir_traffic_feed(traffic, &frame);
		if (status != WEIR_OK)
			return status;
		drain(job, traffic);
	}
	if (status == WEIR_OK || weir_traffic_finish(traffic) != WEIR_OK)
		return WEIR_OK;
	drain(job, traffic);
	return status == WEIR_END ? WEIR_OK : status;
}

/* What opening and reading one file came to; `err` is filled unless WEIR_OK. */
static enum weir_status show_file(struct job *job, const char *path, struct weir_error *err)
{
	struct weir_traffic_counters counters;
	struct weir_capture_info info;
	struct weir_traffic *traffic;
	struct weir_capture *capture;
	enum weir_status status = weir_capture_open(path, NULL, &capture, err);

	if (status != WEIR_OK)
		return status;
	status = weir_traffic_open(&job->traffic, &traffic, err);
	if (status == WEIR_OK) {
		*err = (struct weir_error){ 0 };
		status = show_frames(job, capture, traffic, err);
		weir_traffic_counters(traffic, &counters);
		show_counters_add(&job->counters, &counters);
		weir_traffic_close(traffic);
	}
	weir_capture_info(capture, &info);
	job->counters.oddities += info.oddities;
	job->counters.octets_lost += info.octets_lost;
	weir_capture_close(capture);
	return status;
}

static enum exit_code show_files(struct job *job)
{
	static const char *const standard_input[] = { "-" };
	struct invocation *call = job->call;
	const char *const *paths = call->operand_count > 0 ? call->operands : standard_input;
	size_t count = call->operand_count > 0 ? call->operand_count : 1;
	struct weir_error err;

	for (size_t i = 0; i < count && !ended(job); i++) {
		enum weir_status status = show_file(job, paths[i], &err);
		if (status != WEIR_OK)
			blame(job, call_fail(call, status, &err));
	}
	if (job->printer.output.status == WEIR_E_MEMORY)
		blame(job, call_fail(call, WEIR_E_MEMORY, NULL));
	if (!call_given(call, OPT_QUIET) && !call_out_lost(call)) {
		fflush(call->out);
		show_summary(call->err, &job->counters);
	}
	if (job->interrupted) {
		call_note(call, "interrupted: the rest was not read");
		blame(job, EXIT_BROKEN);
	}
	if (job->code == EXIT_DONE && job->counters.shown == 0)
		return EXIT_NOTHING;
	return job->code;
}

static enum exit_code run(struct invocation *call)
{
	struct job job = { .call = call, .traffic = WEIR_TRAFFIC_OPTIONS };
	unsigned times = call->values[OPT_TIME].count;
	enum exit_code code = set_ports(&job);

	if (code != EXIT_DONE)
		return code;
	if (times > TIMESTAMP_SINCE)
		return call_refuse(call, "-t: more than five of them");
	job.traffic.mdns = job.traffic.llmnr = job.traffic.icmp = true;
	job.traffic.no_streams = true;
	job.limit = call_number(call, OPT_COUNT, UINT64_MAX);
	if (show_printer_open(&job.printer, call->form, call->out, call->colour,
			      (enum timestamp_style)times) != WEIR_OK)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	job.printer.hex = call_given(call, OPT_HEX);
	code = show_files(&job);
	if (show_printer_close(&job.printer) == WEIR_E_SPACE && code == EXIT_DONE)
		code = call_fail(call, WEIR_E_SPACE, NULL);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir show capture.pcap", "One line a message" },
	{ "dnsweir show --tree -c 1 capture.pcap", "The first message, field by field" },
	{ "tcpdump -U -w - port 53 | dnsweir show -", "What a running tcpdump sees, as it comes" },
	{ 0 },
};

static const struct section sections[] = {
	{ "OUTPUT",
	  "A line has the time, the addresses with their ports, the id and, as tcpdump "
	  "marks them, the flags: `+` recursion desired, `|` truncated, `*` authoritative, "
	  "`-` recursion not available, `$` authentic data, `%` checking disabled. An "
	  "opcode other than QUERY and an RCODE other than NOERROR stand behind the id. "
	  "Then come the questions (behind `q:` in responses), the counts of the three "
	  "sections, their records (behind `ns:` and `ar:`), and the length in octets.\n\n"
	  "An owner name that is the one before, or the question's, is not repeated. Marks "
	  "in brackets tell how the message came: `[tcp]`, `[from fragments]`, `[quoted in "
	  "ICMP]`, `[after a hole in the stream]`, `[snap length cut it: ...]`, and "
	  "`[malformed: ...]` with reason and offset for each place that breaks the rules." },
	{ "JSON",
	  "`--json` prints one object a line. `frame`, `time` (seconds since 1970), `src`, "
	  "`sport`, `dst`, `dport`, `proto` and `app` say where the message was seen; `len` "
	  "is its length, and `captured` less than that where it was cut. `id`, `flags` (all "
	  "16 bits), `opcode`, `rcode` (all 12 bits), a boolean for each flag and `counts` are "
	  "the header; `qname`, `qtype` and `qclass` the first question. `qd`, `an`, `ns` and "
	  "`ar` are arrays of records with `name`, `type`, `class`, `ttl`, `off` (the offset "
	  "in the message), `rdlength`, `rdata` (its text) and `data` (its fields by name, "
	  "numbers as numbers). `edns` holds the OPT record and its `options`. "
	  "`tcp_reassembled`, `ip_reassembled`, `in_icmp`, `after_hole` and `snap_truncated` "
	  "are there only when true.\n\n"
	  "What is broken is told in `malformed`, an array of `off`, `why` (a stable word), "
	  "`text` and the record's `section` and `index`; then `wire` has all octets in hex, "
	  "and a record whose data its type does not allow has `raw` instead of `data`. "
	  "Octets that are not printable ASCII appear as `\\DDD`.\n\n"
	  "`--json=8427` uses the names of RFC 8427: `ID`, `QR`, `QNAME`, `answerRRs`, "
	  "`RDATAHEX`, `rdataMX` and so on. `edns`, `src`, `sport`, `dst`, `dport` and `proto` "
	  "are not of that RFC. A malformed message has `messageOctetsHEX`, and its first "
	  "fault in `comment`." },
	{ "MALFORMED MESSAGES",
	  "What can be read is shown, and each broken place is told with its "
	  "reason. RDATA that its type does not allow appears as `\\# n hex`, "
	  "its octets as they are; records behind it are shown all the same." },
	{ 0 },
};

const struct command cmd_show = {
	.name = "show",
	.synopsis = "dnsweir show [OPTION...] [FILE...]",
	.summary = "DNS messages of captures, one line each or field by field",
	.description =
		"Reads captures (pcap, pcapng, plain or compressed) and prints the DNS messages in "
		"them: over UDP and TCP, put together from fragments and segments, in tunnels; mDNS "
		"and LLMNR too, and what ICMP errors quote. Each file is a capture of its own. Without "
		"a file standard input is read.\n\n"
		"What was not shown, and why, is told on standard error at the end.",
	.options = options,
	.operand = { .name = "FILE",
		     .help = "Captures; `-` is standard input",
		     .highest = SIZE_MAX,
		     .complete = COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.form = &show_line,
	.colours = true,
	.run = run,
};
