/* address.c - Crypto-PAn's published addresses; prefixes and special addresses stay what they are.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "anonymise/crypto_pan.h"
#include "random.h"
#include "tap.h"

/* The key and the trace that came with Crypto-PAn 1.0; the IPv6 ones are those of yacryptopan's tests. */
static const uint8_t key[WEIR_ANONYMISE_KEY] = {
	21,  34,  23,  141, 51,  164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16,
	216, 152, 143, 131, 121, 121, 101, 39,  98, 87, 76, 45, 42, 132, 34,  2,
};

static const struct published {
	const char *from, *to;
} published[] = {
	{ "128.11.68.132", "135.242.180.132" },
	{ "129.118.74.4", "134.136.186.123" },
	{ "130.132.252.244", "133.68.164.234" },
	{ "141.223.7.43", "141.167.8.160" },
	{ "141.233.145.108", "141.129.237.235" },
	{ "152.163.225.39", "151.140.114.167" },
	{ "156.29.3.236", "147.225.12.42" },
	{ "165.247.96.84", "162.9.99.234" },
	{ "166.107.77.190", "160.132.178.185" },
	{ "192.102.249.13", "252.138.62.131" },
	{ "192.215.32.125", "252.43.47.189" },
	{ "192.233.80.103", "252.25.108.8" },
	{ "192.41.57.43", "252.222.221.184" },
	{ "193.150.244.223", "253.169.52.216" },
	{ "195.205.63.100", "255.186.223.5" },
	{ "198.200.171.101", "249.199.68.213" },
	{ "24.0.250.221", "100.15.198.226" },
	{ "::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed" },
	{ "::2", "78ff:f001:9fc0:20df:8380:b1f1:704:ef" },
	{ "::ffff", "78ff:f001:9fc0:20df:8380:b1f1:704:f838" },
	{ "2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e" },
	{ "2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c" },
};

static struct weir_address address_of(const char *text, uint8_t *version)
{
	struct weir_address address = { .octets = { 0 } };

	*version = strchr(text, ':') ? 6 : 4;
	if (inet_pton(*version == 6 ? AF_INET6 : AF_INET, text, address.octets) != 1)
		exit(1);
	return address;
}

static void test_published(void)
{
	struct crypto_pan *pan = NULL;

	if (!check("the cipher opens", crypto_pan_open(key, &pan, NULL) == WEIR_OK))
		return;
	for (size_t i = 0; i < COUNT_OF(published); i++) {
		uint8_t version;
		struct weir_address from = address_of(published[i].from, &version);
		struct weir_address to = address_of(published[i].to, &version);
		size_t size = version == 4 ? 4 : 16;
		uint8_t flips[16];
		bool same = crypto_pan_flips(pan, from.octets, size, flips) == WEIR_OK;

		for (size_t k = 0; k < size; k++)
			same = same && (from.octets[k] ^ flips[k]) == to.octets[k];
		checkf(same, "%s becomes %s", published[i].from, published[i].to);
	}
	crypto_pan_close(pan);
}

static struct weir_anonymiser *opened(void)
{
	struct weir_anonymiser *a = NULL;

	return weir_anonymise_open(key, NULL, &a, NULL) == WEIR_OK ? a : NULL;
}

static struct weir_address other(struct weir_anonymiser *a, uint8_t version,
				 struct weir_address address)
{
	if (weir_anonymise_address(a, version, &address) != WEIR_OK)
		exit(1);
	return address;
}

static unsigned shared(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned n = 0;

	while (n < bits && ((a[n / 8] ^ b[n / 8]) & 0x80 >> n % 8) == 0)
		n++;
	return n;
}

static void test_prefixes(struct weir_anonymiser *a, uint8_t version)
{
	unsigned bits = version == 4 ? 32 : 128;
	struct random random = { version };
	bool kept = true;
	unsigned changed = 0;

	for (unsigned round = 0; round < 20000; round++) {
		struct weir_address x = { .octets = { 0 } };

		for (unsigned i = 0; i < bits / 8; i++)
			x.octets[i] = (uint8_t)random_below(&random, 256);
		struct weir_address y = x;
		unsigned n = (unsigned)random_below(&random, bits);
		y.octets[n / 8] ^= (uint8_t)(0x80 >> n % 8);
		struct weir_address to_x = other(a, version, x);
		struct weir_address to_y = other(a, version, y);
		kept = kept && shared(to_x.octets, to_y.octets, bits) == n;
		changed += memcmp(&to_x, &x, sizeof(x)) != 0;
	}
	checkf(kept, "IPv%u: what shares n bits shares n bits, no more and no less", version);
	checkf(changed > 10000, "IPv%u: most addresses change: %u of 20000", version, changed);
}

/* `stays`: how many bits do not change, whatever the key. */
static const struct special {
	const char *address;
	unsigned stays;
} specials[] = {
	{ "0.0.0.0", 32 },
	{ "0.1.2.3", 32 },
	{ "127.0.0.1", 32 },
	{ "224.0.0.251", 32 },
	{ "239.255.255.250", 32 },
	{ "240.0.0.1", 32 },
	{ "255.255.255.255", 32 },
	{ "192.0.2.1", 2 },
	{ "10.0.0.1", 1 },
	{ "::", 128 },
	{ "::1", 128 },
	{ "ff02::fb", 128 },
	{ "fe80::1", 10 },
	{ "2001:db8::1", 3 },
};

static void test_specials(struct weir_anonymiser *a)
{
	struct random random = { 7 };

	for (size_t i = 0; i < COUNT_OF(specials); i++) {
		uint8_t version;
		struct weir_address from = address_of(specials[i].address, &version);
		struct weir_address to = other(a, version, from);

		checkf(shared(from.octets, to.octets, version == 4 ? 32 : 128) >= specials[i].stays,
		       "%s keeps %u bits", specials[i].address, specials[i].stays);
	}
	bool apart = true;
	for (unsigned round = 0; round < 50000; round++) {
		struct weir_address x = { .octets = { 0 } };
		for (unsigned i = 0; i < 4; i++)
			x.octets[i] = (uint8_t)random_below(&random, 256);
		uint8_t first = other(a, 4, x).octets[0];
		bool special = first == 0 || first == 127 || first >= 224;
		bool was = x.octets[0] == 0 || x.octets[0] == 127 || x.octets[0] >= 224;
		apart = apart && special == was;
	}
	check("nothing becomes loopback or multicast that was not", apart);
}

static void test_inside(struct weir_anonymiser *a)
{
	static const char *const six[] = { "::ffff:192.0.2.1", "64:ff9b::192.0.2.1" };
	uint8_t version;
	struct weir_address four = other(a, 4, address_of("192.0.2.1", &version));

	for (size_t i = 0; i < COUNT_OF(six); i++) {
		struct weir_address from = address_of(six[i], &version);
		struct weir_address to = other(a, 6, from);

		checkf(memcmp(to.octets, from.octets, 12) == 0 &&
			       memcmp(to.octets + 12, four.octets, 4) == 0,
		       "%s becomes what 192.0.2.1 becomes", six[i]);
	}
}

static void test_keys(void)
{
	static const char hex[] = "1522178d33a4cf80130a5b1649907d10"
				  "d8988f837979652762574c2d2a842202";
	uint8_t out[WEIR_ANONYMISE_KEY], again[WEIR_ANONYMISE_KEY];
	struct weir_error err;

	check("64 digits are the key",
	      weir_anonymise_key((struct weir_slice){ (const uint8_t *)hex, 64 }, out, &err) ==
			      WEIR_OK &&
		      memcmp(out, key, sizeof(key)) == 0);
	check("words are stretched, always alike",
	      weir_anonymise_key((struct weir_slice)WIRE('w', 'o'), out, &err) == WEIR_OK &&
		      weir_anonymise_key((struct weir_slice)WIRE('w', 'o'), again, &err) ==
			      WEIR_OK &&
		      memcmp(out, again, sizeof(out)) == 0);
	check("other words, another key",
	      weir_anonymise_key((struct weir_slice)WIRE('w', 'p'), again, &err) == WEIR_OK &&
		      memcmp(out, again, sizeof(out)) != 0);
	check("63 digits are words",
	      weir_anonymise_key((struct weir_slice){ (const uint8_t *)hex, 63 }, out, &err) ==
			      WEIR_OK &&
		      memcmp(out, key, sizeof(key)) != 0);
	check("no words are refused",
	      weir_anonymise_key((struct weir_slice){ NULL, 0 }, out, &err) == WEIR_E_USE);
}

int main(void)
{
	struct weir_anonymiser *a = opened();

	test_published();
	if (!check("an anonymiser opens", a != NULL))
		return tap_done();
	test_prefixes(a, 4);
	test_prefixes(a, 6);
	test_specials(a);
	test_inside(a);
	test_keys();
	weir_anonymise_close(a);
	return tap_done();
}
