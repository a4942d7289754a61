/* address.c - addresses by Crypto-PAn, special ones kept, those met before remembered.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "anonymise/address.h"

#include <stdlib.h>
#include <string.h>

/* An address that goes along with a prefix for n bits keeps bit n; so nothing enters or leaves it. */
struct fixed {
	uint8_t bits;
	bool whole; /* addresses in it stay as they are */
	uint8_t octets[12];
};

static const struct fixed fixed_four[] = {
	{ 8, true, { 0 } },   /* this network */
	{ 8, true, { 127 } }, /* loopback */
	{ 3, true, { 224 } }, /* multicast, reserved, broadcast */
};
static const struct fixed fixed_six[] = {
	{ 96, true, { 0 } },           /* unspecified, loopback */
	{ 8, true, { 0xff } },         /* multicast */
	{ 10, false, { 0xfe, 0x80 } }, /* link local */
	/* IPv4 inside: its own bits are IPv4's business. */
	{ 96, true, { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff } },
	{ 96, true, { 0, 0x64, 0xff, 0x9b } },
};
enum {
	MAPPED = 3,
	FOUR = sizeof(fixed_four) / sizeof(fixed_four[0]),
	SIX = sizeof(fixed_six) / sizeof(fixed_six[0])
};

/* How many of the first bits are the same, at most `limit`. */
static unsigned shared(const uint8_t *a, const uint8_t *b, unsigned limit)
{
	unsigned n = 0;

	while (n < limit && ((a[n / 8] ^ b[n / 8]) & 0x80 >> n % 8) == 0)
		n++;
	return n;
}

/* Bits up to and with number `last` are kept. */
static void keep(uint8_t *flips, unsigned last)
{
	for (unsigned n = 0; n <= last; n++)
		flips[n / 8] &= (uint8_t) ~(0x80 >> n % 8);
}

/* A neighbour solicitation's target group: its last 24 bits are those of somebody's address. */
static bool is_solicited(const uint8_t *address)
{
	static const uint8_t prefix[] = { 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff };

	return memcmp(address, prefix, sizeof(prefix)) == 0;
}

static enum weir_status flips_of(struct weir_anonymiser *a, const uint8_t *address, size_t size,
				 uint8_t *flips)
{
	const struct fixed *fixed = size == 4 ? fixed_four : fixed_six;
	unsigned count = size == 4 ? FOUR : SIX;
	enum weir_status status = crypto_pan_flips(a->pan, address, size, flips);

	if (status != WEIR_OK)
		return status;
	if (size == 16 && is_solicited(address)) {
		keep(flips, 103);
		return WEIR_OK;
	}
	for (unsigned i = 0; i < count; i++) {
		unsigned same = shared(address, fixed[i].octets, fixed[i].bits);

		if (same < fixed[i].bits)
			keep(flips, same);
		else
			keep(flips, fixed[i].whole ? (unsigned)size * 8 - 1 : fixed[i].bits - 1U);
	}
	return WEIR_OK;
}

static struct known *place_of(struct weir_anonymiser *a, const struct weir_address *address,
			      size_t size)
{
	uint64_t high, low;

	memcpy(&high, address->octets, sizeof(high));
	memcpy(&low, address->octets + sizeof(high), sizeof(low));
	/* Mixing is enough: who aims at one place of the cache makes it slower, not wrong. */
	uint64_t hash = (high ^ low * 0x9e3779b97f4a7c15) * 0xd6e8feb86659fd93;
	return size == 4 ? &a->four[(hash >> 32) % CACHE_FOUR] : &a->six[(hash >> 32) % CACHE_SIX];
}

/* The IPv4 address inside, if this is one that has one. */
static bool holds_four(const struct weir_address *address)
{
	for (unsigned i = MAPPED; i < SIX; i++)
		if (memcmp(address->octets, fixed_six[i].octets, 12) == 0)
			return true;
	return false;
}

enum weir_status weir_anonymise_address(struct weir_anonymiser *a, uint8_t version,
					struct weir_address *address)
{
	size_t size = version == 4 ? 4 : 16;
	uint8_t flips[16];

	if (a->zeros) {
		*address = (struct weir_address){ .octets = { 0 } };
		return WEIR_OK;
	}
	if (size == 16 && holds_four(address)) {
		struct weir_address four = { .octets = { 0 } };

		memcpy(four.octets, address->octets + 12, 4);
		enum weir_status status = weir_anonymise_address(a, 4, &four);
		if (status == WEIR_OK)
			memcpy(address->octets + 12, four.octets, 4);
		return status;
	}
	struct known *known = place_of(a, address, size);
	if (!known->used || memcmp(&known->in, address, sizeof(*address)) != 0) {
		enum weir_status status = flips_of(a, address->octets, size, flips);

		if (status != WEIR_OK)
			return status;
		*known = (struct known){ true, *address, *address };
		for (size_t i = 0; i < size; i++)
			known->out.octets[i] ^= flips[i];
	}
	*address = known->out;
	return WEIR_OK;
}

enum weir_status anonymise_mac(struct weir_anonymiser *a, uint8_t mac[MAC_SIZE])
{
	enum { GROUP = 1, LOCAL = 2 };
	static const uint8_t none[MAC_SIZE] = { 0 };
	uint8_t in[16] = "MAC address";
	uint8_t out[16];

	if (a->zeros) {
		memset(mac, 0, MAC_SIZE);
		return WEIR_OK;
	}
	bool solicited = mac[0] == 0x33 && mac[1] == 0x33 && mac[2] == 0xff;

	if ((mac[0] & GROUP && !solicited) || memcmp(mac, none, MAC_SIZE) == 0)
		return WEIR_OK;
	memcpy(in + sizeof(in) - MAC_SIZE, mac, MAC_SIZE);
	enum weir_status status = crypto_pan_block(a->pan, in, out);
	if (status != WEIR_OK)
		return status;
	out[0] = (uint8_t)((out[0] | LOCAL) & ~GROUP);
	/* RFC 2464: the group's last octets are those of the address. */
	unsigned first = solicited ? 3 : 0;
	memcpy(mac + first, out + first, MAC_SIZE - first);
	return WEIR_OK;
}

enum weir_status weir_anonymise_open(const uint8_t key[WEIR_ANONYMISE_KEY],
				     const struct weir_anonymise_options *options,
				     struct weir_anonymiser **out, struct weir_error *err)
{
	struct crypto_pan *pan = NULL;
	bool zeros = options && options->zeros;
	enum weir_status status = zeros ? WEIR_OK : crypto_pan_open(key, &pan, err);

	if (status != WEIR_OK)
		return status;
	struct weir_anonymiser *a = calloc(1, sizeof(*a));
	if (!a) {
		crypto_pan_close(pan);
		return WEIR_E_MEMORY;
	}
	a->pan = pan;
	a->macs = options && options->macs;
	a->zeros = zeros;
	*out = a;
	return WEIR_OK;
}

void weir_anonymise_close(struct weir_anonymiser *a)
{
	if (!a)
		return;
	crypto_pan_close(a->pan);
	free(a);
}
