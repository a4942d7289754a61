/* rdata_field.c - RDATA taken apart into typed fields, lists element by element.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rdata.h>

#include <string.h>

#include "tap.h"

/* Fields as one line: name kind text, an element of a list with "+". */
static const struct row {
	const char *type;
	const char *text;
	const char *fields;
} rows[] = {
	{ "A", "192.0.2.1", "address:ipv4=192.0.2.1" },
	{ "MX", "10 a.", "preference:uint=10 exchange:name=a." },
	{ "TXT", "a \"b c\"", "+text:text=\"a\" +text:text=\"b c\"" },
	{ "HINFO", "a b", "cpu:text=\"a\" os:text=\"b\"" },
	{ "ISDN", "1", "address:text=\"1\"" },
	{ "ISDN", "1 2", "address:text=\"1\" subaddress:text=\"2\"" },
	{ "RRSIG", "SVCB 13 3 3600 20380119031408 20260101000000 65535 a. AQID",
	  "type_covered:type=SVCB algorithm:word(ECDSAP256SHA256)=13 labels:uint=3 "
	  "original_ttl:uint=3600 expiration:time=20380119031408 inception:time=20260101000000 "
	  "key_tag:uint=65535 signer:name=a. signature:base64=AQID" },
	{ "NSEC", "a. A TYPE256 TYPE65535",
	  "next:name=a. +types:type=A +types:type=URI +types:type=TYPE65535" },
	{ "NXT", "a. A TYPE127", "next:name=a. +types:type=A +types:type=TYPE127" },
	{ "NSEC3", "1 0 2 - 0P9MHAVEQVM6T7VBL5LOP2U3T2RP3TOM",
	  "algorithm:uint=1 flags:uint=0 iterations:uint=2 salt:hex=- "
	  "next:base32=0P9MHAVEQVM6T7VBL5LOP2U3T2RP3TOM" },
	{ "WKS", "192.0.2.1 tcp 25 80",
	  "address:ipv4=192.0.2.1 protocol:word(tcp)=6 +ports:uint=25 +ports:uint=80" },
	{ "APL", "1:192.0.2.0/24 !2:::/0", "+prefixes:own=1:192.0.2.0/24 +prefixes:own=!2:::/0" },
	{ "APL", "", "" },
	{ "HIP", "2 01 AQ== a. b.",
	  "algorithm:uint=2 hit:hex=01 public_key:base64=AQ== +servers:name=a. +servers:name=b." },
	{ "SVCB", "1 . alpn=h2 port=53 key65280",
	  "priority:uint=1 target:name=. +params:own=alpn=\"h2\" +params:own=port=53 "
	  "+params:own=key65280" },
	{ "IPSECKEY", "10 1 2 192.0.2.1 AQ==",
	  "precedence:uint=10 gateway_type:uint=1 algorithm:uint=2 gateway:ipv4=192.0.2.1 "
	  "public_key:base64=AQ==" },
	{ "IPSECKEY", "10 0 0 .",
	  "precedence:uint=10 gateway_type:uint=0 algorithm:uint=0 gateway:own=." },
	{ "AMTRELAY", "10 1 3 a.",
	  "precedence:uint=10 discovery_optional:uint=1 relay_type:uint=3 relay:name=a." },
	{ "A6", "64 ::1 a.", "prefix_size:uint=64 suffix:own=::1 prefix_name:name=a." },
	{ "A6", "0 ::1", "prefix_size:uint=0 suffix:own=::1" },
	{ "A6", "128 a.", "prefix_size:uint=128 prefix_name:name=a." },
	{ "LOC", "1 N 2 E 3", "location:own=1 0 0.000 N 2 0 0.000 E 3.00m 1.00m 10000.00m 10.00m" },
	{ "TSIG", "a. 1 2 0 3 BADTIME 0",
	  "algorithm:name=a. time_signed:time=1 fudge:uint=2 mac:base64=0 original_id:uint=3 "
	  "error:word(BADTIME)=BADTIME other:base64=0" },
	{ "CERT", "PGP 0 200 AQ==",
	  "cert_type:word(PGP)=PGP key_tag:uint=0 algorithm:word=200 certificate:base64=AQ==" },
	{ "EUI48", "00-00-5e-00-53-01", "address:own=00-00-5e-00-53-01" },
	{ "IPN", "18446744073709551615", "number:uint=18446744073709551615" },
	{ "NXNAME", "", "" },
	{ "NULL", "\\# 2 0102", "data:hex=\\# 2 0102" },
	{ "TYPE65280", "\\# 1 ff", "data:hex=\\# 1 ff" },
	/* Malformed: what stands before the flaw, then the flaw. */
	{ "MX", "\\# 4 000a 0161", "preference:uint=10 !name runs past the end" },
	{ "A", "\\# 5 0001020304",
	  "address:ipv4=0.1.2.3 !octets left behind the last RDATA field" },
	{ "SVCB", "\\# 5 0001 00 0001",
	  "priority:uint=1 target:name=. !RDATA ends inside a field" },
};

static const char *const kinds[] = {
	[WEIR_KIND_UINT] = "uint",     [WEIR_KIND_TIME] = "time", [WEIR_KIND_TYPE] = "type",
	[WEIR_KIND_NAME] = "name",     [WEIR_KIND_IPV4] = "ipv4", [WEIR_KIND_IPV6] = "ipv6",
	[WEIR_KIND_TEXT] = "text",     [WEIR_KIND_HEX] = "hex",   [WEIR_KIND_BASE64] = "base64",
	[WEIR_KIND_BASE32] = "base32", [WEIR_KIND_WORD] = "word", [WEIR_KIND_OWN] = "own",
};

static struct weir_slice slice(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static void write_field(const struct weir_rdata *rdata, const struct weir_field *field,
			struct weir_writer *out)
{
	if (out->size > 0)
		weir_writer_char(out, ' ');
	weir_writer_print(out, "%s%s:%s", field->list ? "+" : "", field->name, kinds[field->kind]);
	if (field->word)
		weir_writer_print(out, "(%s)", field->word);
	weir_writer_char(out, '=');
	if (weir_rdata_field_print(rdata, field, out) != WEIR_OK)
		weir_writer_text(out, "?");
}

static void test_row(const struct row *row)
{
	uint8_t wire[256];
	char line[1024];
	struct weir_writer out;
	struct weir_field field;
	uint16_t type;
	enum weir_status status;
	bool inside = true;

	weir_writer_init(&out, wire, sizeof(wire));
	if (weir_type_parse(slice(row->type), &type) != WEIR_OK ||
	    weir_rdata_parse(slice(row->text), type, WEIR_CLASS_IN, NULL, &out, NULL) != WEIR_OK) {
		checkf(false, "%s %s cannot be read", row->type, row->text);
		return;
	}
	struct weir_rdata rdata = { { wire, out.size }, 0, (uint16_t)out.size, type, 1, false };
	struct weir_rdata_fields fields = weir_rdata_fields(&rdata);
	weir_writer_init(&out, line, sizeof(line));
	while ((status = weir_rdata_fields_next(&fields, &field)) == WEIR_OK) {
		write_field(&rdata, &field, &out);
		inside = inside && field.at <= rdata.size && field.size <= rdata.size - field.at;
	}
	if (status != WEIR_END)
		weir_writer_print(&out, " !%s", weir_flaw_text(fields.flaw.reason));
	bool terminated = weir_writer_terminate(&out);
	if (!checkf(terminated && strcmp(line, row->fields) == 0, "%s %s", row->type, row->text))
		note("%s", line);
	checkf(inside && weir_rdata_fields_next(&fields, &field) == status,
	       "%s %s: fields lie inside, the end stays", row->type, row->text);
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	return tap_done();
}
