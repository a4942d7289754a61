/* cmd_iptables_bpf.c - dnsweir iptables_bpf: a script that drops what a program of bpfgen's matches.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/bpfgen.h"
#include "cli/command.h"
#include "cli/iptables_script.h"

enum { OPT_INET6, OPT_NEGATE, OPT_COMMENT, OPT_IP, OPT_WRITE };
enum { NAME_MAX_OWN = 180 }; /* a file's name has 255 octets at most */

static const struct option_spec options[] = {
	[OPT_INET6] = { '6', "inet6", NULL, "IPv6 instead of IPv4" },
	[OPT_NEGATE] = { 'n', "negate", NULL, "Drop what does not match" },
	[OPT_COMMENT] = { 'c', "comment", "TEXT", "How `iptables -nvL` shows the rule",
			  .more = "Letters, digits, blanks and `_.:-` stay; all else becomes an `x`. "
				  "Without it, the name of the script." },
	[OPT_IP] = { 'i', "ip", "IP", "Guard this address or net from the start", .repeats = true },
	[OPT_WRITE] = { 'w', "write", "FILE", "Name of the script (- is standard output)",
			.complete = COMPLETE_FILE },
	{ 0 },
};

static const char *const body[] = {
#include "cli/iptables_bpf.sh.inc"
	NULL,
};

struct job {
	struct invocation *call;
	struct bpfgen_request request;
	struct bpfgen_result result;
	char name[400]; /* without ".sh" */
	char set[400];
	char comment[IPTABLES_COMMENT_MAX + 1];
	struct iptables_script script;
};

/* p0f's signatures are those of the first segment of a connection. */
static bool is_tcp(const struct bpfgen_request *request)
{
	return strcmp(request->type, "p0f") == 0;
}

/* Of all that was asked for: two names that begin alike do not share a set. */
static uint64_t hash_of(const struct bpfgen_request *request)
{
	uint64_t hash = iptables_hash(IPTABLES_HASH, request->type);

	hash = iptables_hash(hash, request->version == 6 ? "6" : "4");
	hash = iptables_hash(hash, request->negate ? "not" : "");
	for (size_t i = 0; i < request->word_count; i++)
		hash = iptables_hash(hash, request->words[i]);
	return hash;
}

/* Can no other pattern have the name that this one gets? `a-b` and `axb` have the same, `*` and `any`. */
static bool is_telling(const char *pattern)
{
	static const char kept[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	for (const char *label = pattern; *label;) {
		size_t size = strspn(label, kept);

		if (size == 3 && strncmp(label, "any", size) == 0)
			return false;
		if (size == 0 && *label == '*')
			size = 1;
		label += size;
		if (*label && *label++ != '.')
			return false;
	}
	return true;
}

/* One pattern alone, in whichever case. */
static bool is_plain(const struct bpfgen_request *request)
{
	size_t patterns = 0;
	bool only = false; /* patterns, behind "--" */
	bool plain = !request->negate;

	for (size_t i = 0; i < request->word_count && plain; i++) {
		const char *word = request->words[i];

		if (!only && strcmp(word, "--") == 0)
			only = true;
		else if (only || (strcmp(word, "-i") != 0 && strcmp(word, "--ignorecase") != 0))
			plain = is_telling(word) && ++patterns == 1;
	}
	return plain;
}

static enum exit_code name_all(struct job *job)
{
	const char *comment = call_text(job->call, OPT_COMMENT, NULL);
	const char *name = job->result.name;
	uint64_t hash = hash_of(&job->request);

	snprintf(job->name, sizeof(job->name), "bpf_%s_ip%u%s%s", job->request.type,
		 job->request.version, *name ? "_" : "", name);
	snprintf(job->set, sizeof(job->set), "%s", job->name);
	if (!is_plain(&job->request) || strlen(job->set) > IPSET_NAME_MAX)
		iptables_shorten(job->set, IPSET_NAME_MAX, hash);
	if (strlen(job->name) > NAME_MAX_OWN)
		iptables_shorten(job->name, NAME_MAX_OWN, hash);
	if (comment && !iptables_comment(comment, job->comment))
		return call_refuse(job->call, "--comment: not 1 to %d octets",
				   IPTABLES_COMMENT_MAX);
	if (!comment)
		snprintf(job->comment, sizeof(job->comment), "%s%.*s",
			 job->request.negate ? "not_" : "", NAME_MAX_OWN, job->name);
	return EXIT_DONE;
}

/* Each program has a rule; negated ones have one together, which wants all of them to match. */
static void put_rules(struct job *job)
{
	struct iptables_text *out = &job->script.text;
	size_t rules = job->request.negate ? 1 : job->result.programs.count;

	iptables_put(out, "RULES=%zu\nmatches() {\n\tcase $1 in\n", rules);
	for (size_t i = 0; i < job->result.programs.count; i++) {
		if (i < rules)
			iptables_put(out, "\t%zu)\n\t\tshift\n\t\t\"$@\" \\\n", i + 1);
		iptables_put(out, "\t\t\t-m bpf --bytecode '");
		iptables_bytecode(out, &job->result.programs.programs[i]);
		iptables_put(out, "' \\\n");
		if (rules > 1 || i + 1 == job->result.programs.count)
			iptables_put(out,
				     "\t\t\t-m comment --comment \"$COMMENT\" -j DROP\n\t\t;;\n");
	}
	iptables_put(out, "\tesac\n}\n\n");
}

static enum exit_code put_script(struct job *job)
{
	struct iptables_script *script = &job->script;
	const char *what = is_tcp(&job->request)
				   ? "Drops the first packets of TCP for port 53 that match."
				   : "Drops UDP packets for port 53 that match.";

	iptables_head(script, what);
	for (size_t i = 0; i < job->result.programs.count; i++) {
		iptables_put(&script->text, "# Program %zu of %zu%s:\n#\n", i + 1,
			     job->result.programs.count,
			     job->request.negate && job->result.programs.count > 1
				     ? ", all have to match"
				     : "");
		iptables_assembly(&script->text, &job->result.programs.programs[i]);
		iptables_put(&script->text, "#\n");
	}
	enum exit_code code = iptables_settings(job->call, script, OPT_IP);
	if (code != EXIT_DONE)
		return code;
	put_rules(job);
	iptables_fragment(script, iptables_common);
	iptables_fragment(script, body);
	return code;
}

static enum exit_code write_script(struct job *job)
{
	const char *path = call_text(job->call, OPT_WRITE, NULL);
	enum exit_code code = name_all(job);

	if (code == EXIT_DONE)
		code = put_script(job);
	if (code != EXIT_DONE)
		return code;
	size_t size = strlen(job->name);
	snprintf(job->name + size, sizeof(job->name) - size, ".sh");
	return iptables_save(job->call, &job->script, path ? path : job->name);
}

static enum exit_code run(struct invocation *call)
{
	struct job job = { .call = call };

	job.request = (struct bpfgen_request){
		.type = call->operands[0],
		.words = call->operands + 1,
		.word_count = call->operand_count - 1,
		.version = call_given(call, OPT_INET6) ? 6 : 4,
		.negate = call_given(call, OPT_NEGATE),
		.limit = XT_BPF_OPS_MAX,
		.split = !call_given(call, OPT_NEGATE),
	};
	job.request.behind_udp53 = !is_tcp(&job.request);
	job.script =
		(struct iptables_script){ .maker = "iptables_bpf",
					  .version = job.request.version,
					  .match = is_tcp(&job.request) ? "-p tcp --dport 53 --syn"
									: "-p udp --dport 53",
					  .set = job.set,
					  .comment = job.comment };
	enum exit_code code = iptables_programs(call, &job.request, &job.result);
	if (code == EXIT_DONE && !job.result.help)
		code = write_script(&job);
	free(job.script.text.text);
	bpfgen_free(&job.result);
	return code;
}

static const struct section sections[] = {
	{ "THE SCRIPT",
	  "`SCRIPT ADDRESS...` makes a set of addresses (ipset) and a rule in the chain INPUT (iptables) "
	  "that drops UDP packets for port 53 which go to an address in the set and which the program "
	  "matches; with type `p0f`, the first packets of TCP connections to port 53. Without an "
	  "address in the set nothing is dropped; `--ip` puts some there at once, and `ipset add SET "
	  "ADDRESS` at any time. Nets are fine: 192.0.2.0/24. `0.0.0.0/0` and `::/0` are every "
	  "address.\n\n"
	  "`SCRIPT --delete` removes rules and set. Both may be done twice; what cannot be finished is "
	  "undone. A script that was made again replaces the rules of its forerunner on the interface "
	  "it is applied to.\n\n"
	  "Where one program would have more than 64 instructions, "
	  "which is all that iptables takes, there are several rules; with `--negate` and type `dns`, one "
	  "rule with several programs, all of which have to match. What does not fit even so, such as "
	  "one very long name, is refused.\n\n"
	  "It needs a shell, iptables with its matches bpf, set and comment, and ipset." },
	{ "ENVIRONMENT OF THE SCRIPT",
	  "`IPTABLES` is the command (`iptables`, and `ip6tables` for IPv6); `iptables-legacy` and "
	  "`iptables-nft` have rules of their own each. It may have options or be `sudo iptables`.\n\n"
	  "`IPSET` is the other one (`ipset`).\n\n"
	  "`INPUTPLACE` is where the rule goes in INPUT (1, the first).\n\n"
	  "`DEFAULTINT` is the interface where the packets come in: that of the default route, over "
	  "IPv6 for IPv6. `+` is every interface. A second run with another one guards that, too." },
	{ 0 },
};

static const struct example examples[] = {
	{ "dnsweir iptables_bpf -i 192.0.2.53 dns -- -i '*.www.example.uk'",
	  "A script against a flood of random names at one name server" },
	{ "dnsweir iptables_bpf -6 -w - dns_validate -- --strict", "Malformed requests over IPv6" },
	{ 0 },
};

const struct command cmd_iptables_bpf = {
	.name = "iptables_bpf",
	.synopsis = "dnsweir iptables_bpf [OPTION...] TYPE -- WORD...",
	.summary = "Write a shell script that drops with iptables what a program matches",
	.description =
		"Writes a script for iptables and ipset, bpf_TYPE_ip4_WORDS.sh or the like. TYPE and "
		"WORDs are those of `dnsweir bpfgen`. In the name, `*` becomes `any`, a dot `_` and any "
		"other sign `x`; a long one ends in a number. A file of that name is replaced. The set of "
		"addresses is called like the script, with a number where other words could come to the "
		"same name.\n\n"
		"Nothing that was typed stands in the script as text: it holds programs and addresses, "
		"which are numbers, that name and what is left of the comment.",
	.options = options,
	.operand = { "TYPE", "What kind of packets, and its own words", 1, SIZE_MAX,
		     COMPLETE_NONE },
	.sections = sections,
	.examples = examples,
	.see_also = "iptables-extensions(8), ipset(8)",
	.old = true,
	.run = run,
};
