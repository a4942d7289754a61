/* frame.c - which addresses of a frame change, and that checksums stay as right or wrong as they were.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/anonymise.h>

#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "unit/packet/frame.h"

enum { CARRIED = 512 };

static const uint8_t key[WEIR_ANONYMISE_KEY] = {
	21,  34,  23,  141, 51,  164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16,
	216, 152, 143, 131, 121, 121, 101, 39,  98, 87, 76, 45, 42, 132, 34,  2,
};

static const struct row {
	const char *what;
	uint16_t link;
	const char *hex;
	const char *expect; /* in hex; NULL: not fit to be shown */
	bool macs;
	bool unsearched;
} rows[] = {
#include "rows.def"
};

struct sums {
	unsigned count;
	enum weir_checksum status[WEIR_SPANS_MAX];
};

static struct sums sums_of(uint16_t link, const uint8_t *bytes, size_t size)
{
	struct weir_packet packet;
	struct sums sums = { 0 };

	weir_packet_decode(link, (struct weir_slice){ bytes, size }, (uint32_t)size, &packet);
	for (unsigned i = 0; i < packet.span_count; i++) {
		struct weir_sum sum;

		weir_packet_sum(&packet, i, &sum);
		sums.status[sums.count++] = sum.status;
	}
	return sums;
}

static bool same_sums(const struct sums *a, const struct sums *b)
{
	return a->count == b->count &&
	       memcmp(a->status, b->status, a->count * sizeof(a->status[0])) == 0;
}

static void print(const uint8_t *bytes, size_t size, char *text)
{
	for (size_t i = 0; i < size; i++) {
		text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	text[2 * size] = 0;
}

/* The frame cut at every octet, in memory of its own: nothing behind it is touched, sums hold. */
static bool holds_when_cut(struct weir_anonymiser *a, const struct row *row, const uint8_t *bytes,
			   size_t size)
{
	for (size_t cut = 0; cut < size; cut++) {
		uint8_t *copy = malloc(cut + 1);
		bool unsearched;

		if (!copy)
			return false;
		memcpy(copy, bytes, cut);
		struct sums before = sums_of(row->link, copy, cut);
		enum weir_status status =
			weir_anonymise_frame(a, row->link, copy, cut, (uint32_t)size, &unsearched);
		struct sums after = sums_of(row->link, copy, cut);
		bool whole = status == WEIR_E_SUPPORT ? memcmp(copy, bytes, cut) == 0
						      : same_sums(&before, &after);
		free(copy);
		if (!whole) {
			note("cut at %zu", cut);
			return false;
		}
	}
	return true;
}

static void test_row(struct weir_anonymiser *a, const struct row *row)
{
	uint8_t bytes[CARRIED], original[CARRIED];
	char text[2 * CARRIED + 1];
	bool unsearched = false;
	size_t size = frame_bytes(row->hex, bytes);

	memcpy(original, bytes, size);
	struct sums before = sums_of(row->link, bytes, size);
	enum weir_status status =
		weir_anonymise_frame(a, row->link, bytes, size, (uint32_t)size, &unsearched);
	struct sums after = sums_of(row->link, bytes, size);
	print(bytes, size, text);
	bool right = row->expect ? status == WEIR_OK && strcmp(text, row->expect) == 0
				 : status == WEIR_E_SUPPORT;
	if (!check(row->what, right && unsearched == row->unsearched))
		note("status %d, unsearched %d: %s", (int)status, unsearched, text);
	checkf(same_sums(&before, &after) && holds_when_cut(a, row, original, size),
	       "%s: sums as right as before, whole or cut", row->what);
}

int main(void)
{
	struct weir_anonymise_options options = WEIR_ANONYMISE_OPTIONS;
	struct weir_anonymiser *plain = NULL;
	struct weir_anonymiser *all = NULL;

	options.macs = true;
	if (!check("anonymisers open",
		   weir_anonymise_open(key, NULL, &plain, NULL) == WEIR_OK &&
			   weir_anonymise_open(key, &options, &all, NULL) == WEIR_OK))
		return tap_done();
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(rows[i].macs ? all : plain, &rows[i]);
	weir_anonymise_close(plain);
	weir_anonymise_close(all);
	return tap_done();
}
