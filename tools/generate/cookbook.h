/* cookbook.h - messages put together from parts, and what carries them.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef GENERATE_COOKBOOK_H
#define GENERATE_COOKBOOK_H

#include "labels.h"
#include "scene.h"

enum {
	QR = 0x8000,
	AA = 0x0400,
	TC = 0x0200,
	RD = 0x0100,
	RA = 0x0080,
	RZ = 0x0040, /* reserved */
	AD = 0x0020,
	CD = 0x0010,

	TYPE_NULL = 10,
	TYPE_TSIG = 250,
	TYPE_ANY = 255,
};
#define OPCODE(n) ((n) << 11)

struct say {
	const char *what;
	unsigned flags;
	const char *name;
	unsigned type, class;
	unsigned parts; /* enum part */
	unsigned udp_size;
};

struct carrier {
	const char *name;
	uint8_t version;
	bool tcp;
	unsigned options;    /* octets of IPv4 options, a multiple of 4 */
	unsigned extensions; /* IPv6 headers in front of the transport header */
	unsigned tags;       /* VLAN */
	bool tcp_options;
	bool padded; /* Ethernet's padding, with octets that look like more */
};

/* A talk of one carrier. The client is 198.51.100.7 or 2001:db8::7, the server has port 53. */
struct road {
	const struct carrier *carrier;
	struct tcp ends;
	bool open; /* TCP: shaken hands */
};
struct road road_make(const struct carrier *c, unsigned number);

/* The message into s->message; its intent with all of it seen. From the server if QR is set. */
struct intent say_message(struct scene *s, const struct say *say, const struct road *road);
/* The transport header's octets at hand get IP, tags and Ethernet, and are a frame. */
void road_frame(struct scene *s, const struct carrier *c, const struct endpoint *from,
		const struct endpoint *to);
/* The message at hand, whole; both labels are those of the intent. */
void road_send(struct scene *s, struct road *road, const char *what, const struct intent *intent);
/* TCP: octets in their place of the stream, and time goes on; hands are shaken first. */
void road_segment(struct scene *s, struct road *road, bool by_client, const uint8_t *octets,
		  size_t size);
/* Tells of the next frame. */
void told(struct scene *s, const char *what, const char *carrier, const struct intent *packet,
	  const struct intent *message);

/* cookbook_traps.c: what looks like DNS and is none, and what is some and does not look so. */
void cookbook_traps(struct scene *s);

#endif
