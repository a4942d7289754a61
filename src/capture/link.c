/* link.c - link types that some systems wrote under numbers of their own.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "capture/link.h"

#include <stddef.h>

/* DLT_ values that were written into files before LINKTYPE_ numbers existed, or by who ignored them.
 * Numbers that mean different things on different systems are left as they are. */
static const struct {
	uint16_t found;
	uint16_t meant;
} old[] = {
	{ 11, 100 }, /* DLT_ATM_RFC1483 of the BSDs */
	{ 12, 101 }, /* DLT_RAW nearly everywhere */
	{ 14, 101 }, /* DLT_RAW of OpenBSD */
	{ 18, 246 }, /* DLT_PFSYNC of the BSDs */
	{ 19, 106 }, /* DLT_ATM_CLIP of Linux */
};

uint16_t link_from_file(uint32_t raw)
{
	uint16_t link = (uint16_t)(raw & 0xffff);

	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (old[i].found == link)
			return old[i].meant;
	return link;
}
