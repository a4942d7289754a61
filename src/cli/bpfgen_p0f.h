/* bpfgen_p0f.h - a signature of p0f 3, read.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef CLI_BPFGEN_P0F_H
#define CLI_BPFGEN_P0F_H

#include "cli/command.h"

enum p0f_quirk {
	P0F_DF = 1 << 0,
	P0F_ID_SET = 1 << 1,  /* id+: DF set, yet an IP ID */
	P0F_ID_ZERO = 1 << 2, /* id-: DF not set, yet no IP ID */
	P0F_ECN = 1 << 3,
	P0F_RESERVED = 1 << 4, /* 0+: the flag in IPv4 that must be zero */
	P0F_FLOW = 1 << 5,
	P0F_SEQ_ZERO = 1 << 6,
	P0F_ACK_SET = 1 << 7, /* ack+: an ACK number without the flag */
	P0F_ACK_ZERO = 1 << 8,
	P0F_URG_POINTER = 1 << 9, /* uptr+: a pointer without the flag */
	P0F_URG_FLAG = 1 << 10,
	P0F_PUSH_FLAG = 1 << 11,
	P0F_TS1_ZERO = 1 << 12,
	P0F_TS2_SET = 1 << 13,
	P0F_PADDING_SET = 1 << 14, /* opt+ */
	P0F_SCALE_EXCESSIVE = 1 << 15,
	P0F_BAD = 1 << 16,
	P0F_LINUX = 1 << 17, /* bpftools' own: the IP ID is the low half of seq XOR own timestamp */
};

enum { P0F_ANY = -1, P0F_OPTIONS_MAX = 40 };

enum p0f_window {
	P0F_WINDOW_ANY,
	P0F_WINDOW_FIXED,
	P0F_WINDOW_OF_MSS,
	P0F_WINDOW_OF_MTU,
	P0F_WINDOW_MULTIPLE
};

struct p0f_signature {
	bool ipv4, ipv6;
	unsigned ttl_least, ttl_most;
	int ip_options; /* octets of IPv4 options; P0F_ANY */
	int mss;
	enum p0f_window window_kind;
	unsigned window;
	int scale;
	/* The TCP options, octet by octet: (octet & mask) == value. */
	uint8_t value[P0F_OPTIONS_MAX], mask[P0F_OPTIONS_MAX];
	unsigned size;
	int mss_at, scale_at, stamp_at; /* of the option's kind; P0F_ANY: it is not there */
	unsigned padding_at;            /* behind `eol`; size: none */
	uint32_t quirks;
	char payload; /* '0', '+', '*' */
};

/* Complains with the column. */
enum exit_code p0f_read(const struct invocation *call, const char *text, struct p0f_signature *out);

#endif
