/* scene.h - what one capture is made with: a clock, a packet and a message at hand, hosts that talk.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef GENERATE_SCENE_H
#define GENERATE_SCENE_H

#include "dns.h"
#include "labels.h"
#include "packet.h"
#include "random.h"
#include "sink.h"
#include "truth.h"

/* LINKTYPE_ numbers, tcpdump.org. */
enum {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_PPP = 9,
	LINK_FDDI = 10,
	LINK_PPP_SERIAL = 50,
	LINK_PPP_ETHER = 51,
	LINK_ATM = 100,
	LINK_RAW = 101,
	LINK_CHDLC = 104,
	LINK_WLAN = 105,
	LINK_FRELAY = 107,
	LINK_LOOP = 108,
	LINK_ENC = 109,
	LINK_SLL = 113,
	LINK_PFLOG = 117,
	LINK_PRISM = 119,
	LINK_RADIOTAP = 127,
	LINK_ARCNET = 129,
	LINK_AVS = 163,
	LINK_JUNIPER = 178,
	LINK_PPI = 192,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_NFLOG = 239,
	LINK_PKTAP = 258,
	LINK_SLL2 = 276,
};

enum form {
	FORM_MICRO,
	FORM_NANO,
	FORM_KUZNETZOV,
	FORM_NG,   /* pcapng with one interface */
	FORM_SELF, /* the case writes the file's headers itself */
};

struct case_row;
struct scene;

/* Puts what lies between an IP packet and the capture in front of it. */
typedef void wrap_fn(struct scene *s);

struct scene {
	struct sink sink;
	enum form form;
	uint64_t now;  /* nanoseconds since 1970 */
	uint64_t step; /* to the next frame */
	uint64_t frames;
	const struct case_row *row;
	wrap_fn *wrap; /* NULL: Ethernet */
	struct truth *truth;
	struct labels *labels;
	struct random random;
	struct packet packet;
	struct message message;
};

enum { MILLISECOND = 1000000, SCENE_START = 1700000000 };

struct case_row {
	const char *name;
	uint16_t link;
	enum form form;
	void (*run)(struct scene *s);
	wrap_fn *wrap;      /* NULL: Ethernet */
	const char *domain; /* for run functions that serve several cases */
	const char *address;
	const char *extension;
	const char *summary;
};

/* The packet at hand goes into the capture as it is, and time moves on. */
void scene_frame(struct scene *s);
/* The same, of which only `snap` octets were captured. */
void scene_frame_snap(struct scene *s, size_t snap);
/* The IP packet at hand, in what the case wraps around it. */
void scene_ip(struct scene *s);

/* A client, a server, and the id of the question they share. */
struct talk {
	struct endpoint client;
	struct endpoint server;
	uint16_t id;
};
struct talk talk_make(struct scene *s);  /* IPv4, 198.51.100.7 and 192.0.2.53 */
struct talk talk_make6(struct scene *s); /* IPv6, 2001:db8::7 and 2001:db8::53 */

/* The message at hand, as UDP, from one end to the other. */
void talk_send(struct scene *s, const struct endpoint *from, const struct endpoint *to);
/* The message at hand as a UDP datagram, without an IP header yet. */
void talk_datagram(struct scene *s, const struct endpoint *from, const struct endpoint *to);
/* A question is sent; an answer to it begins and ends. */
void talk_ask(struct scene *s, const struct talk *t, const char *name, unsigned type);
void talk_answer(struct scene *s, const struct talk *t, const char *name, unsigned type);
void talk_reply(struct scene *s, const struct talk *t);
/* All of it for one address record, which the truth then has once. */
void talk_address(struct scene *s, const struct talk *t, const char *name, const char *address);

void expect(struct scene *s, const char *name, const char *type, const char *rdata);
void expect_total(struct scene *s, const char *name, uint64_t count);

/* A TCP connection; sequence numbers are those of the next octet. */
struct tcp {
	struct endpoint client;
	struct endpoint server;
	uint32_t client_next;
	uint32_t server_next;
};
struct tcp tcp_make(const struct talk *t);
void tcp_open(struct scene *s, struct tcp *c);
void tcp_close(struct scene *s, struct tcp *c);
/* One segment with these octets, which the sender's sequence number then covers. */
void tcp_send(struct scene *s, struct tcp *c, bool by_client, const void *octets, size_t size);
/* A segment at any place in the sequence; nothing is moved on. */
void tcp_segment(struct scene *s, const struct tcp *c, bool by_client, uint32_t sequence,
		 uint8_t flags, const void *octets, size_t size);
/* The message at hand with its length in front, into `out` (MESSAGE_MAX + 2 octets). */
size_t tcp_message(const struct message *m, uint8_t *out);

extern const struct case_row cases[];
const struct case_row *case_find(const char *name);
/* Writes one case; `truth` and `labels` may be NULL. */
void case_write(const struct case_row *row, const char *path, struct truth *truth,
		struct labels *labels);

#endif
