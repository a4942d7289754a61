/* world.c - names by Zipf's law and their records, all computed from the seed.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include <arpa/inet.h>
#include <endian.h>
#include <stdio.h>
#include <string.h>

#include "packet.h"

enum { HOSTS_A_ZONE = 4, TTL = 300, SIGNED_EACH = 10 };

/* By octaves: one of [2^k, 2^(k+1)) with equal chance for each k would be a staircase; taking n with
 * probability 2^k/n makes it exact. Each round ends with a chance of at least one half. */
uint32_t zipf_draw(struct random *r)
{
	for (;;) {
		uint64_t x = random_next(r);
		uint32_t low = 1u << (uint32_t)(((x >> 48) * WORLD_BITS) >> 16);
		uint32_t n = low + ((uint32_t)x & (low - 1));
		uint64_t keep = (x >> 20 & 0xfffffff) * n; /* 28 bits, times n/2^28 */
		if (keep >> 28 < low)
			return n;
	}
}

static const char *const syllables[64] = {
	"ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "du", "fa", "fe", "fi",
	"fo", "fu", "ga", "ge", "gi", "go", "gu", "ka", "ke", "ki", "ko", "ku", "la",
	"le", "li", "lo", "lu", "ma", "me", "mi", "mo", "mu", "na", "ne", "ni", "no",
	"nu", "pa", "pe", "pi", "po", "pu", "ra", "re", "ri", "ro", "ru", "sa", "se",
	"si", "so", "su", "ta", "te", "ti", "to", "tu", "va", "ve", "vi", "vo",
};

static const char *const tops[16] = { "com", "com", "com",   "com", "com", "net", "net", "org",
				      "org", "de",  "co.uk", "fr",  "io",  "jp",  "nl",  "info" };

/* Zone numbers have 18 bits; an odd factor modulo 2^24 is a bijection onto four syllables, so that
 * no two zones share a name and popular ones share no letters. */
void world_zone(uint64_t seed, uint32_t number, char out[NAME_TEXT])
{
	uint32_t zone = number / HOSTS_A_ZONE;
	uint32_t x = zone * 0x9e3779b1u & 0xffffff;

	snprintf(out, NAME_TEXT, "%s%s%s%s.%s", syllables[x >> 18], syllables[x >> 12 & 63],
		 syllables[x >> 6 & 63], syllables[x & 63], tops[stir(seed ^ zone) & 15]);
}

void world_name(uint64_t seed, uint32_t number, char out[NAME_TEXT])
{
	static const char *const hosts[16] = { "www", "api",    "cdn",  "img",   "static", "app",
					       "m",   "login",  "mail", "ads",   "events", "s3",
					       "eu1", "portal", "push", "update" };
	char zone[NAME_TEXT];
	uint32_t host = number % HOSTS_A_ZONE;

	world_zone(seed, number, zone);
	if (host == 0)
		snprintf(out, NAME_TEXT, "%s", zone);
	else
		snprintf(out, NAME_TEXT, "%s.%.60s",
			 hosts[(host + stir(seed + number / HOSTS_A_ZONE)) & 15], zone);
}

static bool zone_signed(const struct ask *ask)
{
	return stir(ask->seed * 3 + ask->number / HOSTS_A_ZONE) % SIGNED_EACH == 0;
}

static void row(struct ask *ask, const char *owner, const char *type, const char *rdata)
{
	char dotted[NAME_TEXT + 1];

	ask->records++;
	if (!ask->truth)
		return;
	snprintf(dotted, sizeof(dotted), "%s.", owner);
	truth_row(ask->truth, owner == ask->name ? ask->lower : dotted, type, rdata, 1);
}

static void base64(const uint8_t *octets, size_t size, char *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		uint32_t x = (uint32_t)octets[i] << 16;
		x |= i + 1 < size ? (uint32_t)octets[i + 1] << 8 : 0;
		x |= i + 2 < size ? octets[i + 2] : 0u;
		*out++ = digits[x >> 18];
		*out++ = digits[x >> 12 & 63];
		*out++ = digits[x >> 6 & 63];
		*out++ = digits[x & 63];
	}
	memset(out - (3 - size % 3) % 3, '=', (3 - size % 3) % 3);
	*out = '\0';
}

/* The signature over one set, P-256, if the client wants it and the zone has keys. */
static void sign(struct ask *ask, struct message *m, const char *owner, unsigned type,
		 const char *type_name)
{
	uint8_t signature[64];
	char text[256];
	char zone[NAME_TEXT];
	unsigned labels = 1;

	if (!ask->dnssec || owner != ask->name || !zone_signed(ask))
		return;
	world_zone(ask->seed, ask->number, zone);
	for (const char *c = owner; *c; c++)
		labels += *c == '.';
	for (size_t i = 0; i < 8; i++) {
		uint64_t x = stir(ask->seed ^ (uint64_t)ask->number << 24 ^ type << 8 ^ i);
		memcpy(signature + 8 * i, &(uint64_t){ htobe64(x) }, 8);
	}
	record_begin(m, SECTION_ANSWER, owner, TYPE_RRSIG, TTL);
	message_u16(m, type);
	message_u8(m, 13);
	message_u8(m, labels);
	message_u32(m, TTL);
	message_u32(m, 1700604800); /* 2023-11-21 22:13:20 */
	message_u32(m, 1699395200); /* 2023-11-07 22:13:20 */
	message_u16(m, 12345);
	message_name(m, zone, false);
	message_octets(m, signature, sizeof(signature));
	record_end(m);
	if (ask->truth) {
		int size = snprintf(text, sizeof(text),
				    "%s 13 %u 300 20231121221320 20231107221320 12345 %s. ",
				    type_name, labels, zone);
		base64(signature, sizeof(signature), text + size);
	}
	row(ask, owner, "RRSIG", text);
}

/* Some addresses for one host, of a larger pool for a delivery network's. */
static void addresses(struct ask *ask, struct random *r, struct message *m, const char *owner,
		      uint64_t host, bool pool)
{
	uint64_t h = stir(ask->seed ^ host);
	unsigned share = h & 15;
	unsigned count = share < 10 ? 1 : share < 14 ? 2 : share < 15 ? 4 : 8;
	unsigned first = pool ? random_below(r, 4) : 0;
	bool six = ask->type == TYPE_AAAA;

	for (unsigned i = first; i < first + count; i++) {
		uint64_t x = stir(h + i);
		uint8_t address[16] = { 0x20, 0x01, 0x0d, 0xb8 };
		char text[INET6_ADDRSTRLEN] = "";
		if (six) {
			set_u32(address + 4, (uint32_t)x);
			set_u32(address + 12, (uint32_t)(x >> 32));
		} else {
			set_u32(address, 10u << 24 | (uint32_t)(x & 0xffffff));
		}
		record_octets(m, SECTION_ANSWER, owner, ask->type, address, six ? 16 : 4);
		if (ask->truth)
			inet_ntop(six ? AF_INET6 : AF_INET, address, text, sizeof(text));
		row(ask, owner, six ? "AAAA" : "A", text);
	}
	sign(ask, m, owner, ask->type, six ? "AAAA" : "A");
}

static void alias(struct ask *ask, struct message *m, const char *owner, const char *target)
{
	char dotted[NAME_TEXT + 1];

	record_target(m, SECTION_ANSWER, owner, TYPE_CNAME, target);
	snprintf(dotted, sizeof(dotted), "%s.", target);
	row(ask, owner, "CNAME", dotted);
	sign(ask, m, owner, TYPE_CNAME, "CNAME");
}

/* Three names of ten are aliases; what an alias points to may be one again, three hops at most. */
static void aliases_and_addresses(struct ask *ask, struct random *r, struct message *m)
{
	uint64_t h = stir(ask->seed * 5 + ask->number);
	uint32_t id = (uint32_t)(h >> 8) & 0xffff;
	char one[NAME_TEXT];
	char two[NAME_TEXT];
	char three[NAME_TEXT];

	if (h % 10 >= 3) {
		addresses(ask, r, m, ask->name, ask->number, false);
		return;
	}
	snprintf(one, sizeof(one), "e%u.dsp%u.edge-delivery.example.net", id, id & 15);
	alias(ask, m, ask->name, one);
	if (stir(ask->seed * 7 + id) % 10 >= 3) {
		addresses(ask, r, m, one, 1ull << 32 | id, true);
		return;
	}
	id &= 4095;
	snprintf(two, sizeof(two), "a%u.g.global-cache.example.com", id);
	alias(ask, m, one, two);
	if (stir(ask->seed * 11 + id) % 10 >= 2) {
		addresses(ask, r, m, two, 2ull << 32 | id, true);
		return;
	}
	id &= 255;
	snprintf(three, sizeof(three), "lb%u.pop.front-door.example.org", id);
	alias(ask, m, two, three);
	addresses(ask, r, m, three, 3ull << 32 | id, true);
}

static void soa(struct ask *ask, struct message *m, enum section section)
{
	char zone[NAME_TEXT];

	world_zone(ask->seed, ask->number, zone);
	record_soa(m, section, zone, 2023111400 + ask->number % 100);
}

static void mail(struct ask *ask, struct message *m)
{
	char zone[NAME_TEXT];
	char target[NAME_TEXT];
	char text[NAME_TEXT + 16];

	world_zone(ask->seed, ask->number, zone);
	for (unsigned i = 1; i <= 1 + ask->number % 2; i++) {
		snprintf(target, sizeof(target), "mx%u.%.100s", i, zone);
		record_begin(m, SECTION_ANSWER, ask->name, TYPE_MX, TTL);
		message_u16(m, 10 * i);
		message_name(m, target, true);
		record_end(m);
		snprintf(text, sizeof(text), "%u %s.", 10 * i, target);
		row(ask, ask->name, "MX", text);
	}
	sign(ask, m, ask->name, TYPE_MX, "MX");
}

static void servers(struct ask *ask, struct message *m, const char *owner, enum section section)
{
	char target[NAME_TEXT];
	char dotted[NAME_TEXT + 1];

	for (unsigned i = 1; i <= 2; i++) {
		snprintf(target, sizeof(target), "ns%u.dns%u.example.net", i, ask->number & 255);
		record_target(m, section, owner, TYPE_NS, target);
		snprintf(dotted, sizeof(dotted), "%s.", target);
		if (section == SECTION_ANSWER)
			row(ask, owner, "NS", dotted);
	}
	if (section == SECTION_ANSWER)
		sign(ask, m, owner, TYPE_NS, "NS");
}

/* What came along and nobody asked for: name servers and the address of one. */
static void referral(struct ask *ask, struct message *m)
{
	char name[NAME_TEXT];

	servers(ask, m, "example.net", SECTION_AUTHORITY);
	snprintf(name, sizeof(name), "ns1.dns%u.example.net", ask->number & 255);
	record_address(m, SECTION_ADDITIONAL, name, "192.0.2.1");
	record_address(m, SECTION_ADDITIONAL, name, "2001:db8::1");
}

static void text_records(struct ask *ask, struct message *m)
{
	char text[64];
	char quoted[80];

	for (unsigned i = 0; i <= ask->number % 3; i++) {
		uint64_t token = stir(ask->seed + ask->number * 8ull + i);
		if (i == 0)
			snprintf(text, sizeof(text), "v=spf1 ip4:10.%u.0.0/16 mx -all",
				 ask->number & 255);
		else
			snprintf(text, sizeof(text), "site-verification=%016llx%016llx",
				 (unsigned long long)token, (unsigned long long)stir(token));
		record_text(m, SECTION_ANSWER, ask->name, text);
		snprintf(quoted, sizeof(quoted), "\"%s\"", text);
		row(ask, ask->name, "TXT", quoted);
	}
}

static void service(struct ask *ask, struct message *m)
{
	/* alpn h2 and h3, ipv4hint of one address: RFC 9460. */
	uint8_t https[] = {
		0, 1, 0, 0, 1, 0, 6, 2, 'h', '2', 2, 'h', '3', 0, 4, 0, 4, 10, 0, 0, 0
	};
	char text[64];

	https[18] = (uint8_t)(ask->number >> 16);
	https[19] = (uint8_t)(ask->number >> 8);
	https[20] = (uint8_t)ask->number;
	record_octets(m, SECTION_ANSWER, ask->name, TYPE_HTTPS, https, sizeof(https));
	snprintf(text, sizeof(text), "1 . alpn=\"h2,h3\" ipv4hint=10.%u.%u.%u", https[18],
		 https[19], https[20]);
	row(ask, ask->name, "HTTPS", text);
	sign(ask, m, ask->name, TYPE_HTTPS, "HTTPS");
}

static void location(struct ask *ask, struct message *m)
{
	char target[NAME_TEXT];
	char text[NAME_TEXT + 16];

	snprintf(target, sizeof(target), "sip%u.voice.example.org", ask->number & 63);
	record_begin(m, SECTION_ANSWER, ask->name, TYPE_SRV, TTL);
	message_u16(m, 10);
	message_u16(m, 60);
	message_u16(m, 5060);
	message_name(m, target, false);
	record_end(m);
	snprintf(text, sizeof(text), "10 60 5060 %s.", target);
	row(ask, ask->name, "SRV", text);
}

static void delegation(struct ask *ask, struct message *m)
{
	char text[128];
	uint32_t tag = ask->number & 0xffff;

	record_begin(m, SECTION_ANSWER, ask->name, TYPE_DS, TTL);
	message_u16(m, tag);
	message_u8(m, 13);
	message_u8(m, 2);
	int size = snprintf(text, sizeof(text), "%u 13 2 ", tag);
	for (unsigned i = 0; i < 8; i++) {
		uint32_t x = (uint32_t)stir(ask->seed + ask->number * 16ull + i);
		message_u32(m, x);
		size += snprintf(text + size, sizeof(text) - (size_t)size, "%08X", x);
	}
	record_end(m);
	row(ask, ask->name, "DS", text);
}

static void authority(struct ask *ask, struct message *m)
{
	record_begin(m, SECTION_ANSWER, ask->name, TYPE_CAA, TTL);
	message_u8(m, 0);
	message_string(m, "issue", 5);
	message_octets(m, "ca.example.net", 14);
	record_end(m);
	row(ask, ask->name, "CAA", "0 issue \"ca.example.net\"");
}

static void reverse(struct ask *ask, struct message *m)
{
	char target[NAME_TEXT];
	char dotted[NAME_TEXT + 1];

	world_name(ask->seed, ask->number, target);
	record_target(m, SECTION_ANSWER, ask->name, TYPE_PTR, target);
	snprintf(dotted, sizeof(dotted), "%s.", target);
	row(ask, ask->name, "PTR", dotted);
}

static void soa_answer(struct ask *ask, struct message *m)
{
	char zone[NAME_TEXT];
	char text[3 * NAME_TEXT];

	/* Only the apex has one; a host's question gets an empty answer. */
	soa(ask, m, ask->number % HOSTS_A_ZONE == 0 ? SECTION_ANSWER : SECTION_AUTHORITY);
	if (ask->number % HOSTS_A_ZONE != 0)
		return;
	world_zone(ask->seed, ask->number, zone);
	snprintf(text, sizeof(text), "ns1.%s. adm.%s. %u 7200 3600 1209600 300", zone, zone,
		 2023111400 + ask->number % 100);
	row(ask, ask->name, "SOA", text);
}

/* Out of 1000 questions; a name has the type in so many of 10 cases. */
static const struct kind {
	unsigned type;
	unsigned share;
	unsigned has;
} kinds[] = {
	{ TYPE_A, 560, 10 }, { TYPE_AAAA, 225, 6 }, { TYPE_HTTPS, 90, 4 }, { TYPE_PTR, 40, 7 },
	{ TYPE_TXT, 25, 7 }, { TYPE_MX, 15, 8 },    { TYPE_NS, 12, 7 },    { TYPE_DS, 10, 3 },
	{ TYPE_SRV, 10, 6 }, { TYPE_SOA, 8, 10 },   { TYPE_CAA, 5, 5 },
};

static unsigned draw_type(struct random *r)
{
	uint32_t x = random_below(r, 1000);
	size_t i = 0;

	for (; x >= kinds[i].share; i++)
		x -= kinds[i].share;
	return kinds[i].type;
}

static bool has_type(const struct ask *ask)
{
	size_t i = 0;

	while (kinds[i].type != ask->type)
		i++;
	return stir(ask->seed * 13 + ask->number * 512ull + ask->type) % 10 < kinds[i].has;
}

void ask_make(struct ask *ask, struct random *r, uint64_t seed, bool mixed)
{
	*ask = (struct ask){ .seed = seed, .number = zipf_draw(r), .type = draw_type(r) };
	if (ask->type == TYPE_PTR)
		snprintf(ask->name, NAME_TEXT, "%u.%u.%u.10.in-addr.arpa", ask->number & 255,
			 ask->number >> 8 & 255, ask->number >> 16);
	else
		world_name(seed, ask->number, ask->name);
	snprintf(ask->lower, NAME_TEXT, "%.120s.", ask->name);
	if (!mixed)
		return;
	uint64_t coins = random_next(r);
	for (char *c = ask->name; *c; c++, coins = coins >> 1 | coins << 63) {
		if (*c >= 'a' && *c <= 'z' && (coins & 1))
			*c = (char)(*c - 32);
	}
}

unsigned ask_answer(struct ask *ask, struct random *r, struct message *m)
{
	if (stir(ask->seed * 17 + ask->number) % 100 < 6) {
		soa(ask, m, SECTION_AUTHORITY);
		return RCODE_NXDOMAIN;
	}
	if (!has_type(ask)) {
		soa(ask, m, SECTION_AUTHORITY);
		return 0;
	}
	switch (ask->type) {
	case TYPE_MX:
		mail(ask, m);
		break;
	case TYPE_NS:
		servers(ask, m, ask->name, SECTION_ANSWER);
		break;
	case TYPE_TXT:
		text_records(ask, m);
		break;
	case TYPE_HTTPS:
		service(ask, m);
		break;
	case TYPE_SRV:
		location(ask, m);
		break;
	case TYPE_DS:
		delegation(ask, m);
		break;
	case TYPE_CAA:
		authority(ask, m);
		break;
	case TYPE_PTR:
		reverse(ask, m);
		break;
	case TYPE_SOA:
		soa_answer(ask, m);
		break;
	default:
		aliases_and_addresses(ask, r, m);
		if (random_below(r, 4) == 0)
			referral(ask, m);
	}
	return 0;
}

void ask_answer_long(struct ask *ask, struct message *m)
{
	char text[200];
	char quoted[204];

	for (unsigned i = 0; i < 10 + ask->number % 4; i++) {
		memset(text, 'a' + (int)i, sizeof(text) - 1);
		text[sizeof(text) - 1] = '\0';
		record_text(m, SECTION_ANSWER, ask->name, text);
		snprintf(quoted, sizeof(quoted), "\"%s\"", text);
		row(ask, ask->name, "TXT", quoted);
	}
}
