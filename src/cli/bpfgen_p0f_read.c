/* bpfgen_p0f_read.c - signatures of p0f 3, ver:ittl:olen:mss:wsize,scale:olayout:quirks:pclass.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/bpfgen_p0f.h"
#include "cli/rule_words.h"

enum { DISTANCE_MAX = 35 /* hops that p0f takes for possible */ };

struct reading {
	const struct invocation *call;
	const char *text;
	size_t at;
	bool ended; /* eol was read */
	struct p0f_signature out;
};

static enum exit_code refuse_at(const struct reading *r, size_t at, const char *why)
{
	struct weir_error err = { .status = WEIR_E_FORM, .offset = at };

	snprintf(err.text, sizeof(err.text), "%s", why);
	return rule_words_refuse(r->call, NULL, r->text, WEIR_E_FORM, &err);
}

static enum exit_code refuse(const struct reading *r, const char *why)
{
	return refuse_at(r, r->at, why);
}

static bool take(struct reading *r, const char *word)
{
	size_t size = strlen(word);

	if (strncmp(r->text + r->at, word, size) != 0)
		return false;
	r->at += size;
	return true;
}

static enum exit_code colon(struct reading *r)
{
	return take(r, ":") ? EXIT_DONE : refuse(r, "a `:` and the next part are missing here");
}

/* Decimal, at most `most`. */
static enum exit_code number(struct reading *r, unsigned most, unsigned *out, const char *what)
{
	size_t begin = r->at;
	unsigned value = 0;

	for (; r->text[r->at] >= '0' && r->text[r->at] <= '9'; r->at++)
		if (value <= most)
			value = value * 10 + (unsigned)(r->text[r->at] - '0');
	if (r->at == begin || value > most)
		return refuse_at(r, begin, what);
	*out = value;
	return EXIT_DONE;
}

static enum exit_code number_or_any(struct reading *r, unsigned most, int *out, const char *what)
{
	unsigned value = 0;

	*out = P0F_ANY;
	if (take(r, "*"))
		return EXIT_DONE;
	enum exit_code code = number(r, most, &value, what);
	if (code == EXIT_DONE)
		*out = (int)value;
	return code;
}

static enum exit_code read_ip(struct reading *r)
{
	struct p0f_signature *s = &r->out;
	unsigned more = 0;

	s->ipv4 = r->text[r->at] == '4' || r->text[r->at] == '*';
	s->ipv6 = r->text[r->at] == '6' || r->text[r->at] == '*';
	if (!s->ipv4 && !s->ipv6)
		return refuse(r, "the version of IP is 4, 6 or *");
	r->at++;
	enum exit_code code = colon(r);
	if (code == EXIT_DONE)
		code = number(r, 255, &s->ttl_most, "the first TTL is a number up to 255");
	if (code == EXIT_DONE && take(r, "+"))
		code = number(r, 255, &more, "behind the + stands the distance in hops");
	if (code != EXIT_DONE)
		return code;
	s->ttl_most = s->ttl_most + more > 255 ? 255 : s->ttl_most + more;
	s->ttl_least = s->ttl_most > DISTANCE_MAX ? s->ttl_most - DISTANCE_MAX : 0;
	if (take(r, "-"))
		s->ttl_least = 0;
	code = colon(r);
	size_t at = r->at;
	if (code == EXIT_DONE)
		code = number_or_any(r, 40, &s->ip_options,
				     "the octets of IP options are 0, 4, 8 to 40, or *");
	if (code == EXIT_DONE && s->ip_options > 0 && s->ip_options % 4 != 0)
		return refuse_at(r, at, "the octets of IP options are a multiple of 4");
	if (code == EXIT_DONE && s->ip_options > 0 && s->ipv6)
		return refuse_at(r, at, "IPv6 extension headers are not walked: 0 or *");
	return code == EXIT_DONE ? colon(r) : code;
}

static enum exit_code read_window(struct reading *r)
{
	struct p0f_signature *s = &r->out;
	enum exit_code code = EXIT_DONE;

	if (take(r, "*")) {
		s->window_kind = P0F_WINDOW_ANY;
	} else {
		s->window_kind = take(r, "mss*")   ? P0F_WINDOW_OF_MSS
				 : take(r, "mtu*") ? P0F_WINDOW_OF_MTU
				 : take(r, "%")    ? P0F_WINDOW_MULTIPLE
						   : P0F_WINDOW_FIXED;
		size_t at = r->at;
		code = number(r, 65535, &s->window,
			      "the window is a number up to 65535, mss*N, mtu*N, %N or *");
		if (code == EXIT_DONE && s->window == 0 && s->window_kind != P0F_WINDOW_FIXED)
			return refuse_at(r, at, "a multiple of nothing");
	}
	if (code == EXIT_DONE && !take(r, ","))
		return refuse(r, "a `,` and the window's scale are missing here");
	if (code == EXIT_DONE)
		code = number_or_any(r, 255, &s->scale, "the scale is a number up to 255, or *");
	return code == EXIT_DONE ? colon(r) : code;
}

static void expect(struct p0f_signature *s, unsigned at, unsigned octet)
{
	if (at < P0F_OPTIONS_MAX) {
		s->value[at] = (uint8_t)octet;
		s->mask[at] = UINT8_MAX;
	}
}

static const struct {
	const char *word;
	uint8_t kind, size; /* 0: octets of any number */
} kinds[] = {
	{ "nop", 1, 1 }, { "mss", 2, 4 },  { "ws", 3, 3 },
	{ "sok", 4, 2 }, { "sack", 5, 0 }, { "ts", 8, 10 },
};

static enum exit_code read_option(struct reading *r)
{
	struct p0f_signature *s = &r->out;
	unsigned padding;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t begin = r->at;
		if (!take(r, kinds[i].word))
			continue;
		int *at = kinds[i].kind == 2   ? &s->mss_at
			  : kinds[i].kind == 3 ? &s->scale_at
			  : kinds[i].kind == 8 ? &s->stamp_at
					       : NULL;
		if (kinds[i].size == 0)
			return refuse_at(r, begin,
					 "`sack` has no fixed size: where what follows "
					 "begins is not known");
		if (at && *at != P0F_ANY)
			return refuse_at(r, begin, "this option stands here twice");
		if (at)
			*at = (int)s->size;
		expect(s, s->size, kinds[i].kind);
		if (kinds[i].size > 1)
			expect(s, s->size + 1, kinds[i].size);
		s->size += kinds[i].size;
		s->padding_at = s->size;
		return EXIT_DONE;
	}
	if (take(r, "?"))
		return refuse(r,
			      "an unknown option has no known size: what follows cannot be found");
	if (!take(r, "eol+"))
		return refuse(r, "TCP options are eol+N, nop, mss, ws, sok, sack, ts and ?N");
	enum exit_code code = number(r, 39, &padding, "behind eol+ stands how many octets follow");
	expect(s, s->size, 0);
	s->padding_at = s->size + 1;
	r->ended = true;
	s->size += 1 + padding;
	return code;
}

static enum exit_code read_layout(struct reading *r)
{
	struct p0f_signature *s = &r->out;
	enum exit_code code = EXIT_DONE;

	s->mss_at = s->scale_at = s->stamp_at = P0F_ANY;
	while (code == EXIT_DONE &&
	       r->text[r->at] != ':') { /* each turn takes a word, or refuses */
		size_t begin = r->at;
		code = read_option(r);
		if (code == EXIT_DONE && s->size > P0F_OPTIONS_MAX)
			return refuse_at(r, begin, "more than 40 octets of TCP options");
		if (code != EXIT_DONE || r->text[r->at] == ':')
			break;
		if (r->ended)
			return refuse(r, "nothing follows eol");
		if (!take(r, ","))
			return refuse(r, "a `,` between TCP options, or a `:` behind them, is "
					 "missing here");
		if (r->text[r->at] == ':')
			return refuse(r, "a TCP option is missing here");
	}
	return code == EXIT_DONE ? colon(r) : code;
}

static const struct {
	const char *word;
	uint32_t quirk;
} quirks[] = {
	{ "df", P0F_DF },
	{ "id+", P0F_ID_SET },
	{ "id-", P0F_ID_ZERO },
	{ "ecn", P0F_ECN },
	{ "0+", P0F_RESERVED },
	{ "flow", P0F_FLOW },
	{ "seq-", P0F_SEQ_ZERO },
	{ "ack+", P0F_ACK_SET },
	{ "ack-", P0F_ACK_ZERO },
	{ "uptr+", P0F_URG_POINTER },
	{ "urgf+", P0F_URG_FLAG },
	{ "pushf+", P0F_PUSH_FLAG },
	{ "ts1-", P0F_TS1_ZERO },
	{ "ts2+", P0F_TS2_SET },
	{ "opt+", P0F_PADDING_SET },
	{ "exws", P0F_SCALE_EXCESSIVE },
	{ "bad", P0F_BAD },
	{ "linux", P0F_LINUX },
};

/* NULL: it can be. */
static const char *impossible(const struct p0f_signature *s, uint32_t quirk)
{
	uint32_t all = s->quirks | quirk;

	if (quirk == P0F_ACK_ZERO)
		return "signatures are of SYN packets, which have no ACK flag";
	if ((all & P0F_ID_ZERO) && (all & (P0F_DF | P0F_ID_SET)))
		return "id- says that DF is not set; df and id+ say that it is";
	if ((all & P0F_URG_POINTER) && (all & P0F_URG_FLAG))
		return "uptr+ says that the URG flag is not set; urgf+ says that it is";
	if ((quirk & (P0F_TS1_ZERO | P0F_TS2_SET | P0F_LINUX)) && s->stamp_at == P0F_ANY)
		return "there is no ts among the TCP options";
	if (quirk == P0F_PADDING_SET && s->padding_at >= s->size)
		return "no octets follow an eol among the TCP options";
	if (quirk == P0F_SCALE_EXCESSIVE && s->scale_at == P0F_ANY)
		return "there is no ws among the TCP options";
	if (quirk == P0F_SCALE_EXCESSIVE && s->scale != P0F_ANY && s->scale <= 14)
		return "exws says that the scale is above 14";
	return NULL;
}

static enum exit_code read_quirks(struct reading *r)
{
	while (r->text[r->at] != ':') { /* each turn takes a word, or refuses */
		size_t begin = r->at;
		size_t size = strcspn(r->text + r->at, ",:");
		uint32_t quirk = 0;
		for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++)
			if (strlen(quirks[i].word) == size &&
			    strncmp(r->text + r->at, quirks[i].word, size) == 0)
				quirk = quirks[i].quirk;
		if (quirk == 0)
			return refuse(r,
				      "quirks are df, id+, id-, ecn, 0+, flow, seq-, ack+, ack-, "
				      "uptr+, urgf+, pushf+, ts1-, ts2+, opt+, exws, bad, linux");
		const char *why = impossible(&r->out, quirk);
		if (why)
			return refuse_at(r, begin, why);
		r->out.quirks |= quirk;
		r->at += size;
		if (r->text[r->at] == ',' && !strchr(":", r->text[r->at + 1]))
			r->at++;
		else if (r->text[r->at] != ':')
			return refuse(r,
				      "a quirk, or a `:` and the payload's class, is missing here");
	}
	return colon(r);
}

/* What one part says and another one denies. */
static enum exit_code check_parts(const struct reading *r, size_t mss, size_t window, size_t layout)
{
	const struct p0f_signature *s = &r->out;

	if (s->mss > 0 && s->mss_at == P0F_ANY)
		return refuse_at(r, mss, "there is no mss among the TCP options");
	if ((s->window_kind == P0F_WINDOW_OF_MSS || s->window_kind == P0F_WINDOW_OF_MTU) &&
	    s->mss_at == P0F_ANY)
		return refuse_at(r, window, "there is no mss among the TCP options");
	if (s->scale > 0 && s->scale_at == P0F_ANY)
		return refuse_at(r, window, "there is no ws among the TCP options");
	if (s->scale > 14 && !(s->quirks & P0F_SCALE_EXCESSIVE))
		return refuse_at(r, window, "a scale above 14 has the quirk exws");
	if (s->size % 4 != 0 && !(s->quirks & P0F_BAD))
		return refuse_at(r, layout,
				 "these options do not fill 32-bit words: eol+N is missing, "
				 "or the quirk bad");
	return EXIT_DONE;
}

enum exit_code p0f_read(const struct invocation *call, const char *text, struct p0f_signature *out)
{
	struct reading r = { .call = call, .text = text };
	size_t mss, window, layout;

	enum exit_code code = read_ip(&r);
	mss = r.at;
	if (code == EXIT_DONE)
		code = number_or_any(&r, 65535, &r.out.mss,
				     "the MSS is a number up to 65535, or *");
	if (code == EXIT_DONE)
		code = colon(&r);
	window = r.at;
	if (code == EXIT_DONE)
		code = read_window(&r);
	layout = r.at;
	if (code == EXIT_DONE)
		code = read_layout(&r);
	if (code == EXIT_DONE)
		code = read_quirks(&r);
	if (code != EXIT_DONE)
		return code;
	r.out.payload = text[r.at];
	if (r.out.payload == 0 || !strchr("0+*", r.out.payload) || text[r.at + 1])
		return refuse(&r, "the payload's class is 0, + or *, and the end");
	code = check_parts(&r, mss, window, layout);
	if (code == EXIT_DONE)
		*out = r.out;
	return code;
}
