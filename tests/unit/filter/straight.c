/* straight.c - the straight road: which rules and frames it takes, and the evaluator's verdicts there.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/straight.h"

#include <dnsweir/capture.h>

#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "unit/packet/frame.h"

#define MAC "020000000001 020000000002"
#define V4 MAC "0800 4500003d 00010000 40110000 c0000201 c0000235"
#define V4_OPTIONS MAC "0800 4700003d 00010000 40110000 c0000201 c0000235 94040000 01010101"
#define V6 MAC "86dd 60000000 0029 1140 20010db8000000000000000000000001" IP6_B
#define PORTS(length) "04000035" length "0000"
#define HEADER "1234 0100 0001 0000 0000 0000"
#define WWW "03575777 076578616d706c65 03636f6d 00"
#define TYPE "001c 0001"

static const struct sample {
	const char *what;
	const char *hex;
	bool taken;
} frames[] = {
	{ "IPv4", V4 PORTS("0029") HEADER WWW TYPE, true },
	{ "IPv4 with options", V4_OPTIONS PORTS("0029") HEADER WWW TYPE, true },
	{ "IPv6", V6 PORTS("0029") HEADER WWW TYPE, true },
	{ "padding behind UDP's end", V4 PORTS("0029") HEADER WWW TYPE "00000000000000", true },
	{ "UDP's end inside the type", V4 PORTS("0026") HEADER WWW TYPE, true },
	{ "UDP's end inside the name", V4 PORTS("0020") HEADER WWW TYPE, true },
	{ "UDP's end inside the header", V4 PORTS("0013") HEADER WWW TYPE, true },
	{ "other ports", V4 "04000036 0029 0000" HEADER WWW TYPE, true },
	{ "from port 53", V4 "00350400 0029 0000" HEADER WWW TYPE, true },
	{ "a response", V4 PORTS("0029") "1234 8583 0001 0000 0000 0000" WWW TYPE, true },
	{ "two questions", V4 PORTS("0029") "1234 0100 0002 0000 0000 0000" WWW TYPE, true },
	{ "a pointer", V4 PORTS("0029") HEADER "03575777 c00c 001c 0001 0000 0000 0000 00", true },
	{ "a label of 64 octets", V4 PORTS("0029") HEADER "40575777 00" TYPE "0000000000", true },
	{ "the root", V4 PORTS("0029") HEADER "00 001c 0001 000000000000", true },
	{ "the zone itself", V4 PORTS("0029") HEADER "076578616d706c65 03636f6d 00" TYPE, true },
	{ "its octets across labels",
	  V4 PORTS("0029") HEADER "1377 076578616d706c65 03636f6d 00 03636f6d 00" TYPE, true },
	{ "a later fragment",
	  MAC "0800 4500003d 00010001 40110000 c0000201 c0000235" PORTS("0029") HEADER WWW TYPE,
	  false },
	{ "TCP",
	  MAC "0800 4500003d 00010000 40060000 c0000201 c0000235" PORTS("0029") HEADER WWW TYPE,
	  false },
	{ "a VLAN tag",
	  MAC "8100 0001 0800 4500003d 00010000 40110000 c0000201 c0000235" PORTS("0029")
		  HEADER WWW TYPE,
	  false },
};

static const struct rule_row {
	const char *words;
	bool taken;
} rules[] = {
	{ "dns.flags.response == 0 and dns.qry.name within \"example.com\"", true },
	{ "dns.qry.name == \"www.example.com\"", true },
	{ "dns.qry.name == \"example.com\" or dns.qry.name == \".\"", true },
	{ "dns.qry.name within \".\"", true },
	{ "dns.qry.name like {\"w?w.*.com\" \"example.**\" \"*{2-9}.example.com\"}", true },
	{ "not dns.qry.name like \"www.example**\"", true },
	{ "dns.qry.name in {\"a\" \"b\" \"c\" \"d\" \"e\" \"f\" \"www.example.com\"}", true },
	{ "dns.qry.type == AAAA and ip.ttl == 64", true },
	{ "not dns.qry.type in {1 5..9}", true },
	{ "dns.length < 30 or dns.length == 33", true },
	{ "dns.flags & 0x8500 == 0x8500", true },
	{ "dns.flags.opcode == 0 and not dns.flags.rcode in {1 3 5}", true },
	{ "ip.src == 192.0.2.0/24 or ipv6.dst == 2001:db8::/32", true },
	{ "ipv6.flow == 0 or ip.frag_offset > 0", true },
	{ "udp and not (tcp or vlan.id == 1 or arp)", true },
	{ "dns", true },
	{ "not dns", true },
	{ "udp.port == 54", true },
	{ "eth.src[0:3] == 02:00:00", false },
	{ "eth.dst == 02:00:00:00:00:01", true },
	{ "frame.len > 40", false },
	{ "dns.resp.type == A", false },
	{ "dns.qry.name contains \"example\"", false },
	{ "dns.count.labels == 3", false },
};

static struct weir_rule *open_rule(const char *words)
{
	struct weir_rule *rule = NULL;
	struct weir_slice slice = { (const uint8_t *)words, strlen(words) };

	return weir_rule_open(slice, NULL, &rule, NULL) == WEIR_OK ? rule : NULL;
}

/* At every length the evaluator's verdict or none; at full length one where it must be. */
static bool agree(const struct weir_rule *rule, const struct straight *straight,
		  const struct sample *row)
{
	static uint8_t octets[FRAME_MAX];
	size_t size = frame_bytes(row->hex, octets);

	for (size_t cut = 0; cut <= size; cut++) {
		uint8_t *copy = malloc(cut + 1); /* so that a read too far is seen */
		if (!copy)
			return false;
		memcpy(copy, octets, cut);
		struct weir_frame frame = { .bytes = { copy, cut },
					    .wire_size = (uint32_t)cut,
					    .link = WEIR_LINK_ETHERNET };
		int verdict = straight_frame(straight, frame.bytes);
		bool right = weir_rule_frame(rule, &frame);
		free(copy);
		if (verdict >= 0 && (verdict == 1) != right)
			return false;
		if (cut == size && (verdict >= 0) != row->taken)
			return false;
	}
	return true;
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		struct weir_rule *rule = open_rule(rules[i].words);
		struct straight *straight = NULL;
		if (!checkf(rule && straight_open(rule, &straight) == WEIR_OK &&
				    (straight != NULL) == rules[i].taken,
			    "%s: %s", rules[i].taken ? "taken" : "left to others",
			    rules[i].words)) {
			weir_rule_close(rule);
			continue;
		}
		for (size_t j = 0; straight && j < COUNT_OF(frames); j++)
			checkf(agree(rule, straight, &frames[j]), "%s: %s", rules[i].words,
			       frames[j].what);
		straight_close(straight);
		weir_rule_close(rule);
	}
	return tap_done();
}
