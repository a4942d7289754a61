/* cmd_mine.c - dnsweir mine: passive DNS out of captures.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/mine.h>

#include <dnsweir/registry.h>
#include <dnsweir/rrtype.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli/rule_words.h"
#include "present/mine.h"
#include "present/progress.h"
#include "present/terminal.h"

enum { UNPAIRED_WITHHOLD, UNPAIRED_KEEP };

static const struct option_choice unpaired_words[] = {
	{ .word = "withhold", .help = "keep them out and count them", .value = UNPAIRED_WITHHOLD },
	{ .word = "keep",
	  .help = "take them, as a one-sided capture needs",
	  .value = UNPAIRED_KEEP },
	{ 0 },
};

enum {
	OPT_JSON,
	OPT_CSV,
	OPT_EACH,
	OPT_CLASSIC,
	OPT_CHAINS,
	OPT_NXDOMAIN,
	OPT_QUIET,
	OPT_READ,
	OPT_RULE,
	OPT_RULE_FILE,
	OPT_CASE_SENSITIVE,
	OPT_TYPE,
	OPT_RCODE,
	OPT_SECTIONS,
	OPT_UNPAIRED,
	OPT_STRICT_CASE,
	OPT_PORT,
	OPT_MDNS,
	OPT_LLMNR,
	OPT_THREADS,
	OPT_MAX_ROWS,
};

/* Rivals: forms of a line (f), kinds of rows (k); --each has no CSV (e). */
static const struct option_spec options[] = {
	[OPT_JSON] = { 0, "json", NULL, "One COF object a line (passive DNS common output format)",
		       .group = "Output", .rivals = "f" },
	[OPT_CSV] = { 0, "csv", NULL, "Comma-separated values with a heading", .rivals = "fe" },
	[OPT_EACH] = { 0, "each", NULL, "One line for each answer as it comes, nothing folded",
		       .rivals = "ek" },
	[OPT_CLASSIC] = { 0, "classic", NULL,
			  "The lines of the dpkt script of old: A, CNAME and PTR answers",
			  .rivals = "fk" },
	[OPT_CHAINS] = { 0, "chains", NULL,
			 "The ways from a question through its aliases, instead of rows",
			 .rivals = "k" },
	[OPT_NXDOMAIN] = { 0, "nxdomain", NULL, "The names that do not exist, instead of rows",
			   .rivals = "k" },
	[OPT_QUIET] = { 'q', "quiet", NULL, "No summary" },
	[OPT_READ] = { 'r', "read", "FILE", "Read FILE, as the operand does",
		       .complete = COMPLETE_FILE, .operand = true, .group = "What counts" },
	[OPT_RULE] = { 'f', "filter", "RULE",
		       "Only responses that a rule holds for, such as 'ip.src == 192.0.2.53'",
		       .more = "See dnsweir-rule(7). The rule is asked of each response, whole and with "
			       "the addresses it was sent with; its records count together. Questions "
			       "need not match: a response pairs with its question first.",
		       .rivals = "r" },
	[OPT_RULE_FILE] = { 'F', "filter-file", "FILE", "The same, with a rule that stands in FILE",
			    .complete = COMPLETE_FILE, .rivals = "r" },
	[OPT_CASE_SENSITIVE] = { 0, "case-sensitive", NULL,
				 "Names in the rule match only in the same case" },
	[OPT_TYPE] = { 't', "type", "TYPES", "Only rows of these types, such as A,CNAME,PTR",
		       .repeats = true },
	[OPT_RCODE] = { 0, "rcode", "RCODES",
			"Take answers of these response codes (default: NOERROR)",
			.repeats = true },
	[OPT_SECTIONS] = { 0, "sections", "SECTIONS",
			   "Take records of these sections: an, ns, ar (default: an)",
			   .repeats = true },
	[OPT_UNPAIRED] = { 0, "unpaired", "WHAT",
			   "What to do with responses without their question",
			   .kind = OPTION_CHOICE, .choices = unpaired_words },
	[OPT_STRICT_CASE] = { 0, "strict-case", NULL,
			      "Keep out responses that repeat the question in another case" },
	[OPT_PORT] = { 0, "port", "PORT", "Take this port for DNS instead of 53",
		       .kind = OPTION_NUMBER, .lowest = 1, .highest = 65535, .repeats = true },
	[OPT_MDNS] = { 0, "mdns", NULL, "Take multicast DNS answers on port 5353 too" },
	[OPT_LLMNR] = { 0, "llmnr", NULL, "Take LLMNR answers on port 5355 too" },
	[OPT_THREADS] = { 'j', "threads", "N", "Threads (default: one for each processor)",
			  .kind = OPTION_NUMBER, .lowest = 1, .highest = 64, .group = "Resources" },
	[OPT_MAX_ROWS] = { 0, "max-rows", "N", "Refuse, and count, what would make more rows",
			   .kind = OPTION_NUMBER, .lowest = 1 },
	{ 0 },
};

struct job {
	struct invocation *call;
	struct weir_mine_options mine;
	struct weir_rule *rule; /* -f; NULL: every response counts */
	uint16_t types[256];
	const struct mine_form *form;
	struct mine_printer printer;
	struct progress progress;
	struct progress_state done; /* inputs read to their end */
	struct mine_read read;      /* what they said of themselves */
	bool interrupted;           /* and so the rest was not read */
};

static enum exit_code set_types(struct job *job)
{
	struct call_pieces at = { 0 };
	struct weir_slice piece;

	while (call_piece(job->call, OPT_TYPE, &at, &piece)) {
		uint16_t type;
		if (weir_type_parse(piece, &type) != WEIR_OK)
			return call_refuse(job->call, "--type: no RR type is called '%.*s'",
					   (int)piece.size, piece.data);
		if (job->mine.type_count == sizeof(job->types) / sizeof(job->types[0]))
			return call_refuse(job->call, "--type: more than 256 types");
		job->types[job->mine.type_count++] = type;
		job->mine.types = job->types;
	}
	return EXIT_DONE;
}

static enum exit_code set_rcodes(struct job *job)
{
	struct call_pieces at = { 0 };
	struct weir_slice piece;

	while (call_piece(job->call, OPT_RCODE, &at, &piece)) {
		uint16_t rcode;
		if (weir_rcode_parse(piece, &rcode) != WEIR_OK || rcode > 31)
			return call_refuse(job->call, "--rcode: no response code is called '%.*s'",
					   (int)piece.size, piece.data);
		job->mine.rcodes |= 1U << rcode;
	}
	return EXIT_DONE;
}

static enum exit_code set_sections(struct job *job)
{
	static const char *const words[] = { NULL, "an", "ns", "ar" };
	struct call_pieces at = { 0 };
	struct weir_slice piece;

	while (call_piece(job->call, OPT_SECTIONS, &at, &piece)) {
		unsigned section = WEIR_ANSWER;
		while (section <= WEIR_ADDITIONAL &&
		       (piece.size != 2 || memcmp(piece.data, words[section], 2) != 0))
			section++;
		if (section > WEIR_ADDITIONAL)
			return call_refuse(job->call, "--sections: '%.*s' is none of an, ns, ar",
					   (int)piece.size, piece.data);
		job->mine.sections |= (uint8_t)(1U << section);
	}
	return EXIT_DONE;
}

static enum exit_code set_ports(struct job *job)
{
	uint64_t port;

	for (size_t n = 0; call_each_number(job->call, OPT_PORT, n, &port); n++) {
		if (n == WEIR_PORTS_MAX)
			return call_refuse(job->call, "--port: more than %d ports", WEIR_PORTS_MAX);
		job->mine.ports[n] = (uint16_t)port;
	}
	return EXIT_DONE;
}

static enum exit_code set_rule(struct job *job)
{
	struct rule_words words = {
		.words = call_text(job->call, OPT_RULE, NULL),
		.path = call_text(job->call, OPT_RULE_FILE, NULL),
		.options = WEIR_RULE_OPTIONS,
	};

	memcpy(words.options.ports, job->mine.ports, sizeof(words.options.ports));
	words.options.case_sensitive = call_given(job->call, OPT_CASE_SENSITIVE);
	enum exit_code code = rule_words_open(job->call, &words, &job->rule);
	job->mine.rule = job->rule;
	return code;
}

static void each(void *context, const struct weir_mined *mined)
{
	struct job *job = context;

	job->form->each(&job->printer, mined);
}

static bool progress(void *context, const struct weir_capture_info *info, uint64_t frames)
{
	struct job *job = context;
	struct progress_state state = job->done;

	state.octets += info->file_done;
	state.packets += frames;
	progress_step(&job->progress, &state);
	job->interrupted = call_interrupted(job->call);
	return !job->interrupted && !call_out_lost(job->call);
}

static void input_done(void *context, const struct weir_mine_input *input)
{
	struct job *job = context;

	job->done.octets += input->info.file_done;
	job->done.packets += input->info.frames;
	job->read.octets_lost += input->info.octets_lost;
	job->read.blocks_skipped += input->info.blocks_skipped;
	job->read.kernel_drops += input->info.kernel_drops;
	if (input->status == WEIR_OK)
		return;
	progress_erase(&job->progress);
	call_note(job->call, "%s", input->err.text);
}

static void choose_form(struct job *job)
{
	struct invocation *call = job->call;
	static const uint16_t classic_types[] = { 1, 5, 12 };
	bool json = call_given(call, OPT_JSON);

	if (call_given(call, OPT_CHAINS))
		job->mine.kinds = 1U << WEIR_SIGHTING_CHAIN;
	if (call_given(call, OPT_NXDOMAIN))
		job->mine.kinds = 1U << WEIR_SIGHTING_NXDOMAIN;
	if (call_given(call, OPT_CLASSIC)) {
		job->form = &mine_classic;
		if (!job->mine.types) {
			job->mine.types = classic_types;
			job->mine.type_count = 3;
		}
	} else if (call_given(call, OPT_EACH)) {
		job->form = json ? &mine_each_json : &mine_each;
	} else if (json) {
		job->form = &mine_json;
	} else {
		job->form = call_given(call, OPT_CSV) ? &mine_csv : &mine_table;
	}
	if (job->form->each)
		job->mine.each = each;
}

static enum exit_code set_options(struct job *job)
{
	struct invocation *call = job->call;
	enum exit_code code = set_types(job);

	if (code == EXIT_DONE)
		code = set_rcodes(job);
	if (code == EXIT_DONE)
		code = set_sections(job);
	if (code == EXIT_DONE)
		code = set_ports(job);
	if (code == EXIT_DONE)
		code = set_rule(job);
	choose_form(job);
	job->mine.keep_unpaired =
		call_choice(call, OPT_UNPAIRED, UNPAIRED_WITHHOLD) == UNPAIRED_KEEP;
	job->mine.strict_case = call_given(call, OPT_STRICT_CASE);
	job->mine.mdns = call_given(call, OPT_MDNS);
	job->mine.llmnr = call_given(call, OPT_LLMNR);
	job->mine.threads = (unsigned)call_number(call, OPT_THREADS, 0);
	job->mine.rows_max = call_number(call, OPT_MAX_ROWS, 0);
	job->mine.progress = progress;
	job->mine.input_done = input_done;
	job->mine.context = job;
	return code;
}

static enum weir_status print_rows(struct job *job, struct weir_mine *mine)
{
	struct weir_sighting row;
	enum weir_status status = WEIR_OK;

	if (job->form->each)
		return WEIR_OK;
	if (job->form->begin)
		status = job->form->begin(&job->printer,
					  job->mine.kinds == 1U << WEIR_SIGHTING_CHAIN);
	while (status == WEIR_OK && !call_out_lost(job->call) &&
	       weir_mine_next(mine, &row) == WEIR_OK)
		job->form->row(&job->printer, &row);
	return status;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum exit_code run_mine(struct job *job, struct weir_mine *mine)
{
	struct invocation *call = job->call;
	struct weir_mine_counters counters;
	struct weir_error err;
	double start = now();

	/* Answers that scroll by are progress enough. */
	progress_open(&job->progress, call->err, !job->form->each || !terminal_is(call->out));
	job->done.octets_total = progress_total(call->operands, call->operand_count);
	enum weir_status status = weir_mine_run(mine, call->operands, call->operand_count, &err);
	progress_erase(&job->progress);
	job->read.seconds = now() - start;

	enum weir_status printed = print_rows(job, mine);
	if (printed != WEIR_OK)
		return call_fail(call, printed, NULL);
	weir_mine_counters(mine, &counters);
	if (!call_given(call, OPT_QUIET))
		mine_summary(call->err, &counters, &job->read);
	if (counters.withheld > 0 && !job->mine.keep_unpaired &&
	    counters.queries < counters.unasked)
		call_note(call,
			  "the capture seems to hold responses without their questions; to take "
			  "them all the same: --unpaired=keep");
	if (job->interrupted)
		call_note(call, "interrupted: the rest was not read");
	if (status != WEIR_OK || job->interrupted)
		return status != WEIR_OK ? exit_code_of(status) : EXIT_BROKEN;
	return (job->form->each ? counters.records : counters.rows) > 0 ? EXIT_DONE : EXIT_NOTHING;
}

static enum exit_code open_and_mine(struct job *job)
{
	struct invocation *call = job->call;
	struct weir_mine *mine;
	struct weir_error err;
	enum exit_code code = EXIT_DONE;

	enum weir_status status = mine_printer_open(&job->printer, call->out, call->colour);
	if (status == WEIR_OK)
		status = weir_mine_open(&job->mine, &mine, &err);
	else
		err = (struct weir_error){ .text = "out of memory" };
	if (status == WEIR_OK) {
		code = run_mine(job, mine);
		weir_mine_close(mine);
	} else if (status == WEIR_E_SUPPORT && job->rule) {
		/* A field that messages do not have here is a wrong rule, not a missing part. */
		code = rule_words_refuse(call, "-f", "", WEIR_E_USE, &err);
	} else {
		code = call_fail(call, status, &err);
	}
	status = mine_printer_close(&job->printer);
	/* A stream that is lost is the framework's to tell. */
	if (status == WEIR_E_MEMORY && code == EXIT_DONE)
		code = call_fail(call, status, NULL);
	return code;
}

static enum exit_code run(struct invocation *call)
{
	struct job job = { .call = call, .mine = WEIR_MINE_OPTIONS };
	enum exit_code code = set_options(&job);

	if (code == EXIT_DONE)
		code = open_and_mine(&job);
	weir_rule_close(job.rule);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir mine capture.pcap", "A table of who answered what, first, last, how often" },
	{ "dnsweir mine --json *.pcap.zst > pdns.ndjson", "The same as COF, from many files" },
	{ "dnsweir mine --chains capture.pcap", "Through which aliases each address was reached" },
	{ "tcpdump -w - port 53 | dnsweir mine -", "What a running tcpdump sees, at its end" },
	{ 0 },
};

const struct command cmd_mine = {
	.name = "mine",
	.synopsis = "dnsweir mine [OPTION...] FILE...",
	.summary = "Passive DNS out of captures: who answered what, first, last, how often",
	.description =
		"Reads captures (pcap, pcapng, plain or compressed) and prints one row for each name, "
		"type and data seen in an answer, with the times of its first and last sighting and "
		"how often it was answered. Names are folded to lower case.\n\n"
		"A response counts when it answers a question in the capture: addresses, ports, id "
		"and question agree. A record counts when it is reached from that question through "
		"CNAME or DNAME. Everything else is kept out and counted in the summary on standard "
		"error. The rows depend neither on the number of threads nor on the order in which "
		"files are named.",
	.options = options,
	.operand = { .name = "FILE",
		     .help = "Captures; `-` is standard input",
		     .lowest = 1,
		     .highest = SIZE_MAX,
		     .complete = COMPLETE_FILE },
	.examples = examples,
	.colours = true,
	.run = run,
};
