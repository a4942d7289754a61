/* table.c - the field table looked up, and FIXED fields read out of headers.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/layer.h>

#include <string.h>

#include "layer/bits.h"
#include "tap.h"

static struct weir_slice slice_of(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static void test_names(void)
{
	static const struct {
		const char *name;
		enum weir_layer layer;
		const char *scapy;
	} rows[] = {
		{ "eth", WEIR_LAYER_ETHERNET, "Ether" },
		{ "VLAN", WEIR_LAYER_VLAN, "Dot1Q" },
		{ "Ip", WEIR_LAYER_IP, "IP" },
		{ "ipv6.fraghdr", WEIR_LAYER_IPV6_FRAGMENT, "IPv6ExtHdrFragment" },
		{ "dns.qry", WEIR_LAYER_DNS_QUESTION, "DNSQR" },
		{ "sll2", WEIR_LAYER_SLL2, "CookedLinuxV2" },
		{ "frame", WEIR_LAYER_FRAME, NULL },
		{ "", WEIR_LAYER_NONE, NULL },
		{ "i", WEIR_LAYER_NONE, NULL },
		{ "ipx", WEIR_LAYER_NONE, NULL },
		{ "none", WEIR_LAYER_NONE, NULL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum weir_layer layer = weir_layer_find(slice_of(rows[i].name));
		const char *scapy = weir_layer_scapy(layer);
		checkf(layer == rows[i].layer &&
			       (rows[i].scapy ? scapy && strcmp(scapy, rows[i].scapy) == 0
					      : !scapy),
		       "layer '%s'", rows[i].name);
	}
	checkf(!weir_layer_scapy(WEIR_LAYER_COUNT), "no name beyond the table");
}

static void test_fields(void)
{
	bool found = true;

	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++) {
		const struct weir_layer_field *row = weir_field_row((enum weir_field_symbol)i);
		found &= row && row->symbol == i && weir_field_find(slice_of(row->abbrev)) == row;
	}
	checkf(found, "each field is found by its abbreviation");
	checkf(weir_field_find(slice_of("IP.TTL")) == weir_field_row(WEIR_FIELD_IP_TTL),
	       "without case");
	checkf(!weir_field_find(slice_of("ip.tt")) && !weir_field_find(slice_of("")) &&
		       !weir_field_row(WEIR_FIELD_COUNT),
	       "nothing else is");
}

/* One IPv4 header behind two octets of something else. */
static const uint8_t ip_octets[] = { 0xff, 0xff, 0x46, 0xb9, 0x01, 0x02, 0xab, 0xcd,
				     0x60, 0x07, 0x40, 0x11, 0x12, 0x34, 192,  0,
				     2,    1,    198,  51,   100,  7 };
static const uint8_t icmp_octets[] = { 3, 4, 0, 0, 0, 0, 0x05, 0xdc };

static void test_values(void)
{
	static const struct {
		enum weir_field_symbol field;
		uint64_t number;
		uint32_t at, size;
	} rows[] = {
		{ WEIR_FIELD_IP_VERSION, 4, 2, 1 },       { WEIR_FIELD_IP_HDR_LEN, 24, 2, 1 },
		{ WEIR_FIELD_IP_DSCP, 46, 3, 1 },         { WEIR_FIELD_IP_ECN, 1, 3, 1 },
		{ WEIR_FIELD_IP_LEN, 0x102, 4, 2 },       { WEIR_FIELD_IP_FLAGS, 3, 8, 1 },
		{ WEIR_FIELD_IP_FLAGS_RB, 0, 8, 1 },      { WEIR_FIELD_IP_FLAGS_DF, 1, 8, 1 },
		{ WEIR_FIELD_IP_FLAGS_MF, 1, 8, 1 },      { WEIR_FIELD_IP_FRAG_OFFSET, 7, 8, 2 },
		{ WEIR_FIELD_IP_TTL, 64, 10, 1 },         { WEIR_FIELD_IP_PROTO, 17, 11, 1 },
		{ WEIR_FIELD_IP_SRC, 0xc0000201, 14, 4 },
	};
	struct weir_slice octets = { ip_octets, sizeof(ip_octets) };
	struct weir_value value;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct weir_layer_field *field = weir_field_row(rows[i].field);
		checkf(bits_field(octets, 2, field, &value) && value.number == rows[i].number &&
			       value.at == rows[i].at && value.size == rows[i].size &&
			       value.octets.data == ip_octets + rows[i].at,
		       "%s", field->abbrev);
	}
}

static void test_absent(void)
{
	const struct weir_layer_field *target = weir_field_row(WEIR_FIELD_IP_DST);
	const struct weir_layer_field *mtu = weir_field_row(WEIR_FIELD_ICMP_MTU);
	const struct weir_layer_field *id = weir_field_row(WEIR_FIELD_ICMP_IDENT);
	struct weir_slice icmp = { icmp_octets, sizeof(icmp_octets) };
	struct weir_value value = { .number = 77 };

	for (size_t size = 0; size < sizeof(ip_octets); size++)
		if (bits_field((struct weir_slice){ ip_octets, size }, 2, target, &value))
			checkf(false, "an address out of %zu octets", size);
	checkf(!bits_field(icmp, 9, mtu, &value), "a header behind the end");
	checkf(!bits_field(icmp, 0, id, &value), "an echo's identifier in an error");
	checkf(!bits_field(icmp, 0, weir_field_row(WEIR_FIELD_UDP_STREAM), &value),
	       "a derived field");
	checkf(value.number == 77, "nothing is written where nothing is found");
	checkf(bits_field(icmp, 0, mtu, &value) && value.number == 1500, "the MTU of an error");
}

static void test_load(void)
{
	static const uint8_t octets[] = { 0x81, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x12 };
	bool right = true;

	/* Against one bit after the other. */
	for (unsigned at = 0; at < 72; at++)
		for (unsigned count = 1; count <= 64 && at + count <= 72; count++) {
			uint64_t expected = 0;
			for (unsigned i = at; i < at + count; i++)
				expected = expected << 1 | (octets[i / 8] >> (7 - i % 8) & 1U);
			right &= bits_load(octets, at, count) == expected;
		}
	checkf(right, "any bits at any place");
}

int main(void)
{
	test_names();
	test_fields();
	test_values();
	test_absent();
	test_load();
	return tap_done();
}
