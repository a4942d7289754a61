/* address.c - addresses as text (RFC 5952), also held against inet_ntop.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>

#include <arpa/inet.h>
#include <string.h>

#include "random.h"
#include "tap.h"
#include "unit/packet/frame.h"

static const struct {
	uint8_t version;
	const char *hex;
	const char *text;
} rows[] = {
	{ 4, "00000000", "0.0.0.0" },
	{ 4, "ffffffff", "255.255.255.255" },
	{ 4, "c0000201", "192.0.2.1" },
	{ 4, "0a640963", "10.100.9.99" },
	{ 6, "00000000000000000000000000000000", "::" },
	{ 6, "00000000000000000000000000000001", "::1" },
	{ 6, "20010db8000000000000000000000000", "2001:db8::" },
	{ 6, "20010db8000000000000000000000001", "2001:db8::1" },
	{ 6, "20010db8000000000001000000000001", "2001:db8::1:0:0:1" },
	{ 6, "20010db8000100000000000000010001", "2001:db8:1::1:1" },
	{ 6, "20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1" },
	{ 6, "00010000000100000001000000010000", "1:0:1:0:1:0:1:0" },
	{ 6, "00000001000000000001000000000000", "0:1:0:0:1::" },
	{ 6, "00000000000000010000000000000001", "::1:0:0:0:1" },
	{ 6, "fe80000000000000abcdef0123456789", "fe80::abcd:ef01:2345:6789" },
	{ 6, "ffffffffffffffffffffffffffffffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ 6, "00000000000000000000ffffc0000201", "::ffff:192.0.2.1" },
	{ 6, "00000000000000000000ffff00000000", "::ffff:0.0.0.0" },
	{ 6, "000000000000000000000000c0000201", "::c000:201" },
	{ 6, "0064ff9b0000000000000000c0000201", "64:ff9b::c000:201" },
};

static void print(uint8_t version, const struct weir_address *address, char text[64])
{
	struct weir_writer to;

	weir_writer_init(&to, text, 64);
	weir_address_print(version, address, &to);
	weir_writer_terminate(&to);
}

static void test_rows(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct weir_address address = { { 0 } };
		char text[64];
		frame_bytes(rows[i].hex, address.octets);
		print(rows[i].version, &address, text);
		if (!check(rows[i].text, strcmp(text, rows[i].text) == 0))
			note("got %s", text);
	}
}

/* glibc writes ::192.0.2.1 for the deprecated IPv4-compatible addresses; those are left out. */
static void test_random(void)
{
	struct random random = { 1 };
	unsigned wrong = 0;

	for (unsigned n = 0; n < 200000; n++) {
		struct weir_address address = { { 0 } };
		char text[64];
		char expect[INET6_ADDRSTRLEN];
		uint64_t mask = random_next(&random);
		for (unsigned i = 0; i < 16; i++)
			if (mask >> i / 2 & 1)
				address.octets[i] =
					(uint8_t)(random_next(&random) & (mask >> 16 & 0xff));
		print(6, &address, text);
		inet_ntop(AF_INET6, address.octets, expect, sizeof(expect));
		wrong += strcmp(text, expect) != 0 && !strchr(expect, '.');
		print(4, &address, text);
		inet_ntop(AF_INET, address.octets, expect, sizeof(expect));
		wrong += strcmp(text, expect) != 0;
	}
	check("200000 random addresses as inet_ntop writes them", wrong == 0);
}

/* A full buffer is told, and nothing is written behind it. */
static void test_full(void)
{
	struct weir_address address = { { 192, 0, 2, 1 } };
	char text[8] = "-------";
	struct weir_writer to;

	weir_writer_init(&to, text, 5);
	weir_address_print(4, &address, &to);
	check("no room", to.full && memcmp(text, "192.0--", 8) == 0);
}

int main(void)
{
	test_rows();
	test_random();
	test_full();
	return tap_done();
}
