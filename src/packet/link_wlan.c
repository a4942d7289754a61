/* link_wlan.c - 802.11 data frames and the radio headers that captures put before them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "packet/walk.h"

enum {
	/* Frame control, read little-endian. */
	WLAN_VERSION = 0x0003,
	WLAN_TYPE = 0x000c,
	WLAN_DATA = 0x0008,
	WLAN_NO_DATA = 0x0040,
	WLAN_QOS = 0x0080,
	WLAN_TO_DS = 0x0100,
	WLAN_FROM_DS = 0x0200,
	WLAN_PROTECTED = 0x4000,
	WLAN_ORDER = 0x8000,
	WLAN_AGGREGATE = 0x80, /* of QoS control: A-MSDU */
	WLAN_SIZE = 24,
	PRISM_SIZE = 144,
	AVS_MAGIC = 0x80211000,
	RADIOTAP_TSFT = 1,
	RADIOTAP_FLAGS = 2,
	RADIOTAP_DATA_PAD = 0x20,
};

static size_t wlan_size(uint16_t control)
{
	size_t size = WLAN_SIZE;

	if ((control & WLAN_TO_DS) && (control & WLAN_FROM_DS))
		size += 6; /* a fourth address: a wireless distribution system */
	if (control & WLAN_QOS)
		size += control & WLAN_ORDER ? 6 : 2; /* QoS control, and HT control behind it */
	return size;
}

enum step step_wlan(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 2);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	uint16_t control = load_le16(p);
	/* Management and control frames; the latter may be as short as ten octets. */
	if ((control & WLAN_VERSION) != 0 || (control & WLAN_TYPE) != WLAN_DATA)
		return walk_stop(w, WEIR_STOP_NOT_IP);
	size_t size = wlan_size(control);
	size_t qos = control & WLAN_ORDER ? size - 6 : size - 2;
	if (w->padded)
		size = (size + 3) & ~(size_t)3;
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	walk_tell(w, WEIR_LAYER_WLAN, size);
	if (control & WLAN_PROTECTED)
		return walk_stop(w, WEIR_STOP_ENCRYPTED);
	if (control & WLAN_NO_DATA || (load_le16(p + 22) & 15) != 0) /* or a later fragment */
		return walk_stop(w, WEIR_STOP_NOT_IP);
	/* An aggregate's first subframe: addresses and a length, like 802.3; the others are not read. */
	if ((control & WLAN_QOS) && (p[qos] & WLAN_AGGREGATE))
		return STEP_ETHERNET;
	return STEP_LLC;
}

/* Whether the radiotap header says that the 802.11 header is padded to four octets. */
static bool radiotap_padded(const uint8_t *p, size_t size)
{
	uint32_t present = load_le32(p + 4);
	size_t at = 8;

	if (!(present & RADIOTAP_FLAGS))
		return false;
	/* Bit 31: one more word of presence. Each turn goes on by four octets. */
	for (size_t word = 4; load_le32(p + word) >> 31; word += 4) {
		if (4 > size - at)
			return false;
		at += 4;
	}
	if (present & RADIOTAP_TSFT)
		at = ((at + 7) & ~(size_t)7) + 8;
	return at < size && (p[at] & RADIOTAP_DATA_PAD);
}

enum step step_radiotap(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 8);

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	size_t size = load_le16(p + 2);
	if (p[0] != 0 || size < 8)
		return walk_stop(w, WEIR_STOP_NOT_IP);
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	w->padded = radiotap_padded(p, size);
	walk_tell(w, WEIR_LAYER_RADIOTAP, size);
	return STEP_WLAN;
}

/* Prism's header has one size; AVS, which took over its link type, begins with a magic number and
 * then its size. */
enum step step_prism(struct walk *w)
{
	const uint8_t *p = walk_peek(w, 8);
	size_t size = PRISM_SIZE;

	if (!p)
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	if ((load_be32(p) & 0xfffff000) == AVS_MAGIC)
		size = load_be32(p + 4);
	if (size < 8)
		return walk_stop(w, WEIR_STOP_NOT_IP);
	if (size > walk_left(w))
		return walk_stop(w, WEIR_STOP_LINK_SHORT);
	walk_tell(w, WEIR_LAYER_PRISM, size);
	return STEP_WLAN;
}
