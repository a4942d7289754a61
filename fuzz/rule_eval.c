/* rule_eval.c - fuzz target: rules asked of a frame, by itself and as a message; not-rule is the complement.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * In front of the frame: which rule, two octets of link type, what was cut off. */
#include <dnsweir/rule.h>

#include <stdlib.h>
#include <string.h>

#include "filter/scope.h"

static const char *const words[] = {
	"dns.qry.name within \"example.com\" or dns.resp.name like \"*.**\"",
	"dns.qry.name == \"www.example.com\" and dns.qry.type in {A AAAA 250..65535}",
	"dns.qry.name contains \"ww\" or dns.qry.name[0:2] == \"ab\" or dns.qry.name[-1:] == \"m\"",
	"dns.count.labels > 2 and dns.qry.name.len < 100 or dns.qry.class != IN",
	"dns.resp.ttl > 300 or dns.resp.type == OPT or dns.resp.len == 4",
	"dns.a == 192.0.2.0/24 or dns.aaaa == 2001:db8::/32 or dns.mx.preference > 1",
	"dns.soa.mname within \"uk\" or dns.srv.port == 53 or dns.ptr.domain_name == \"a\"",
	"dns.txt contains \"a\" or dns.txt.length == 0 or dns.opt.data[0:1] == 00",
	"dns.opt.code == COOKIE or dns.resp.z.do == 1 or dns.opt.client.addr4 == 192.0.2.0",
	"dns.opt.client.netmask < 24 or dns.opt.client.addr6 == 2001:db8::/32",
	"tcp.option_kind == MSS or ip.opt.type == NOP or ipv6.opt.type == PadN",
	"tcp.options.sack_le > 1 or tcp.options.mss_val > 1000 or tcp.len > 0",
	"udp.checksum.status == Bad or ip.checksum.status == Good or tcp.checksum.status == Good",
	"icmp.checksum.status != Bad or icmpv6.checksum.status == Bad or icmp.mtu < 1500",
	"vlan.id == 1 or vlan.etype == IPv4 or eth.src[0:3] == 02:00:00",
	"ip.addr == 192.0.2.0/24 or ipv6.addr == 2001:db8::/32 or udp.port == 53",
	"ip.flags.mf == 1 or ip.frag_offset > 0 or ipv6.fraghdr.more == 1 or ipv6.routing.type == 4",
	"frame.len > 100 or frame.time_epoch < 0 or dns.length > 512 or sll2.ifindex == 2",
	"arp.opcode == REPLY or arp.src.proto_ipv4 == 192.0.2.1 or arp",
	"tcp.flags & 0x12 == 2 and dns.flags.rcode == NXDOMAIN or dns.flags & 0x8000 == 0",
};
enum { RULES = sizeof(words) / sizeof(words[0]), FRONT = 4 };

struct pair {
	struct weir_rule *rule;
	struct weir_rule *complement;
	struct weir_judge *judge;
};

static struct weir_rule *open_rule(const char *before, const char *text, const char *behind)
{
	uint8_t room[512];
	struct weir_writer out;
	struct weir_rule *rule;

	weir_writer_init(&out, room, sizeof(room));
	weir_writer_text(&out, before);
	weir_writer_text(&out, text);
	weir_writer_text(&out, behind);
	if (weir_rule_open((struct weir_slice){ room, out.size }, NULL, &rule, NULL) != WEIR_OK)
		abort();
	return rule;
}

static const struct pair *pair_of(unsigned number)
{
	static struct pair pairs[RULES];
	struct pair *pair = &pairs[number];

	if (pair->rule)
		return pair;
	pair->rule = open_rule("", words[number], "");
	pair->complement = open_rule("not (", words[number], ")");
	if (weir_judge_open(pair->rule, &pair->judge, NULL) != WEIR_OK)
		abort();
	return pair;
}

static void check_message(const struct pair *pair, const struct weir_frame *frame,
			  const struct weir_packet *packet)
{
	struct weir_datagram datagram = {
		.wire = packet ? packet->payload : frame->bytes,
		.frame = packet ? frame : NULL,
		.packet = packet,
		.source_port = frame->link,
		.target_port = 5353,
		.claimed_size = frame->wire_size,
		.version = packet ? packet->version : 6,
		.tcp = frame->link & 1,
	};

	if (weir_rule_message(pair->rule, &datagram) ==
	    weir_rule_message(pair->complement, &datagram))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_packet packet;

	if (size < FRONT)
		return 0;
	struct weir_frame frame = { .bytes = { data + FRONT, size - FRONT }, .number = 1 };
	frame.link = (uint16_t)(data[1] << 8 | data[2]);
	frame.wire_size = (uint32_t)(size - FRONT + data[3]);
	const struct pair *pair = pair_of(data[0] % RULES);
	bool holds = weir_rule_frame(pair->rule, &frame);
	if (weir_rule_frame(pair->complement, &frame) == holds ||
	    weir_judge_frame(pair->judge, &frame) != holds)
		abort();
	weir_packet_decode(frame.link, frame.bytes, frame.wire_size, &packet);
	check_message(pair, &frame, &packet);
	check_message(pair, &frame, NULL);
	/* Every target, whatever the octets are. */
	for (unsigned target = 0; target < WEIR_TARGET_COUNT; target++) {
		static const uint16_t port = 53;
		struct scope_view scope;
		scope_target((enum weir_target)target, frame.bytes, frame.wire_size, NULL, &port, 1,
			     &scope);
		if (scope.view.dns.size > frame.bytes.size)
			abort();
	}
	return 0;
}
