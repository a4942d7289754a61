/* pcapng.h - what reading pcapng remembers: the section's byte order and its interfaces.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * draft-ietf-opsawg-pcapng. */
#ifndef CAPTURE_PCAPNG_H
#define CAPTURE_PCAPNG_H

#include <dnsweir/base.h>

/* How a timestamp's unit becomes nanoseconds. */
enum tick {
	TICK_TIMES,  /* nanoseconds = ticks * by */
	TICK_PARTS,  /* nanoseconds = ticks / by */
	TICK_BINARY, /* seconds = ticks / 2^by */
};

struct pcapng_interface {
	uint32_t snap; /* 0: none */
	uint16_t link;
	uint8_t tick; /* enum tick */
	bool far;     /* the offset does not fit nanoseconds: its frames have no time */
	uint64_t by;
	int64_t offset;      /* nanoseconds to add */
	uint64_t drops;      /* as its last statistics say */
	uint64_t drops_seen; /* sum of what its packets say; the larger of the two counts */
};

/* A section with more interfaces is damage: a ceiling for the table's memory. */
enum { INTERFACES_MAX = 65536 };

struct pcapng {
	bool big;     /* byte order of the section */
	bool foreign; /* the section's version is unknown: its blocks are passed over */
	bool turned;  /* a section of the other byte order has just begun */
	struct pcapng_interface *interfaces;
	uint32_t count;
	uint32_t capacity;
	uint32_t first; /* index over the whole file of the section's interface 0 */
	uint64_t drops; /* of the sections before */
	/* The first foreign section, told when all else was read. */
	uint64_t foreign_count;
	uint16_t foreign_major;
	uint16_t foreign_minor;
	uint64_t foreign_at;
};

/* Frames lost before they were written, as far as the file says. */
uint64_t pcapng_drops(const struct pcapng *pcapng);
void pcapng_close(struct pcapng *pcapng);

/* Read an interface description's body. Damage: the reason; NULL: `out` is filled. */
const char *pcapng_interface_read(struct weir_slice body, bool big, struct pcapng_interface *out);
/* Nanoseconds since 1970; false: outside what 64 bits hold. */
bool pcapng_interface_time(const struct pcapng_interface *face, uint64_t ticks, int64_t *out);

/* Options stand behind the fixed part of most blocks. */
struct pcapng_option {
	uint16_t code;
	struct weir_slice value;
};
/* WEIR_OK: the next one. WEIR_END: no more. WEIR_E_FORM: its length passes the block's end.
 * Each takes at least four octets off `rest`. */
enum weir_status pcapng_option_next(struct weir_slice *rest, bool big, struct pcapng_option *out);

#endif
