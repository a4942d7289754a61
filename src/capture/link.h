/* link.h - from the link type a file carries to the LINKTYPE_ number it means.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CAPTURE_LINK_H
#define CAPTURE_LINK_H

#include <stdint.h>

/* `raw` is the link type of a pcap header or a pcapng interface. Its high bits carry the length of a
 * frame check sequence (draft-ietf-opsawg-pcap section 4) or a class; they are dropped. */
uint16_t link_from_file(uint32_t raw);

#endif
