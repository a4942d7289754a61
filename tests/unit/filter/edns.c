/* edns.c - which OPT records count: in packet scope, in message scope, in a compiled program.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdlib.h>
#include <string.h>

#include "filter/scope.h"
#include "filter/tree.h"
#include "tap.h"

#define COUNTED                                                                                    \
	"dns.count.queries == 1 and dns.count.answers == 0 and dns.count.auth_rr == 0 and "        \
	"dns.count.add_rr == 1"
#define HEAD "\x12\x34\1\0\0\1\0\0\0\0\0\1"
#define QUESTION "\1a\0\0\1\0\1"
#define FIXED "\0\x29\x04\xd0\0\0\x80\0"
#define OCTETS(text)                                                                               \
	{                                                                                          \
		(const uint8_t *)(text), sizeof(text) - 1                                          \
	}

static const struct row {
	const char *what;
	struct weir_slice message;
	bool packet, whole; /* seen in packet scope, in message scope */
} rows[] = {
	{ "OPT", OCTETS(HEAD QUESTION "\0" FIXED "\0\0"), true, true },
	{ "behind the root", OCTETS(HEAD "\0\0\2\0\1\0" FIXED "\0\0"), true, true },
	{ "with an option", OCTETS(HEAD QUESTION "\0" FIXED "\0\6\0\x0a\0\2xy"), true, true },
	{ "an option cut", OCTETS(HEAD QUESTION "\0" FIXED "\0\6\0\x0a\0\2x"), false, false },
	{ "RDLENGTH of 65535", OCTETS(HEAD QUESTION "\0" FIXED "\xff\xff\0\0"), false, false },
	{ "octets behind it", OCTETS(HEAD QUESTION "\0" FIXED "\0\0xyz"), true, true },
	{ "no RDLENGTH", OCTETS(HEAD QUESTION "\0" FIXED "\0"), false, false },
	{ "another type", OCTETS(HEAD QUESTION "\0\0\x2a\x04\xd0\0\0\x80\0\0\0"), false, false },
	{ "type 0x129", OCTETS(HEAD QUESTION "\0\1\x29\x04\xd0\0\0\x80\0\0\0"), false, false },
	{ "an owner", OCTETS(HEAD QUESTION "\1b\0" FIXED "\0\0"), false, true },
	{ "a pointer to the root", OCTETS(HEAD QUESTION "\xc0\x0e" FIXED "\0\0"), false, true },
	{ "a question that points", OCTETS(HEAD "\xc0\4\0\1\0\1\0" FIXED "\0\0"), false, true },
	{ "a question without end", OCTETS(HEAD "\x40" FIXED FIXED "\0" FIXED "\0\0"), false,
	  false },
	{ "no count", OCTETS("\x12\x34\1\0\0\1\0\0\0\0\0\0" QUESTION "\0" FIXED "\0\0"), false,
	  false },
};

static struct weir_rule *open_rule(const char *words)
{
	struct weir_rule *rule = NULL;
	struct weir_error err;

	if (weir_rule_open((struct weir_slice){ (const uint8_t *)words, strlen(words) }, NULL,
			   &rule, &err) != WEIR_OK)
		checkf(false, "%s: %s", words, err.text);
	return rule;
}

static bool seen(const struct weir_rule *rule, struct weir_slice octets)
{
	struct scope_view scope;

	scope_target(WEIR_TARGET_UDP_SOCKET, octets, (uint32_t)octets.size, NULL, rule->ports,
		     rule->port_count, &scope);
	return rule_holds(rule, &scope.view);
}

static bool runs(const struct weir_programs *programs, struct weir_slice octets)
{
	struct weir_bpf_packet packet = { octets, (uint32_t)octets.size, NULL };

	return weir_bpf_trace(&programs->programs[0], &packet, NULL, NULL) != 0;
}

/* A datagram of `n` octets that says it has `size`. */
static bool agree(const struct weir_rule *rule, const struct weir_programs *programs,
		  const struct row *row, size_t n, size_t size)
{
	uint8_t *octets = malloc(n); /* of its own, so that a sanitizer sees a read too far */
	uint8_t header[8] = { 0x9c, 0x40, 0, 53, (uint8_t)(size >> 8), (uint8_t)size, 0, 0 };

	for (size_t i = 0; i < n; i++)
		octets[i] = i < 8 ? header[i] : row->message.data[i - 8];
	struct weir_slice slice = { octets, n };
	bool same = seen(rule, slice) == runs(programs, slice);
	bool whole = n == row->message.size + 8 && size == n;
	if (whole)
		same = same && seen(rule, slice) == row->packet;
	free(octets);
	return same;
}

/* Cut at every octet, by the capture and by what the header says. */
static void check_engines(const struct row *row, const char *words, bool negated)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_rule *rule = open_rule(words);
	struct weir_programs programs = { NULL, 0 };
	struct weir_error err = { .text = "" };
	struct row meant = *row;
	size_t all = row->message.size + 8;
	bool same = true;

	if (negated) /* it has the counts, too */
		meant.packet = !row->packet && row->message.data[11] == 1;
	options.target = WEIR_TARGET_UDP_SOCKET;
	if (weir_rule_compile(rule, &options, &programs, &err) == WEIR_OK) {
		for (size_t n = 1; n <= all; n++)
			same = same && agree(rule, &programs, &meant, n, all);
		for (size_t size = 0; size <= all; size++)
			same = same && agree(rule, &programs, &meant, all, size);
	}
	checkf(programs.count == 1 && same, "%s: %s: %s%s", row->what, words,
	       meant.packet ? "yes" : "no", err.text);
	weir_programs_free(&programs);
	weir_rule_close(rule);
}

static void check_message(const struct row *row)
{
	struct weir_rule *rule = open_rule("dns.rr.udp_payload_size == 1232 and dns.opt");
	const struct weir_datagram datagram = { .wire = row->message, .version = 4 };

	checkf(weir_rule_message(rule, &datagram) == row->whole, "%s, a message: %s", row->what,
	       row->whole ? "yes" : "no");
	weir_rule_close(rule);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		check_engines(&rows[i], COUNTED " and dns.opt", false);
		check_engines(&rows[i], COUNTED " and dns.resp.z.do == 1", false);
		check_engines(&rows[i], COUNTED " and not dns.opt", true);
		check_engines(&rows[i], COUNTED " and not dns.rr.udp_payload_size == 1232", true);
		check_message(&rows[i]);
	}
	return tap_done();
}
