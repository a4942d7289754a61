/* bpf_known.c - arithmetic with values of which some bits and bounds are known.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Whatever is not worth following becomes "any value": then less is said, never something wrong. */
#include "filter/bpf_known.h"

/* All bits up to the highest one set. */
static uint32_t fill(uint32_t value)
{
	return value == 0 ? 0 : UINT32_MAX >> __builtin_clz(value);
}

/* Let bits and bounds learn from each other; false: no such value is there. */
static bool settle(struct bpf_known *k)
{
	if (k->high > k->may)
		k->high = k->may;
	if (k->low < k->must)
		k->low = k->must;
	k->may &= fill(k->high);
	if (k->low == k->high) {
		if ((k->low & ~k->may) != 0 || (k->must & ~k->low) != 0)
			return false;
		k->may = k->must = k->low;
	}
	return k->low <= k->high && (k->must & ~k->may) == 0;
}

struct bpf_known bpf_known_number(uint32_t value)
{
	return (struct bpf_known){ value, value, value, value };
}

static struct bpf_known between(uint64_t low, uint64_t high)
{
	struct bpf_known k = { UINT32_MAX, 0, 0, UINT32_MAX };

	if (high > UINT32_MAX)
		return k;
	k.low = (uint32_t)low;
	k.high = (uint32_t)high;
	(void)settle(&k);
	return k;
}

struct bpf_known bpf_known_below(uint64_t limit)
{
	return between(0, limit - 1);
}

bool bpf_known_is_number(const struct bpf_known *known)
{
	return known->low == known->high;
}

struct bpf_known bpf_known_join(struct bpf_known one, struct bpf_known other)
{
	return (struct bpf_known){
		.may = one.may | other.may,
		.must = one.must & other.must,
		.low = one.low < other.low ? one.low : other.low,
		.high = one.high > other.high ? one.high : other.high,
	};
}

static struct bpf_known of_bits(uint32_t may, uint32_t must)
{
	struct bpf_known k = { may, must, must, may };

	(void)settle(&k);
	return k;
}

static struct bpf_known shift(struct bpf_known a, struct bpf_known by, bool left)
{
	unsigned bits = by.low & 31;

	if (!bpf_known_is_number(&by))
		return left ? bpf_known_below(UINT64_C(1) << 32)
			    : between(0, a.high); /* no bit is gained */
	if (left)
		return of_bits(a.may << bits, a.must << bits);
	struct bpf_known k = { a.may >> bits, a.must >> bits, a.low >> bits, a.high >> bits };
	(void)settle(&k);
	return k;
}

static struct bpf_known subtract(struct bpf_known a, struct bpf_known o)
{
	if (bpf_known_is_number(&a) && bpf_known_is_number(&o))
		return bpf_known_number(a.low - o.low);
	if (a.low < o.high)
		return bpf_known_below(UINT64_C(1) << 32);
	return between(a.low - o.high, (uint64_t)a.high - o.low);
}

static struct bpf_known divide(struct bpf_known a, struct bpf_known o, bool rest)
{
	uint32_t least = o.low > 0 ? o.low : 1;
	uint32_t most = o.high > 0 ? o.high : 1;

	if (!rest)
		return between(a.low / most, a.high / least);
	if (a.high < least)
		return a;
	if (bpf_known_is_number(&a) && bpf_known_is_number(&o))
		return bpf_known_number(a.low % least);
	return between(0, a.high < most - 1 ? a.high : most - 1);
}

struct bpf_known bpf_known_compute(uint16_t code, struct bpf_known a, struct bpf_known o)
{
	bool numbers = bpf_known_is_number(&a) && bpf_known_is_number(&o);

	switch (code & 0xf0) {
	case BPF_ADD_K & 0xf0:
		return numbers ? bpf_known_number(a.low + o.low)
			       : between((uint64_t)a.low + o.low, (uint64_t)a.high + o.high);
	case BPF_SUB_K & 0xf0:
		return subtract(a, o);
	case BPF_MUL_K & 0xf0:
		return numbers ? bpf_known_number(a.low * o.low)
			       : between((uint64_t)a.low * o.low, (uint64_t)a.high * o.high);
	case BPF_DIV_K & 0xf0:
		return divide(a, o, false);
	case BPF_MOD_K & 0xf0:
		return divide(a, o, true);
	case BPF_OR_K & 0xf0:
		return of_bits(a.may | o.may, a.must | o.must);
	case BPF_AND_K & 0xf0:
		return of_bits(a.may & o.may, a.must & o.must);
	case BPF_XOR_K & 0xf0:
		/* A bit is set for sure where one has it and the other cannot. */
		return of_bits((a.may | o.may) & ~(a.must & o.must),
			       (a.must & ~o.may) | (o.must & ~a.may));
	case BPF_LSH_K & 0xf0:
		return shift(a, o, true);
	case BPF_RSH_K & 0xf0:
		return shift(a, o, false);
	case BPF_NEG & 0xf0:
		return bpf_known_is_number(&a) ? bpf_known_number(0 - a.low)
					       : bpf_known_below(UINT64_C(1) << 32);
	default:
		return bpf_known_below(UINT64_C(1) << 32);
	}
}

static bool meet_bounds(struct bpf_known *a, uint64_t low, uint64_t high)
{
	if (low > a->high || high < a->low)
		return false;
	if (low > a->low)
		a->low = (uint32_t)low;
	if (high < a->high)
		a->high = (uint32_t)high;
	return settle(a);
}

static bool differs(struct bpf_known *a, uint32_t k)
{
	if (a->low == k && a->high == k)
		return false;
	if (a->low == k)
		a->low++;
	else if (a->high == k)
		a->high--;
	return settle(a);
}

static bool has_bits(struct bpf_known *a, bool some, uint32_t k)
{
	if (!some) {
		a->may &= ~k;
		return settle(a);
	}
	if ((a->may & k) == 0)
		return false;
	if ((k & (k - 1)) == 0)
		a->must |= k;
	return settle(a);
}

bool bpf_known_branch(uint16_t code, bool holds, uint32_t k, struct bpf_known *a)
{
	switch (code & 0xf0) {
	case BPF_JEQ_K & 0xf0:
		if (!holds)
			return differs(a, k);
		return (k & ~a->may) == 0 && (a->must & ~k) == 0 && meet_bounds(a, k, k);
	case BPF_JGT_K & 0xf0:
		return holds ? meet_bounds(a, (uint64_t)k + 1, UINT32_MAX) : meet_bounds(a, 0, k);
	case BPF_JGE_K & 0xf0:
		return holds ? meet_bounds(a, k, UINT32_MAX)
			     : k > 0 && meet_bounds(a, 0, (uint64_t)k - 1);
	default:
		return has_bits(a, holds, k);
	}
}
