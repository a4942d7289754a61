/* rdata_text.c - RDATA of every type to text and back; what is malformed prints as octets.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rdata.h>

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static const struct row {
	const char *type;
	const char *text;
	const char *wire; /* hex */
	const char *printed;
} rows[] = {
#define ROW(type, text, wire, printed) { type, text, wire, printed },
#include "unit/dns/rdata_rows.def"
#undef ROW
};

static const struct weir_name origin = { .size = 8, .octets = "\6origin" };

static struct weir_slice slice(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static uint16_t type_of(const char *mnemonic)
{
	uint16_t type = 0;

	if (weir_type_parse(slice(mnemonic), &type) != WEIR_OK)
		checkf(false, "%s is no type", mnemonic);
	return type;
}

static size_t from_hex(const char *hex, uint8_t *out)
{
	size_t size = 0;

	for (; hex[0] && hex[1]; hex += 2)
		out[size++] = (uint8_t)strtoul((const char[]){ hex[0], hex[1], 0 }, NULL, 16);
	return size;
}

static struct weir_rdata rdata_of(const uint8_t *wire, size_t size, uint16_t type)
{
	return (struct weir_rdata){ { wire, size }, 0, (uint16_t)size, type, WEIR_CLASS_IN, false };
}

static bool same(const struct weir_writer *out, const char *text)
{
	return out->size == strlen(text) && memcmp(out->data, text, out->size) == 0;
}

static void test_row(const struct row *row)
{
	const char *printed = row->printed ? row->printed : row->text;
	bool generic = printed[0] == '\\' && printed[1] == '#';
	uint16_t type = type_of(row->type);
	struct weir_error err = { .text = "" };
	uint8_t wire[512];
	uint8_t parsed[512];
	char text[1024];
	struct weir_writer out;
	size_t size = from_hex(row->wire, wire);

	weir_writer_init(&out, parsed, sizeof(parsed));
	enum weir_status status =
		weir_rdata_parse(slice(row->text), type, WEIR_CLASS_IN, &origin, &out, &err);
	if (!checkf(status == WEIR_OK && out.size == size && memcmp(parsed, wire, size) == 0,
		    "%s: \"%s\" is read", row->type, row->text))
		note("%s", err.text);

	struct weir_rdata rdata = rdata_of(wire, size, type);
	weir_writer_init(&out, text, sizeof(text));
	status = weir_rdata_print(&rdata, &out, NULL);
	bool valid = weir_rdata_check(&rdata, NULL) == WEIR_OK;
	if (!checkf(same(&out, printed) && (status == WEIR_OK) == valid && (valid || generic),
		    "%s: \"%s\" is printed", row->type, printed))
		note("%.*s", (int)out.size, text);

	struct weir_slice line = { (const uint8_t *)text, out.size };
	weir_writer_init(&out, parsed, sizeof(parsed));
	status = weir_rdata_parse(line, type, WEIR_CLASS_IN, NULL, &out, &err);
	checkf(status == WEIR_OK && out.size == size && memcmp(parsed, wire, size) == 0,
	       "%s: \"%s\" is read back", row->type, printed);

	/* A writer one character too small says so; a wire one octet too small gives nothing. */
	weir_writer_init(&out, text, line.size > 0 ? line.size - 1 : 0);
	if (line.size > 0)
		checkf(weir_rdata_print(&rdata, &out, NULL) == WEIR_E_SPACE,
		       "%s: \"%s\" needs its room", row->type, printed);
	weir_writer_init(&out, parsed, size > 0 ? size - 1 : 0);
	if (size > 0)
		checkf(weir_rdata_parse(slice(row->text), type, WEIR_CLASS_IN, &origin, &out,
					NULL) == WEIR_E_SPACE &&
			       out.size == 0 && !out.full,
		       "%s: \"%s\" needs its octets", row->type, row->text);
}

/* Every cut of valid RDATA and one octet more: framed or refused, never outside its bounds; what check
 * refuses prints as octets and comes back. */
static void test_cuts(const struct row *row)
{
	uint16_t type = type_of(row->type);
	uint8_t wire[512];
	bool good = true;
	size_t size = from_hex(row->wire, wire);

	wire[size] = 0;
	for (size_t cut = 0; cut <= size + 1; cut++) {
		/* Its own block, so that a sanitizer sees the first octet beyond. */
		uint8_t *copy = malloc(cut + !cut);
		uint8_t back[600];
		char text[2048];
		struct weir_writer out;
		if (!copy)
			return;
		memcpy(copy, wire, cut);
		struct weir_rdata rdata = rdata_of(copy, cut, type);
		weir_writer_init(&out, text, sizeof(text));
		enum weir_status checked = weir_rdata_check(&rdata, NULL);
		enum weir_status printed = weir_rdata_print(&rdata, &out, NULL);
		struct weir_slice line = { (const uint8_t *)text, out.size };
		good = good && printed == checked &&
		       (checked == WEIR_OK || memcmp(text, "\\# ", 3) == 0);
		weir_writer_init(&out, back, sizeof(back));
		good = good &&
		       weir_rdata_parse(line, type, WEIR_CLASS_IN, NULL, &out, NULL) == WEIR_OK &&
		       out.size == cut && memcmp(back, copy, cut) == 0;
		free(copy);
	}
	checkf(good, "%s: every cut of \"%s\"", row->type, row->text);
}

static void test_coverage(void)
{
	for (int type = weir_type_next(-1); type >= 0; type = weir_type_next(type)) {
		const char *mnemonic = weir_type_mnemonic((uint16_t)type);
		bool found = false;
		for (size_t i = 0; i < COUNT_OF(rows) && !found; i++)
			found = strcmp(rows[i].type, mnemonic) == 0;
		checkf(found, "%s has a row", mnemonic);
	}
}

static const struct bad_wire {
	const char *type;
	const char *wire;
	enum weir_reason reason;
	uint32_t at;
	const char *what;
} bad_wires[] = {
	{ "WKS", "c0000201", WEIR_FLAW_RDATA_SHORT, 4, "no protocol" },
	{ "HINFO", "0141", WEIR_FLAW_RDATA_SHORT, 2, "one string" },
	{ "HINFO",
	  "01410142"
	  "00",
	  WEIR_FLAW_RDATA_LONG, 4, "three strings" },
	{ "X25", "03313233", WEIR_FLAW_RDATA_VALUE, 0, "too few digits" },
	{ "X25", "0431323361", WEIR_FLAW_RDATA_VALUE, 0, "a letter" },
	{ "GPOS",
	  "000130"
	  "0130",
	  WEIR_FLAW_RDATA_VALUE, 0, "empty longitude" },
	{ "GPOS",
	  "0130"
	  "012e"
	  "0130",
	  WEIR_FLAW_RDATA_VALUE, 2, "a point alone" },
	{ "GPOS",
	  "0130"
	  "0130"
	  "03312e2e",
	  WEIR_FLAW_RDATA_VALUE, 4, "two points" },
	{ "LOC", "00a01613800000008000000000989680", WEIR_FLAW_RDATA_VALUE, 1, "mantissa 10" },
	{ "LOC", "00121a13800000008000000000989680", WEIR_FLAW_RDATA_VALUE, 2, "exponent 10" },
	{ "LOC", "00121601800000008000000000989680", WEIR_FLAW_RDATA_VALUE, 3, "0 times 10" },
	{ "LOC", "00121613934fd9018000000000989680", WEIR_FLAW_RDATA_VALUE, 4, "beyond the pole" },
	{ "LOC", "001216138000000059604dff00989680", WEIR_FLAW_RDATA_VALUE, 8, "beyond 180 W" },
	{ "LOC", "0012161380000000800000000098968000", WEIR_FLAW_RDATA_LONG, 16, "17 octets" },
	{ "NXT",
	  "00"
	  "80",
	  WEIR_FLAW_RDATA_VALUE, 1, "bit 0: another format" },
	{ "NXT",
	  "00"
	  "4000",
	  WEIR_FLAW_RDATA_VALUE, 1, "zero octet at the end" },
	{ "ATMA",
	  "01"
	  "3161",
	  WEIR_FLAW_RDATA_VALUE, 0, "E.164 with a letter" },
	{ "A6",
	  "81"
	  "00",
	  WEIR_FLAW_RDATA_VALUE, 0, "prefix of 129" },
	{ "A6",
	  "7f"
	  "02"
	  "00",
	  WEIR_FLAW_RDATA_VALUE, 1, "bits above the prefix" },
	{ "A6",
	  "40"
	  "0000000000000001",
	  WEIR_FLAW_NAME_CUT, 9, "no prefix name" },
	{ "KEY", "c000030101", WEIR_FLAW_RDATA_VALUE, 4, "NOKEY with a key" },
	{ "KEY", "02000301", WEIR_FLAW_RDATA_SHORT, 4, "no key" },
	{ "APL",
	  "0001"
	  "21"
	  "00",
	  WEIR_FLAW_RDATA_VALUE, 0, "IPv4 prefix of 33" },
	{ "APL",
	  "0002"
	  "81"
	  "00",
	  WEIR_FLAW_RDATA_VALUE, 0, "IPv6 prefix of 129" },
	{ "APL",
	  "0001"
	  "08"
	  "020a00",
	  WEIR_FLAW_RDATA_VALUE, 0, "zero octet at the end" },
	{ "APL",
	  "0001"
	  "08"
	  "050a00000001",
	  WEIR_FLAW_RDATA_VALUE, 0, "IPv4 of 5 octets" },
	{ "APL",
	  "0001"
	  "08"
	  "020a",
	  WEIR_FLAW_RDATA_SHORT, 0, "address cut" },
	{ "DS",
	  "0001"
	  "0802"
	  "00",
	  WEIR_FLAW_RDATA_SHORT, 4, "SHA-256 of one octet" },
	{ "DS",
	  "0001"
	  "0801"
	  "000102030405060708090a0b0c0d0e0f1011121314",
	  WEIR_FLAW_RDATA_LONG, 24, "SHA-1 of 21 octets" },
	{ "CDS",
	  "0000"
	  "0000",
	  WEIR_FLAW_RDATA_SHORT, 4, "no digest" },
	{ "SSHFP", "0102", WEIR_FLAW_RDATA_SHORT, 2, "no fingerprint" },
	{ "TLSA", "030101", WEIR_FLAW_RDATA_SHORT, 3, "no data" },
	{ "CERT", "0001000008", WEIR_FLAW_RDATA_SHORT, 5, "no certificate" },
	{ "IPSECKEY",
	  "0a0402"
	  "00",
	  WEIR_FLAW_RDATA_VALUE, 3, "gateway type 4" },
	{ "IPSECKEY",
	  "000302"
	  "c000",
	  WEIR_FLAW_POINTER_FORBIDDEN, 3, "gateway compressed" },
	{ "IPSECKEY",
	  "0a0102"
	  "c00002",
	  WEIR_FLAW_RDATA_SHORT, 3, "gateway cut" },
	{ "NSEC", "00", WEIR_FLAW_RDATA_SHORT, 1, "no types" },
	{ "NSEC",
	  "00"
	  "000140"
	  "000180",
	  WEIR_FLAW_RDATA_ORDER, 4, "a window twice" },
	{ "NSEC",
	  "00"
	  "010140"
	  "000180",
	  WEIR_FLAW_RDATA_ORDER, 4, "windows backwards" },
	{ "NSEC",
	  "00"
	  "0000",
	  WEIR_FLAW_RDATA_SHORT, 1, "half a window" },
	{ "NSEC",
	  "00"
	  "000001",
	  WEIR_FLAW_RDATA_VALUE, 1, "window of no octets" },
	{ "NSEC",
	  "00"
	  "0021"
	  "000000000000000000000000000000000000000000000000000000000000000001",
	  WEIR_FLAW_RDATA_VALUE, 1, "window of 33 octets" },
	{ "NSEC",
	  "00"
	  "00024000",
	  WEIR_FLAW_RDATA_VALUE, 1, "zero octet at the end" },
	{ "NSEC",
	  "00"
	  "000540",
	  WEIR_FLAW_RDATA_SHORT, 1, "window cut" },
	{ "NSEC3",
	  "02000000"
	  "00"
	  "00",
	  WEIR_FLAW_RDATA_VALUE, 5, "no hash" },
	{ "NSEC3",
	  "01000000"
	  "00"
	  "01aa",
	  WEIR_FLAW_RDATA_VALUE, 5, "SHA-1 of one octet" },
	{ "SSHFP", "010201", WEIR_FLAW_RDATA_SHORT, 2, "SHA-256 of one octet" },
	{ "NSEC3",
	  "01000000"
	  "02aa"
	  "01bb",
	  WEIR_FLAW_RDATA_SHORT, 7, "salt eats the hash" },
	{ "NSEC3PARAM",
	  "01000000"
	  "01aa"
	  "00",
	  WEIR_FLAW_RDATA_LONG, 6, "octets behind the salt" },
	{ "HIP",
	  "00010001"
	  "aa",
	  WEIR_FLAW_RDATA_VALUE, 4, "no HIT" },
	{ "HIP",
	  "01010000"
	  "aa",
	  WEIR_FLAW_RDATA_VALUE, 5, "no key" },
	{ "HIP",
	  "01010002"
	  "aabb",
	  WEIR_FLAW_RDATA_SHORT, 5, "key cut" },
	{ "HIP",
	  "01010001"
	  "aabb"
	  "0161",
	  WEIR_FLAW_NAME_CUT, 8, "server cut" },
	{ "HIP",
	  "01010001"
	  "aabb"
	  "c004",
	  WEIR_FLAW_LABEL_TYPE, 4, "server points into the HIT" },
	{ "ZONEMD",
	  "00000001"
	  "01f1"
	  "000102030405060708090a",
	  WEIR_FLAW_RDATA_SHORT, 6, "digest of 11 octets" },
	{ "ZONEMD",
	  "00000001"
	  "0101"
	  "000102030405060708090a0b",
	  WEIR_FLAW_RDATA_SHORT, 6, "SHA-384 of 12 octets" },
	{ "SVCB",
	  "0001"
	  "00"
	  "0003000200350001000302"
	  "6832",
	  WEIR_FLAW_RDATA_ORDER, 9, "keys backwards" },
	{ "SVCB",
	  "0001"
	  "00"
	  "000300020035"
	  "000300020035",
	  WEIR_FLAW_RDATA_ORDER, 9, "a key twice" },
	{ "SVCB",
	  "0001"
	  "00"
	  "00030001"
	  "35",
	  WEIR_FLAW_RDATA_VALUE, 3, "port of one octet" },
	{ "SVCB",
	  "0001"
	  "00"
	  "000300030035",
	  WEIR_FLAW_RDATA_SHORT, 3, "value cut" },
	{ "SVCB",
	  "0001"
	  "00"
	  "000300",
	  WEIR_FLAW_RDATA_SHORT, 3, "parameter cut" },
	{ "SVCB",
	  "0001"
	  "00"
	  "00000000",
	  WEIR_FLAW_RDATA_VALUE, 3, "mandatory without keys" },
	{ "SVCB",
	  "0001"
	  "00"
	  "000000020000",
	  WEIR_FLAW_RDATA_VALUE, 3, "mandatory itself" },
	{ "SVCB",
	  "0001"
	  "00"
	  "000000020003",
	  WEIR_FLAW_RDATA_VALUE, 9, "mandatory key absent" },
	{ "SVCB",
	  "0001"
	  "00"
	  "0000000400040003"
	  "000300020035"
	  "000400047f000001",
	  WEIR_FLAW_RDATA_VALUE, 3, "mandatory keys backwards" },
	{ "SVCB",
	  "0001"
	  "00"
	  "0000000400030003"
	  "000300020035",
	  WEIR_FLAW_RDATA_VALUE, 3, "mandatory key twice" },
	{ "SVCB",
	  "0001"
	  "00"
	  "00010000",
	  WEIR_FLAW_RDATA_VALUE, 3, "alpn without a protocol" },
	{ "SVCB",
	  "0001"
	  "00"
	  "0001000100",
	  WEIR_FLAW_RDATA_VALUE, 3, "alpn of an empty protocol" },
	{ "SVCB",
	  "0001"
	  "00"
	  "000100020261",
	  WEIR_FLAW_RDATA_VALUE, 3, "alpn protocol cut" },
	{ "SVCB",
	  "0001"
	  "00"
	  "00020000",
	  WEIR_FLAW_RDATA_VALUE, 3, "no-default-alpn alone" },
	{ "SVCB",
	  "0001"
	  "00"
	  "00010002"
	  "0161"
	  "0002000100",
	  WEIR_FLAW_RDATA_VALUE, 9, "no-default-alpn with a value" },
	{ "SVCB",
	  "0001"
	  "00"
	  "00040000",
	  WEIR_FLAW_RDATA_VALUE, 3, "ipv4hint without address" },
	{ "SVCB",
	  "0001"
	  "00"
	  "00040005c000020100",
	  WEIR_FLAW_RDATA_VALUE, 3, "ipv4hint of 5" },
	{ "HTTPS",
	  "0001"
	  "00"
	  "00060004c0000201",
	  WEIR_FLAW_RDATA_VALUE, 3, "ipv6hint of 4" },
	{ "HTTPS",
	  "0001"
	  "00"
	  "00050000",
	  WEIR_FLAW_RDATA_VALUE, 3, "ech without octets" },
	{ "HTTPS",
	  "0001"
	  "00"
	  "0008000100",
	  WEIR_FLAW_RDATA_VALUE, 3, "ohttp with a value" },
	{ "HTTPS",
	  "0001"
	  "00"
	  "000900011d",
	  WEIR_FLAW_RDATA_VALUE, 3, "half a group" },
	{ "HTTPS",
	  "0001"
	  "c000",
	  WEIR_FLAW_POINTER_FORBIDDEN, 2, "target compressed" },
	{ "URI", "00010001", WEIR_FLAW_RDATA_SHORT, 4, "empty target" },
	{ "CAA",
	  "0000"
	  "61",
	  WEIR_FLAW_RDATA_VALUE, 1, "empty tag" },
	{ "CAA",
	  "00"
	  "03612d62",
	  WEIR_FLAW_RDATA_VALUE, 1, "tag with a dash" },
	{ "CAA",
	  "00"
	  "056973",
	  WEIR_FLAW_RDATA_SHORT, 1, "tag cut" },
	{ "AMTRELAY", "0a04", WEIR_FLAW_RDATA_VALUE, 2, "relay type 4" },
	{ "AMTRELAY",
	  "0a00"
	  "00",
	  WEIR_FLAW_RDATA_LONG, 2, "no relay, but octets" },
	{ "AMTRELAY", "0a81c00002", WEIR_FLAW_RDATA_SHORT, 2, "relay cut" },
	{ "EUI48", "0000000000", WEIR_FLAW_RDATA_SHORT, 0, "5 octets" },
	{ "EUI64", "000000000000000000", WEIR_FLAW_RDATA_LONG, 8, "9 octets" },
	{ "L64", "000a0000000000", WEIR_FLAW_RDATA_SHORT, 2, "locator cut" },
	{ "TSIG",
	  "00"
	  "000000000000"
	  "0000"
	  "0002"
	  "aa",
	  WEIR_FLAW_RDATA_SHORT, 9, "MAC cut" },
	{ "TKEY",
	  "00"
	  "00000000"
	  "00000000"
	  "0000"
	  "0000"
	  "0000"
	  "0001",
	  WEIR_FLAW_RDATA_SHORT, 15, "other data cut" },
	{ "OPT", "000300", WEIR_FLAW_OPTION_CUT, 0, "option header cut" },
	{ "OPT",
	  "00030002"
	  "61",
	  WEIR_FLAW_OPTION_CUT, 0, "option cut" },
	{ "DNSKEY", "0101030f", WEIR_FLAW_RDATA_SHORT, 4, "no key" },
	{ "DSYNC", "003b010035", WEIR_FLAW_NAME_CUT, 5, "no target" },
	{ "IPN", "00000000000000", WEIR_FLAW_RDATA_SHORT, 0, "7 octets" },
	{ "NID",
	  "000a00000000000000"
	  "0000",
	  WEIR_FLAW_RDATA_LONG, 10, "11 octets" },
	{ "DOA",
	  "0000000000000001"
	  "02"
	  "0561",
	  WEIR_FLAW_RDATA_SHORT, 9, "media type cut" },
};

static void test_bad_wire(const struct bad_wire *row)
{
	uint8_t wire[128];
	char text[512];
	char wanted[512];
	struct weir_writer out;
	size_t size = from_hex(row->wire, wire);
	struct weir_rdata rdata = rdata_of(wire, size, type_of(row->type));
	struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };

	weir_writer_init(&out, wanted, sizeof(wanted));
	weir_writer_print(&out, "\\# %zu %s", size, row->wire);
	bool terminated = weir_writer_terminate(&out);
	weir_writer_init(&out, text, sizeof(text));
	enum weir_status status = weir_rdata_print(&rdata, &out, &flaw);
	if (!checkf(terminated && status != WEIR_OK && flaw.reason == row->reason &&
			    flaw.at == row->at && same(&out, wanted),
		    "%s: %s", row->type, row->what))
		note("%s at %u: %.*s", weir_flaw_text(flaw.reason), flaw.at, (int)out.size, text);
}

/* Valid, but no text says it exactly. */
static void test_no_text(void)
{
	static const struct {
		const char *type;
		const char *wire;
	} untold[] = { { "WKS", "c0000201"
				"06"
				"8000" },
		       { "APL", "0003"
				"08"
				"010a" },
		       { "LOC", "01ff" },
		       { "ATMA", "02"
				 "00" } };

	for (size_t i = 0; i < COUNT_OF(untold); i++) {
		uint8_t wire[16];
		char text[64];
		struct weir_writer out;
		size_t size = from_hex(untold[i].wire, wire);
		struct weir_rdata rdata = rdata_of(wire, size, type_of(untold[i].type));
		weir_writer_init(&out, text, sizeof(text));
		checkf(weir_rdata_check(&rdata, NULL) == WEIR_OK &&
			       weir_rdata_print(&rdata, &out, NULL) == WEIR_OK &&
			       memcmp(text, "\\# ", 3) == 0,
		       "%s %s is valid and prints as octets", untold[i].type, untold[i].wire);
	}
}

static const struct bad_text {
	const char *type;
	const char *text;
	uint64_t at;
} bad_texts[] = {
	{ "A", "", 0 },
	{ "A", "192.0.2", 0 },
	{ "A", "192.0.2.256", 0 },
	{ "A", "192.0.2.01", 0 },
	{ "A", "192.0.2.1 x", 10 },
	{ "A", "( 192.0.2.1", 11 },
	{ "A", "192.0.2.1 )", 10 },
	{ "A", "\\# 4 0001", 5 },
	{ "A", "\\# 1 0", 5 },
	{ "A", "\\# 1 zz", 5 },
	{ "A", "\\#", 2 },
	{ "A", "\\# x", 3 },
	{ "A", "\\# 65536", 3 },
	{ "A", "\"\\#\" 4 00000000", 1 },
	{ "AAAA", "1::2::3", 0 },
	{ "AAAA", "fe80::1%eth0", 0 },
	{ "NS", "a..b", 2 },
	{ "MX", "10", 2 },
	{ "MX", "65536 a.", 0 },
	{ "MX", "-1 a.", 0 },
	{ "MX", "99999999999999999999 a.", 0 },
	{ "MX", "ten a.", 0 },
	{ "SOA", "a. b. 1 2 3 4", 13 },
	{ "SOA", "a. b. 1 2 3 4 4294967296", 14 },
	{ "SOA", "a. b. 1 2 3 4 1x", 14 },
	{ "SOA", "a. b. 1 2 3 4 1h1", 14 },
	{ "SOA", "a. b. 1 2 3 4 h", 14 },
	{ "SOA", "a. b. 1 2 3 4 9999w", 14 },
	{ "SOA", "a. b. 1 2 3 4 \"\"", 15 },
	{ "SOA", "a. b. 1h 2 3 4 5", 6 },
	{ "DNSKEY", "ZONE| 3 8 AQID", 0 },
	{ "TXT", "", 0 },
	{ "TXT", "\"open", 0 },
	{ "TXT", "\"open\\\"", 0 },
	{ "TXT", "\\25", 0 },
	{ "TXT", "\\256", 0 },
	{ "WKS", "192.0.2.1 nosuch 25", 10 },
	{ "WKS", "192.0.2.1 tcp 65536", 14 },
	{ "LOC", "91 N 0 E 0", 0 },
	{ "LOC", "90 0 0.001 N 0 E 0", 11 },
	{ "LOC", "1 60 N 0 E 0", 2 },
	{ "LOC", "1 1 1.0001 N 0 E 0", 4 },
	{ "LOC", "1 1 1 1 N 0 E 0", 6 },
	{ "LOC", "1 N 1 E", 7 },
	{ "LOC", "1 N 1 E -100000.01", 8 },
	{ "LOC", "1 N 1 E 42849672.96m", 8 },
	{ "LOC", "1 N 1 E 0 90000000.01m", 10 },
	{ "LOC", "1 N 1 E 0 1 1 1 1", 16 },
	{ "NXT", "a. TYPE128", 3 },
	{ "NSAP", "39", 0 },
	{ "NSAP", "0x3", 0 },
	{ "ATMA", "+1a", 0 },
	{ "ATMA", "3", 0 },
	{ "A6", "129 a.", 0 },
	{ "A6", "64 ::1", 6 },
	{ "CERT", "PKIX 0 0 A", 9 },
	{ "CERT", "PKIX 0 0 AA=A", 12 },
	{ "CERT", "NOSUCH 0 0 AAAA", 0 },
	{ "KEY", "HOST|NOSUCH 3 1 AA==", 0 },
	{ "KEY", "NOKEY 3 1 AA==", 0 },
	{ "KEY", "0 3 1", 0 },
	{ "APL", "3:00/8", 0 },
	{ "APL", "1:192.0.2.0/33", 0 },
	{ "APL", "1:192.0.2.0", 0 },
	{ "APL", "192.0.2.0/24", 0 },
	{ "DS", "1 8 2 00", 0 },
	{ "RRSIG", "A 8 2 60 20260230000000 0 1 a. AA==", 9 },
	{ "RRSIG", "A 8 2 60 20261301000000 0 1 a. AA==", 9 },
	{ "RRSIG", "A 8 2 60 21060207062816 0 1 a. AA==", 9 },
	{ "RRSIG", "A 8 2 60 19011213204551 0 1 a. AA==", 9 },
	{ "RRSIG", "NOSUCH 8 2 60 0 0 1 a. AA==", 0 },
	{ "NSEC", "a.", 0 },
	{ "NSEC", "a. A NOSUCH", 5 },
	{ "NSEC3", "1 0 0 - - A", 8 },
	{ "NSEC3", "1 0 0 a 00 A", 6 },
	{ "NSEC3", "2 0 0 - 0 A", 8 },
	{ "HIP", "2 - AA==", 2 },
	{ "IPSECKEY", "10 0 0 a.", 8 },
	{ "IPSECKEY", "10 4 0 .", 7 },
	{ "SVCB", "1 . nosuch=1", 4 },
	{ "SVCB", "1 . Port=1", 4 },
	{ "SVCB", "1 . key01=1", 4 },
	{ "SVCB", "1 . key65536=1", 4 },
	{ "SVCB", "1 . port", 0 },
	{ "SVCB", "1 . port=65536", 9 },
	{ "SVCB", "1 . port=1,2", 0 },
	{ "SVCB", "1 . port=1 port=2", 16 },
	{ "SVCB", "1 . alpn=", 0 },
	{ "SVCB", "1 . alpn=a,,b", 0 },
	{ "SVCB", "1 . alpn=a,", 0 },
	{ "SVCB", "1 . alpn=\"a", 9 },
	{ "SVCB", "1 . alpn=a\"b\"", 10 },
	{ "SVCB", "1 . no-default-alpn=x alpn=a", 20 },
	{ "SVCB", "1 . mandatory=port", 0 },
	{ "SVCB", "1 . mandatory=port,port port=1", 14 },
	{ "SVCB", "1 . ipv4hint=::1", 13 },
	{ "SVCB", "1 . ipv6hint=192.0.2.1", 13 },
	{ "SVCB", "1 . ech=###", 8 },
	{ "CAA", "0 is-sue x", 0 },
	{ "CAA", "256 issue x", 0 },
	{ "URI", "1 1 \"\"", 0 },
	{ "EUI48", "00-00-5e-00-53", 0 },
	{ "EUI48", "0-00-5e-00-53-01", 0 },
	{ "EUI64", "00:00:5e:00:53:01:02:03", 0 },
	{ "NID", "1 1:2:3", 2 },
	{ "NID", "1 1:2:3:12345", 2 },
	{ "NID", "1 ::1", 2 },
	{ "IPN", "18446744073709551616", 0 },
	{ "TSIG", "a. 1 1 2 AQ== 1 0 0", 14 },
	{ "TSIG", "a. 281474976710656 1 0 1 0 0", 3 },
	{ "DOA", "0 0 0 x", 7 },
	{ "AMTRELAY", "1 2 0 .", 2 },
	{ "X25", "123", 0 },
	{ "GPOS", "a 1 1", 0 },
	{ "NULL", "data", 0 },
	{ "TYPE65280", "1", 0 },
	{ "NXNAME", "x", 0 },
};

static void test_bad_text(const struct bad_text *row)
{
	struct weir_error err = { .text = "", .offset = UINT64_MAX };
	uint8_t wire[512];
	struct weir_writer out;

	weir_writer_init(&out, wire, sizeof(wire));
	weir_writer_char(&out, 'x');
	enum weir_status status = weir_rdata_parse(slice(row->text), type_of(row->type),
						   WEIR_CLASS_IN, &origin, &out, &err);
	if (!checkf(status != WEIR_OK && out.size == 1 && !out.full && err.status == status &&
			    err.offset == row->at && err.text[0],
		    "%s: \"%s\" is refused", row->type, row->text))
		note("status %d at %d: %s", status, (int)err.offset, err.text);
}

static void test_class(void)
{
	static const uint8_t wire[] = { 192, 0, 2, 1 };
	struct weir_rdata rdata = rdata_of(wire, sizeof(wire), WEIR_TYPE_A);
	char text[32];
	uint8_t parsed[8];
	struct weir_writer out;

	rdata.rrclass = WEIR_CLASS_CH;
	weir_writer_init(&out, text, sizeof(text));
	check("A of class CH prints as octets",
	      weir_rdata_print(&rdata, &out, NULL) == WEIR_OK && same(&out, "\\# 4 c0000201"));
	weir_writer_init(&out, parsed, sizeof(parsed));
	check("and has no other text",
	      weir_rdata_parse(slice("192.0.2.1"), WEIR_TYPE_A, WEIR_CLASS_CH, NULL, &out, NULL) !=
		      WEIR_OK);
	check("A of class NONE is read as of IN",
	      weir_rdata_parse(slice("192.0.2.1"), WEIR_TYPE_A, WEIR_CLASS_NONE, NULL, &out,
			       NULL) == WEIR_OK &&
		      out.size == 4);
	rdata.rrclass = WEIR_CLASS_ANY;
	weir_writer_init(&out, text, sizeof(text));
	check("A of class ANY is printed as of IN",
	      weir_rdata_print(&rdata, &out, NULL) == WEIR_OK && same(&out, "192.0.2.1"));
	rdata.at = 1;
	weir_writer_init(&out, text, sizeof(text));
	check("RDATA beyond its wire prints what is there",
	      weir_rdata_print(&rdata, &out, NULL) == WEIR_E_SHORT && same(&out, "\\# 0"));
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_cuts(&rows[i]);
	test_coverage();
	for (size_t i = 0; i < COUNT_OF(bad_wires); i++)
		test_bad_wire(&bad_wires[i]);
	test_no_text();
	for (size_t i = 0; i < COUNT_OF(bad_texts); i++)
		test_bad_text(&bad_texts[i]);
	test_class();
	return tap_done();
}
