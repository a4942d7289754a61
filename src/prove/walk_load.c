/* walk_load.c - what loads get, as terms.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "prove/walk_load.h"

#include "filter/bpf_code.h"

/* Loads at [LL_OFF, +64 Ki) and [NET_OFF, +64 Ki) may lie in the packet; all others below 0 do not. */
enum { WINDOW = 0x20000 };

/* Octets at base + offset, most significant first. */
static term octets(struct terms *terms, term base, uint32_t offset, unsigned size)
{
	term value = ZERO;

	for (unsigned i = 0; i < size; i++) {
		term octet = term_octet(terms, base, offset + i);
		term shift = term_constant(terms, 8 * (size - 1 - i));

		value = term_or(terms, value, term_shl(terms, octet, shift));
	}
	return value;
}

/* Are the octets [address, + size) inside the packet? */
static term is_inside(struct terms *terms, term address, unsigned size)
{
	term length = term_length(terms);
	term end = term_add(terms, address, term_constant(terms, size));
	term inside = term_not(terms, term_less(terms, length, end));

	/* Near 2^32 the end has wrapped. */
	if (terms->status == WEIR_OK && terms->ranges[address].high > UINT32_MAX - size)
		inside = term_both(terms, inside, term_less(terms, address, length));
	return inside;
}

static term window(struct terms *terms, term address, uint32_t from)
{
	term low = term_not(terms, term_less(terms, address, term_constant(terms, from)));
	term high = term_less(terms, address, term_constant(terms, from + WINDOW));

	return term_both(terms, low, high);
}

/* A load at an offset that may count from another header: to which address it leads, and when. What
 * is computed and may lie below 0 is beyond us. */
static term resolve(struct walker *w, const struct walk_state *state, term address, term *there)
{
	struct terms *terms = w->terms;
	uint32_t k;

	*there = ALWAYS;
	if (!term_is_constant(terms, address, &k)) {
		if (terms->status != WEIR_OK || terms->ranges[address].high < BPF_LL_OFF)
			return address;
		term below = term_either(terms, window(terms, address, BPF_LL_OFF),
					 window(terms, address, BPF_NET_OFF));
		w->out->beyond =
			term_either(terms, w->out->beyond, term_both(terms, state->when, below));
		return address;
	}
	if (k < BPF_LL_OFF)
		return address;
	if (k >= BPF_NET_OFF)
		return term_add(terms, term_free(terms, FREE_NETWORK_OFFSET),
				term_constant(terms, k - BPF_NET_OFF));
	*there = term_not(terms, term_equal(terms, term_free(terms, FREE_HAS_LINK), ZERO));
	return term_add(terms, term_free(terms, FREE_LINK_OFFSET),
			term_constant(terms, k - BPF_LL_OFF));
}

unsigned walk_load_size(const struct weir_bpf_op *op)
{
	if (op->code == BPF_LDX_MSH)
		return 1;
	return (op->code & 0x18) == 0 ? 4 : (op->code & 0x18) == 8 ? 2 : 1;
}

bool walk_address(struct walker *w, const struct walk_state *state, enum walk_part part,
		  term *address)
{
	const struct weir_bpf_op *op = &w->order->parts[part]->ops[state->at[part]];
	term k = term_constant(w->terms, op->k);

	switch (op->code) {
	case BPF_LD_ABS_W:
	case BPF_LD_ABS_H:
	case BPF_LD_ABS_B:
		*address = k;
		return op->k < BPF_AD_OFF;
	case BPF_LDX_MSH:
		*address = k;
		return true;
	case BPF_LD_IND_W:
	case BPF_LD_IND_H:
	case BPF_LD_IND_B:
		*address = term_add(w->terms, state->registers[part][REGISTER_X], k);
		return true;
	default:
		return false;
	}
}

term walk_load(struct walker *w, const struct walk_state *state, term address, unsigned size,
	       term *there)
{
	uint32_t offset;

	address = resolve(w, state, address, there);
	term base = term_split(w->terms, address, &offset);
	*there = term_both(w->terms, *there, is_inside(w->terms, address, size));
	return *there == NEVER ? ZERO : octets(w->terms, base, offset, size);
}

static const uint8_t free_of[] = {
	[BPF_AD_PROTOCOL / 4] = FREE_PROTOCOL,
	[BPF_AD_PKTTYPE / 4] = FREE_PACKET_TYPE,
	[BPF_AD_IFINDEX / 4] = FREE_IFINDEX,
	[BPF_AD_MARK / 4] = FREE_MARK,
	[BPF_AD_QUEUE / 4] = FREE_QUEUE,
	[BPF_AD_HATYPE / 4] = FREE_HATYPE,
	[BPF_AD_RXHASH / 4] = FREE_RXHASH,
	[BPF_AD_CPU / 4] = FREE_CPU,
	[BPF_AD_VLAN_TAG / 4] = FREE_VLAN_TCI,
	[BPF_AD_VLAN_TAG_PRESENT / 4] = FREE_VLAN_PRESENT,
	[BPF_AD_PAY_OFFSET / 4] = FREE_PAYLOAD_OFFSET,
	[BPF_AD_RANDOM / 4] = FREE_RANDOM,
	[BPF_AD_VLAN_TPID / 4] = FREE_VLAN_TPID,
};

term walk_extension(struct terms *terms, uint32_t k, term a, term x, term *there)
{
	uint32_t which = k - BPF_AD_OFF;

	*there = ALWAYS;
	if (which == BPF_AD_ALU_XOR_X)
		return term_xor(terms, a, x);
	if (which == BPF_AD_NLATTR || which == BPF_AD_NLATTR_NEST)
		return term_netlink(terms, which == BPF_AD_NLATTR_NEST, a, x);
	if (which == BPF_AD_IFINDEX || which == BPF_AD_HATYPE)
		*there = term_not(
			terms,
			term_both(terms, term_equal(terms, term_free(terms, FREE_IFINDEX), ZERO),
				  term_equal(terms, term_free(terms, FREE_HATYPE), ZERO)));
	return term_free(terms, (enum term_free)free_of[which / 4]);
}
