/* name_key.c - names turned round: back again unchanged, and in the order of RFC 4034.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "store/name_key.h"

#include <string.h>

#include "random.h"
#include "tap.h"

static const struct key_row {
	const char *what;
	struct weir_slice name;
	struct weir_slice key;
} key_rows[] = {
	{ "the root is nothing", WIRE(0), { NULL, 0 } },
	{ "one label", WIRE(2, 'd', 'e', 0), WIRE('d', 'e', 0) },
	{ "labels are turned round", WIRE(1, 'a', 2, 'd', 'e', 0), WIRE('d', 'e', 0, 'a', 0) },
	{ "octet 0 in a label", WIRE(1, 0, 0), WIRE(1, 1, 0) },
	{ "octet 1 in a label", WIRE(1, 1, 0), WIRE(1, 2, 0) },
	{ "octet 2 is itself", WIRE(1, 2, 0), WIRE(2, 0) },
	{ "octets 0 and 1 among others", WIRE(4, 'a', 0, 1, 'b', 0),
	  WIRE('a', 1, 1, 1, 2, 'b', 0) },
	{ "a dot in a label is no end", WIRE(3, 'a', '.', 'b', 0), WIRE('a', '.', 'b', 0) },
};

static struct weir_name name_of(struct weir_slice octets)
{
	struct weir_name name = { .size = (uint8_t)octets.size };

	memcpy(name.octets, octets.data, octets.size);
	return name;
}

static bool comes_back(const struct weir_name *name)
{
	uint8_t key[NAME_KEY_MAX];
	struct weir_name back;

	name_key_name(key, name_key_make(name, key), &back);
	return back.size == name->size && memcmp(back.octets, name->octets, name->size) == 0;
}

static void test_keys(void)
{
	for (size_t i = 0; i < COUNT_OF(key_rows); i++) {
		const struct key_row *row = &key_rows[i];
		struct weir_name name = name_of(row->name);
		uint8_t key[NAME_KEY_MAX];
		size_t size = name_key_make(&name, key);
		check(row->what, size == row->key.size &&
					 (size == 0 || memcmp(key, row->key.data, size) == 0) &&
					 comes_back(&name));
	}
}

/* The longest names there are: of one-octet labels, and of labels that all need escapes. */
static void test_limits(void)
{
	struct weir_name name = { .size = 255 };

	for (size_t i = 0; i < 254; i += 2) {
		name.octets[i] = 1;
		name.octets[i + 1] = 0;
	}
	name.octets[254] = 0;
	check("127 labels, each one octet 0, come back", comes_back(&name));
	memset(name.octets, 1, 254);
	for (size_t i = 0; i < 254; i += 64)
		name.octets[i] = i == 192 ? 61 : 63;
	check("a name of 255 octets 1 comes back", comes_back(&name));
}

/* Octets from a small set, so that prefixes, equal labels and escapes meet often. */
static struct weir_name random_name(struct random *r)
{
	static const uint8_t few[] = { 0, 1, 2, '-', '.', 'a', 'b', 0xff };
	struct weir_name name = { .size = 0 };
	unsigned labels = random_below(r, 4);

	for (unsigned i = 0; i < labels; i++) {
		uint8_t length = (uint8_t)(1 + random_below(r, 3));
		name.octets[name.size++] = length;
		for (unsigned k = 0; k < length; k++)
			name.octets[name.size++] = few[random_below(r, sizeof(few))];
	}
	name.octets[name.size++] = 0;
	return name;
}

static int key_compare(const struct weir_name *a, const struct weir_name *b)
{
	uint8_t key_a[NAME_KEY_MAX];
	uint8_t key_b[NAME_KEY_MAX];
	size_t size_a = name_key_make(a, key_a);
	size_t size_b = name_key_make(b, key_b);
	int order = memcmp(key_a, key_b, size_a < size_b ? size_a : size_b);

	return order ? order : (size_a > size_b) - (size_a < size_b);
}

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

static void test_random(void)
{
	struct random r = { 4034 };
	unsigned back = 0;
	unsigned ordered = 0;
	const unsigned rounds = 100000;

	for (unsigned i = 0; i < rounds; i++) {
		struct weir_name a = random_name(&r);
		struct weir_name b = random_name(&r);
		back += comes_back(&a);
		ordered += sign(key_compare(&a, &b)) == sign(weir_name_compare(&a, &b));
	}
	check("random names come back", back == rounds);
	check("keys of random names stand in the order of RFC 4034 section 6.1", ordered == rounds);
}

int main(void)
{
	test_keys();
	test_limits();
	test_random();
	return tap_done();
}
