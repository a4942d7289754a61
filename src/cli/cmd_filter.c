/* cmd_filter.c - dnsweir filter: capture in, capture out.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/filter_job.h"
#include "present/terminal.h"

enum {
	OPT_RULE,
	OPT_RULE_FILE,
	OPT_BYTECODE,
	OPT_ASM,
	OPT_COMPILE,
	OPT_EXPRESSION,
	OPT_INVERT,
	OPT_WHOLE,
	OPT_PAIR,
	OPT_CASE_SENSITIVE,
	OPT_PORT,
	OPT_COUNT,
	OPT_ANONYMISE,
	OPT_ANONYMIZE,
	OPT_MACS,
	OPT_READ,
	OPT_WRITE,
	OPT_COMPRESS,
	OPT_QUIET,
	OPT_METADATA,
	OPTIONS = OPT_METADATA + BPF_METADATA_OPTIONS
};

static const struct option_choice packings[] = {
	{ .word = "none", .help = "plain", .value = WEIR_PACKING_NONE },
	{ .word = "gzip", .help = "as .gz", .value = WEIR_PACKING_GZIP },
	{ .word = "zstd", .help = "as .zst", .value = WEIR_PACKING_ZSTD },
	{ .word = "xz", .help = "as .xz", .value = WEIR_PACKING_XZ },
	{ .word = "lz4", .help = "as .lz4", .value = WEIR_PACKING_LZ4 },
	{ 0 },
};

/* Rivals: what a frame is held against (t). */
static const struct option_spec options[] = {
	[OPT_RULE] = { 'f', "filter", "RULE", "Frames that a rule holds for; see dnsweir-rule(7)",
		       .more = "In packet scope: of each frame its own octets count, so a name in a "
			       "later fragment or segment is not seen.",
		       .rivals = "t", .group = "What is kept" },
	[OPT_RULE_FILE] = { 'F', "filter-file", "FILE", "The same, the rule read from FILE",
			    .complete = COMPLETE_FILE, .rivals = "t" },
	[OPT_BYTECODE] = { 'b', "bytecode", "PROGRAM",
			   "Frames that a classic BPF program keeps, such as '1,6 0 0 65535'",
			   .more = "The text that iptables and tc take, or any other that `dnsweir bpf "
				   "disasm` reads, or the name of a file with it; `@FILE` is a file "
				   "whatever its name. The program sees each frame from its first octet, "
				   "whatever the link type. Linux's extensions get what a kernel knows of "
				   "the frame, see dnsweir-bpf-run(1).",
			   .rivals = "t" },
	[OPT_ASM] = { 0, "asm", "FILE", "Frames that a program in assembler keeps",
		      .more = "See dnsweir-bpf-asm(1).", .complete = COMPLETE_FILE, .rivals = "t" },
	[OPT_COMPILE] = { 'c', "compile", "FILE", "The same, as bpftools' filter calls it",
			  .complete = COMPLETE_FILE, .rivals = "t" },
	[OPT_EXPRESSION] = { 'e', "expression", "EXPRESSION",
			     "Frames that match an expression of tcpdump's language",
			     .more = "See pcap-filter(7). It is compiled for each link type by "
				     "itself.",
			     .rivals = "t" },
	[OPT_INVERT] = { 'v', "invert", NULL, "Keep exactly the frames that do not match" },
	[OPT_WHOLE] = { 0, "whole", NULL, "All fragments and segments of a message that matches",
			.more = "A message matches if one of its frames does, or, with -f, if the rule "
				"holds for it put together: in message scope." },
	[OPT_PAIR] = { 0, "pair", NULL, "The same, and the query or the reply to each message",
		       .more = "Addresses, ports, id and question agree, and no more than 30 seconds "
			       "lie between them." },
	[OPT_CASE_SENSITIVE] = { 0, "case-sensitive", NULL,
				 "Names in a rule match in the same case only" },
	[OPT_PORT] = { 0, "port", "PORT", "Rules and messages take this port for DNS instead of 53",
		       .kind = OPTION_NUMBER, .lowest = 1, .highest = 65535, .repeats = true },
	[OPT_COUNT] = { 0, "count", "N", "Stop when N frames were written", .kind = OPTION_NUMBER,
			.lowest = 1 },
	[OPT_ANONYMISE] = { 0, "anonymise", "KEY",
			    "Write other addresses instead of those in the frames",
			    .more = "The same for the same KEY; see ANONYMISING. `@FILE` reads the key "
				    "from FILE, where no list of processes shows it.",
			    .rivals = "k", .group = "What becomes of it" },
	[OPT_ANONYMIZE] = { 0, "anonymize", "KEY", "The same", .rivals = "k" },
	[OPT_MACS] = { 0, "macs", NULL, "Anonymise MAC addresses too" },
	[OPT_READ] = { 'r', "read", "FILE", "Read FILE, as the operand does",
		       .complete = COMPLETE_FILE, .operand = true,
		       .group = "Where from, where to" },
	[OPT_WRITE] = { 'w', "write", "FILE", "Write to FILE (default: `-`, standard output)",
			.more = "A name that ends in .gz, .zst, .xz or .lz4 says how it is "
				"compressed.",
			.complete = COMPLETE_FILE },
	[OPT_COMPRESS] = { 0, "compress", "HOW", "Compress the output, whatever its name",
			   .kind = OPTION_CHOICE, .choices = packings },
	[OPT_QUIET] = { 'q', "quiet", NULL, "No counts at the end" },
#define METADATA(symbol, name, argument, most, help)                                               \
	BPF_METADATA_ROW(OPT_METADATA, symbol, name, argument, help),
#include "cli/bpf_metadata.def"
#undef METADATA
	[OPTIONS] = { 0 },
};

static enum exit_code set_ports(struct filter_job *job)
{
	uint64_t port;

	for (size_t n = 0; call_each_number(job->call, OPT_PORT, n, &port); n++) {
		if (n == WEIR_PORTS_MAX)
			return call_refuse(job->call, "--port: more than %d ports", WEIR_PORTS_MAX);
		job->ports[n] = (uint16_t)port;
	}
	return EXIT_DONE;
}

static bool takes_standard_input(const struct invocation *call)
{
	for (size_t i = 0; i < call->operand_count; i++)
		if (strcmp(call->operands[i], "-") == 0)
			return true;
	return call->operand_count == 0;
}

static enum exit_code set_given(const struct invocation *call, struct filter_words *words)
{
	enum exit_code code = bpf_metadata_take(call, OPT_METADATA, &words->given);

	if (code == EXIT_DONE && words->given.bits && !words->bytecode && !words->assembler)
		return call_refuse(call, "what the kernel knows of a packet is for -b and --asm");
	return code;
}

static enum exit_code set_test(struct filter_job *job)
{
	struct invocation *call = job->call;
	struct filter_words words = {
		.rule = call_text(call, OPT_RULE, NULL),
		.rule_file = call_text(call, OPT_RULE_FILE, NULL),
		.bytecode = call_text(call, OPT_BYTECODE, NULL),
		.assembler = call_text(call, OPT_ASM, call_text(call, OPT_COMPILE, NULL)),
		.expression = call_text(call, OPT_EXPRESSION, NULL),
		.options = WEIR_RULE_OPTIONS,
	};
	bool any = words.rule || words.rule_file || words.bytecode || words.assembler ||
		   words.expression;
	const char *program = words.bytecode ? words.bytecode : words.assembler;

	if (program && strcmp(program, "-") == 0 && takes_standard_input(call))
		return call_refuse(call, "standard input cannot be the program and a capture, too");

	job->invert = call_given(call, OPT_INVERT);
	if (job->invert && !any)
		return call_refuse(call, "-v: nothing to invert without -f, -F, -b, -c or -e");
	words.options.case_sensitive = call_given(call, OPT_CASE_SENSITIVE);
	job->pair = call_given(call, OPT_PAIR);
	job->whole = job->pair || call_given(call, OPT_WHOLE);
	if (job->whole && !any)
		return call_refuse(call, "--%s: every frame is kept without -f, -F, -b, -c or -e",
				   job->pair ? "pair" : "whole");
	enum exit_code code = set_ports(job);
	memcpy(words.options.ports, job->ports, sizeof(job->ports));
	if (code == EXIT_DONE)
		code = set_given(call, &words);
	return code == EXIT_DONE ? filter_test_open(call, &words, &job->test) : code;
}

/* A program that cannot be for the link type of an input is refused before the output is emptied. */
static enum exit_code try_test(struct filter_job *job)
{
	for (size_t i = 0; i < job->input_count; i++) {
		const struct filter_input *input = &job->inputs[i];
		const struct weir_frame nothing = { .bytes = { input->header, 0 },
						    .link = input->link };
		struct weir_error err;
		bool matches;

		if (!input->usable || !input->pcap)
			continue;
		enum weir_status status = filter_test_frame(job->test, &nothing, &matches, &err);
		if (status != WEIR_OK)
			return call_fail(job->call, status, &err);
	}
	return EXIT_DONE;
}

static enum exit_code open_anonymiser(struct filter_job *job)
{
	const char *key = call_text(job->call, OPT_ANONYMISE, NULL);
	bool macs = call_given(job->call, OPT_MACS);

	if (!key)
		key = call_text(job->call, OPT_ANONYMIZE, NULL);
	if (key)
		return filter_anonymiser_open(job, key, macs);
	return macs ? call_refuse(job->call, "--macs: only with --anonymise") : EXIT_DONE;
}

static enum exit_code open_output(struct filter_job *job)
{
	struct invocation *call = job->call;
	const char *path = call_text(call, OPT_WRITE, "-");

	job->to_stdout = strcmp(path, "-") == 0;
	if (job->to_stdout && terminal_is(call->out))
		return call_refuse(call, "a capture is not for a terminal; name a file with -w");
	int packing = call_choice(call, OPT_COMPRESS, (int)weir_packing_of(path));
	return filter_output_open(job, path, (enum weir_packing)packing);
}

static void pass_inputs(struct filter_job *job)
{
	struct invocation *call = job->call;

	progress_open(&job->progress, call->err, true);
	job->done.octets_total = progress_total(call->operands, call->operand_count);
	for (size_t i = 0; i < job->input_count && !filter_ended(job); i++)
		if (job->inputs[i].usable)
			filter_input_pass(job, &job->inputs[i]);
	progress_erase(&job->progress);
}

static enum exit_code filter(struct filter_job *job)
{
	struct invocation *call = job->call;
	enum exit_code code = filter_inputs_open(job);

	if (code == EXIT_DONE)
		code = try_test(job);
	if (code == EXIT_DONE)
		code = open_output(job);
	if (code != EXIT_DONE)
		return code;
	pass_inputs(job);
	filter_blame(job, filter_output_close(job));
	if (!call_given(call, OPT_QUIET))
		filter_summary(call->err, &job->counters);
	if (job->interrupted) {
		call_note(call, "interrupted: the rest was not read");
		filter_blame(job, EXIT_BROKEN);
	}
	if (job->code == EXIT_DONE && job->counters.matched == 0)
		return EXIT_NOTHING;
	return job->code;
}

static enum exit_code run(struct invocation *call)
{
	struct filter_job job = { .call = call, .limit = call_number(call, OPT_COUNT, UINT64_MAX) };
	enum exit_code code = set_test(&job);

	if (code == EXIT_DONE)
		code = open_anonymiser(&job);
	if (code == EXIT_DONE)
		code = filter(&job);
	/* Only where it was not reached: all that was written is told by filter_output_close. */
	(void)!weir_capture_writer_close(job.output.writer, NULL);
	filter_inputs_close(&job);
	weir_anonymise_close(job.anonymiser);
	filter_test_close(job.test);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir filter -f 'dns.qry.name within \"example.com\"' -w zone.pcap capture.pcap",
	  "The frames with questions for a zone, as they came" },
	{ "dnsweir filter -e 'udp port 53' -w dns.pcap capture.pcap",
	  "The frames that tcpdump's expression takes" },
	{ "dnsweir filter -b program.bpf -w flood.pcap capture.pcap",
	  "Those that a BPF program keeps, in whatever form it is" },
	{ "dnsweir filter -v -e 'host 192.0.2.1' -w rest.pcapng.zst *.pcapng",
	  "All others, out of many files into one, compressed" },
	{ "dnsweir filter --pair -f 'dns.flags.rcode == REFUSED' -w refused.pcap capture.pcap",
	  "What was refused, with the questions" },
	{ "dnsweir filter --anonymise @secret.key -w share.pcap capture.pcap",
	  "A capture to hand on: other addresses, prefixes and checksums kept" },
	{ "tcpdump -w - | dnsweir filter -e 'port 53' | dnsweir mine -", "Between two programs" },
	{ 0 },
};

static const struct section sections[] = {
	{ "WHOLE MESSAGES",
	  "Without `--whole` each frame stands for itself. With it, a message over TCP takes along "
	  "every segment that holds octets of it, retransmitted ones too, and a fragment the others "
	  "of its datagram, as long as no more than a minute lies between them. Handshakes and bare "
	  "acknowledgements hold no message. `-v` then keeps exactly the frames that would not be "
	  "written without it.\n\n"
	  "A file is read twice. What comes through a pipe waits in memory, up to 1,024 reads (64 MiB "
	  "or less), before it is written; a frame that turns out to be wanted only later is missing "
	  "(with -v: too many), and counted. The last 262,144 segments and fragments and 131,072 messages are "
	  "remembered." },
	{ "FORM OF THE OUTPUT",
	  "A record is copied octet for octet, with its header: pcap stays pcap in the byte order "
	  "and with the resolution it came in, pcapng stays pcapng with its sections, interfaces, "
	  "names, comments and all other blocks and options. Only the length of a section, where "
	  "it is given, becomes `not given`, and of several snap lengths the largest is written.\n\n"
	  "Several pcap files that agree in byte order, resolution, version and link type become "
	  "one pcap file. Several pcapng files become one with all their sections. Inputs that "
	  "agree in neither become pcapng: of a pcap file's frames, a section of its own with "
	  "one interface and times in nanoseconds." },
	{ "ANONYMISING",
	  "`--anonymise` puts other addresses in the place of those in IP headers, inside tunnels too, "
	  "in what ICMP errors quote, in ICMP redirects and neighbour discovery, in ARP, and in the "
	  "client subnet option of DNS messages on ports 53, 5353 and 5355. Two addresses that "
	  "share their first n bits share n bits afterwards (Crypto-PAn, with AES-128), and the same KEY "
	  "gives the same addresses in every file. 64 hexadecimal digits are the key itself; any "
	  "other words are stretched to one with scrypt. Lengths stay, and checksums "
	  "are mended: right ones stay right, wrong ones wrong.\n\n"
	  "What kind of address it is stays: 0.0.0.0/8, 127.0.0.0/8, 224.0.0.0/3, ::/96 and ff00::/8 "
	  "are left alone (of a solicited-node group the last 24 bits change), and fe80::/10 stays "
	  "within itself. Therefore the first one to three bits of an IPv4 address and those of "
	  "2000::/3 are kept. MAC addresses in Ethernet, FDDI, wireless and Linux cooked headers, ARP "
	  "and neighbour discovery change with `--macs`, group addresses do not.\n\n"
	  "Names, addresses in DNS records and all other payload stay as they are; so do frame check "
	  "sequences and the values of AH. A frame in which an address could stand where no header "
	  "can be read (neither IP nor ARP, an unknown link type, a cut header) is left out and "
	  "counted. A client subnet in a DNS message that lies in fragments or several segments is "
	  "not found; the frames in which that may be are counted. Of a pcapng file, link types, "
	  "times, lengths and directions are written; comments, names, descriptions of interfaces and "
	  "all other blocks and options are not, since they may tell what the addresses shall not.\n\n"
	  "Who can send packets past the capture, or knows some addresses in it, can work out others "
	  "that share bits with them: prefix-preserving addresses are no more than a courtesy to "
	  "those in the capture." },
	{ "DAMAGE",
	  "A file that is cut or broken is read as far as it goes, the place is told on standard "
	  "error, and the exit code is 3. A file that cannot be opened does not keep the others "
	  "from being read." },
	{ 0 },
};

const struct command cmd_filter = {
	.name = "filter",
	.synopsis = "dnsweir filter [OPTION...] [FILE...]",
	.summary = "Capture in, capture out: the frames that match, as they came",
	.description =
		"Reads captures (pcap, pcapng, plain or compressed) and writes the frames that match "
		"into one capture. Without a rule, a program or an expression every frame matches. Without a file standard "
		"input is read. How many frames were read, matched and written is told on standard "
		"error at the end.",
	.options = options,
	.operand = { .name = "FILE",
		     .help = "Captures; `-` is standard input",
		     .highest = SIZE_MAX,
		     .complete = COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.see_also = "dnsweir-rule(7), dnsweir-bpf-asm(1), tcpdump(1), pcap-filter(7)",
	.run = run,
};
