/* bpfgen_validate.c - bpfgen dns_validate: requests that no server needs to read.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/bpfgen_type.h"

enum { OPT_STRICT };

static const struct option_spec options[] = {
	[OPT_STRICT] = { 's', "strict", NULL, "RD and RA are not allowed either" },
	{ 0 },
};

/* What a sound request has: a question; in a query (opcode 0) neither AA nor answers, one authority record
 * at most (IXFR), two additional ones (EDNS, and TSIG or SIG(0)). A NOTIFY (4) may have AA and an answer;
 * in an UPDATE (5) the counts mean something else. %x: RD and RA, where they are not allowed. */
#define SOUND                                                                                      \
	"dns.count.add_rr and dns.length >= 17 and dns.count.queries == 1 and not udp.length.bad " \
	"and (dns.flags & 0x%x == 0x2800 or (dns.flags & 0x%x == 0 and dns.count.answers == 0 or " \
	"dns.flags & 0x%x == 0x2000 and dns.count.answers <= 1) and dns.count.auth_rr <= 1 and "   \
	"dns.count.add_rr <= 2)"

static enum exit_code make(struct invocation *call, const struct bpfgen_request *request,
			   struct bpfgen_result *out)
{
	/* QR, opcode, TC and RCODE; in a query AA as well. */
	unsigned any = 0xfa0f | (call_given(call, OPT_STRICT) ? 0x0180U : 0);
	char words[sizeof(SOUND) + 40];

	snprintf(words, sizeof(words), "not (" SOUND ")", any, any | 0x0400U, any);
	return bpfgen_rule(call, request, words, BPFGEN_WHOLE, out);
}

static const struct example examples[] = {
	{ "dnsweir bpfgen dns_validate", "Malformed requests over IPv4" },
	{ "dnsweir bpfgen -6 -o 14 dns_validate -- --strict",
	  "Over IPv6, for captures in front of an authoritative server" },
	{ 0 },
};

const struct bpfgen_type bpfgen_dns_validate = {
	.word = "dns_validate",
	.command = {
		.name = "bpfgen",
		.synopsis = "dnsweir bpfgen [OPTION...] dns_validate [-- -s]",
		.summary = "Malformed DNS requests",
		.options = options,
		.examples = examples,
		.run = bpfgen_type_run,
	},
	.make = make,
};
