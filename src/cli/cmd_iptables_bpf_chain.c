/* cmd_iptables_bpf_chain.c - dnsweir iptables_bpf_chain: a script with a chain that accepts and drops.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "cli/bpfgen.h"
#include "cli/command.h"
#include "cli/iptables_script.h"

enum { OPT_WRITE, OPT_INET6, OPT_IP, OPT_ACCEPT, OPT_DROP };

static const struct option_spec options[] = {
	[OPT_WRITE] = { 'w', "write", "NAME", "Name of the script and, in capitals, of the chain",
			.more = "Letters, digits, `_` and `-`, 28 at most." },
	[OPT_INET6] = { '6', "inet6", NULL, "IPv6 instead of IPv4" },
	[OPT_IP] = { 'i', "ip", "IP", "Guard this address or net from the start", .repeats = true },
	[OPT_ACCEPT] = { 'a', "accept", "PATTERN", "Let requests for this name pass",
			 .repeats = true },
	[OPT_DROP] = { 'd', "drop", "PATTERN", "Drop requests for this name", .repeats = true },
	{ 0 },
};

static const char *const body[] = {
#include "cli/iptables_bpf_chain.sh.inc"
	NULL,
};

/* What iptables would take for something else than a chain of ours. */
static const char *const reserved[] = {
	"INPUT",       "OUTPUT",   "FORWARD",     "PREROUTING", "POSTROUTING", "ACCEPT",
	"DROP",        "QUEUE",    "RETURN",      "AUDIT",      "CHECKSUM",    "CLASSIFY",
	"CLUSTERIP",   "CONNMARK", "CONNSECMARK", "CT",         "DNAT",        "DNPT",
	"DSCP",        "ECN",      "HL",          "HMARK",      "IDLETIMER",   "LED",
	"LOG",         "MARK",     "MASQUERADE",  "MIRROR",     "NETMAP",      "NFLOG",
	"NFQUEUE",     "NOTRACK",  "RATEEST",     "REDIRECT",   "REJECT",      "SAME",
	"SECMARK",     "SET",      "SNAT",        "SNPT",       "SYNPROXY",    "TCPMSS",
	"TCPOPTSTRIP", "TEE",      "TOS",         "TPROXY",     "TRACE",       "TTL",
	"ULOG",
};

struct job {
	struct invocation *call;
	unsigned version;
	char name[IPTABLES_CHAIN_MAX + 16]; /* NAME_ip4, then with ".sh" */
	char chain[IPTABLES_CHAIN_MAX + 1];
	char set[IPTABLES_CHAIN_MAX + 16];
	struct iptables_script script;
	/* The body of `fill`, while the assembly goes into the script's head. */
	struct iptables_text rules;
};

static enum exit_code take_name(struct job *job)
{
	static const char kept[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	const char *name = call_text(job->call, OPT_WRITE, NULL);

	if (!name)
		return call_refuse(job->call, "--write: the name is missing");
	if (!*name || name[strspn(name, kept)] || *name == '-')
		return call_refuse(job->call,
				   "--write: '%s' is not a name of letters, digits, '_' and '-'",
				   name);
	if (strlen(name) > IPTABLES_CHAIN_MAX)
		return call_refuse(job->call, "--write: '%s' is longer than %d, a chain's limit",
				   name, IPTABLES_CHAIN_MAX);
	size_t size = strlen(name) + 1;
	for (size_t i = 0; i < size; i++)
		job->chain[i] =
			name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 'a' + 'A') : name[i];
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (strcmp(reserved[i], job->chain) == 0)
			return call_refuse(job->call,
					   "--write: '%s' is a word of iptables' own, no chain",
					   name);
	snprintf(job->name, sizeof(job->name), "%s_ip%u", name, job->version);
	snprintf(job->set, sizeof(job->set), "%s", job->name);
	if (strlen(job->set) > IPSET_NAME_MAX)
		iptables_shorten(job->set, IPSET_NAME_MAX, iptables_hash(IPTABLES_HASH, job->name));
	return EXIT_DONE;
}

static void put_rules(struct job *job, const char *target, const struct bpfgen_result *result)
{
	struct iptables_text *head = &job->script.text;

	iptables_put(head, "# %s %s:\n#\n", target, result->name);
	for (size_t i = 0; i < result->programs.count; i++) {
		iptables_assembly(head, &result->programs.programs[i]);
		iptables_put(head, "#\n");
		iptables_put(&job->rules, "\tput %s '%s' '", target, result->name);
		iptables_bytecode(&job->rules, &result->programs.programs[i]);
		iptables_put(&job->rules, "'\n");
	}
}

/* A pattern may begin with a dash. */
static enum exit_code take_pattern(struct job *job, const char *target, const char *pattern)
{
	const char *const words[] = { "-i", "--", pattern };
	const struct bpfgen_request request = {
		.type = "dns",
		.words = words,
		.word_count = sizeof(words) / sizeof(words[0]),
		.version = job->version,
		.behind_udp53 = true,
		.limit = XT_BPF_OPS_MAX,
		.split = true,
	};
	struct bpfgen_result result;

	if (strcmp(pattern, "any") == 0) {
		iptables_put(&job->script.text, "# %s all else\n#\n", target);
		iptables_put(&job->rules, "\tput %s any\n", target);
		return EXIT_DONE;
	}
	enum exit_code code = bpfgen_make(job->call, &request, &result);
	if (code == EXIT_DONE)
		put_rules(job, target, &result);
	bpfgen_free(&result);
	return code;
}

static enum exit_code take_patterns(struct job *job, size_t option, const char *target)
{
	enum exit_code code = EXIT_DONE;
	const char *pattern;

	for (size_t n = 0; code == EXIT_DONE && (pattern = call_each(job->call, option, n)); n++)
		code = take_pattern(job, target, pattern);
	return code;
}

static enum exit_code put_script(struct job *job)
{
	struct iptables_script *script = &job->script;

	iptables_head(script, "Accepts and drops requests over UDP to port 53 by name.");
	enum exit_code code = take_patterns(job, OPT_ACCEPT, "ACCEPT");
	if (code == EXIT_DONE)
		code = take_patterns(job, OPT_DROP, "DROP");
	if (code == EXIT_DONE)
		code = iptables_settings(job->call, script, OPT_IP);
	if (code == EXIT_DONE && job->rules.lost)
		code = call_fail(job->call, WEIR_E_MEMORY, NULL);
	if (code != EXIT_DONE)
		return code;
	iptables_put(&script->text, "CHAIN='%s'\nfill() {\n%s\tput RETURN else\n}\n\n", job->chain,
		     job->rules.text);
	iptables_fragment(script, iptables_common);
	iptables_fragment(script, body);
	return EXIT_DONE;
}

static enum exit_code write_script(struct job *job)
{
	enum exit_code code = put_script(job);

	if (code != EXIT_DONE)
		return code;
	size_t size = strlen(job->name);
	snprintf(job->name + size, sizeof(job->name) - size, ".sh");
	return iptables_save(job->call, &job->script, job->name);
}

static enum exit_code run(struct invocation *call)
{
	struct job job = { .call = call, .version = call_given(call, OPT_INET6) ? 6 : 4 };
	enum exit_code code = take_name(&job);

	job.script = (struct iptables_script){ .maker = "iptables_bpf_chain",
					       .version = job.version,
					       .match = "-p udp --dport 53",
					       .set = job.set,
					       .comment = job.set };
	if (code == EXIT_DONE && !call_given(call, OPT_ACCEPT) && !call_given(call, OPT_DROP))
		code = call_refuse(call, "nothing to do: --accept and --drop are missing");
	if (code == EXIT_DONE)
		code = write_script(&job);
	free(job.rules.text);
	free(job.script.text.text);
	return code;
}

static const struct section sections[] = {
	{ "THE SCRIPT",
	  "It is used like those of dnsweir-iptables_bpf(1), which tells of its arguments, of "
	  "`--delete` and of its environment. A rule in INPUT leads UDP packets for port 53 that go to "
	  "an address in the set NAME_ip4 or NAME_ip6 into the chain, which "
	  "accepts what one of the patterns of `--accept` matches, then drops what one of `--drop` "
	  "matches, then returns.\n\n"
	  "What is accepted passes all further rules of INPUT, too. Each pattern has a rule of its own "
	  "with a counter, `iptables -nvL CHAIN`. A pattern whose program would have more than 64 "
	  "instructions is refused.\n\n"
	  "A chain of that name that holds rules of somebody else's is left alone." },
	{ 0 },
};

static const struct example examples[] = {
	{ "dnsweir iptables_bpf_chain -w example -a www.example.com -a ns1.example.com -d '*.example.com'",
	  "Two names pass, their siblings do not" },
	{ "dnsweir iptables_bpf_chain -w guard -6 -i 2001:db8::53 -a '*.example.com' -d any",
	  "Only names below one pass, over IPv6" },
	{ 0 },
};

const struct command cmd_iptables_bpf_chain = {
	.name = "iptables_bpf_chain",
	.synopsis = "dnsweir iptables_bpf_chain -w NAME [OPTION...]",
	.summary = "Write a shell script with a chain of iptables that accepts and drops by name",
	.description =
		"Writes a script for iptables and ipset, NAME_ip4.sh or NAME_ip6.sh. A PATTERN is one of "
		"`dnsweir bpfgen dns`; letters match in either case. `any` is every packet. A file of "
		"that name is replaced.\n\n"
		"Nothing that was typed stands in the script as text but NAME, and the patterns with "
		"`any` for `*`, `_` for a dot and `x` for all but letters and digits.",
	.options = options,
	.sections = sections,
	.examples = examples,
	.see_also = "iptables-extensions(8), ipset(8)",
	.old = true,
	.run = run,
};
