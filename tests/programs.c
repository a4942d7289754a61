/* programs.c - random programs: mostly right, results that tell registers apart, faults on demand.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "programs.h"

#include <string.h>

#include "tap.h"

/* Codes by what they do; several times what should come often. */
static const uint16_t loads[] = { 0x20, 0x28, 0x30, 0x30, 0x40, 0x48, 0x50, 0xb1, 0xb1 };
static const uint16_t moves[] = { 0x00, 0x01, 0x80, 0x81, 0x07, 0x87 };
static const uint16_t memory[] = { 0x02, 0x02, 0x03, 0x03, 0x60, 0x61 };
static const uint16_t computes[] = { 0x04, 0x0c, 0x14, 0x1c, 0x24, 0x2c, 0x34, 0x3c,
				     0x94, 0x9c, 0x44, 0x4c, 0x54, 0x5c, 0xa4, 0xac,
				     0x64, 0x6c, 0x74, 0x7c, 0x84, 0x54, 0x44, 0x54 };
static const uint16_t branches[] = { 0x15, 0x15, 0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d };
/* Their values are the same in every machine: 0, but netlink attributes and xor. */
static const uint8_t extensions[] = { 0, 4, 12, 16, 20, 24, 32, 40, 44, 48, 52, 60, 12, 16, 8, 28 };
static const uint32_t edges[] = { 0,          1,          2,          3,          7,
				  15,         16,         31,         32,         33,
				  63,         64,         255,        256,        65535,
				  65536,      0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe,
				  0xffe00000, 0xfff00000, 0xfff00005, 0xffe00003, 0xfffff000,
				  0xfffff004, 0xfffff03c, 0xfffff040, 0xffffefff, 0xfffff001 };

#define ANY(table) ((table)[random_below(r, COUNT_OF(table))])

static uint32_t constant(struct random *r)
{
	switch (random_below(r, 6)) {
	case 0:
		return ANY(edges);
	case 1:
		return (uint32_t)random_next(r);
	default:
		return random_below(r, 20);
	}
}

static uint32_t offset(struct random *r, const struct program_flavour *flavour)
{
	if (flavour->far_offsets && random_below(r, 30) == 0)
		return (random_below(r, 2) ? 0xfff00000 : 0xffe00000) + random_below(r, 70);
	if (random_below(r, 60) == 0)
		return random_below(r, 200);
	return random_below(r, 40);
}

static void random_op(struct random *r, const struct program_flavour *flavour, uint16_t *stored,
		      size_t left, struct weir_bpf_op *op)
{
	unsigned what = random_below(r, 16);

	*op = (struct weir_bpf_op){ .k = constant(r) };
	if (what < 4) {
		op->code = ANY(loads);
		op->k = offset(r, flavour);
		if (flavour->extensions && (op->code == 0x20 || op->code == 0x28) &&
		    random_below(r, 5) == 0)
			op->k = 0xfffff000 + ANY(extensions);
		else if (flavour->far_offsets && (op->code & 0xe0) == 0x40 &&
			 random_below(r, 8) == 0)
			op->k = 0 - random_below(r, 50);
	} else if (what < 6) {
		op->code = ANY(moves);
	} else if (what < 8) {
		op->code = ANY(memory);
		op->k %= 16;
		if (op->code >= 0x60 && !(*stored >> op->k & 1))
			op->code = (uint16_t)(2 + (op->code & 1));
		if (op->code < 0x60)
			*stored |= (uint16_t)(1U << op->k);
	} else if (what < 11) {
		op->code = ANY(computes);
		if (op->code == 0x64 || op->code == 0x74)
			op->k %= 32;
		if ((op->code == 0x6c || op->code == 0x7c) && !flavour->long_shifts)
			op->code -= 8, op->k %= 32;
		if ((op->code == 0x34 || op->code == 0x94) && op->k == 0)
			op->k = 3;
	} else if (what < 15 && left > 1) {
		unsigned most = (unsigned)(left - 1 > 255 ? 255 : left - 1);

		op->code = ANY(branches);
		op->jt =
			(uint8_t)random_below(r, random_below(r, 4) ? (most < 4 ? most : 4) : most);
		op->jf =
			(uint8_t)random_below(r, random_below(r, 4) ? (most < 4 ? most : 4) : most);
	} else if (what == 15 && left > 1) {
		op->code = 0x05;
		op->k = random_below(r, (unsigned)(left - 1 < 5 ? left - 1 : 5));
	} else {
		op->code = 0x16;
	}
}

/* One thing that a right program may not have, or may just have. */
static void spoil(struct random *r, struct weir_bpf_op *ops, size_t *count)
{
	struct weir_bpf_op *op = &ops[random_below(r, (unsigned)*count)];

	switch (random_below(r, 8)) {
	case 0:
		op->code = (uint16_t)random_below(r, 256);
		break;
	case 1:
		op->code ^= (uint16_t)(1U << random_below(r, 16));
		break;
	case 2:
		op->k = ANY(edges);
		break;
	case 3:
		op->k = (uint32_t)(*count - (size_t)(op - ops)) - random_below(r, 4);
		break;
	case 4:
		op->jt = (uint8_t)(*count - (size_t)(op - ops) - random_below(r, 4));
		break;
	case 5:
		op->jf = (uint8_t)(*count - (size_t)(op - ops) - random_below(r, 4));
		break;
	case 6:
		op->code = random_below(r, 2) ? 0x60 : 0x61;
		op->k = random_below(r, 18);
		break;
	default:
		*count -= *count > 1;
		break;
	}
}

size_t program_random(struct random *r, const struct program_flavour *flavour,
		      struct weir_bpf_op *ops)
{
	size_t count = 4 + random_below(r, random_below(r, 20) ? 30 : PROGRAM_SIZE_MAX - 4);
	uint16_t stored = 0;

	for (size_t i = 0; i + 3 < count; i++)
		random_op(r, flavour, &stored, count - i - 1, &ops[i]);
	/* The kernel tells results apart up to a packet's size, so fold A into that. */
	ops[count - 3] = (struct weir_bpf_op){ 0x0c, 0, 0, 0 };
	ops[count - 2] = (struct weir_bpf_op){ 0x94, 0, 0, 31 + random_below(r, 40) };
	ops[count - 1] = (struct weir_bpf_op){ 0x16, 0, 0, 0 };
	for (size_t i = 0; i + 1 < count; i++) /* every `ret a` inside likewise, now and then */
		if (ops[i].code == 0x16 && random_below(r, 2))
			ops[i] = (struct weir_bpf_op){ 0x06, 0, 0, constant(r) };
	while (random_below(r, 100) < flavour->faults)
		spoil(r, ops, &count);
	return count;
}

size_t program_packet(struct random *r, uint8_t *octets)
{
	size_t size = random_below(r, 5) ? 40 + random_below(r, 60)
					 : 1 + random_below(r, PROGRAM_PACKET_MAX - 1);
	bool few = random_below(r, 3) > 0;

	for (size_t i = 0; i < size; i++)
		octets[i] = (uint8_t)(few ? random_below(r, 20) : random_next(r));
	if (random_below(r, 3) == 0) {
		/* Netlink attributes from some offset on. */
		for (size_t at = random_below(r, 20); at + 4 <= size;) {
			uint16_t parts[2] = { (uint16_t)(4 + random_below(r, 16)),
					      (uint16_t)random_below(r, 20) };

			memcpy(octets + at, parts, sizeof(parts));
			at += random_below(r, 3) ? 4 : (parts[0] + 3U) & ~3U;
		}
	}
	return size;
}
