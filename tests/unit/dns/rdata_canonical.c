/* rdata_canonical.c - RDATA copied with names expanded and folded; the malformed refused by name.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rdata.h>

#include <string.h>

#include "tap.h"

/* What stands before the RDATA: two names to point to, at 0 ("Ab.Cd.") and at 7 (root). */
#define BEFORE 2, 'A', 'b', 2, 'C', 'd', 0, 0
enum { BEFORE_SIZE = 8 };
#define AB_CD 2, 'a', 'b', 2, 'c', 'd', 0

static const struct good_row {
	const char *what;
	uint16_t type;
	uint16_t rrclass;
	struct weir_slice wire;
	struct weir_slice canonical;
} good_rows[] = {
	{ "A", WEIR_TYPE_A, 1, WIRE(BEFORE, 192, 0, 2, 1), WIRE(192, 0, 2, 1) },
	{ "A of class CH is opaque", WEIR_TYPE_A, 3, WIRE(BEFORE, 1), WIRE(1) },
	{ "A to be deleted by RFC 2136", WEIR_TYPE_A, 254, WIRE(BEFORE, 192, 0, 2, 1),
	  WIRE(192, 0, 2, 1) },
	{ "AAAA of class ANY", WEIR_TYPE_AAAA, 255,
	  WIRE(BEFORE, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5),
	  WIRE(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5) },
	{ "AAAA", WEIR_TYPE_AAAA, 1, WIRE(BEFORE, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5),
	  WIRE(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5) },
	{ "NS folds", WEIR_TYPE_NS, 1, WIRE(BEFORE, 1, 'X', 0), WIRE(1, 'x', 0) },
	{ "CNAME compressed", WEIR_TYPE_CNAME, 1, WIRE(BEFORE, 1, 'X', 0xc0, 0),
	  WIRE(1, 'x', AB_CD) },
	{ "PTR is a pointer only", WEIR_TYPE_PTR, 1, WIRE(BEFORE, 0xc0, 3), WIRE(2, 'c', 'd', 0) },
	{ "SOA", WEIR_TYPE_SOA, 1,
	  WIRE(BEFORE, 0xc0, 0, 1, 'H', 0xc0, 3, 'A', 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4,
	       0, 0, 0, 5),
	  WIRE(AB_CD, 1, 'h', 2, 'c', 'd', 0, 'A', 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0,
	       0, 0, 5) },
	{ "MX", WEIR_TYPE_MX, 1, WIRE(BEFORE, 'A', 'B', 1, 'M', 0xc0, 0),
	  WIRE('A', 'B', 1, 'm', AB_CD) },
	{ "SRV is read compressed", WEIR_TYPE_SRV, 1,
	  WIRE(BEFORE, 0, 1, 0, 2, 0, 53, 1, 'T', 0xc0, 7), WIRE(0, 1, 0, 2, 0, 53, 1, 't', 0) },
	{ "TXT keeps its case", WEIR_TYPE_TXT, 1, WIRE(BEFORE, 2, 'A', 'b', 0, 1, 'C'),
	  WIRE(2, 'A', 'b', 0, 1, 'C') },
	{ "DNAME folds", WEIR_TYPE_DNAME, 1, WIRE(BEFORE, 1, 'D', 0), WIRE(1, 'd', 0) },
	{ "SVCB's target keeps its case", WEIR_TYPE_SVCB, 1, WIRE(BEFORE, 0, 1, 1, 'D', 0),
	  WIRE(0, 1, 1, 'D', 0) },
	{ "NAPTR folds the replacement only", WEIR_TYPE_NAPTR, 1,
	  WIRE(BEFORE, 0, 1, 0, 2, 1, 'S', 0, 1, 'R', 1, 'N', 0),
	  WIRE(0, 1, 0, 2, 1, 'S', 0, 1, 'R', 1, 'n', 0) },
	{ "RRSIG folds the signer only", WEIR_TYPE_RRSIG, 1,
	  WIRE(BEFORE, 0, 1, 8, 2, 0, 0, 0, 60, 0, 0, 0, 2, 0, 0, 0, 1, 0, 7, 1, 'S', 0, 'S', 'I',
	       'G'),
	  WIRE(0, 1, 8, 2, 0, 0, 0, 60, 0, 0, 0, 2, 0, 0, 0, 1, 0, 7, 1, 's', 0, 'S', 'I', 'G') },
	{ "A6 without a prefix has no name", WEIR_TYPE_A6, 1,
	  WIRE(BEFORE, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5),
	  WIRE(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5) },
	{ "A6 of prefix 128 is a name", WEIR_TYPE_A6, 1, WIRE(BEFORE, 128, 1, 'P', 0),
	  WIRE(128, 1, 'p', 0) },
	{ "unknown type", 65280, 1, WIRE(BEFORE, 0xc0, 0, 'X'), WIRE(0xc0, 0, 'X') },
	{ "RRset that must exist (class ANY)", WEIR_TYPE_MX, 255, WIRE(BEFORE), { NULL, 0 } },
	{ "empty APL", WEIR_TYPE_APL, 1, WIRE(BEFORE), { NULL, 0 } },
};

static void test_good(const struct good_row *row)
{
	struct weir_rdata rdata = {
		row->wire, BEFORE_SIZE,  (uint16_t)(row->wire.size - BEFORE_SIZE),
		row->type, row->rrclass, false
	};
	uint8_t out[64];
	size_t size = SIZE_MAX;
	struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };
	enum weir_status status = weir_rdata_canonical(&rdata, out, sizeof(out), &size, &flaw);

	checkf(status == WEIR_OK && size == row->canonical.size &&
		       (size == 0 || memcmp(out, row->canonical.data, size) == 0),
	       "%s", row->what);
	checkf(weir_rdata_check(&rdata, NULL) == WEIR_OK, "%s: checked", row->what);
	if (row->canonical.size == 0)
		return;
	size_t kept = 7;
	checkf(weir_rdata_canonical(&rdata, out, row->canonical.size - 1, &kept, NULL) ==
			       WEIR_E_SPACE &&
		       kept == 7,
	       "%s: one octet too little", row->what);
	checkf(weir_rdata_canonical(&rdata, out, row->canonical.size, &kept, NULL) == WEIR_OK,
	       "%s: room to the octet", row->what);
}

static const struct bad_row {
	const char *what;
	uint16_t type;
	struct weir_slice wire;
	enum weir_reason reason;
	uint32_t at;
} bad_rows[] = {
	{ "A of 3 octets", WEIR_TYPE_A, WIRE(BEFORE, 1, 2, 3), WEIR_FLAW_RDATA_SHORT, 8 },
	{ "A of 5 octets", WEIR_TYPE_A, WIRE(BEFORE, 1, 2, 3, 4, 5), WEIR_FLAW_RDATA_LONG, 12 },
	{ "empty A", WEIR_TYPE_A, WIRE(BEFORE), WEIR_FLAW_RDATA_SHORT, 8 },
	{ "AAAA of 15 octets", WEIR_TYPE_AAAA,
	  WIRE(BEFORE, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4), WEIR_FLAW_RDATA_SHORT, 8 },
	{ "empty NS", WEIR_TYPE_NS, WIRE(BEFORE), WEIR_FLAW_NAME_CUT, 8 },
	{ "NS and a bit", WEIR_TYPE_NS, WIRE(BEFORE, 1, 'x', 0, 0), WEIR_FLAW_RDATA_LONG, 11 },
	{ "CNAME without its root", WEIR_TYPE_CNAME, WIRE(BEFORE, 1, 'x'), WEIR_FLAW_NAME_CUT, 10 },
	{ "CNAME to itself", WEIR_TYPE_CNAME, WIRE(BEFORE, 0xc0, 8), WEIR_FLAW_POINTER_LOOP, 8 },
	{ "CNAME to what follows", WEIR_TYPE_CNAME, WIRE(BEFORE, 0xc0, 10),
	  WEIR_FLAW_POINTER_BEYOND, 8 },
	{ "PTR with a label type of old", WEIR_TYPE_PTR, WIRE(BEFORE, 0x41, 'x', 0),
	  WEIR_FLAW_LABEL_TYPE, 8 },
	{ "MX without a name", WEIR_TYPE_MX, WIRE(BEFORE, 0, 1), WEIR_FLAW_NAME_CUT, 10 },
	{ "MX of one octet", WEIR_TYPE_MX, WIRE(BEFORE, 0), WEIR_FLAW_RDATA_SHORT, 8 },
	{ "SOA without minimum", WEIR_TYPE_SOA,
	  WIRE(BEFORE, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4), WEIR_FLAW_RDATA_SHORT,
	  26 },
	{ "empty TXT", WEIR_TYPE_TXT, WIRE(BEFORE), WEIR_FLAW_RDATA_SHORT, 8 },
	{ "TXT string past the end", WEIR_TYPE_TXT, WIRE(BEFORE, 1, 'a', 2, 'b'),
	  WEIR_FLAW_RDATA_SHORT, 10 },
	{ "DNAME compressed", WEIR_TYPE_DNAME, WIRE(BEFORE, 1, 'd', 0xc0, 0),
	  WEIR_FLAW_POINTER_FORBIDDEN, 10 },
	{ "RRSIG with a compressed signer", WEIR_TYPE_RRSIG,
	  WIRE(BEFORE, 0, 1, 8, 2, 0, 0, 0, 60, 0, 0, 0, 2, 0, 0, 0, 1, 0, 7, 0xc0, 0, 'S'),
	  WEIR_FLAW_POINTER_FORBIDDEN, 26 },
	{ "NXNAME with RDATA", WEIR_TYPE_NXNAME, WIRE(BEFORE, 0), WEIR_FLAW_RDATA_LONG, 8 },
};

static void test_bad(const struct bad_row *row)
{
	struct weir_rdata rdata = {
		row->wire, BEFORE_SIZE,   (uint16_t)(row->wire.size - BEFORE_SIZE),
		row->type, WEIR_CLASS_IN, false
	};
	uint8_t out[64];
	size_t size = 7;
	struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };
	struct weir_flaw checked = { WEIR_FLAW_NONE, 0 };
	enum weir_status status = weir_rdata_canonical(&rdata, out, sizeof(out), &size, &flaw);

	if (!checkf(status != WEIR_OK && size == 7 && flaw.reason == row->reason &&
			    flaw.at == row->at,
		    "%s", row->what))
		note("%s at %u, size %zu", weir_flaw_text(flaw.reason), flaw.at, size);
	checkf(weir_rdata_check(&rdata, &checked) == status && checked.reason == flaw.reason &&
		       checked.at == flaw.at,
	       "%s: check agrees", row->what);
}

/* The record says more than the message has, or begins behind its end. */
static void test_outside(void)
{
	static const uint8_t wire[] = { 1, 2, 3, 4 };
	static const struct {
		uint32_t at;
		uint16_t size;
	} places[] = { { 1, 4 }, { 4, 4 }, { 5, 0 }, { 5, 4 }, { UINT32_MAX, UINT16_MAX } };

	for (size_t i = 0; i < COUNT_OF(places); i++) {
		struct weir_rdata rdata = { { wire, sizeof(wire) }, places[i].at,
					    places[i].size,         WEIR_TYPE_A,
					    WEIR_CLASS_IN,          false };
		struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };
		uint8_t out[8];
		size_t size;
		checkf(weir_rdata_canonical(&rdata, out, sizeof(out), &size, &flaw) ==
				       WEIR_E_SHORT &&
			       flaw.reason == WEIR_FLAW_RDATA_CUT &&
			       weir_rdata_check(&rdata, NULL) == WEIR_E_SHORT,
		       "RDATA at %u of %u octets lies outside", places[i].at, places[i].size);
	}
}

static void test_mdns(void)
{
	static const uint8_t wire[] = { BEFORE, 0xc0, 0, 0, 1, 0x40 };
	struct weir_rdata rdata = { { wire, sizeof(wire) }, BEFORE_SIZE, 5,
				    WEIR_TYPE_NSEC,         0x8001,      true };
	uint8_t out[16];
	size_t size;

	check("mDNS compresses NSEC",
	      weir_rdata_canonical(&rdata, out, sizeof(out), &size, NULL) == WEIR_OK &&
		      size == 10 && weir_rdata_check(&rdata, NULL) == WEIR_OK);
	rdata.mdns = false;
	rdata.rrclass = WEIR_CLASS_IN;
	check("unicast DNS does not",
	      weir_rdata_canonical(&rdata, out, sizeof(out), &size, NULL) == WEIR_E_FORM);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(good_rows); i++)
		test_good(&good_rows[i]);
	for (size_t i = 0; i < COUNT_OF(bad_rows); i++)
		test_bad(&bad_rows[i]);
	test_outside();
	test_mdns();
	return tap_done();
}
