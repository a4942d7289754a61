/* pcapng_interface.c - a pcapng interface: its link type, and what a tick of its clock is.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/pcapng.h"

#include "capture/link.h"
#include "capture/order.h"

enum {
	OPTION_END = 0,
	OPTION_TSRESOL = 9,
	OPTION_TSOFFSET = 14,
	DECIMAL_MOST = 19, /* the last power of ten in 64 bits; nobody's clock is finer */
	BINARY_MOST = 63,
	NANOSECONDS = 1000000000,
};

enum weir_status pcapng_option_next(struct weir_slice *rest, bool big, struct pcapng_option *out)
{
	/* Options may end without an end mark. */
	if (rest->size == 0)
		return WEIR_END;
	if (rest->size < 4)
		return WEIR_E_FORM;
	uint16_t code = load16(rest->data, big);
	uint16_t size = load16(rest->data + 2, big);
	size_t padded = (size + (size_t)3) & ~(size_t)3;

	if (code == OPTION_END)
		return size == 0 ? WEIR_END : WEIR_E_FORM;
	if (padded > rest->size - 4)
		return WEIR_E_FORM;
	*out = (struct pcapng_option){ code, { rest->data + 4, size } };
	*rest = (struct weir_slice){ rest->data + 4 + padded, rest->size - 4 - padded };
	return WEIR_OK;
}

static uint64_t power_of_ten(unsigned exponent)
{
	uint64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

static const char *read_resolution(struct weir_slice value, struct pcapng_interface *out)
{
	if (value.size != 1)
		return "an if_tsresol option is not one octet long";
	unsigned exponent = value.data[0] & 0x7f;

	if (value.data[0] & 0x80) {
		if (exponent > BINARY_MOST)
			return "an if_tsresol option names a resolution finer than 2^-63 s";
		out->tick = TICK_BINARY;
		out->by = exponent;
		return NULL;
	}
	if (exponent > DECIMAL_MOST)
		return "an if_tsresol option names a resolution finer than 10^-19 s";
	out->tick = exponent > 9 ? TICK_PARTS : TICK_TIMES;
	out->by = power_of_ten(exponent > 9 ? exponent - 9 : 9 - exponent);
	return NULL;
}

static const char *read_offset(struct weir_slice value, bool big, struct pcapng_interface *out)
{
	if (value.size != 8)
		return "an if_tsoffset option is not eight octets long";
	int64_t seconds = (int64_t)load64(value.data, big);

	out->far = __builtin_mul_overflow(seconds, (int64_t)NANOSECONDS, &out->offset);
	return NULL;
}

const char *pcapng_interface_read(struct weir_slice body, bool big, struct pcapng_interface *out)
{
	struct pcapng_interface face = { .tick = TICK_TIMES, .by = 1000 };
	const char *damage = NULL;
	struct pcapng_option option;
	enum weir_status status;

	if (body.size < 8)
		return "an interface description is too short";
	face.link = link_from_file(load16(body.data, big));
	face.snap = load32(body.data + 4, big);
	struct weir_slice rest = { body.data + 8, body.size - 8 };
	while (!damage && (status = pcapng_option_next(&rest, big, &option)) != WEIR_END) {
		if (status != WEIR_OK)
			damage = "an option passes the end of an interface description";
		else if (option.code == OPTION_TSRESOL)
			damage = read_resolution(option.value, &face);
		else if (option.code == OPTION_TSOFFSET)
			damage = read_offset(option.value, big, &face);
	}
	if (!damage)
		*out = face;
	return damage;
}

/* ticks * 10^9 / 2^shift for ticks below 2^shift, exact, in 64 bits: the halves of ticks are
 * multiplied apart. */
static uint64_t binary_nanoseconds(uint64_t ticks, unsigned shift)
{
	uint64_t high = (ticks >> 32) * NANOSECONDS;
	uint64_t low = (ticks & 0xffffffff) * NANOSECONDS;

	if (shift < 32)
		return low >> shift;
	return (high + (low >> 32)) >> (shift - 32);
}

bool pcapng_interface_time(const struct pcapng_interface *face, uint64_t ticks, int64_t *out)
{
	uint64_t time = 0;

	switch ((enum tick)face->tick) {
	case TICK_TIMES:
		if (__builtin_mul_overflow(ticks, face->by, &time))
			return false;
		break;
	case TICK_PARTS:
		time = ticks / face->by;
		break;
	case TICK_BINARY:
		if (__builtin_mul_overflow(ticks >> face->by, (uint64_t)NANOSECONDS, &time) ||
		    __builtin_add_overflow(
			    time,
			    binary_nanoseconds(ticks & (((uint64_t)1 << face->by) - 1),
					       (unsigned)face->by),
			    &time))
			return false;
		break;
	}
	return !face->far && !__builtin_add_overflow(time, face->offset, out);
}
