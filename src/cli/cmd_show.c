/* cmd_show.c - dnsweir show: DNS messages of captures, for the reader.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/show_job.h"

static const struct option_choice json_forms[] = {
	{ .word = "8427", .help = "with the member names of RFC 8427", .form = &show_json_8427 },
	{ 0 },
};

static const struct option_choice from_words[] = {
	{ .word = "message", .help = "a DNS message", .value = FROM_MESSAGE },
	{ .word = "udp", .help = "a UDP header and a message", .value = FROM_UDP },
	{ .word = "ip", .help = "an IPv4 or IPv6 packet", .value = FROM_IP },
	{ .word = "ethernet", .help = "an Ethernet frame", .value = FROM_ETHERNET },
	{ 0 },
};

enum {
	OPT_ALL,
	OPT_TREE,
	OPT_DIG,
	OPT_SHORT,
	OPT_JSON,
	OPT_LAYERS,
	OPT_PRINT,
	OPT_HEX,
	OPT_TIME,
	OPT_QUIET,
	OPT_READ,
	OPT_COUNT,
	OPT_NUMERIC,
	OPT_FRAME,
	OPT_RULE,
	OPT_RULE_FILE,
	OPT_CASE_SENSITIVE,
	OPT_EXPRESSION,
	OPT_PORT,
	OPT_CHECKSUMS,
	OPT_FROM,
};

static const struct option_spec options[] = {
	[OPT_ALL] = { 'a', "all", NULL, "A line for every frame, TCP handshakes included",
		      .more = "With `--tree` the fields of every frame.", .rivals = "ab",
		      .group = "Output" },
	[OPT_TREE] = { 0, "tree", NULL,
		       "Every field with its offset and length, from the link layer to the data of "
		       "records",
		       .form = &show_tree },
	[OPT_DIG] = { 0, "dig", NULL, "As dig shows a message", .form = &show_dig, .rivals = "a" },
	[OPT_SHORT] = { 0, "short", NULL, "The data of the answers only, a line each",
			.form = &show_short, .rivals = "ha" },
	[OPT_JSON] = { 0, "json", "FORM", "One JSON object a line", .kind = OPTION_CHOICE,
		       .optional = true, .choices = json_forms, .form = &show_json,
		       .rivals = "ha" },
	[OPT_LAYERS] = { 0, "layers", NULL,
			 "With --json: the fields of all headers below the message too",
			 .rivals = "b" },
	[OPT_PRINT] = { 'p', "print", "PATHS", "Chosen values, such as qname,an[*].rdata",
			.more = "A line a message, its columns separated by tabs. Paths are separated "
				"by commas: `frame`, `time`, `src`, `sport`, `dst`, `dport`, `proto`, "
				"`app`, `len` and `malformed`; `id`, `flags`, `opcode`, `rcode`, the "
				"flags `qr` to `cd` and the counts `qdcount` to `arcount`; `qname`, "
				"`qtype`, `qclass`; `edns.udp_size`, `edns.version`, `edns.do`, "
				"`edns.co`, `edns.options`; and `name`, `type`, `class`, `ttl`, "
				"`rdlength`, `rdata` of records: `an.rdata` is that of the first "
				"answer, `ns[1].name` of the second authority record, `ar[*].type` of "
				"all additional ones.",
			.form = &show_columns, .rivals = "ha" },
	[OPT_HEX] = { 'x', "hex", NULL, "The message's octets too, behind its text",
		      .rivals = "h" },
	[OPT_TIME] = { 't', "time", NULL, "Times as tcpdump tells them, by how often it is given",
		       .more = "`-t` none, `-tt` seconds since 1970, `-ttt` since the message before, "
			       "`-tttt` with the date, `-ttttt` since the first message" },
	[OPT_CHECKSUMS] = { 0, "checksums", NULL, "Verify checksums, and tell those that are bad",
			    .more = "Frames captured where they were sent often lack them: the "
				    "network card fills them in." },
	[OPT_QUIET] = { 'q', "quiet", NULL, "No summary of what was not shown" },
	[OPT_READ] = { 'r', "read", "FILE", "Read FILE, as the operand does",
		       .complete = COMPLETE_FILE, .operand = true, .group = "What is shown" },
	[OPT_COUNT] = { 'c', "count", "N", "Stop after N messages (with --all: frames)",
			.kind = OPTION_NUMBER, .lowest = 1 },
	[OPT_NUMERIC] = { 'n', "numeric", NULL,
			  "Nothing: addresses and ports are numbers without it" },
	[OPT_FRAME] = { 0, "frame", "NUMBERS", "Only these frames, such as 7 or 3-5,20-",
			.more = "A message counts to the frame that completes it. Reassembly still "
				"sees all frames before.",
			.repeats = true },
	[OPT_RULE] = { 'f', "filter", "RULE",
		       "Only messages that a rule holds for, such as 'dns.flags.rcode == NXDOMAIN'",
		       .more = "See dnsweir-rule(7). The rule is asked of whole messages, put together "
			       "from fragments and segments, with the addresses of who sent them. With "
			       "`--all` it is also asked of each frame by itself.",
		       .rivals = "r" },
	[OPT_RULE_FILE] = { 'F', "filter-file", "FILE", "The same, with a rule that stands in FILE",
			    .complete = COMPLETE_FILE, .rivals = "r" },
	[OPT_CASE_SENSITIVE] = { 0, "case-sensitive", NULL,
				 "Names in the rule match only in the same case" },
	[OPT_EXPRESSION] = { 'e', "expression", "EXPRESSION",
			     "Only frames that match an expression of tcpdump's language",
			     .more = "See pcap-filter(7). A message is shown when the frame that "
				     "completes it matches; reassembly still sees all frames." },
	[OPT_PORT] = { 0, "port", "PORT", "Take this port for DNS instead of 53",
		       .kind = OPTION_NUMBER, .lowest = 1, .highest = 65535, .repeats = true },
	[OPT_FROM] = { 0, "from", "WHAT", "What hex holds (default: detected)",
		       .kind = OPTION_CHOICE, .choices = from_words },
	{ 0 },
};

static enum exit_code set_ports(struct show_job *job)
{
	uint64_t port;

	for (size_t n = 0; call_each_number(job->call, OPT_PORT, n, &port); n++) {
		if (n == WEIR_PORTS_MAX)
			return call_refuse(job->call, "--port: more than %d ports", WEIR_PORTS_MAX);
		job->traffic.ports[n] = (uint16_t)port;
	}
	return EXIT_DONE;
}

static enum exit_code set_paths(struct show_job *job)
{
	const char *text = call_text(job->call, OPT_PRINT, NULL);
	struct weir_error err;

	if (!text || show_paths_parse(text, &job->paths, &err) == WEIR_OK)
		return EXIT_DONE;
	call_note(job->call, "--print: %s", err.text);
	call_note(job->call, "  %s", text);
	return call_refuse(job->call, "  %*s", (int)err.offset + 1, "^");
}

static enum exit_code set_filter(struct show_job *job)
{
	const char *text = call_text(job->call, OPT_EXPRESSION, NULL);
	struct weir_error err;

	if (!text)
		return EXIT_DONE;
	enum weir_status status = expression_open(text, &job->filter, &err);
	return status == WEIR_OK ? EXIT_DONE : call_fail(job->call, status, &err);
}

/* Is the rule one that can be asked of all that is shown? */
static enum exit_code check_rule(struct show_job *job, const struct rule_words *words)
{
	struct weir_error err;
	enum weir_status status = weir_rule_supported(job->rule, WEIR_SCOPE_MESSAGE, &err);

	if (status == WEIR_OK && call_given(job->call, OPT_ALL))
		status = weir_rule_supported(job->rule, WEIR_SCOPE_PACKET, &err);
	if (status == WEIR_OK)
		return EXIT_DONE;
	return rule_words_refuse(job->call, words->words ? "-f" : words->path,
				 words->words ? words->words : "", WEIR_E_USE, &err);
}

static enum exit_code set_rule(struct show_job *job)
{
	struct rule_words words = {
		.words = call_text(job->call, OPT_RULE, NULL),
		.path = call_text(job->call, OPT_RULE_FILE, NULL),
		.options = WEIR_RULE_OPTIONS,
	};

	memcpy(words.options.ports, job->traffic.ports, sizeof(words.options.ports));
	words.options.case_sensitive = call_given(job->call, OPT_CASE_SENSITIVE);
	enum exit_code code = rule_words_open(job->call, &words, &job->rule);
	return code == EXIT_DONE && job->rule ? check_rule(job, &words) : code;
}

static enum exit_code set_options(struct show_job *job)
{
	struct invocation *call = job->call;
	enum exit_code code = set_ports(job);

	if (code == EXIT_DONE && call->values[OPT_TIME].count > TIMESTAMP_SINCE)
		code = call_refuse(call, "-t: more than five of them");
	if (code == EXIT_DONE && call_given(call, OPT_LAYERS) && call->form != &show_json)
		code = call_refuse(call, "--layers: only with --json, for whose form it is");
	if (code == EXIT_DONE)
		code = show_ranges_set(job, OPT_FRAME);
	if (code == EXIT_DONE)
		code = set_paths(job);
	if (code == EXIT_DONE)
		code = set_filter(job);
	if (code == EXIT_DONE)
		code = set_rule(job);
	job->traffic.mdns = job->traffic.llmnr = job->traffic.icmp = true;
	job->limit = call_number(call, OPT_COUNT, UINT64_MAX);
	job->from = (enum show_from)call_choice(call, OPT_FROM, FROM_DETECT);
	return code;
}

static enum exit_code show_inputs(struct show_job *job)
{
	static const char *const standard_input[] = { "-" };
	struct invocation *call = job->call;
	const char *const *operands = call->operand_count > 0 ? call->operands : standard_input;
	size_t count = call->operand_count > 0 ? call->operand_count : 1;
	struct weir_error err;

	for (size_t i = 0; i < count && !show_ended(job); i++) {
		enum weir_status status = show_input(job, operands[i], &err);
		if (status != WEIR_OK)
			show_blame(job, call_fail(call, status, &err));
	}
	if (job->printer.output.status == WEIR_E_MEMORY ||
	    job->printer.output.status == WEIR_E_SPACE)
		show_blame(job, call_fail(call, job->printer.output.status, NULL));
	if (!call_given(call, OPT_QUIET) && !call_out_lost(call)) {
		fflush(call->out);
		show_summary(call->err, &job->counters, job->printer.form->every_frame);
	}
	if (job->interrupted) {
		call_note(call, "interrupted: the rest was not read");
		show_blame(job, EXIT_BROKEN);
	}
	if (job->code == EXIT_DONE && job->counters.shown == 0)
		return EXIT_NOTHING;
	return job->code;
}

static enum exit_code open_and_show(struct show_job *job)
{
	struct invocation *call = job->call;
	enum timestamp_style style = (enum timestamp_style)call->values[OPT_TIME].count;
	const struct show_form *form = call->form;

	if (call_given(call, OPT_ALL))
		form = form == &show_tree ? &show_tree_all : &show_all;
	/* Only these tell what needs it; a rule may ask for it. */
	job->traffic.no_streams = !form->every_frame && !job->rule && form != &show_tree &&
				  !call_given(call, OPT_LAYERS);
	if (show_printer_open(&job->printer, form, call->out, call->colour, style) != WEIR_OK)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	job->printer.hex = call_given(call, OPT_HEX);
	job->printer.checksums = call_given(call, OPT_CHECKSUMS);
	job->printer.paths = &job->paths;
	job->printer.layers = call_given(call, OPT_LAYERS);
	enum exit_code code = show_inputs(job);
	/* A stream that is lost is the framework's to tell. */
	(void)!show_printer_close(&job->printer);
	return code;
}

static enum exit_code run(struct invocation *call)
{
	struct show_job job = { .call = call, .traffic = WEIR_TRAFFIC_OPTIONS };
	enum exit_code code = set_options(&job);

	if (code == EXIT_DONE)
		code = open_and_show(&job);
	expression_close(job.filter);
	weir_rule_close(job.rule);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir show capture.pcap", "One line a message" },
	{ "dnsweir show --tree -c 1 capture.pcap", "The first message, field by field" },
	{ "dnsweir show --all --frame 1-20 capture.pcap", "The first frames, whatever they are" },
	{ "dnsweir show --print time,src,qname,an[*].rdata capture.pcap", "Columns for awk" },
	{ "dnsweir show -e 'host 192.0.2.1' --json capture.pcap | jq .qname",
	  "What one host asked and was asked" },
	{ "dnsweir show --tree hex:1234010000010000000000000377777700001c0001",
	  "A message in hex, field by field" },
	{ "dnsweir show -f 'dns.qry.name within \"example.com\"' capture.pcap",
	  "All about one zone" },
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
	{ "TREE",
	  "`--tree` begins with the frame: number, time, length on the wire (and captured, where less), "
	  "link type, layers, ends. Each header follows with its offset and length, and its fields, a row "
	  "each: offset in hex, octets, Wireshark's abbreviation, value, and the word for it. Rows without "
	  "an offset are derived: whether a checksum is good (and the right one where it is bad), the "
	  "conversation, sequence numbers relative to its begin. Options of IP, TCP and IPv6 are told one "
	  "by one. `dnsweir ls` says what each field is.\n\n"
	  "The message's own rows count offsets from its begin. Where it came in several segments or "
	  "fragments, the headers are those of the frame that completed it; behind its fragment's headers "
	  "stand those of the whole datagram. What is broken is marked `!`.\n\n"
	  "`--all --tree` shows all frames so." },
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
	  "With `--layers` the headers below the message are there too, an object each under "
	  "Wireshark's short name: `.ip.ttl`, `.udp.srcport`, `.vlan[0].id`, "
	  "`.tcp.options[].mss_val`. See dnsweir-json(5). They double the time and add half to the "
	  "size, so they come on demand.\n\n"
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
	.synopsis = "dnsweir show [OPTION...] [FILE...]\n"
		    "dnsweir show [OPTION...] hex:OCTETS",
	.summary = "DNS messages of captures, one line each or field by field",
	.description =
		"Reads captures (pcap, pcapng, plain or compressed) and prints the DNS messages in "
		"them: over UDP and TCP, put together from fragments and segments, in tunnels; mDNS "
		"and LLMNR too, and what ICMP errors quote. Each file is a capture of its own. Without "
		"a file standard input is read.\n\n"
		"An operand that begins with `hex:` is a message in hex, and so is text on standard "
		"input: plain digits, or what xxd, hexdump, tcpdump -x and Wireshark print. Ethernet, "
		"IP and UDP headers before the message are noticed, and `--from` says what is there "
		"where that fails. A file of such a name is `./hex:...`.\n\n"
		"What was not shown, and why, is told on standard error at the end.",
	.options = options,
	.operand = { .name = "FILE",
		     .help = "Captures; `-` is standard input, `hex:...` a message in hex",
		     .highest = SIZE_MAX,
		     .complete = COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.form = &show_line,
	.colours = true,
	.run = run,
};
