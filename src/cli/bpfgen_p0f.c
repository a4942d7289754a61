/* bpfgen_p0f.c - bpfgen p0f: SYN packets that a signature of p0f 3 describes.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The signature becomes a tcpdump expression. A quirk that it does not list must not be there, as p0f has
 * it; of p0f's fuzziness nothing is taken over. */
#include "cli/bpfgen_p0f.h"

#include <stdlib.h>
#include <string.h>

#include "cli/bpfgen_type.h"

enum { TEXT_MAX = 8192, TCP_FLAGS_MIND = 0x1ff, FLAG_NS = 0x100 };

struct writing {
	const struct p0f_signature *s;
	struct weir_writer *out;
	bool ipv6;
};

static bool has(const struct writing *w, uint32_t quirk)
{
	return w->s->quirks & quirk;
}

/* " and tcp[14:2]" */
static void put_tcp(struct writing *w, unsigned at, unsigned size)
{
	if (w->ipv6)
		weir_writer_print(w->out, "ip6[%u:%u]", 40 + at, size);
	else
		weir_writer_print(w->out, "tcp[%u:%u]", at, size);
}

static void put_and(struct writing *w, unsigned at, unsigned size, const char *then)
{
	weir_writer_text(w->out, " and ");
	put_tcp(w, at, size);
	weir_writer_text(w->out, then);
}

static void put_ttl(struct writing *w, const char *ttl)
{
	if (w->s->ttl_most < 255)
		weir_writer_print(w->out, " and %s <= %u", ttl, w->s->ttl_most);
	if (w->s->ttl_least > 0)
		weir_writer_print(w->out, " and %s >= %u", ttl, w->s->ttl_least);
}

static void put_ip4(struct writing *w)
{
	const struct p0f_signature *s = w->s;
	unsigned flags =
		(has(w, P0F_DF | P0F_ID_SET) ? 0x4000U : 0) | (has(w, P0F_RESERVED) ? 0x8000U : 0);
	bool id_zero = has(w, P0F_DF | P0F_ID_SET) ? !has(w, P0F_ID_SET) : has(w, P0F_ID_ZERO);

	/* Fragments tell nothing: their flag and offset are zero here. */
	weir_writer_print(w->out, "ip and ip[6:2] == 0x%x and ip[4:2] %s 0", flags,
			  id_zero ? "==" : "!=");
	put_ttl(w, "ip[8]");
	if (s->ip_options != P0F_ANY)
		weir_writer_print(w->out, " and ip[0] == 0x%x",
				  0x45U + (unsigned)s->ip_options / 4);
	if (has(w, P0F_LINUX))
		weir_writer_print(w->out, " and ip[4:2] == ((tcp[4:4] ^ tcp[%u:4]) & 0xffff)",
				  22U + (unsigned)s->stamp_at);
}

static void put_ip6(struct writing *w)
{
	weir_writer_print(w->out, "ip6 and ip6[6] == 6 and ip6[0:4] & 0xfffff %s 0",
			  has(w, P0F_FLOW) ? "!=" : "==");
	put_ttl(w, "ip6[7]");
}

/* Data offset and flags, in one word. */
static void put_flags(struct writing *w)
{
	unsigned mask = TCP_FLAGS_MIND;
	unsigned value =
		0x02 | (has(w, P0F_URG_FLAG) ? 0x20U : 0) | (has(w, P0F_PUSH_FLAG) ? 0x08U : 0);

	if (has(w, P0F_ECN))
		mask &= ~(FLAG_NS | 0xc0U);
	if (!has(w, P0F_BAD)) {
		mask |= 0xf000;
		value |= (5 + w->s->size / 4) << 12;
	}
	weir_writer_text(w->out, " and ");
	put_tcp(w, 12, 2);
	weir_writer_print(w->out, " & 0x%x == 0x%x", mask, value);
	const char *ip = w->ipv6 ? "ip6[1] & 0x30" : "ip[1] & 3";
	if (has(w, P0F_ECN)) {
		weir_writer_print(w->out, " and (%s != 0 or ", ip);
		put_tcp(w, 12, 2);
		weir_writer_print(w->out, " & 0x1c0 != 0)");
	} else {
		weir_writer_print(w->out, " and %s == 0", ip);
	}
}

static void put_numbers(struct writing *w)
{
	put_and(w, 4, 4, has(w, P0F_SEQ_ZERO) ? " == 0" : " != 0");
	put_and(w, 8, 4, has(w, P0F_ACK_SET) ? " != 0" : " == 0");
	if (!has(w, P0F_URG_FLAG))
		put_and(w, 18, 2, has(w, P0F_URG_POINTER) ? " != 0" : " == 0");
}

static void put_window(struct writing *w)
{
	const struct p0f_signature *s = w->s;
	unsigned beside = s->window_kind == P0F_WINDOW_OF_MSS ? 0 : w->ipv6 ? 60 : 40;

	if (s->window_kind == P0F_WINDOW_ANY)
		return;
	put_and(w, 14, 2, "");
	if (s->window_kind == P0F_WINDOW_FIXED) {
		weir_writer_print(w->out, " == %u", s->window);
	} else if (s->window_kind == P0F_WINDOW_MULTIPLE) {
		weir_writer_print(w->out, " %% %u == 0", s->window);
	} else if (s->mss != P0F_ANY) {
		weir_writer_print(w->out, " == %u", ((unsigned)s->mss + beside) * s->window);
	} else {
		weir_writer_text(w->out, " == (");
		put_tcp(w, 22U + (unsigned)s->mss_at, 2);
		weir_writer_print(w->out, " + %u) * %u", beside, s->window);
	}
}

static void put_known(struct p0f_signature *s)
{
	if (s->mss_at != P0F_ANY && s->mss != P0F_ANY)
		for (unsigned i = 0; i < 2; i++) {
			s->value[s->mss_at + 2 + (int)i] = (uint8_t)(s->mss >> (8 - 8 * i));
			s->mask[s->mss_at + 2 + (int)i] = UINT8_MAX;
		}
	if (s->scale_at != P0F_ANY && s->scale != P0F_ANY) {
		s->value[s->scale_at + 2] = (uint8_t)s->scale;
		s->mask[s->scale_at + 2] = UINT8_MAX;
	}
	for (unsigned i = 0; i < 4 && s->stamp_at != P0F_ANY; i++) {
		if (s->quirks & P0F_TS1_ZERO)
			s->mask[s->stamp_at + 2 + (int)i] = UINT8_MAX;
		if (!(s->quirks & P0F_TS2_SET))
			s->mask[s->stamp_at + 6 + (int)i] = UINT8_MAX;
	}
	for (unsigned i = s->padding_at; i < s->size && !(s->quirks & P0F_PADDING_SET); i++)
		s->mask[i] = UINT8_MAX;
}

/* Four octets at once, two where the others do not matter. */
static void put_octets(struct writing *w)
{
	const struct p0f_signature *s = w->s;

	for (unsigned at = 0; at < s->size; at += 4) {
		unsigned left = s->size - at < 4 ? s->size - at : 4;
		unsigned begin = 0, end = left;
		while (begin < end && !s->mask[at + begin])
			begin++;
		while (end > begin && !s->mask[at + end - 1])
			end--;
		if (begin == end)
			continue;
		unsigned size = end - begin > 2 ? 4 : end - begin;
		if (size == 4)
			begin = 0;
		if (at + begin + size > s->size) {
			begin = 0; /* the last ones, one by one */
			size = 1;
		}
		for (unsigned i = begin; i < end; i += size) {
			uint32_t value = 0, mask = 0;
			for (unsigned k = 0; k < size; k++) {
				value = value << 8 | s->value[at + i + k];
				mask = mask << 8 | s->mask[at + i + k];
			}
			if (mask == 0)
				continue;
			put_and(w, 20 + at + i, size, "");
			if (mask != (size == 4 ? UINT32_MAX : (1U << 8 * size) - 1))
				weir_writer_print(w->out, " & 0x%x", (unsigned)mask);
			weir_writer_print(w->out, " == 0x%x", (unsigned)value);
		}
	}
}

static void put_options(struct writing *w)
{
	const struct p0f_signature *s = w->s;

	put_octets(w);
	if (s->stamp_at != P0F_ANY && !has(w, P0F_TS1_ZERO))
		put_and(w, 22U + (unsigned)s->stamp_at, 4, " != 0");
	if (has(w, P0F_TS2_SET))
		put_and(w, 26U + (unsigned)s->stamp_at, 4, " != 0");
	if (has(w, P0F_SCALE_EXCESSIVE) && s->scale == P0F_ANY)
		put_and(w, 22U + (unsigned)s->scale_at, 1, " > 14");
	if (s->scale_at != P0F_ANY && s->scale == P0F_ANY && !has(w, P0F_SCALE_EXCESSIVE))
		put_and(w, 22U + (unsigned)s->scale_at, 1, " <= 14");
	if (!has(w, P0F_PADDING_SET))
		return;
	for (unsigned at = s->padding_at; at < s->size; at++) {
		weir_writer_text(w->out, at == s->padding_at ? " and (" : " or ");
		put_tcp(w, 20 + at, 1);
		weir_writer_text(w->out, " != 0");
	}
	weir_writer_char(w->out, ')');
}

static void put_payload(struct writing *w)
{
	const struct p0f_signature *s = w->s;
	const char *order = s->payload == '0' ? "==" : "!=";
	unsigned tcp = 20 + s->size;

	if (s->payload == '*')
		return;
	/* Both headers' sizes were tested, mostly: one number says it. */
	if (!has(w, P0F_BAD) && w->ipv6) {
		weir_writer_print(w->out, " and ip6[4:2] %s %u", order, tcp);
	} else if (!has(w, P0F_BAD) && s->ip_options != P0F_ANY) {
		weir_writer_print(w->out, " and ip[2:2] %s %u", order,
				  20 + (unsigned)s->ip_options + tcp);
	} else {
		weir_writer_text(w->out, w->ipv6 ? " and ip6[4:2] - (("
						 : " and ip[2:2] - ((ip[0] & 0xf) << 2) - ((");
		put_tcp(w, 12, 1);
		weir_writer_print(w->out, " & 0xf0) >> 2) %s 0", order);
	}
}

static void put_version(struct writing *w)
{
	if (w->ipv6)
		put_ip6(w);
	else
		put_ip4(w);
	put_flags(w);
	put_numbers(w);
	put_window(w);
	put_options(w);
	put_payload(w);
}

static enum exit_code make(struct invocation *call, const struct bpfgen_request *request,
			   struct bpfgen_result *out)
{
	struct p0f_signature s;
	struct bpfgen_request own = *request;
	struct weir_writer text;
	struct writing w = { &s, &text, false };
	enum exit_code code = p0f_read(call, call->operands[0], &s);

	if (code != EXIT_DONE)
		return code;
	if (!s.ipv6 && request->version == 6)
		return call_refuse(call, "the signature is of IPv4: -6 does not go with it");
	if (!s.ipv4)
		own.version = 6;
	/* Without a link header one version of IP is there. */
	if (own.offset == 0 && own.version == 6)
		s.ipv4 = false;
	else if (own.offset == 0 || request->version == 6)
		s.ipv6 = own.offset != 0;
	if (request->version == 6)
		s.ipv4 = false;
	put_known(&s);
	char *room = malloc(TEXT_MAX);
	if (!room)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	weir_writer_init(&text, room, TEXT_MAX);
	if (s.ipv4 && s.ipv6)
		weir_writer_char(&text, '(');
	if (s.ipv4)
		put_version(&w);
	if (s.ipv4 && s.ipv6)
		weir_writer_text(&text, ") or (");
	w.ipv6 = true;
	if (s.ipv6)
		put_version(&w);
	if (s.ipv4 && s.ipv6)
		weir_writer_char(&text, ')');
	(void)weir_writer_terminate(&text);
	code = bpfgen_expression(call, &own, room, out);
	free(room);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir bpfgen p0f -- '4:64:0:*:mss*10,4:mss,sok,ts,nop,ws:df,id+:0'",
	  "What Linux sends first" },
	{ 0 },
};

const struct bpfgen_type bpfgen_p0f = {
	.word = "p0f",
	.command = {
		.name = "bpfgen",
		.synopsis = "dnsweir bpfgen [OPTION...] p0f -- SIGNATURE",
		.summary = "TCP SYN packets that a signature of p0f 3 describes",
		.operand = { "SIGNATURE", "ver:ittl:olen:mss:wsize,scale:olayout:quirks:pclass", 1, 1,
			     COMPLETE_NONE },
		.examples = examples,
		.run = bpfgen_type_run,
	},
	.make = make,
};
