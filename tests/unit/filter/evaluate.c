/* evaluate.c - rules over frames and messages made by hand: each verdict, and the complement's.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdio.h>
#include <string.h>

#include "tap.h"
#include "unit/layer/samples.h"
#include "unit/packet/frame.h"

/* In packet scope; see samples.h for the frames. Time -1.5 s, number 7, 10 octets cut off. */
static const struct row {
	char letter;
	bool holds;
	const char *rule;
} rows[] = {
	{ 'A', true, "dns" },
	{ 'A', true, "udp" },
	{ 'A', false, "tcp" },
	{ 'A', true, "frame" },
	{ 'B', true, "arp and sll and not ip" },
	{ 'B', false, "dns" },
	{ 'A', true, "vlan.id == 7 and vlan.priority in {1 5}" },
	{ 'A', false, "vlan.id in {1..6, 8..4095}" },
	{ 'A', true, "vlan.id in {1..6, 7..9}" },
	{ 'A', true, "ip.ttl >= 63 and ip.ttl <= 63 and ip.ttl > 62 and ip.ttl < 64" },
	{ 'A', false, "ip.ttl > 63 or ip.ttl < 63" },
	{ 'A', true, "ip.src == 192.0.2.53" },
	{ 'A', true, "ip.src == 192.0.2.0/24" },
	{ 'A', false, "ip.src == 192.0.3.0/24" },
	{ 'A', true, "ip.addr == 192.0.2.1" },
	{ 'A', true, "ip.src != 192.0.2.1" },
	{ 'A', false, "ip.addr != 192.0.2.1" },
	{ 'B', false, "ip.src == 0.0.0.0/0" },
	{ 'B', true, "ip.src != 0.0.0.0/0" },
	{ 'C', true, "ipv6.src == 2001:db8::/32 and ipv6.dst == 2001:db8::35" },
	{ 'C', false, "ipv6.src == 2001:db8::2" },
	{ 'C', true, "ipv6.src < 2001:db8::2 and ipv6.src >= 2001:db8::1" },
	{ 'C', false, "ipv6.src > 2001:db8::1" },
	{ 'A', true, "eth.dst == 02:00:00:00:00:01" },
	{ 'A', true, "eth.dst[0:1] == 02" },
	{ 'A', true, "eth.dst[-1:1] == 01" },
	{ 'A', false, "eth.dst[0:3] == 02:00:01" },
	{ 'A', true, "eth.src > 02:00:00:00:00:01" },
	{ 'A', true, "tcp.flags & 2 == 2 or dns.flags & 0x8000 == 0x8000" },
	{ 'C', true, "tcp.flags & 0x12 == 0x12" },
	{ 'C', true, "tcp.option_kind == MSS and tcp.options.mss_val == 1400" },
	{ 'C', false, "tcp.option_kind == 19" },
	{ 'C', true, "ipv6.opt.type == Router-Alert" },
	{ 'A', true, "dns.flags.rcode == NXDOMAIN" },
	{ 'A', true, "dns.qry.name == \"www.example.com\"" },
	{ 'A', true, "dns.qry.name == \"WWW.Example.COM.\"" },
	{ 'A', false, "dns.qry.name == \"ww.example.com\"" },
	{ 'A', true, "dns.qry.name within \"example.com\"" },
	{ 'A', true, "dns.qry.name within \"www.example.com\"" },
	{ 'A', false, "dns.qry.name within \"xample.com\"" },
	{ 'A', true, "dns.qry.name within \".\"" },
	{ 'A', true, "dns.qry.name like \"*.example.com\"" },
	{ 'A', false, "dns.qry.name like \"*.com\"" },
	{ 'A', true, "dns.qry.name like \"www.example.**\"" },
	{ 'A', true, "dns.qry.name like \"www.exam**\"" },
	{ 'A', true, "dns.qry.name like \"w?w.*{7-7}.com\"" },
	{ 'A', false, "dns.qry.name like \"w?w.*{8-63}.com\"" },
	{ 'A', true, "dns.qry.name contains \"w.EXAM\"" },
	{ 'A', false, "dns.qry.name contains \"com.\"" },
	{ 'A', true, "dns.qry.name[0:4] == \"WWW.\"" },
	{ 'A', true, "dns.qry.name[-3:3] == \"com\"" },
	{ 'A', true, "dns.qry.name.len == 15 and dns.count.labels == 3" },
	{ 'A', true, "dns.resp.type == AAAA and dns.resp.type == OPT" },
	{ 'A', true, "dns.resp.type != A or dns.resp.type == A" },
	{ 'A', false, "dns.resp.type != A" },
	{ 'A', true, "dns.resp.ttl in {3601}" },
	{ 'A', true, "dns.a == 192.0.2.0/28" },
	{ 'A', true, "dns.cname == \"a.example.net\" and dns.ns within \"com\"" },
	{ 'A', true, "dns.txt == \"abc\" and dns.txt == \"de\" and dns.txt contains \"b\"" },
	{ 'A', false, "dns.txt == \"ABC\"" },
	{ 'A', true, "dns.opt.code == COOKIE and dns.opt.data contains 04:05" },
	{ 'A', false, "dns.opt.data contains 05:04" },
	{ 'A', true, "dns.opt.client.addr4 == 192.0.2.0 and dns.opt.client.addr6 == 2001:db8:1::" },
	{ 'A', true, "dns.resp.z.do == 1" },
	{ 'C', true, "dns.qry.type == AAAA and dns.qry.class == CH" },
	{ 'C', true, "not dns.resp" },
	{ 'D', true, "icmp.type == Echo and icmp.checksum.status == Good" },
	{ 'F', true, "icmpv6.checksum.status == Bad" },
	{ 'A', true, "udp.checksum.status == Not-Present" },
	{ 'A', true, "frame.time_epoch < 0 and frame.time_epoch == -1.5" },
	{ 'A', false, "frame.time_epoch > -1" },
	{ 'A', true, "frame.number == 7 and frame.len == 408 and frame.cap_len == 398" },
	{ 'A', true, "not (udp and tcp) and (udp or tcp)" },
	{ 'A', true, "udp and not tcp || tcp && !udp" },
};

static struct weir_frame frame_of(char letter, uint8_t *bytes)
{
	struct weir_frame frame = { .time = -1500000000, .number = 7, .has_time = true };

	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		if (samples[i].letter != letter)
			continue;
		frame.link = samples[i].link;
		frame.bytes = (struct weir_slice){ bytes, frame_bytes(samples[i].hex, bytes) };
		frame.wire_size = (uint32_t)frame.bytes.size + 10;
	}
	return frame;
}

static struct weir_rule *open_rule(const char *words, bool case_sensitive)
{
	struct weir_rule_options options = WEIR_RULE_OPTIONS;
	struct weir_rule *rule = NULL;
	struct weir_error err;

	options.case_sensitive = case_sensitive;
	if (weir_rule_open((struct weir_slice){ (const uint8_t *)words, strlen(words) }, &options,
			   &rule, &err) != WEIR_OK)
		note("%s: column %u: %s", words, (unsigned)err.offset, err.text);
	return rule;
}

/* The judge's verdict is the rule's. */
static bool judges_so(const struct weir_rule *rule, const struct weir_frame *frame, bool holds)
{
	struct weir_judge *judge;

	if (weir_judge_open(rule, &judge, NULL) != WEIR_OK)
		return false;
	bool same = weir_judge_frame(judge, frame) == holds;
	weir_judge_close(judge);
	return same;
}

static void check_row(const struct row *row)
{
	uint8_t bytes[1024];
	char complement[400];
	struct weir_frame frame = frame_of(row->letter, bytes);
	struct weir_rule *rule = open_rule(row->rule, false);

	(void)snprintf(complement, sizeof(complement), "not (%s)", row->rule);
	struct weir_rule *other = open_rule(complement, false);
	checkf(rule && other && weir_rule_frame(rule, &frame) == row->holds &&
		       weir_rule_frame(other, &frame) != row->holds &&
		       judges_so(rule, &frame, row->holds) && judges_so(other, &frame, !row->holds),
	       "%c: %s: %s", row->letter, row->rule, row->holds ? "yes" : "no");
	weir_rule_close(rule);
	weir_rule_close(other);
}

static void check_case(void)
{
	uint8_t bytes[1024];
	struct weir_frame frame = frame_of('A', bytes);
	struct weir_rule *lower = open_rule("dns.qry.name == \"www.example.com\"", true);
	struct weir_rule *upper = open_rule("dns.qry.name == \"WWW.example.com\"", true);

	check("case-sensitive: the same case", lower && weir_rule_frame(lower, &frame));
	check("case-sensitive: another case", upper && !weir_rule_frame(upper, &frame));
	weir_rule_close(lower);
	weir_rule_close(upper);
}

static const uint8_t message[] = { 0x12, 0x34, 0x81, 0x80, 0,    2, 0, 0,   0, 0, 0,  0, 1,
				   'a',  0,    0,    1,    0x80, 1, 1, 'b', 0, 0, 28, 0, 1 };

/* A message by itself: the addresses are the datagram's, the question is the first of two. */
static const struct {
	bool holds;
	const char *rule;
} message_rows[] = {
	{ true, "dns.qry.name == \"a\" and dns.qry.type == A" },
	{ false, "dns.qry.name == \"b\"" },
	{ true, "dns.qry.class == IN" }, /* port 5353 */
	{ true, "dns.length == 30 and dns.count.queries == 2" },
	{ true, "ip.src == 192.0.2.1 and ip.dst == 192.0.2.53 and ip.addr == 192.0.2.53" },
	{ true, "udp.srcport == 5353 and udp.port == 1024 and udp and ip" },
	{ false, "tcp or ipv6 or eth or ip.ttl or frame.len" },
	{ true, "udp.stream == 3" },
	{ false, "tcp.stream" },
};

static void check_message(void)
{
	const struct weir_datagram datagram = {
		.wire = { message, sizeof(message) },
		.source = { { 192, 0, 2, 1 } },
		.target = { { 192, 0, 2, 53 } },
		.source_port = 5353,
		.target_port = 1024,
		.stream = 3,
		.claimed_size = 30,
		.has_stream = true,
		.version = 4,
	};

	for (size_t i = 0; i < COUNT_OF(message_rows); i++) {
		struct weir_rule *rule = open_rule(message_rows[i].rule, false);
		checkf(rule && weir_rule_message(rule, &datagram) == message_rows[i].holds,
		       "message: %s: %s", message_rows[i].rule,
		       message_rows[i].holds ? "yes" : "no");
		weir_rule_close(rule);
	}
}

static void check_supported(void)
{
	static const struct {
		const char *rule;
		enum weir_scope scope;
		enum weir_status status;
		uint64_t column;
	} list[] = {
		{ "dns and udp.stream == 1", WEIR_SCOPE_PACKET, WEIR_E_SUPPORT, 8 },
		{ "dns and udp.stream == 1", WEIR_SCOPE_MESSAGE, WEIR_OK, 77 },
		{ "tcp.stream == 1", WEIR_SCOPE_PACKET, WEIR_E_SUPPORT, 0 },
		{ "tcp.seq == 1", WEIR_SCOPE_MESSAGE, WEIR_E_SUPPORT, 0 },
		{ "tcp.ack == 1", WEIR_SCOPE_PACKET, WEIR_E_SUPPORT, 0 },
		{ "tcp.checksum.status == Bad and arp", WEIR_SCOPE_PACKET, WEIR_OK, 77 },
		{ "dns.resp.ttl == 1", WEIR_SCOPE_PACKET, WEIR_OK, 77 },
	};

	for (size_t i = 0; i < COUNT_OF(list); i++) {
		struct weir_error err = { .offset = 77 };
		struct weir_rule *rule = open_rule(list[i].rule, false);
		checkf(rule && weir_rule_supported(rule, list[i].scope, &err) == list[i].status &&
			       err.offset == list[i].column,
		       "%s: %s in scope %d", list[i].rule, weir_status_text(list[i].status),
		       list[i].scope);
		weir_rule_close(rule);
	}
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_row(&rows[i]);
	check_case();
	check_message();
	check_supported();
	return tap_done();
}
