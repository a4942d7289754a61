/* anonymise.c - fuzz target: a frame with other addresses; two octets of link type and of wire size stand
 * in front. Its checksums are as right or as wrong as before.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/anonymise.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned sums_of(uint16_t link, struct weir_slice bytes, uint32_t wire_size,
			enum weir_checksum status[WEIR_SPANS_MAX])
{
	struct weir_packet packet;
	struct weir_sum sum;

	weir_packet_decode(link, bytes, wire_size, &packet);
	for (unsigned i = 0; i < packet.span_count; i++) {
		weir_packet_sum(&packet, i, &sum);
		status[i] = sum.status;
	}
	return packet.span_count;
}

/* Behind MPLS, the first octet of a MAC address tells what follows; so zeros may be read otherwise. */
static bool same_headers(uint16_t link, struct weir_slice a, struct weir_slice b,
			 uint32_t wire_size)
{
	struct weir_packet one, other;

	weir_packet_decode(link, a, wire_size, &one);
	weir_packet_decode(link, b, wire_size, &other);
	bool same = one.span_count == other.span_count && one.stop == other.stop;
	for (unsigned i = 0; same && i < one.span_count; i++)
		same = one.spans[i].layer == other.spans[i].layer &&
		       one.spans[i].at == other.spans[i].at &&
		       one.spans[i].size == other.spans[i].size;
	return same;
}

/* Zeros instead: it works or changes nothing, and once more it is the same. */
static void scrub(uint16_t link, struct weir_slice given, uint32_t wire_size)
{
	static struct weir_anonymiser *zeros;
	struct weir_anonymise_options options = WEIR_ANONYMISE_OPTIONS;
	bool unsearched;

	options.macs = options.zeros = true;
	if (!zeros && weir_anonymise_open(NULL, &options, &zeros, NULL) != WEIR_OK)
		abort();
	uint8_t *copy = malloc(2 * given.size + 1);
	if (!copy)
		return;
	uint8_t *again = copy + given.size;
	memcpy(copy, given.data, given.size);
	enum weir_status status =
		weir_anonymise_frame(zeros, link, copy, given.size, wire_size, &unsearched);
	if (status != WEIR_OK &&
	    (status != WEIR_E_SUPPORT || memcmp(copy, given.data, given.size) != 0))
		abort();
	memcpy(again, copy, given.size);
	if (same_headers(link, given, (struct weir_slice){ copy, given.size }, wire_size) &&
	    (weir_anonymise_frame(zeros, link, again, given.size, wire_size, &unsearched) !=
		     status ||
	     memcmp(copy, again, given.size) != 0))
		abort();
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[WEIR_ANONYMISE_KEY] = { 1, 2, 3 };
	static struct weir_anonymiser *anonymiser;
	enum weir_checksum before[WEIR_SPANS_MAX], after[WEIR_SPANS_MAX];
	bool unsearched;

	if (size < 4)
		return 0;
	uint16_t link = (uint16_t)(data[0] << 8 | data[1]);
	uint32_t wire_size = (uint32_t)(data[2] << 8 | data[3]);
	scrub(link, (struct weir_slice){ data + 4, size - 4 }, wire_size);
	if (!anonymiser && weir_anonymise_open(key, NULL, &anonymiser, NULL) != WEIR_OK)
		return 0; /* built without OpenSSL */
	uint8_t *copy = malloc(size - 4 + 1);
	if (!copy)
		return 0;
	struct weir_slice bytes = { copy, size - 4 };
	memcpy(copy, data + 4, size - 4);
	unsigned count = sums_of(link, bytes, wire_size, before);
	enum weir_status status =
		weir_anonymise_frame(anonymiser, link, copy, size - 4, wire_size, &unsearched);
	if (status != WEIR_OK &&
	    (status != WEIR_E_SUPPORT || memcmp(copy, data + 4, size - 4) != 0))
		abort();
	if (sums_of(link, bytes, wire_size, after) != count ||
	    memcmp(before, after, count * sizeof(before[0])) != 0)
		abort();
	free(copy);
	return 0;
}
