/* compile.c - what rules compile to: how many instructions, several programs, what is refused and why.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdlib.h>
#include <string.h>

#include "name_sets.h"
#include "tap.h"

enum { TEXT_ROOM = 1 << 16 };

static struct weir_rule *open_rule(const char *text, bool case_sensitive)
{
	struct weir_rule_options options = WEIR_RULE_OPTIONS;
	struct weir_rule *rule = NULL;
	struct weir_error err;

	options.case_sensitive = case_sensitive;
	if (weir_rule_open((struct weir_slice){ (const uint8_t *)text, strlen(text) }, &options,
			   &rule, &err) != WEIR_OK)
		checkf(false, "%s: %s", text, err.text);
	return rule;
}

struct wanted {
	const char *given;
	enum weir_target target;
	unsigned within_depth, limit;
	bool split, case_sensitive;
};

static enum weir_status compile(const char *text, const struct wanted *wanted,
				struct weir_programs *out, struct weir_error *err)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_rule *rule = open_rule(text, wanted->case_sensitive);
	struct weir_rule *given = wanted->given ? open_rule(wanted->given, false) : NULL;

	options.target = wanted->target;
	options.given = given;
	options.within_depth = wanted->within_depth;
	options.limit = wanted->limit;
	options.split = wanted->split;
	enum weir_status status = weir_rule_compile(rule, &options, out, err);
	for (size_t i = 0; status == WEIR_OK && i < out->count; i++) {
		struct weir_error flaw;
		if (weir_bpf_check(&out->programs[i], &flaw) != WEIR_OK)
			checkf(false, "%.60s: %s", text, flaw.text);
	}
	weir_rule_close(rule);
	weir_rule_close(given);
	return status;
}

static void write_names(char *out, const struct name_set *set)
{
	static struct name_patterns patterns;
	struct weir_writer w;

	name_set_patterns(set, &patterns);
	weir_writer_init(&w, out, TEXT_ROOM);
	name_set_rule(&patterns, &w);
}

static void count_instructions(char *text)
{
	for (size_t i = 0; i < NAME_SETS; i++) {
		const struct name_set *set = &name_sets[i];
		struct wanted wanted = { .given = NAME_SETS_GIVEN,
					 .target = WEIR_TARGET_IP,
					 .case_sensitive = set->case_sensitive };
		struct weir_programs programs = { NULL, 0 };
		struct weir_error err;
		write_names(text, set);
		enum weir_status status = compile(text, &wanted, &programs, &err);
		size_t count = status == WEIR_OK ? programs.programs[0].count : 0;
		checkf(status == WEIR_OK && count <= set->most,
		       "%s: %zu instructions, at most %u, bpfgen %u", set->what, count, set->most,
		       set->bpfgen);
		weir_programs_free(&programs);
	}
}

static void far_jumps(char *text)
{
	static const struct name_set set = { .patterns = "$.example.com",
					     .repeats = 400,
					     .letters = 9 };
	struct wanted wanted = { .target = WEIR_TARGET_ETHER };
	struct weir_programs programs = { NULL, 0 };
	struct weir_error err;

	write_names(text, &set);
	enum weir_status status = compile(text, &wanted, &programs, &err);
	checkf(status == WEIR_OK && programs.count == 1 && programs.programs[0].count > 1000,
	       "400 names over Ethernet: %zu instructions, and the kernel's checks pass",
	       status == WEIR_OK ? programs.programs[0].count : 0);
	weir_programs_free(&programs);
}

static void several_programs(char *text)
{
	static const struct name_set set = { .patterns = "*.$.com", .repeats = 40, .letters = 10 };
	struct wanted wanted = {
		.given = NAME_SETS_GIVEN, .target = WEIR_TARGET_IP, .limit = 64, .split = true
	};
	struct weir_programs programs = { NULL, 0 };
	struct weir_error err;
	bool fit = true;

	write_names(text, &set);
	enum weir_status status = compile(text, &wanted, &programs, &err);
	for (size_t i = 0; i < programs.count; i++)
		fit = fit && programs.programs[i].count <= 64;
	checkf(status == WEIR_OK && programs.count > 1 && fit,
	       "40 names become %zu programs of at most 64 instructions", programs.count);
	weir_programs_free(&programs);
	wanted.split = false;
	status = compile(text, &wanted, &programs, &err);
	checkf(status == WEIR_E_SUPPORT && strstr(err.text, "64 are the limit") &&
		       programs.programs == NULL,
	       "one program of 64 is refused: %s", err.text);
	wanted.split = true;
	wanted.limit = 4;
	status = compile("dns.qry.name == \"a\"", &wanted, &programs, &err);
	checkf(status == WEIR_E_SUPPORT, "a name cannot be parted: %s", err.text);
}

#define EDNS_ADD                                                                                   \
	"add `and dns.count.queries == 1 and dns.count.answers == 0 and dns.count.auth_rr == 0 "   \
	"and dns.count.add_rr == 1`"

static const struct refusal {
	const char *rule, *reason;
	uint32_t column;
} refusals[] = {
	{ "dns and dns.resp.type == A", "records", 8 },
	{ "dns.rr.udp_payload_size > 512", EDNS_ADD, 0 },
	{ "udp and not dns.opt", EDNS_ADD, 12 },
	{ "dns.count.queries == 1 and dns.count.answers == 0 and dns.resp.z.do == 1", EDNS_ADD,
	  54 },
	{ "dns.count.answers < 2 and dns.count.queries == 1 and dns.count.auth_rr == 0 and "
	  "dns.count.add_rr == 1 and dns.opt",
	  EDNS_ADD, 106 },
	{ "dns.count.answers == 0 and dns.count.queries == 0 and dns.count.auth_rr == 0 and "
	  "dns.count.add_rr == 1 and dns.opt",
	  EDNS_ADD, 107 },
	{ "dns.count.answers == 0 and dns.count.queries == 1 and dns.count.auth_rr == 0 and "
	  "dns.count.add_rr == 2 and dns.opt",
	  EDNS_ADD, 107 },
	{ "dns.count.answers == 0 and dns.count.queries == 1 and dns.count.auth_rr == 0 and "
	  "dns.count.add_rr == 1 and dns.opt.code == COOKIE",
	  "options", 107 },
	{ "ip.opt.type == 7", "options", 0 },
	{ "tcp.option_kind == 2", "options", 0 },
	{ "frame.number == 1", "octets", 0 },
	{ "ip.checksum.status == 0", "octets", 0 },
	{ "udp and dns.qry.name contains \"evil\"", "contains", 8 },
	{ "dns.a == 192.0.2.1", "records", 0 },
};

static void refused(void)
{
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct wanted wanted = { .target = WEIR_TARGET_ETHER };
		struct weir_programs programs = { NULL, 0 };
		struct weir_error err;
		enum weir_status status = compile(refusals[i].rule, &wanted, &programs, &err);
		if (!checkf(status == WEIR_E_SUPPORT && strstr(err.text, refusals[i].reason) &&
				    strstr(err.text, "user space") &&
				    err.offset == refusals[i].column,
			    "%s is refused", refusals[i].rule))
			note("%s at %u", status == WEIR_OK ? "compiled" : err.text,
			     (unsigned)err.offset);
		weir_programs_free(&programs);
	}
}

static size_t count_of(const char *rule, const char *given, unsigned depth)
{
	struct wanted wanted = { .given = given, .target = WEIR_TARGET_IP, .within_depth = depth };
	struct weir_programs programs = { NULL, 0 };
	struct weir_error err;

	if (compile(rule, &wanted, &programs, &err) != WEIR_OK)
		return 0;
	size_t count = programs.programs[0].count;
	weir_programs_free(&programs);
	return count;
}

static void within(void)
{
	const char *rule = "dns.qry.name within \"victim.example\"";

	for (unsigned depth = 1; depth <= 3; depth++) {
		size_t count = count_of(rule, NAME_SETS_GIVEN, depth);
		checkf(count > 0 && count <= 15 + 17 * (size_t)depth,
		       "the zone and %u labels: %zu instructions", depth, count);
	}
	size_t exact = count_of(rule, NAME_SETS_GIVEN, 0);
	checkf(exact > 0 && exact < 900, "the zone exactly: %zu instructions", exact);
}

static void givens(void)
{
	static const char rule[] = "dns.qry.name == \"www.example.com\"";
	size_t all = count_of(rule, NULL, 0);
	size_t ip4 = count_of(rule, "ip.version == 4", 0);
	size_t udp = count_of(rule, "ip.version == 4 and udp.dstport == 53", 0);
	size_t six = count_of(rule, "ip.version == 6", 0);

	checkf(udp > 0 && udp < ip4 && ip4 < all, "each thing given saves: %zu, %zu, %zu", all, ip4,
	       udp);
	checkf(count_of("ip.version == 4", "ip.version == 4", 0) == 1,
	       "a rule that is given is true");
	checkf(count_of("ip.version == 6", "ip.version == 4", 0) == 1 && six == 1,
	       "what cannot be, if something is given, is false: an IPv6 header has no ip.version");
	size_t port = count_of(rule, "ipv6.nxt == 17", 0);
	size_t ports = count_of(rule, "ipv6 and udp.dstport == 53", 0);
	checkf(port > 0 && port < ports, "a port over IPv6 does not tell where UDP is: %zu, %zu",
	       port, ports);
}

int main(void)
{
	char *text = malloc(TEXT_ROOM);

	count_instructions(text);
	far_jumps(text);
	several_programs(text);
	refused();
	within();
	givens();
	free(text);
	return tap_done();
}
