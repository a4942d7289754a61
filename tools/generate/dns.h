/* dns.h - DNS messages written octet by octet, with the generator's own name compression.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef GENERATE_DNS_H
#define GENERATE_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_PTR = 12,
	TYPE_MX = 15,
	TYPE_TXT = 16,
	TYPE_AAAA = 28,
	TYPE_SRV = 33,
	TYPE_NAPTR = 35,
	TYPE_DNAME = 39,
	TYPE_OPT = 41,
	TYPE_DS = 43,
	TYPE_RRSIG = 46,
	TYPE_NSEC = 47,
	TYPE_DNSKEY = 48,
	TYPE_HTTPS = 65,
	TYPE_AXFR = 252,
	TYPE_CAA = 257,

	FLAG_QR = 0x8000,
	FLAG_AA = 0x0400,
	FLAG_TC = 0x0200,
	FLAG_RD = 0x0100,
	FLAG_RA = 0x0080,
	FLAGS_QUERY = FLAG_RD,
	FLAGS_ANSWER = FLAG_QR | FLAG_RD | FLAG_RA,

	RCODE_FORMERR = 1,
	RCODE_NXDOMAIN = 3,
	RCODE_REFUSED = 5,

	MESSAGE_MAX = 65535,
	MESSAGE_SUFFIXES = 512,
};

/* A place in the header's counts. */
enum section { SECTION_QUESTION, SECTION_ANSWER, SECTION_AUTHORITY, SECTION_ADDITIONAL };

struct message {
	size_t size;
	size_t rdata_at; /* of the open record; 0: none */
	bool plain;      /* write no pointers */
	bool loose_case; /* point at suffixes that differ in case, as BIND does */
	unsigned suffix_count;
	struct suffix {
		uint32_t hash; /* over the folded octets up to the root */
		uint16_t at;
	} suffixes[MESSAGE_SUFFIXES];
	uint8_t wire[MESSAGE_MAX];
};

/* Forgets what was there; `plain` and `loose_case` become false. */
void message_begin(struct message *m, uint16_t id, uint16_t flags);

void message_u8(struct message *m, unsigned value);
void message_u16(struct message *m, unsigned value);
void message_u32(struct message *m, uint32_t value);
void message_octets(struct message *m, const void *octets, size_t size);
/* A character-string: one octet of length, then the text. */
void message_string(struct message *m, const char *text, size_t size);
/* A name in master-file form, `\DDD` and `\X` understood, with or without the last dot. */
void message_name(struct message *m, const char *text, bool compress);

void message_question(struct message *m, const char *name, unsigned type);

/* A record of class IN; what is written until record_end is its RDATA. */
void record_begin(struct message *m, enum section section, const char *owner, unsigned type,
		  uint32_t ttl);
/* The same with a class, or with what OPT makes of it. */
void record_begin_class(struct message *m, enum section section, const char *owner, unsigned type,
			unsigned class, uint32_t ttl);
void record_end(struct message *m);

/* Whole records. An address with a colon is AAAA. */
void record_address(struct message *m, enum section section, const char *owner,
		    const char *address);
void record_target(struct message *m, enum section section, const char *owner, unsigned type,
		   const char *target); /* CNAME, NS, PTR, DNAME */
void record_octets(struct message *m, enum section section, const char *owner, unsigned type,
		   const void *rdata, size_t size);
void record_text(struct message *m, enum section section, const char *owner, const char *text);
void record_soa(struct message *m, enum section section, const char *zone, uint32_t serial);
/* OPT without options; `flags` has DO at 0x8000. */
void record_opt(struct message *m, unsigned udp_size, unsigned flags);

#endif
