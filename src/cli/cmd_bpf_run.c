/* cmd_bpf_run.c - dnsweir bpf run: a BPF program's verdict on each packet, and why.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/bpf_run.h"
#include "cli/program_walk.h"
#include "present/colour.h"

enum {
	OPT_RULE,
	OPT_EXPRESSION,
	OPT_AT,
	OPT_HEX,
	OPT_HEX_FILE,
	OPT_COUNT,
	OPT_METADATA,
	OPT_QUIET = OPT_METADATA + BPF_METADATA_OPTIONS,
	OPT_WHY,
	OPT_COVERAGE,
	OPT_JSON,
};

static const struct option_choice places[] = {
	{ "link", "the first octet of the frame: a packet socket, tc", .value = WEIR_BPF_AT_LINK },
	{ "ip", "the IP header: xt_bpf", .value = WEIR_BPF_AT_IP },
	{ "udp", "the UDP header: a UDP socket", .value = WEIR_BPF_AT_UDP },
	{ "dns", "the DNS message", .value = WEIR_BPF_AT_DNS },
	{ 0 },
};

/* Rivals: where the program comes from (p). */
static const struct option_spec options[] = {
	[OPT_RULE] = { 'f', "filter", "RULE", "Run the program of a rule; see dnsweir-rule(7)",
		       .rivals = "p", .group = "The program" },
	[OPT_EXPRESSION] = { 'e', "expression", "EXPRESSION",
			     "Run the program of an expression of tcpdump's language",
			     .more = "Rules and expressions are compiled for the link type of the "
				     "first packet; packets of other link types are skipped.",
			     .rivals = "p" },
	[OPT_AT] = { 0, "at", "PLACE", "Where in a frame the program's offset 0 is (link)",
		     .more = "A packet that has no such place is skipped, and counted. At ip and udp the packet "
			     "ends where its own header says, as in the kernel, and padding is gone.",
		     .group = "Packets", .kind = OPTION_CHOICE, .choices = places },
	[OPT_HEX] = { 'x', "hex", "HEX", "A packet in hex, as the program shall get it",
		      .more = "Its first octet is the program's offset 0, whatever --at says. Such "
			      "packets come before those of captures.",
		      .repeats = true },
	[OPT_HEX_FILE] = { 0, "hex-file", "FILE",
			   "The packets in FILE, in hex or as a dump (- is standard input)",
			   .complete = COMPLETE_FILE },
	[OPT_COUNT] = { 'c', "count", "N", "Stop after N packets", .kind = OPTION_NUMBER,
			.lowest = 1 },
#define METADATA(symbol, name, argument, most, help)                                               \
	BPF_METADATA_ROW(OPT_METADATA, symbol, name, argument, help),
#include "cli/bpf_metadata.def"
#undef METADATA
	[OPT_QUIET] = { 'q', "quiet", NULL, "Only the counts at the end", .group = "Output" },
	[OPT_WHY] = { 0, "why", "N", "Why packet N, or each refused one, got its verdict",
		      .more = "The instruction that ended the program with A and X before it; the last "
			      "branch before that; the octets that were loaded for it.",
		      .kind = OPTION_NUMBER, .optional = true, .lowest = 1 },
	[OPT_COVERAGE] = { 0, "coverage", NULL,
			   "How often each instruction was executed, and each way of a branch taken" },
	[OPT_JSON] = { 0, "json", NULL, "A JSON object a packet, and one at the end",
		       .form = &program_run_json },
	{ 0 },
};

static const char *skip_reason(enum weir_bpf_place place)
{
	switch (place) {
	case WEIR_BPF_AT_IP:
		return "no IP header";
	case WEIR_BPF_AT_UDP:
		return "no UDP header";
	case WEIR_BPF_AT_DNS:
		return "nothing carried by UDP or TCP";
	case WEIR_BPF_AT_LINK:
		break;
	}
	return "another link type";
}

/* The program is known from here on. */
static bool begin(struct bpf_run *job, const struct weir_frame *frame)
{
	enum exit_code code = bpf_source_ready(job->call, &job->source, frame->link);

	if (code == EXIT_DONE && !job->run.counts) {
		job->run.program = &job->source.program;
		job->run.counts = calloc(job->source.program.count, sizeof(*job->run.counts));
		if (!job->run.counts)
			code = call_fail(job->call, WEIR_E_MEMORY, NULL);
	}
	if (code > job->code)
		job->code = code;
	return code == EXIT_DONE;
}

/* A hexadecimal packet at UDP or DNS begins there. */
static bool slice(const struct bpf_run *job, const struct weir_frame *frame,
		  struct weir_bpf_metadata *metadata, struct weir_bpf_packet *packet)
{
	bool whole = frame->number == 0 && job->source.place > WEIR_BPF_AT_IP;

	return bpf_metadata_frame(&job->given, frame, whole ? WEIR_BPF_AT_LINK : job->source.place,
				  metadata, packet);
}

static void judge(struct bpf_run *job, const struct weir_frame *frame,
		  struct program_verdict *verdict)
{
	struct weir_bpf_metadata metadata;
	struct weir_bpf_packet packet;

	if (!bpf_source_fits(&job->source, frame->link))
		verdict->skipped = skip_reason(WEIR_BPF_AT_LINK);
	else if (!slice(job, frame, &metadata, &packet))
		verdict->skipped = skip_reason(job->source.place);
	if (verdict->skipped) {
		job->run.skipped++;
		return;
	}
	/* A rule's program takes `len` for what was captured. */
	if (job->source.rule)
		packet.wire_size = (uint32_t)packet.bytes.size;
	program_walk(&job->run, &packet, verdict);
}

bool bpf_run_frame(struct bpf_run *job, const struct weir_frame *frame)
{
	const struct program_run_form *form = job->call->form;
	struct program_verdict verdict = { .number = job->run.packets + 1 };

	if (!begin(job, frame))
		return false;
	job->run.packets++;
	judge(job, frame, &verdict);
	bool asked = job->why == verdict.number;
	bool why = asked || (job->why_refused && !verdict.skipped && verdict.result == 0);
	if (!job->quiet || why)
		form->verdict(&job->output, palette_of(job->call->colour), &job->run, &verdict,
			      why);
	return job->run.packets < job->limit && job->output.status == WEIR_OK &&
	       !call_interrupted(job->call);
}

static void run_all(struct bpf_run *job, size_t first)
{
	struct invocation *call = job->call;
	const char *file = call_text(call, OPT_HEX_FILE, NULL);
	const char *text;
	bool more = true;

	for (size_t n = 0; more && (text = call_each(call, OPT_HEX, n)); n++)
		more = bpf_run_hex(job, "--hex",
				   (struct weir_slice){ (const uint8_t *)text, strlen(text) });
	if (more && file)
		more = bpf_run_hex_file(job, file);
	for (size_t i = first; more && i < call->operand_count; i++)
		more = bpf_run_capture(job, call->operands[i]);
	if (first == call->operand_count && !call_given(call, OPT_HEX) && !file)
		(void)bpf_run_capture(job, "-");
}

/* What the program asks for and nobody told. */
static void note_unknown(const struct bpf_run *job)
{
	char text[160];
	struct weir_writer out;

	weir_writer_init(&out, text, sizeof(text));
	if (!bpf_metadata_missing(&job->given, &job->source.program, &out))
		return;
	call_note(job->call,
		  "not in a capture, and taken for 0: %.*s; options of these names say otherwise",
		  (int)out.size, text);
}

static enum exit_code finish(struct bpf_run *job)
{
	const struct program_run_form *form = job->call->form;

	if (job->run.counts)
		form->end(&job->output, palette_of(job->call->colour), &job->run, job->coverage);
	if (job->output.status == WEIR_E_MEMORY)
		return call_fail(job->call, WEIR_E_MEMORY, NULL);
	if (!job->run.counts)
		return job->code > EXIT_DONE ? job->code : EXIT_NOTHING;
	note_unknown(job);
	if (job->why > job->run.packets) {
		call_note(job->call, "--why: there is no packet %llu",
			  (unsigned long long)job->why);
		return job->code > EXIT_NOTHING ? job->code : EXIT_NOTHING;
	}
	if (call_interrupted(job->call)) {
		call_note(job->call, "interrupted: the rest was not read");
		return job->code > EXIT_BROKEN ? job->code : EXIT_BROKEN;
	}
	if (job->code == EXIT_DONE && job->run.matched == 0)
		return EXIT_NOTHING;
	return job->code;
}

static enum exit_code open_job(struct bpf_run *job)
{
	struct invocation *call = job->call;

	job->source.rule = call_text(call, OPT_RULE, NULL);
	job->source.expression = call_text(call, OPT_EXPRESSION, NULL);
	job->source.place = (enum weir_bpf_place)call_choice(call, OPT_AT, WEIR_BPF_AT_LINK);
	if (!job->source.rule && !job->source.expression) {
		if (call->operand_count == 0)
			return call_refuse(call, "a program is missing");
		job->source.words = call->operands[0];
	}
	job->quiet = call_given(call, OPT_QUIET);
	job->coverage = call_given(call, OPT_COVERAGE);
	job->why = call_number(call, OPT_WHY, 0);
	job->why_refused = call_given(call, OPT_WHY) && job->why == 0;
	job->limit = call_number(call, OPT_COUNT, UINT64_MAX);
	enum exit_code code = bpf_metadata_take(call, OPT_METADATA, &job->given);
	return code == EXIT_DONE ? bpf_source_open(call, &job->source) : code;
}

static enum exit_code run(struct invocation *call)
{
	struct bpf_run job = { .call = call };
	enum exit_code code = open_job(&job);

	if (code == EXIT_DONE && output_open(&job.output, call->out) != WEIR_OK)
		code = call_fail(call, WEIR_E_MEMORY, NULL);
	if (code == EXIT_DONE) {
		run_all(&job, job.source.words ? 1 : 0);
		code = finish(&job);
	}
	output_close(&job.output);
	free(job.run.counts);
	bpf_source_close(&job.source);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir bpf run filter.bpf capture.pcap",
	  "Which packets match, and which instruction refused the others" },
	{ "dnsweir bpf run --at ip --why=7 \"$(dnsweir bpfgen dns -- example.com)\" capture.pcap",
	  "Why packet 7 got its verdict from a program that is made for iptables" },
	{ "dnsweir bpf run -q --coverage -f 'dns.flags.response == 1' capture.pcap",
	  "What a rule's program executes, and which of its branches never went one way" },
	{ "dnsweir bpf run --mark 7 --hex 00000000 '2,32 0 0 4294963220,22 0 0 0'",
	  "A program that asks for the mark, on four octets" },
	{ 0 },
};

static const struct section sections[] = {
	{ "OUTPUT",
	  "A line a packet: its number, counted over all inputs from 1; `match` and what the program "
	  "returned, which is how many octets a socket keeps; or `no` and the instruction that refused it, counted "
	  "from 0: the branch that led to `ret #0`, a load past the packet's end, a division by X where X "
	  "is 0. Then the counts, and how many packets each instruction refused.\n\n"
	  "With `--coverage` all instructions are listed, how often each was executed, how often a branch held "
	  "(yes) and did not (no). A way is one of the two of a branch." },
	{ "WHAT THE KERNEL KNOWS",
	  "Linux's extensions get what a receiving kernel makes of the frame: `proto` its EtherType, "
	  "`poff` what the flow dissector finds, `type` by the destination's MAC address or the "
	  "capture's own word, `hatype` by the link type. A VLAN tag among the octets stays there. Everything else is 0 where "
	  "no option gives it, with a note at the end; `nla` and `nlan` read the packet's octets." },
	{ 0 },
};

const struct command cmd_bpf_run = {
	.name = "bpf run",
	.synopsis = "dnsweir bpf run [OPTION...] PROGRAM [CAPTURE...]\n"
		    "dnsweir bpf run [OPTION...] -f RULE [CAPTURE...]\n"
		    "dnsweir bpf run [OPTION...] -e EXPRESSION [CAPTURE...]",
	.summary = "Run a BPF program on packets and say what it makes of them",
	.description =
		"Runs PROGRAM on each packet of the captures, or on packets given in hex, and says what it returns "
		"and which instruction refused a packet. The verdicts are those of Linux. PROGRAM may have any "
		"form that `dnsweir bpf disasm` reads; the kernel must be willing to take it, see `dnsweir bpf "
		"check`. Without a capture and without hex standard input is read.\n\n"
		"The exit code is 1 if no packet matched.",
	.options = options,
	.operand = { "PROGRAM",
		     "The program, without -f and -e, then captures; `-` is standard input", 0,
		     SIZE_MAX, COMPLETE_FILE },
	.sections = sections,
	.examples = examples,
	.see_also = "dnsweir-bpf-check(1), dnsweir-bpf-debug(1), dnsweir-filter(1)",
	.form = &program_run_text,
	.colours = true,
	.run = run,
};
