/* words.c - every word of every registry leads to its number and back, and nothing else does.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/layer.h>

#include <string.h>
#include <strings.h>

#include "tap.h"

static const struct {
	enum weir_words words;
	const char *name;
	unsigned bits;
} registries[] = {
	{ WEIR_WORDS_RRTYPE, "rrtype", 16 },
	{ WEIR_WORDS_RRCLASS, "rrclass", 16 },
	{ WEIR_WORDS_RCODE, "rcode", 12 },
	{ WEIR_WORDS_OPCODE, "opcode", 4 },
	{ WEIR_WORDS_EDNS_OPTION, "EDNS option", 16 },
	{ WEIR_WORDS_ETHERTYPE, "EtherType", 16 },
	{ WEIR_WORDS_IPPROTO, "IP protocol", 8 },
	{ WEIR_WORDS_ARP_OPCODE, "ARP opcode", 16 },
	{ WEIR_WORDS_ICMP_TYPE, "ICMP type", 8 },
	{ WEIR_WORDS_ICMPV6_TYPE, "ICMPv6 type", 8 },
	{ WEIR_WORDS_IP_OPTION, "IP option", 8 },
	{ WEIR_WORDS_IPV6_OPTION, "IPv6 option", 8 },
	{ WEIR_WORDS_TCP_OPTION, "TCP option", 8 },
	{ WEIR_WORDS_CHECKSUM, "checksum status", 2 },
};

static const struct {
	enum weir_words words;
	const char *word;
	uint64_t number;
} rows[] = {
	{ WEIR_WORDS_RRTYPE, "AAAA", 28 },
	{ WEIR_WORDS_RRTYPE, "aaaa", 28 },
	{ WEIR_WORDS_RRTYPE, "TYPE28", 28 },
	{ WEIR_WORDS_RRTYPE, "TYPE65280", 65280 },
	{ WEIR_WORDS_RRTYPE, "ANY", 255 },
	{ WEIR_WORDS_RRCLASS, "CH", 3 },
	{ WEIR_WORDS_RRCLASS, "CLASS77", 77 },
	{ WEIR_WORDS_RCODE, "NXDOMAIN", 3 },
	{ WEIR_WORDS_RCODE, "rcode12", 12 },
	{ WEIR_WORDS_OPCODE, "NOTIFY", 4 },
	{ WEIR_WORDS_OPCODE, "OPCODE7", 7 },
	{ WEIR_WORDS_EDNS_OPTION, "COOKIE", 10 },
	{ WEIR_WORDS_EDNS_OPTION, "OPT65001", 65001 },
	{ WEIR_WORDS_ETHERTYPE, "IPv6", 0x86dd },
	{ WEIR_WORDS_ETHERTYPE, "vlan", 0x8100 },
	{ WEIR_WORDS_IPPROTO, "UDP", 17 },
	{ WEIR_WORDS_IPPROTO, "ICMPv6", 58 },
	{ WEIR_WORDS_IPPROTO, "IPv6-ICMP", 58 },
	{ WEIR_WORDS_ARP_OPCODE, "Reply", 2 },
	{ WEIR_WORDS_ICMP_TYPE, "echo-request", 8 },
	{ WEIR_WORDS_ICMPV6_TYPE, "Packet-Too-Big", 2 },
	{ WEIR_WORDS_IP_OPTION, "RTRALT", 148 },
	{ WEIR_WORDS_IPV6_OPTION, "PadN", 1 },
	{ WEIR_WORDS_TCP_OPTION, "MSS", 2 },
	{ WEIR_WORDS_CHECKSUM, "bad", 0 },
};

static const struct {
	enum weir_words words;
	const char *word;
} strangers[] = {
	{ WEIR_WORDS_NONE, "AAAA" },         { WEIR_WORDS_RRTYPE, "28" },
	{ WEIR_WORDS_RRTYPE, "" },           { WEIR_WORDS_RRTYPE, "TYPE65536" },
	{ WEIR_WORDS_RRTYPE, "NXDOMAIN" },   { WEIR_WORDS_RCODE, "3" },
	{ WEIR_WORDS_RCODE, "AAAA" },        { WEIR_WORDS_OPCODE, "OPCODE16" },
	{ WEIR_WORDS_EDNS_OPTION, "10" },    { WEIR_WORDS_ETHERTYPE, "UDP" },
	{ WEIR_WORDS_IPPROTO, "UD" },        { WEIR_WORDS_IPPROTO, "UDPL" },
	{ WEIR_WORDS_ICMP_TYPE, "Redirec" }, { WEIR_WORDS_CHECKSUM, "0" },
};

static struct weir_slice slice_of(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

/* Each number's word leads back to the number. */
static void check_round(size_t r)
{
	unsigned known = 0;
	unsigned wrong = 0;

	for (uint64_t n = 0; n < 1ULL << registries[r].bits; n++) {
		const char *word = weir_word_of(registries[r].words, n);
		uint64_t back = UINT64_MAX;
		if (!word)
			continue;
		known++;
		if (!weir_word_number(registries[r].words, slice_of(word), &back) || back != n) {
			note("%llu is %s is %llu", (unsigned long long)n, word,
			     (unsigned long long)back);
			wrong++;
		}
	}
	checkf(known > 2 && wrong == 0, "each %s with a word: there and back", registries[r].name);
	checkf(!weir_word_of(registries[r].words, 1ULL << 16) &&
		       !weir_word_of(registries[r].words, 1ULL << 32 | 1),
	       "%s: no word above 65535", registries[r].name);
}

int main(void)
{
	for (size_t r = 0; r < COUNT_OF(registries); r++)
		check_round(r);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		uint64_t number = UINT64_MAX;
		bool found = weir_word_number(rows[i].words, slice_of(rows[i].word), &number);
		checkf(found && number == rows[i].number, "%s is %llu", rows[i].word,
		       (unsigned long long)rows[i].number);
	}
	for (size_t i = 0; i < COUNT_OF(strangers); i++) {
		uint64_t number = 77;
		bool found =
			weir_word_number(strangers[i].words, slice_of(strangers[i].word), &number);
		checkf(!found && number == 77, "\"%s\" is no word of registry %d",
		       strangers[i].word, strangers[i].words);
	}
	return tap_done();
}
