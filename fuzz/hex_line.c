/* hex_line.c - fuzz target: a line for hex2pcap, and a string for offset; what hex was read is written so.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/hex.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t octets[4096];
static uint8_t text[2 * sizeof(octets)];
static uint8_t again[sizeof(octets)];

/* A failure leaves nothing, and says which octet it means. */
static void judge(enum weir_status status, const struct weir_writer *out, size_t size,
		  const struct weir_error *err)
{
	if (status != WEIR_OK && (out->size > 0 || out->full))
		abort();
	if (status > WEIR_END && (err->text[0] == 0 || err->offset > size))
		abort();
}

/* As pcap2hex writes it, it reads the same. */
static void read_back(struct weir_slice packet)
{
	struct weir_writer line, out;

	weir_writer_init(&line, text, sizeof(text));
	weir_writer_hex(&line, packet);
	weir_writer_init(&out, again, sizeof(again));
	struct weir_slice written = { text, line.size };
	if (weir_hex_line(written, &out, NULL) != WEIR_OK || out.size != packet.size ||
	    memcmp(again, packet.data, packet.size) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_slice line = { data, size };
	struct weir_error err = { .text = "" };
	struct weir_writer out;

	weir_writer_init(&out, octets, sizeof(octets));
	enum weir_status status = weir_hex_line(line, &out, &err);
	judge(status, &out, size, &err);
	if (status == WEIR_OK && (out.size > size / 2 || out.size == 0))
		abort();
	if (status == WEIR_OK)
		read_back((struct weir_slice){ octets, out.size });
	weir_writer_init(&out, octets, sizeof(octets));
	status = weir_unescape(line, &out, &err);
	judge(status, &out, size, &err);
	if (status == WEIR_OK && out.size > size)
		abort();
	return 0;
}
