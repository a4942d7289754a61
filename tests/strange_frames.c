/* strange_frames.c - random frames: headers in headers, options, fragments, tunnels, cut anywhere.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "strange_frames.h"

#include <string.h>

#include "tap.h"

void strange_frame_put(struct strange_frame *s, size_t size, const void *octets)
{
	if (size > STRANGE_FRAME_MAX - s->size)
		return;
	memcpy(s->octets + s->size, octets, size);
	s->size += size;
}

static uint8_t next_protocol(struct random *r)
{
	static const uint8_t likely[] = { 17, 17, 6,  6,  1,  2,  58, 132, 33,  136, 4,  41, 47, 47,
					  0,  43, 44, 60, 51, 50, 59, 135, 137, 108, 99, 44, 60 };
	return likely[random_below(r, COUNT_OF(likely))];
}

static void put_protocol(struct strange_frame *s, struct random *r, unsigned depth,
			 uint8_t protocol);
static void put_type(struct strange_frame *s, struct random *r, unsigned depth, unsigned type);

static unsigned next_type(struct random *r)
{
	static const uint16_t likely[] = { 0x0800, 0x0800, 0x0800, 0x86dd, 0x86dd, 0x86dd, 0x8100,
					   0x88a8, 0x0806, 0x8035, 0x8847, 0x8848, 0x8864, 0x88ca,
					   0x88f7, 0x88fb, 0x892f, 0x8902, 0x8906, 0x4305, 0x0003,
					   0x0026, 0x88cc, 0x9000, 0x6558, 0x880b };
	return likely[random_below(r, COUNT_OF(likely))];
}

static void put_noise(struct strange_frame *s, struct random *r, size_t size)
{
	while (size-- > 0)
		STRANGE_PUT(s, (uint8_t)random_next(r));
}

static void put_ip(struct strange_frame *s, struct random *r, unsigned depth)
{
	uint8_t words = (uint8_t)(random_below(r, 8) ? 5 : random_below(r, 16));
	uint8_t protocol = next_protocol(r);
	uint8_t fragment[2] = { 0, 0 };

	if (random_below(r, 5) == 0) {
		fragment[0] = (uint8_t)random_below(r, 256);
		fragment[1] = random_below(r, 3) ? 0 : (uint8_t)random_below(r, 256);
	}
	STRANGE_PUT(s,
		    (uint8_t)((random_below(r, 20) ? 0x40 : random_below(r, 256)) & 0xf0) | words,
		    0, 0, (uint8_t)(random_below(r, 200)), 0, 1, fragment[0], fragment[1], 64,
		    protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2);
	if (words > 5)
		put_noise(s, r, (words - 5U) * 4);
	put_protocol(s, r, depth + 1, protocol);
}

static void put_ipv6(struct strange_frame *s, struct random *r, unsigned depth)
{
	uint8_t protocol = next_protocol(r);

	STRANGE_PUT(s, 0x60, 0, (uint8_t)random_below(r, 2), 0, 0, (uint8_t)random_below(r, 200),
		    protocol, 64);
	put_noise(s, r, 32);
	put_protocol(s, r, depth + 1, protocol);
}

static void put_gre(struct strange_frame *s, struct random *r, unsigned depth)
{
	unsigned type = random_below(r, 4) == 0 ? 0x6558 : next_type(r);
	uint8_t flags = (uint8_t)(random_below(r, 2) ? 0 : random_next(r) & 0xb0);
	uint8_t more = (uint8_t)(random_below(r, 6) ? 0 : random_next(r));

	if (random_below(r, 5) == 0) {
		more = (uint8_t)(1 | (random_next(r) & 0x80));
		flags |= random_below(r, 8) ? 0x20 : 0;
		type = random_below(r, 8) ? 0x880b : type;
	}
	if (random_below(r, 20) == 0)
		flags |= 0x40;
	STRANGE_PUT(s, flags, more, (uint8_t)(type >> 8), (uint8_t)type);
	put_noise(s, r,
		  (flags & 0x80 ? 4U : 0) + (flags & 0x20 ? 4U : 0) + (flags & 0x10 ? 4U : 0));
	if ((more & 7) == 1) {
		if (more & 0x80)
			put_noise(s, r, 4);
		STRANGE_PUT(s, 255, 3, 0, random_below(r, 2) ? 0x21 : 0x57);
		type = s->octets[s->size - 1] == 0x21 ? 0x0800 : 0x86dd;
	} else if (type == 0x6558) {
		type = next_type(r);
		put_noise(s, r, 12);
		STRANGE_PUT(s, (uint8_t)(type >> 8), (uint8_t)type);
	}
	put_type(s, r, depth + 1, type);
}

static void put_protocol(struct strange_frame *s, struct random *r, unsigned depth,
			 uint8_t protocol)
{
	uint8_t next = next_protocol(r);

	if (depth > 40)
		return;
	switch (protocol) {
	case 4:
		put_ip(s, r, depth + 1);
		break;
	case 41:
		put_ipv6(s, r, depth + 1);
		break;
	case 47:
		put_gre(s, r, depth);
		break;
	case 0:
	case 43:
	case 60: {
		uint8_t units = (uint8_t)(random_below(r, 4) ? 0 : random_below(r, 3));
		STRANGE_PUT(s, next, units);
		put_noise(s, r, 6 + units * 8U);
		put_protocol(s, r, depth + 1, next);
		break;
	}
	case 44:
		STRANGE_PUT(s, next, 0, (uint8_t)(random_below(r, 3) ? 0 : random_next(r)),
			    (uint8_t)(random_below(r, 2) ? random_below(r, 8) : random_next(r)), 1,
			    2, 3, 4);
		put_protocol(s, r, depth + 1, next);
		break;
	case 6:
		put_noise(s, r, 12);
		STRANGE_PUT(s, (uint8_t)random_next(r));
		put_noise(s, r, 7 + random_below(r, 40));
		break;
	default:
		put_noise(s, r, random_below(r, 60));
		break;
	}
}

static void put_type(struct strange_frame *s, struct random *r, unsigned depth, unsigned type)
{
	static const uint16_t ppp[] = { 0x21, 0x57, 0x281, 0x283, 0xc021, 0x0056 };
	unsigned next = next_type(r);

	if (depth > 40)
		return;
	switch (type) {
	case 0x0800:
		put_ip(s, r, depth);
		break;
	case 0x86dd:
		put_ipv6(s, r, depth);
		break;
	case 0x8100:
	case 0x88a8:
		STRANGE_PUT(s, (uint8_t)random_next(r), 5, (uint8_t)(next >> 8), (uint8_t)next);
		put_type(s, r, depth + 1, next);
		break;
	case 0x88fb:
	case 0x892f:
		put_noise(s, r, 4);
		STRANGE_PUT(s, (uint8_t)(next >> 8), (uint8_t)next);
		put_type(s, r, depth + 1, next);
		break;
	case 0x4305:
		STRANGE_PUT(s, random_below(r, 8) ? 0x40 : 0x41, random_below(r, 8) ? 15 : 14);
		put_noise(s, r, 20);
		STRANGE_PUT(s, (uint8_t)(next >> 8), (uint8_t)next);
		put_type(s, r, depth + 1, next);
		break;
	case 0x8864: {
		uint16_t carried = ppp[random_below(r, COUNT_OF(ppp))];
		STRANGE_PUT(s, random_below(r, 8) ? 0x11 : 0x12, random_below(r, 8) ? 0 : 9, 0, 1,
			    0, 9, (uint8_t)(carried >> 8), (uint8_t)carried);
		put_type(s, r, depth + 1, random_below(r, 2) ? 0x0800 : 0x86dd);
		break;
	}
	default:
		put_noise(s, r, random_below(r, 60));
		break;
	}
}

void strange_frame_make(struct strange_frame *s, struct random *r)
{
	unsigned type = next_type(r);

	s->size = 0;
	switch (random_below(r, 4)) {
	case 0:
		STRANGE_PUT(s, 255, 255, 255, 255, 255, 255);
		break;
	case 1:
		STRANGE_PUT(s, 0x33, 0x33, 0, 0, 0, 1);
		break;
	default:
		STRANGE_PUT(s, 0, 0, 0, 0, 0, 0);
		break;
	}
	STRANGE_PUT(s, 2, 0, 0, 0, 0, 1, (uint8_t)(type >> 8), (uint8_t)type);
	put_type(s, r, 0, type);
	if (random_below(r, 3) == 0)
		s->size = 14 + random_below(r, (unsigned)(s->size - 13));
}

void strange_frame_untag(struct strange_frame *s, struct weir_bpf_metadata *m)
{
	unsigned type = (unsigned)s->octets[12] << 8 | s->octets[13];

	if ((type != 0x8100 && type != 0x88a8) || s->size < 18)
		return;
	m->vlan_present = true;
	m->vlan_tpid = (uint16_t)type;
	m->vlan_tci = (uint16_t)(s->octets[14] << 8 | s->octets[15]);
	memmove(s->octets + 12, s->octets + 16, s->size - 16);
	s->size -= 4;
}
