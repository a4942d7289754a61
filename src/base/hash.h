/* hash.h - one fast 64-bit hash for tables that live as long as a process.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Multiply-and-fold over eight octets at a time, the construction of wyhash. hash_bytes is not keyed:
 * a table that takes keys from the wire compares them in full and bounds its probes. Where that cannot
 * be, hash_bytes_secret has a secret: without it nobody can choose octets that make a factor zero. */
static inline uint64_t hash_mix(uint64_t a, uint64_t b)
{
	__uint128_t product = (__uint128_t)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_load64(const uint8_t *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

static inline uint64_t hash_load32(const uint8_t *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

#define HASH_P0 0xa0761d6478bd642fULL
#define HASH_P1 0xe7037ed1a0b428dbULL
#define HASH_P2 0x8ebc6af09c88c6e3ULL

struct hash_secret {
	uint64_t a;
	uint64_t b;
};

static inline uint64_t hash_bytes_secret(const struct hash_secret *secret, uint64_t seed,
					 const uint8_t *p, size_t size)
{
	uint64_t a = 0;
	uint64_t b = 0;
	size_t left = size;

	seed ^= HASH_P0;
	while (left > 16) {
		seed = hash_mix(hash_load64(p) ^ secret->a, hash_load64(p + 8) ^ seed);
		p += 16;
		left -= 16;
	}
	if (left >= 8) {
		a = hash_load64(p);
		b = hash_load64(p + left - 8);
	} else if (left >= 4) {
		a = hash_load32(p);
		b = hash_load32(p + left - 4);
	} else if (left > 0) {
		a = (uint64_t)p[0] << 16 | (uint64_t)p[left >> 1] << 8 | p[left - 1];
	}
	return hash_mix(secret->b ^ size, hash_mix(a ^ secret->a, b ^ seed));
}

static inline uint64_t hash_bytes(uint64_t seed, const uint8_t *p, size_t size)
{
	const struct hash_secret known = { HASH_P1, HASH_P2 };

	return hash_bytes_secret(&known, seed, p, size);
}

static inline uint64_t hash_u64(uint64_t seed, uint64_t value)
{
	return hash_mix(seed ^ HASH_P0, value ^ HASH_P1);
}

#endif
