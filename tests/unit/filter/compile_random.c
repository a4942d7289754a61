/* compile_random.c - compiled rules and the evaluator agree on every packet: random rules, with and
 * without what is given, on random packets, whole, cut and damaged.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include <stdlib.h>
#include <string.h>

#include "filter/scope.h"
#include "filter/tree.h"
#include "random.h"
#include "tap.h"

/* Where the OPT record, if any, is all that follows the question. */
#define COUNTED                                                                                    \
	"dns.count.queries == 1 and dns.count.answers == 0 and dns.count.auth_rr == 0 and "        \
	"dns.count.add_rr == 1"
/* One record or none: enough to know whether there is EDNS. */
#define COUNTED_ROUGHLY                                                                            \
	"dns.count.queries == 1 and dns.count.answers == 0 and dns.count.auth_rr == 0 and "        \
	"dns.count.add_rr < 2"

static const char *const words[] = {
	"frame.len > 70",
	"frame.len & 0x31 == 0x10",
	"eth.type == 0x0800",
	"eth.src == 02:00:00:00:00:02",
	"eth.dst[0:3] == 02:00:00",
	"eth.src < 02:00:00:00:00:03",
	"vlan",
	"vlan.id == 5",
	"vlan.priority == 1",
	"vlan.dei == 1",
	"vlan.etype == 0x86dd",
	"arp",
	"arp.opcode == 1",
	"arp.src.proto_ipv4 == 192.0.2.1",
	"sll.pkttype == 4",
	"sll2.ifindex == 3",
	"sll.etype == 0x800",
	"ip",
	"ipv6",
	"ip.version == 4",
	"ip.hdr_len > 20",
	"ip.ttl == 64",
	"ip.ttl < 65",
	"ip.proto == 17",
	"ip.flags.df == 1",
	"ip.flags.mf == 1",
	"ip.frag_offset > 0",
	"ip.dsfield.ecn == 1",
	"ip.src == 192.0.2.0/24",
	"ip.addr == 192.0.2.1",
	"ip.src[3:1] == 01",
	"ip.id & 0x00ff",
	"ipv6.src == 2001:db8::/32",
	"ipv6.dst == 2001:db8::1",
	"ipv6.src < 2001:db8::2",
	"ipv6.nxt == 17",
	"ipv6.tclass == 0",
	"ipv6.flow == 0",
	"ipv6.hopopts",
	"ipv6.hopopts.nxt == 17",
	"ipv6.dstopts.len == 0",
	"ipv6.fraghdr.offset == 0",
	"ipv6.fraghdr.more == 1",
	"ipv6.routing.segleft > 0",
	"icmp",
	"icmp.type == 8",
	"icmp.ident == 1",
	"icmpv6.echo.identifier < 20",
	"udp",
	"tcp",
	"udp.dstport == 53",
	"udp.srcport == 53",
	"udp.port in {53 5353}",
	"udp.length > 40",
	"udp.length.bad",
	"udp.length.bad and ip",
	"udp and not udp.length.bad",
	"udp.checksum == 0",
	"tcp.dstport == 53",
	"tcp.flags.syn == 1",
	"tcp.hdr_len == 20",
	"tcp.window_size_value > 100",
	"dns",
	"dns.length < 40",
	"dns.id == 0x1234",
	"dns.flags.response == 0",
	"dns.flags.opcode == 0",
	"dns.flags.rcode == 3",
	"dns.flags.recdesired == 1",
	"dns.flags & 0x8011",
	"dns.count.queries == 1",
	"dns.count.answers == 0",
	"dns.count.add_rr > 0",
	"dns.qry.name",
	"dns.qry.type",
	"dns.qry.type == AAAA",
	"dns.qry.type in {1 28 255}",
	"dns.qry.class == 1",
	"dns.qry.type & 0x0c == 0x0c",
	"dns.qry.class",
	"dns.qry.name == \"a.b\"",
	"dns.qry.name == \".\"",
	"dns.qry.name == \"www.example.com\"",
	"dns.qry.name == \"A.b.a\"",
	"dns.qry.name in {\"b\" \"a.b\" \"b.a.b\" \"ab.a\"}",
	"dns.qry.name like \"*\"",
	"dns.qry.name like \"*.a\"",
	"dns.qry.name like \"*.b\" or dns.qry.name like \"*.*.b\"",
	"dns.qry.name like \"a.*.b\"",
	"dns.qry.name like \"*.a.*\"",
	"dns.qry.name like \"?.a\"",
	"dns.qry.name like \"a?.a\" or dns.qry.name like \"?b.a\"",
	"dns.qry.name like \"*{2-3}.a\"",
	"dns.qry.name like \"a.**\"",
	"dns.qry.name like \"a**\"",
	"dns.qry.name like \"*.b.**\"",
	"dns.qry.name like \"*.*.*.*.*.*\"",
	"dns.qry.name like \"*.*.*.*.**\"",
	"dns.qry.name within \"a\"",
	"dns.qry.name within \"a.b\"",
	"dns.qry.name within {\"b\" \"a.a\" \"b.b.a\"}",
	"dns.qry.name within \".\"",
	"dns.qry.name.len > 3",
	"dns.qry.name.len == 0",
	"dns.count.labels == 2",
	"dns.count.labels > 3",
	COUNTED " and dns.opt",
	COUNTED " and not dns.opt",
	COUNTED " and dns.rr.udp_payload_size < 1232",
	COUNTED " and (dns.resp.z.do == 1 or dns.qry.type == AAAA)",
	COUNTED " and not (dns.resp.z.do == 1 and dns.qry.name within \"a\")",
	COUNTED " and dns.resp.ext_rcode == 0 and dns.resp.edns0_version",
	COUNTED " and (dns.qry.name like \"*.a\" or dns.resp.z & 0xc000)",
	"dns.count.answers == 0 and dns.count.auth_rr == 0 and dns.count.add_rr == 0 and dns.opt",
	COUNTED_ROUGHLY " and dns.resp.z.do == 0",
};

/* What may be given: each says something that a place of use guarantees. */
static const char *const givens[] = {
	NULL,
	NULL,
	"ip.version == 4",
	"ip.version == 4 and udp.dstport == 53",
	"udp.dstport == 53",
	"ipv6.nxt == 17",
	"dns.flags.response == 0 and dns.count.queries == 1 and dns.qry.name",
	"dns.qry.name within \"b\"",
	"dns.qry.type",
	"udp and dns.qry.name",
	"dns",
	"tcp or dns.qry.class == 1",
	"not vlan",
	"vlan.id == 5 or ipv6.hopopts.nxt == 17",
	"eth.type == 0x0800 or ip.ttl == 64 or ipv6.tclass == 0",
	"ip.hdr_len == 20 and udp.length > 40",
	COUNTED,
	COUNTED " and dns.qry.name",
	COUNTED " and dns.opt",
	COUNTED " and ip.hdr_len == 20 and dns.resp.z.do == 0",
};

struct packet {
	uint8_t octets[2048];
	size_t size;
};

static void put(struct packet *p, const void *octets, size_t size)
{
	if (size > sizeof(p->octets) - p->size)
		return;
	memcpy(p->octets + p->size, octets, size);
	p->size += size;
}

static void put8(struct packet *p, unsigned value)
{
	put(p, &(uint8_t){ (uint8_t)value }, 1);
}

static void put16(struct packet *p, unsigned value)
{
	put8(p, value >> 8 & 0xff);
	put8(p, value & 0xff);
}

static void put_zero(struct packet *p, unsigned count)
{
	while (count-- > 0)
		put8(p, 0);
}

static bool one_in(struct random *r, unsigned n)
{
	return random_below(r, n) == 0;
}

static void put_name(struct packet *p, struct random *r)
{
	unsigned labels = one_in(r, 8) ? random_below(r, 130) : random_below(r, 5);
	bool large = one_in(r, 12);

	if (one_in(r, 10)) {
		put(p, "\3wWw\7eXample\3com", 17);
		return;
	}
	while (labels-- > 0) {
		unsigned size = large ? random_below(r, 66) : one_in(r, 4) ? 2 : 1;
		put8(p, size);
		for (unsigned i = 0; i < size; i++)
			put8(p, (unsigned)"abAB"[random_below(r, 4)]);
	}
	put8(p, one_in(r, 40) ? 0xc0 : 0);
}

/* An OPT record, and what is nearly one. */
static void put_opt(struct packet *p, struct random *r)
{
	unsigned size = one_in(r, 2) ? random_below(r, 12) : 0;

	if (one_in(r,
		   8)) /* to the header: labels, the root or another pointer, as its octets are */
		put16(p, 0xc000 | random_below(r, 16));
	else if (one_in(r, 12))
		put(p, "\1a", 2);
	else
		put8(p, one_in(r, 20) ? random_below(r, 256) : 0);
	put16(p, one_in(r, 12) ? random_below(r, 300) : 41);
	put16(p, one_in(r, 2) ? 1232 : random_below(r, 4096));
	put8(p, one_in(r, 4) ? random_below(r, 3) : 0);
	put8(p, one_in(r, 4) ? random_below(r, 3) : 0);
	put16(p, one_in(r, 2) ? 0x8000 : one_in(r, 2) ? 0 : random_below(r, 65536));
	put16(p, one_in(r, 8) ? random_below(r, 65536) : size);
	put_zero(p, one_in(r, 8) ? random_below(r, size + 3) : size);
}

static void make_dns(struct packet *p, struct random *r)
{
	bool opt = one_in(r, 2);

	put16(p, one_in(r, 2) ? 0x1234 : random_below(r, 65536));
	put16(p, one_in(r, 2) ? 0x0100 : random_below(r, 65536) & 0x8183);
	put16(p, one_in(r, 8) ? random_below(r, 3) : 1);
	put16(p, opt && !one_in(r, 8) ? 0 : random_below(r, 2));
	put16(p, one_in(r, 30));
	put16(p, opt && !one_in(r, 8) ? 1 : random_below(r, 3));
	put_name(p, r);
	put16(p, one_in(r, 2) ? 28 : random_below(r, 3));
	put16(p, one_in(r, 4) ? 255 : 1);
	if (opt)
		put_opt(p, r);
	put_zero(p, one_in(r, 2) ? random_below(r, 12) : 0);
}

static unsigned port_of(struct random *r)
{
	static const unsigned ports[] = { 53, 53, 5353, 40000 };

	return ports[random_below(r, 4)];
}

static void put_udp(struct packet *p, struct random *r)
{
	struct packet dns = { .size = 0 };

	make_dns(&dns, r);
	put16(p, port_of(r));
	put16(p, port_of(r));
	put16(p, one_in(r, 4) ? random_below(r, 60) : (unsigned)dns.size + 8);
	put16(p, 0);
	put(p, dns.octets, dns.size);
}

static void put_tcp(struct packet *p, struct random *r)
{
	struct packet dns = { .size = 0 };
	unsigned words4 = one_in(r, 3) ? random_below(r, 16) : 5;

	make_dns(&dns, r);
	put16(p, port_of(r));
	put16(p, port_of(r));
	put_zero(p, 8);
	put8(p, words4 << 4);
	put8(p, random_below(r, 256));
	put16(p, random_below(r, 300));
	put_zero(p, 4);
	put_zero(p, words4 > 5 ? 4 * (words4 - 5) : 0);
	put16(p, one_in(r, 4) ? random_below(r, 60) : (unsigned)dns.size);
	put(p, dns.octets, dns.size);
}

static void put_transport(struct packet *p, struct random *r, unsigned protocol)
{
	if (protocol == 17)
		put_udp(p, r);
	else if (protocol == 6)
		put_tcp(p, r);
	else
		for (unsigned i = random_below(r, 12); i > 0; i--)
			put8(p, random_below(r, 10));
}

/* What comes from `begin` on, mostly. */
static void set_length(struct packet *p, struct random *r, size_t at, size_t begin)
{
	size_t size = p->size - begin;

	if (one_in(r, 3))
		return;
	p->octets[at] = (uint8_t)(size >> 8);
	p->octets[at + 1] = (uint8_t)size;
}

static unsigned protocol_of(struct random *r, bool ipv6)
{
	if (one_in(r, 10))
		return ipv6 ? 58 : 1;
	return one_in(r, 20) ? random_below(r, 256) : one_in(r, 3) ? 6 : 17;
}

static void put_ipv4(struct packet *p, struct random *r)
{
	unsigned words4 = one_in(r, 4) ? 4 + random_below(r, 12) : 5;
	unsigned protocol = protocol_of(r, false);

	put8(p, 0x40 | words4);
	put8(p, random_below(r, 4));
	size_t at = p->size;
	put16(p, random_below(r, 200));
	put16(p, random_below(r, 512));
	put16(p, one_in(r, 6) ? random_below(r, 65536) : one_in(r, 2) ? 0x4000 : 0);
	put8(p, 60 + random_below(r, 8));
	put8(p, protocol);
	put16(p, 0);
	for (unsigned i = 0; i < 2; i++) {
		put(p, "\xc0\x00\x02", 3);
		put8(p, random_below(r, 3));
	}
	put_zero(p, words4 > 5 ? 4 * (words4 - 5) : 0);
	put_transport(p, r, protocol);
	set_length(p, r, at, at - 2);
}

static unsigned extension_of(struct random *r)
{
	static const unsigned kinds[] = { 0, 43, 44, 60 };

	return kinds[random_below(r, 4)];
}

static void put_ipv6(struct packet *p, struct random *r)
{
	unsigned count = one_in(r, 2) ? 0 : random_below(r, 9);
	unsigned protocol = protocol_of(r, true);
	unsigned next = count > 0 ? extension_of(r) : protocol;

	put8(p, 0x60);
	put_zero(p, 3);
	size_t at = p->size;
	put16(p, 100);
	put8(p, next);
	put8(p, 64);
	for (unsigned i = 0; i < 2; i++) {
		put(p, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0", 15);
		put8(p, random_below(r, 3));
	}
	while (count-- > 0) {
		unsigned kind = next;
		unsigned size = kind == 44 || one_in(r, 2) ? 0 : random_below(r, 3);
		next = count > 0 ? extension_of(r) : protocol;
		put8(p, next);
		put8(p, size);
		put16(p, one_in(r, 4) ? random_below(r, 65536) : 0);
		put_zero(p, 4 + 8 * size);
	}
	put_transport(p, r, protocol);
	set_length(p, r, at, at + 36);
}

static void put_ip(struct packet *p, struct random *r, unsigned type)
{
	if (type == 0x0806) {
		put(p, "\0\1\x08\0\6\4\0\1\2\0\0\0\0\1\xc0\0\2\1\2\0\0\0\0\2\xc0\0\2\2", 28);
	} else if (type == 0x86dd) {
		put_ipv6(p, r);
	} else {
		put_ipv4(p, r);
	}
}

static void put_tags(struct packet *p, struct random *r, unsigned type)
{
	static const unsigned tags[] = { 0x8100, 0x88a8, 0x9100 };

	for (unsigned i = one_in(r, 2) ? random_below(r, 4) : 0; i > 0; i--) {
		put16(p, tags[random_below(r, 3)]);
		put16(p, one_in(r, 2) ? 5 : random_below(r, 65536));
	}
	put16(p, type);
}

static void make_packet(struct packet *p, struct random *r, enum weir_target target)
{
	static const unsigned types[] = { 0x0800, 0x0800, 0x0800, 0x86dd, 0x86dd, 0x0806 };
	unsigned type = one_in(r, 30) ? random_below(r, 65536) : types[random_below(r, 6)];

	p->size = 0;
	if (target == WEIR_TARGET_ETHER) {
		put(p, "\2\0\0\0\0\1\2\0\0\0\0", 11);
		put8(p, random_below(r, 5));
		put_tags(p, r, type);
	} else if (target == WEIR_TARGET_SLL) {
		put16(p, random_below(r, 5));
		put_zero(p, 12);
		put_tags(p, r, type);
	} else if (target == WEIR_TARGET_SLL2) {
		bool tag = one_in(r, 3);
		put16(p, tag ? 0x8100 : type);
		put_zero(p, 2);
		put16(p, 0);
		put16(p, random_below(r, 5));
		put_zero(p, 12);
		if (tag) {
			put16(p, 5);
			put_tags(p, r, type);
		}
	}
	if (target == WEIR_TARGET_UDP_SOCKET)
		put_udp(p, r);
	else
		put_ip(p, r, type);
	if (one_in(r, 3) && p->size > 0)
		p->octets[random_below(r, (unsigned)p->size)] = (uint8_t)random_next(r);
	if (one_in(r, 3))
		p->size = random_below(r, (unsigned)p->size + 1);
}

static void make_words(char *out, size_t room, struct random *r)
{
	struct weir_writer w;
	unsigned count = 1 + random_below(r, 4);

	weir_writer_init(&w, out, room);
	for (unsigned i = 0; i < count; i++) {
		const char *word = words[random_below(r, COUNT_OF(words))];
		if (one_in(r, 3)) /* more of DNS than of all others */
			word = words[62 + random_below(r, COUNT_OF(words) - 62)];
		if (i > 0)
			weir_writer_text(&w, one_in(r, 2) ? " and " : " or ");
		weir_writer_print(&w, one_in(r, 3) ? "not (%s)" : "(%s)", word);
	}
	weir_writer_terminate(&w);
}

static struct weir_rule *open_rule(const char *text)
{
	struct weir_rule *rule = NULL;
	struct weir_error err;
	struct weir_slice slice = { (const uint8_t *)text, strlen(text) };

	if (weir_rule_open(slice, NULL, &rule, &err) != WEIR_OK) {
		checkf(false, "%s: %s", text, err.text);
		return NULL;
	}
	return rule;
}

static bool said(const struct weir_rule *rule, enum weir_target target, const struct packet *p,
		 const struct weir_bpf_metadata *metadata)
{
	struct scope_view scope;

	scope_target(target, (struct weir_slice){ p->octets, p->size }, (uint32_t)p->size, metadata,
		     rule->ports, rule->port_count, &scope);
	return rule_holds(rule, &scope.view);
}

/* Where UDP's payload begins, as a kernel says it; 0: no UDP that xt_bpf would get to see behind -p udp. */
static uint32_t payload_of(const struct weir_rule *rule, const struct packet *p)
{
	struct scope_view scope;

	scope_target(WEIR_TARGET_IP, (struct weir_slice){ p->octets, p->size }, (uint32_t)p->size,
		     NULL, rule->ports, rule->port_count, &scope);
	for (unsigned i = 0; i < scope.view.span_count; i++) {
		const struct weir_span *span = &scope.view.spans[i];
		if (span->layer == WEIR_LAYER_UDP && p->size >= 8 && span->at <= p->size - 8)
			return (uint32_t)span->at + 8;
	}
	return 0;
}

/* With junk before it, of which a packet of no octets may lack some. */
static bool ran(const struct weir_programs *programs, const struct packet *p, uint32_t skip,
		const struct weir_bpf_metadata *metadata)
{
	/* Octets in memory of their own, so that a sanitizer sees a read too far. */
	uint32_t before = p->size == 0 ? skip / 2 : skip;
	size_t size = before + p->size;
	uint8_t *octets = malloc(size + 1);
	struct weir_bpf_packet packet = { { octets, size }, (uint32_t)size, metadata };
	bool kept = false;

	memset(octets, 0x45, before);
	memcpy(octets + before, p->octets, p->size);
	for (size_t i = 0; i < programs->count; i++)
		kept = kept || weir_bpf_trace(&programs->programs[i], &packet, NULL, NULL) != 0;
	free(octets);
	return kept;
}

struct tally {
	unsigned rules, refused, packets, matched, unlike;
};

static void compare(struct random *r, const struct weir_rule *rule, const struct weir_rule *given,
		    const struct weir_compile_options *options,
		    const struct weir_programs *programs, const char *text, struct tally *tally)
{
	enum weir_target target = options->target;
	struct packet p;

	for (unsigned i = 0; i < 250; i++) {
		struct weir_bpf_metadata tag = { .vlan_present = one_in(r, 2),
						 .vlan_tci =
							 (uint16_t)(one_in(r, 2) ? 5 : 0x3005) };
		const struct weir_bpf_metadata *metadata =
			target == WEIR_TARGET_ETHER && one_in(r, 2) ? &tag : NULL;
		make_packet(&p, r, target);
		if (options->behind_udp) {
			tag = (struct weir_bpf_metadata){ .payload_offset = payload_of(rule, &p) };
			if (tag.payload_offset == 0)
				continue;
			metadata = &tag;
		}
		if (given && !said(given, target, &p, metadata))
			continue;
		bool right = said(rule, target, &p, metadata);
		tally->packets++;
		tally->matched += right;
		if (right == ran(programs, &p, options->skip, metadata))
			continue;
		if (tally->unlike++ < 5) {
			char hex[4200];
			struct weir_writer w;
			weir_writer_init(&w, hex, sizeof(hex));
			weir_writer_hex(&w, (struct weir_slice){ p.octets, p.size });
			weir_writer_terminate(&w);
			note("%s: skip %u: %s should be %d for %s", weir_target_name(target),
			     options->skip, text, right, hex);
		}
		return;
	}
}

static void try_rule(struct random *r, struct tally *tally)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_programs programs = { NULL, 0 };
	char text[1024], both[1400];
	struct weir_error err;
	const char *given_text = givens[random_below(r, COUNT_OF(givens))];

	make_words(text, sizeof(text), r);
	struct weir_rule *rule = open_rule(text);
	struct weir_rule *given = given_text ? open_rule(given_text) : NULL;
	options.target = (enum weir_target)random_below(r, WEIR_TARGET_COUNT);
	options.given = given;
	options.skip = one_in(r, 4) ? random_below(r, 60) : 0;
	options.behind_udp = options.target == WEIR_TARGET_IP && options.skip == 0 && one_in(r, 2);
	options.split = one_in(r, 2);
	options.limit = options.split && one_in(r, 2) ? 1500 : 0;
	struct weir_writer w;
	weir_writer_init(&w, both, sizeof(both));
	weir_writer_print(&w, "%s given %s", text, given_text ? given_text : "nothing");
	weir_writer_terminate(&w);
	enum weir_status status = weir_rule_compile(rule, &options, &programs, &err);
	tally->rules++;
	tally->refused += status == WEIR_E_SUPPORT;
	if (status != WEIR_OK && status != WEIR_E_SUPPORT)
		checkf(false, "%s: %s", both, err.text);
	for (size_t i = 0; i < programs.count; i++)
		if (weir_bpf_check(&programs.programs[i], &err) != WEIR_OK)
			checkf(false, "%s: %s", both, err.text);
	if (status == WEIR_OK)
		compare(r, rule, given, &options, &programs, both, tally);
	weir_programs_free(&programs);
	weir_rule_close(rule);
	weir_rule_close(given);
}

int main(int argc, char **argv)
{
	struct random r = { argc > 2 ? strtoull(argv[2], NULL, 10) : 53 };
	unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1500;
	struct tally tally = { 0 };

	for (unsigned i = 0; i < rounds; i++)
		try_rule(&r, &tally);
	checkf(tally.unlike == 0, "%u rules, %u packets, %u of them matched: the same verdict",
	       tally.rules, tally.packets, tally.matched);
	checkf(tally.refused * 10 < tally.rules, "%u of them refused", tally.refused);
	check("both verdicts occur", tally.matched > 0 && tally.matched < tally.packets);
	return tap_done();
}
