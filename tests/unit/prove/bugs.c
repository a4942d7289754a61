/* bugs.c - what is wrong with filters that people load is told by a packet: a row each.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The programs say what widely used generators of DNS filters make, in assembler of our own. They begin
 * at the IPv4 header. */
#include <dnsweir/prove.h>
#include <dnsweir/rule.h>

#include <string.h>

#include "tap.h"

#define HEADER "ldx 4*([0]&0xf)\n"
#define END "\nyes: ret #65535\nno: ret #0\n"
#define GIVEN "ip.version == 4 and udp.dstport == 53 and dns.count.queries == 1"
/* Long enough for the name, whatever its octets are. */
#define ASKED GIVEN " and dns.flags.response == 0 and dns.length > 300"

/* From the packet's begin, its size, and from the name's. */
typedef bool shows(const uint8_t *packet, size_t size, const uint8_t *name);

static bool digit_is_16(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)packet;
	(void)size;
	return name[0] == 1 && name[1] == 0x10 && name[2] == 0;
}

static bool folded_twice(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)packet;
	(void)size;
	return (name[0] | 0x20) == 0x21 && (name[1] | 0x20) == 0x30 && (name[2] | 0x20) == 0x20;
}

static bool root_of_strange_type(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)packet;
	(void)size;
	return name[0] == 0 && name[1] == 0x01 && name[2] == 0x61;
}

static bool long_label(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)packet;
	(void)size;
	return name[0] > 63;
}

static bool bare_name(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)packet;
	(void)size;
	return name[0] == 1 && (name[1] | 0x20) == 'a' && name[2] == 0;
}

static bool response(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)packet;
	(void)size;
	return (name[-10] & 0x80) != 0;
}

static bool over_tcp(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)size;
	(void)name;
	return packet[9] == 6;
}

static bool other_port(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)packet;
	(void)size;
	return name[-18] == 9999 >> 8 && name[-17] == (9999 & 0xff);
}

static bool later_fragment(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)size;
	(void)name;
	return (packet[6] & 0x1f) != 0 || packet[7] != 0;
}

static bool extension_header(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)size;
	(void)name;
	return packet[0] >> 4 == 6 && packet[6] != 17;
}

static bool recursion_available(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)packet;
	(void)size;
	return (name[-9] & 0x80) != 0;
}

static bool truncated(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)packet;
	(void)size;
	return (name[-10] & 0x02) != 0;
}

static bool root_query(const uint8_t *packet, size_t size, const uint8_t *name)
{
	unsigned length = (unsigned)name[-16] << 8 | name[-15];

	(void)packet;
	(void)size;
	return length >= 8 + 12 + 5 && length < 29;
}

static bool padded(const uint8_t *packet, size_t size, const uint8_t *name)
{
	(void)name;
	return size > ((size_t)packet[2] << 8 | packet[3]);
}

static bool cut_short(const uint8_t *packet, size_t size, const uint8_t *name)
{
	return name + 3 > packet + size;
}

struct row {
	const char *what;
	const char *a; /* assembler */
	const char *b; /* assembler if it has a line end, else a rule */
	const char *given;
	enum weir_prove_claim claim;
	bool turned; /* B implies A */
	shows *shows;
};

#define NAME_A HEADER "ldh [x+20]\njeq #0x0161,next,no\nnext: ldb [x+22]\njeq #0,yes,no" END

static const struct row rows[] = {
	{ "folding case by a bit lets 0x10 pass for the digit 0",
	  HEADER "ldb [x+20]\njeq #1,next,no\nnext: ldb [x+21]\nor #0x20\njeq #0x30,more,no\n"
		 "more: ldb [x+22]\njeq #0,yes,no" END,
	  "dns.qry.name == \"0\"", ASKED, WEIR_PROVE_EQUAL, false, digit_is_16 },
	{ "folding lengths too lets other names pass",
	  HEADER "ldh [x+20]\nor #0x2020\njeq #0x2130,next,no\nnext: ldb [x+22]\nor #0x20\n"
		 "jeq #0x20,yes,no" END,
	  "dns.qry.name == \"0\"", ASKED, WEIR_PROVE_EQUAL, false, folded_twice },
	{ "a star walks past the root: type 0x0161 is taken for a label",
	  HEADER "ldb [x+20]\nadd x\nadd #1\ntax\nldh [x+20]\njeq #0x0161,next,no\n"
		 "next: ldb [x+22]\njeq #0,yes,no" END,
	  "dns.qry.name like \"*.a\"", ASKED " and dns.qry.name == \".\"", WEIR_PROVE_EQUAL, false,
	  root_of_strange_type },
	{ "a star takes what is no label's length",
	  HEADER "ldb [x+20]\njeq #0,no,next\nnext: add x\nadd #1\ntax\nldh [x+20]\nor #0x20\n"
		 "jeq #0x0161,more,no\nmore: ldb [x+22]\njeq #0,yes,no" END,
	  "dns.qry.name like \"*.a\"", ASKED, WEIR_PROVE_EQUAL, false, long_label },
	{ "two stars without a test of what follows match the bare name",
	  HEADER "ldh [x+20]\nor #0x20\njeq #0x0161,yes,no" END,
	  "dns.qry.name within \"a\" and dns.count.labels > 1", ASKED " and dns.count.labels == 1",
	  WEIR_PROVE_EQUAL, false, bare_name },
	{ "no test of QR: responses match", NAME_A, "dns.flags.response == 0", GIVEN,
	  WEIR_PROVE_IMPLIES, false, response },
	{ "no test of the protocol: TCP matches", NAME_A, "udp", "ip.version == 4 and tcp",
	  WEIR_PROVE_IMPLIES, false, over_tcp },
	{ "no test of the port: 9999 matches", NAME_A, "dns",
	  "ip.version == 4 and udp.dstport == 9999 and udp.srcport == 9999", WEIR_PROVE_IMPLIES,
	  false, other_port },
	{ "no test of fragments: later ones match", NAME_A, "ldh [6]\njset #0x1fff,no,yes" END,
	  NULL, WEIR_PROVE_IMPLIES, false, later_fragment },
	{ "fixed offsets miss IPv6 extension headers", "ldb [60]\njeq #0,yes,no" END,
	  "ipv6 and dns.qry.name == \".\"", NULL, WEIR_PROVE_IMPLIES, true, extension_header },
	{ "the negation is none where the packet is too short",
	  HEADER "ldh [x+20]\njeq #0x0161,next,yes\nnext: ldb [x+22]\njeq #0,no,yes" END,
	  "ldb [0]\nret #65535\n", "ip.version == 4 and udp", WEIR_PROVE_IMPLIES, true, cut_short },
	{ "TC for RA: RA is called malformed", HEADER "ldh [x+10]\njset #0xfc8f,yes,no" END,
	  HEADER "ldh [x+10]\njset #0xfe0f,yes,no" END, NULL, WEIR_PROVE_IMPLIES, false,
	  recursion_available },
	{ "TC for RA: TC is let through", HEADER "ldh [x+10]\njset #0xfc8f,yes,no" END,
	  HEADER "ldh [x+10]\njset #0xfe0f,yes,no" END, NULL, WEIR_PROVE_IMPLIES, true, truncated },
	{ "a query for the root is called too short", HEADER "ldh [x+4]\njge #29,no,yes" END,
	  "dns.length < 17", GIVEN, WEIR_PROVE_IMPLIES, false, root_query },
	{ "padding hides a suffix", "ld #len\nsub #1\ntax\nldb [x+0]\njeq #0x41,yes,no" END,
	  "ldh [2]\njgt #20,next,no\nnext: sub #1\ntax\nldb [x+0]\njeq #0x41,yes,no" END,
	  "ip.version == 4", WEIR_PROVE_IMPLIES, true, padded },
};

static struct weir_slice slice_of(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static bool take(const char *words, struct weir_bpf_program *out)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;
	struct weir_programs programs = { 0 };
	struct weir_rule *rule = NULL;
	struct weir_error err = { 0 };
	enum weir_status status;

	if (strchr(words, '\n')) {
		status = weir_bpf_assemble(slice_of(words), out, &err);
	} else {
		options.target = WEIR_TARGET_IP;
		status = weir_rule_open(slice_of(words), NULL, &rule, &err);
		if (status == WEIR_OK)
			status = weir_rule_compile(rule, &options, &programs, &err);
		if (status == WEIR_OK) {
			*out = programs.programs[0];
			programs.programs[0] = (struct weir_bpf_program){ 0 };
		}
		weir_programs_free(&programs);
		weir_rule_close(rule);
	}
	if (status != WEIR_OK)
		note("%s: %s", words, err.text);
	return status == WEIR_OK;
}

static void show(const struct weir_prove_result *result)
{
	char hex[400];
	struct weir_writer w;
	struct weir_slice packet = result->packet;

	packet.size = packet.size > 150 ? 150 : packet.size;
	weir_writer_init(&w, hex, sizeof(hex) - 1);
	weir_writer_hex(&w, packet);
	weir_writer_terminate(&w);
	hex[w.size] = 0;
	note("answer %d, %s, %u and %u: %s", (int)result->answer,
	     result->reason ? result->reason : "", result->returned_a, result->returned_b, hex);
}

static void look_at(const struct row *row, bool untried)
{
	struct weir_bpf_program a = { 0 };
	struct weir_bpf_program b = { 0 };
	struct weir_bpf_program given = { 0 };
	struct weir_prove_question question = WEIR_PROVE_QUESTION;
	struct weir_prove_result result = { 0 };
	struct weir_error err = { 0 };

	if (take(row->a, &a) && take(row->b, &b) && (!row->given || take(row->given, &given))) {
		question.a = row->turned ? &b : &a;
		question.b = row->turned ? &a : &b;
		question.given = row->given ? &given : NULL;
		question.claim = row->claim;
		question.untried = untried;
		enum weir_status status = weir_prove(&question, &result, &err);
		if (status == WEIR_E_SUPPORT) {
			skip(row->what, err.text);
		} else {
			const uint8_t *packet = result.packet.data;
			size_t size = result.packet.size;
			/* Room behind what is cut short. */
			static uint8_t copy[65535 + 256];

			memset(copy, 0, sizeof(copy));
			if (size > 0)
				memcpy(copy, packet, size);
			bool right = status == WEIR_OK && result.answer == WEIR_PROVE_REFUTED &&
				     row->shows(copy, size, copy + (size_t)4 * (copy[0] & 15) + 20);
			checkf(right, "%s%s", row->what, untried ? ", by reasoning" : "");
			if (!right)
				note("%s", err.text);
			if (!right && status == WEIR_OK)
				show(&result);
		}
		weir_prove_free(&result);
	} else {
		checkf(false, "%s", row->what);
	}
	weir_bpf_free(&a);
	weir_bpf_free(&b);
	weir_bpf_free(&given);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		look_at(&rows[i], false);
		look_at(&rows[i], true);
	}
	return tap_done();
}
