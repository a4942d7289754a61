/* bpf_load.c - loads that leave the straight road: negative offsets, extensions, netlink attributes.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "filter/bpf_load.h"

static const struct weir_bpf_metadata unknown;

static const struct weir_bpf_metadata *metadata_of(const struct weir_bpf_packet *packet)
{
	return packet->metadata ? packet->metadata : &unknown;
}

static bool load_at(struct weir_slice bytes, uint64_t at, unsigned size, uint32_t *out)
{
	if (at > bytes.size || size > bytes.size - at)
		return false;
	*out = bpf_get(bytes.data + at, size);
	return true;
}

bool bpf_load(const struct weir_bpf_packet *packet, uint32_t offset, unsigned size, uint32_t *out)
{
	const struct weir_bpf_metadata *metadata = metadata_of(packet);

	if (offset <= INT32_MAX)
		return load_at(packet->bytes, offset, size, out);
	struct weir_slice all = { packet->bytes.data - metadata->before,
				  packet->bytes.size + metadata->before };
	if (offset >= BPF_NET_OFF)
		return load_at(all, (uint64_t)metadata->network_offset + (offset - BPF_NET_OFF),
			       size, out);
	if (offset >= BPF_LL_OFF && metadata->has_link)
		return load_at(all, (uint64_t)metadata->link_offset + (offset - BPF_LL_OFF), size,
			       out);
	return false;
}

/* <linux/netlink.h>: length and type in the machine's byte order, padded to 4 octets; the two highest
 * bits of the type are flags. */
enum { ATTRIBUTE_HEADER = 4, ATTRIBUTE_TYPE = 0x3fff };

static uint16_t native_u16(const uint8_t *p)
{
	uint16_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

/* Length of the attribute at `at` if it lies wholly before `end`; else 0. */
static size_t attribute_size(struct weir_slice bytes, size_t at, size_t end)
{
	if (at > end || end - at < ATTRIBUTE_HEADER)
		return 0;
	size_t size = native_u16(bytes.data + at);
	return size >= ATTRIBUTE_HEADER && size <= end - at ? size : 0;
}

/* Where the first attribute of this type begins; 0: none. */
static uint32_t attribute_find(struct weir_slice bytes, size_t at, size_t end, uint32_t type)
{
	size_t size;

	while ((size = attribute_size(bytes, at, end)) > 0) { /* each has at least 4 octets */
		if ((native_u16(bytes.data + at + 2) & ATTRIBUTE_TYPE) == type)
			return (uint32_t)at;
		at += (size + 3) & ~(size_t)3;
	}
	return 0;
}

static uint32_t attribute_load(struct weir_slice bytes, uint32_t a, uint32_t x, bool nested)
{
	size_t size;

	if (!nested)
		return attribute_find(bytes, a, bytes.size, x);
	size = attribute_size(bytes, a, bytes.size);
	return size > 0 ? attribute_find(bytes, (size_t)a + ATTRIBUTE_HEADER, a + size, x) : 0;
}

bool bpf_extension_load(const struct weir_bpf_packet *packet, uint32_t k, uint32_t a, uint32_t x,
			uint32_t *out)
{
	const struct weir_bpf_metadata *metadata = metadata_of(packet);
	bool has_device = metadata->ifindex != 0 || metadata->hatype != 0;

	switch ((enum bpf_extension)(k - BPF_AD_OFF)) {
	case BPF_AD_PROTOCOL:
		*out = metadata->protocol;
		return true;
	case BPF_AD_PKTTYPE:
		*out = metadata->packet_type;
		return true;
	case BPF_AD_IFINDEX:
		*out = metadata->ifindex;
		return has_device;
	case BPF_AD_NLATTR:
		*out = attribute_load(packet->bytes, a, x, false);
		return true;
	case BPF_AD_NLATTR_NEST:
		*out = attribute_load(packet->bytes, a, x, true);
		return true;
	case BPF_AD_MARK:
		*out = metadata->mark;
		return true;
	case BPF_AD_QUEUE:
		*out = metadata->queue;
		return true;
	case BPF_AD_HATYPE:
		*out = metadata->hatype;
		return has_device;
	case BPF_AD_RXHASH:
		*out = metadata->rxhash;
		return true;
	case BPF_AD_CPU:
		*out = metadata->cpu;
		return true;
	case BPF_AD_ALU_XOR_X:
		*out = a ^ x;
		return true;
	case BPF_AD_VLAN_TAG:
		*out = metadata->vlan_tci;
		return true;
	case BPF_AD_VLAN_TAG_PRESENT:
		*out = metadata->vlan_present;
		return true;
	case BPF_AD_PAY_OFFSET:
		*out = metadata->payload_offset;
		return true;
	case BPF_AD_RANDOM:
		*out = metadata->random;
		return true;
	case BPF_AD_VLAN_TPID:
		*out = metadata->vlan_tpid;
		return true;
	}
	*out = 0;
	return true;
}
