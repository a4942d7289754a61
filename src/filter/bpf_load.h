/* bpf_load.h - what a load gets: octets of the packet, or what Linux's extensions know of it.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef FILTER_BPF_LOAD_H
#define FILTER_BPF_LOAD_H

#include <string.h>

#include "filter/bpf_code.h"

/* Loads of 4, 2 and 1 octets, most significant first; the caller has checked that they are there. */
static inline uint32_t bpf_get_w(const uint8_t *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	value = __builtin_bswap32(value);
#endif
	return value;
}

static inline uint32_t bpf_get_h(const uint8_t *p)
{
	uint16_t value;

	memcpy(&value, p, sizeof(value));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	value = __builtin_bswap16(value);
#endif
	return value;
}

static inline uint32_t bpf_get(const uint8_t *p, unsigned size)
{
	return size == 4 ? bpf_get_w(p) : size == 2 ? bpf_get_h(p) : *p;
}

/* `size` octets at an offset as the kernel counts: from the first octet, or below 0 from the network
 * or the link header. false: not there, and the program returns 0. */
bool bpf_load(const struct weir_bpf_packet *packet, uint32_t offset, unsigned size, uint32_t *out);

/* An extension, by its absolute offset; some read A and X. false: the program returns A, as the
 * kernel does it where a packet has no device. */
bool bpf_extension_load(const struct weir_bpf_packet *packet, uint32_t k, uint32_t a, uint32_t x,
			uint32_t *out);

#endif
