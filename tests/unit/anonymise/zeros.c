/* zeros.c - frames whose addresses become zeros, and those that are not fit to be shown; needs no key.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/anonymise.h>

#include <string.h>

#include "tap.h"
#include "unit/packet/frame.h"

enum { CARRIED = 512 };

/* Made apart, sums included. `expect`: NULL: not fit to be shown. */
static const struct row {
	const char *what;
	uint16_t link;
	const char *hex;
	const char *expect;
} rows[] = {
	{ "right sums stay right", 101,
	  "450000280001000040118e5ac0000201c6336435003504d20014fc20123400000000000000000000",
	  "450000280001000040117ac50000000000000000003504d20014e88b123400000000000000000000" },
	{ "wrong sums are zeros", 101,
	  "450000280001000040118e5bc0000201c6336435003504d20014fc21123400000000000000000000",
	  "4500002800010000401100000000000000000000003504d200140000123400000000000000000000" },
	{ "MAC addresses, groups too, and what stands behind IP", 1,
	  "ffffffffffff0200000000020800450000280001000040118e5ac0000201c6336435003504d20014fc20123400000000000000000000deadbeef",
	  "0000000000000000000000000800450000280001000040117ac50000000000000000003504d20014e88b12340000000000000000000000000000" },
	{ "IPv6, to a group", 101,
	  "600000000014114020010db8000000000000000000000001ff020000000000000000000000000001003504d20014bbcd123400000000000000000000",
	  "60000000001411400000000000000000000000000000000000000000000000000000000000000000003504d20014e88b123400000000000000000000" },
	{ "IPv4 in GRE", 101,
	  "4500004000010000402f8e24c0000201c633643500000800450000280001000040118e5ac6336435c0000201003504d20014fc20123400000000000000000000",
	  "4500004000010000402f7a8f000000000000000000000800450000280001000040117ac50000000000000000003504d20014e88b123400000000000000000000" },
	{ "ARP, with padding", 1,
	  "02000000000102000000000208060001080006040001020000000001c0000201020000000001c6336435999999999999999999999999999999999999",
	  "000000000000000000000000080600010800060400010000000000000000000000000000000000000000000000000000000000000000000000000000" },
	{ "802.11, three MAC addresses", 105,
	  "080200000200000000010200000000020200000000010000aaaa030000000800450000280001000040118e5ac0000201c6336435003504d20014fc20123400000000000000000000",
	  "080200000000000000000000000000000000000000000000aaaa030000000800450000280001000040117ac50000000000000000003504d20014e88b123400000000000000000000" },
	{ "802.11 between relays, four", 105,
	  "080300000200000000010200000000020200000000010000020000000001aaaa030000000800450000280001000040118e5ac0000201c6336435003504d20014fc20123400000000000000000000",
	  "080300000000000000000000000000000000000000000000000000000000aaaa030000000800450000280001000040117ac50000000000000000003504d20014e88b123400000000000000000000" },
	{ "FDDI", 10,
	  "50020000000001020000000002aaaa030000000800450000280001000040118e5ac0000201c6336435003504d20014fc20123400000000000000000000",
	  "50000000000000000000000000aaaa030000000800450000280001000040117ac50000000000000000003504d20014e88b123400000000000000000000" },
	{ "a first fragment's sum cannot be judged: zero", 101,
	  "450000280001200040116e5ac0000201c6336435003504d201904242123400000000000000000000",
	  "450000280001200040115ac50000000000000000003504d201900000123400000000000000000000" },
	{ "the home address of mobile IPv6", 101,
	  "6000000000203c4020010db8000000000000000000000001ff020000000000000000000000000001110201020000c91020010db80000000000000000000000010035000100080000",
	  NULL },
	{ "multipath TCP may name another address", 101,
	  "450000340001000040068e59c0000201c6336435003504d2000000010000000180100064000000001e083001c000020101010101",
	  NULL },
	{ "IGMP", 101, "4500001c0001000040028e75c0000201c633643516000000c0000201", NULL },
	{ "ICMP router advertisement", 101,
	  "450000240001000040018e6ec0000201c63364350900000001020000c000020100000000", NULL },
	{ "IPv4's traceroute option", 101,
	  "480000280001000040117746c0000201c6336435520c000100020003c00002010035000100080000",
	  NULL },
	{ "an option of IPv4 that is cut", 101,
	  "46000020000100004011f958c0000201c6336435940900000035000100080000", NULL },
	{ "a routing header of type 3", 101,
	  "6000000000102b4020010db8000000000000000000000001ff02000000000000000000000000000111000301000000000035000100080000",
	  NULL },
	{ "a protocol that is not known", 101,
	  "4500001c0001000040598e1ec0000201c63364350201002cc0000201", NULL },
	{ "a fragment of one", 101,
	  "450000240001200040848debc0000201c633643531323334353637383930313233343536", NULL },
	{ "neither IP nor ARP", 1,
	  "02000000000102000000000288cc0207040200000000010000000000000000000000000000000000000000",
	  NULL },
	{ "an unknown link type", 9999,
	  "450000280001000040118e5ac0000201c6336435003504d20014fc20123400000000000000000000",
	  NULL },
};

/* Frames and what they become by some key: of their addresses nothing may be left in either. */
static const struct keyed {
	const char *what;
	uint16_t link;
	const char *hex;
	const char *expect;
	bool macs;
	bool unsearched;
} keyed[] = {
#include "rows.def"
};

static enum weir_status scrub(struct weir_anonymiser *a, uint16_t link, const char *hex,
			      uint8_t *bytes, size_t *size)
{
	bool unsearched;

	*size = frame_bytes(hex, bytes);
	return weir_anonymise_frame(a, link, bytes, *size, (uint32_t)*size, &unsearched);
}

static void test_row(struct weir_anonymiser *a, const struct row *row)
{
	uint8_t bytes[CARRIED], expect[CARRIED], again[CARRIED];
	const char *hex = row->expect ? row->expect : row->hex;
	size_t size;
	bool unsearched;

	enum weir_status status = scrub(a, row->link, row->hex, bytes, &size);
	size_t right = frame_bytes(hex, expect);
	check(row->what, status == (row->expect ? WEIR_OK : WEIR_E_SUPPORT) && size == right &&
				 memcmp(bytes, expect, size) == 0);
	if (!row->expect)
		return;
	memcpy(again, bytes, size);
	status = weir_anonymise_frame(a, row->link, again, size, (uint32_t)size, &unsearched);
	checkf(status == WEIR_OK && memcmp(again, bytes, size) == 0, "%s: once more is the same",
	       row->what);
}

static void test_keyed(struct weir_anonymiser *a, const struct keyed *row)
{
	uint8_t one[CARRIED], other[CARRIED];
	size_t size, other_size;
	enum weir_status status = scrub(a, row->link, row->hex, one, &size);

	if (!row->expect) {
		checkf(status == WEIR_E_SUPPORT, "%s: not fit either", row->what);
		return;
	}
	checkf(scrub(a, row->link, row->expect, other, &other_size) == status &&
		       (status != WEIR_OK || memcmp(one, other, size) == 0),
	       "%s: the same whatever the addresses were", row->what);
}

int main(void)
{
	struct weir_anonymise_options options = WEIR_ANONYMISE_OPTIONS;
	struct weir_anonymiser *a = NULL;

	options.macs = options.zeros = true;
	if (!check("it opens without a key",
		   weir_anonymise_open(NULL, &options, &a, NULL) == WEIR_OK))
		return tap_done();
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(a, &rows[i]);
	for (size_t i = 0; i < COUNT_OF(keyed); i++)
		test_keyed(a, &keyed[i]);
	weir_anonymise_close(a);
	return tap_done();
}
