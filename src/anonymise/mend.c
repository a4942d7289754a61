/* mend.c - checksums that follow what changed, without looking at the rest. RFC 1624.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What is added to a sum is what came less what went, so a wrong checksum stays as wrong as it was, and
 * octets that were not captured do not matter. */
#include "anonymise/mend.h"

#include <string.h>

#include "base/cursor.h"

void mend_add(struct mend *m, struct mend_sum sum)
{
	if (m->count < MEND_SUMS && m->size >= 2 && sum.field <= m->size - 2)
		m->sums[m->count++] = sum;
}

static uint16_t fold(uint64_t value)
{
	while (value > UINT16_MAX)
		value = (value >> 16) + (value & UINT16_MAX);
	return (uint16_t)value;
}

/* The octets as words, the first of them the low half of one where `odd`. At most 16 octets. */
static uint16_t words(const uint8_t *p, size_t size, bool odd)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += (i % 2 == 1) == odd ? (uint64_t)p[i] << 8 : p[i];
	return fold(sum);
}

static void change(struct mend_sum *sum, size_t at, const uint8_t *went, const uint8_t *came,
		   size_t size)
{
	bool covered = at >= sum->from && at < sum->to;
	bool pseudo = at == sum->source || at == sum->target;

	if (!covered && !pseudo)
		return;
	/* A word's place counts from where the sum begins; the pseudo header is even. */
	bool odd = covered && (at - sum->from) % 2 == 1;
	sum->change += words(came, size, odd);
	sum->change += (uint16_t)~words(went, size, odd);
}

void mend_put(struct mend *m, size_t at, const uint8_t *octets, size_t size)
{
	if (at > m->size || size > m->size - at)
		return;
	for (unsigned i = 0; i < m->count; i++)
		change(&m->sums[i], at, m->bytes + at, octets, size);
	memcpy(m->bytes + at, octets, size);
}

/* From the innermost on: a sum that changes is itself a change to those around it. */
void mend_settle(struct mend *m)
{
	for (unsigned i = m->count; i-- > 0;) {
		struct mend_sum *sum = &m->sums[i];
		uint8_t *field = m->bytes + sum->field;
		uint16_t before = load_be16(field);

		if ((sum->change == 0 && !sum->drop) || (sum->may_lack && before == 0))
			continue;
		uint16_t after = (uint16_t)~fold((uint16_t)~before + sum->change);
		if (sum->may_lack && after == 0)
			after = 0xffff;
		if (sum->drop)
			after = 0;
		uint8_t went[2] = { field[0], field[1] };
		uint8_t came[2] = { (uint8_t)(after >> 8), (uint8_t)after };
		for (unsigned around = 0; around < i; around++)
			change(&m->sums[around], sum->field, went, came, 2);
		memcpy(field, came, 2);
	}
}
