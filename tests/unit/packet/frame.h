/* frame.h - frames written as hexadecimal text, and what the decoder made of them as one line.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_PACKET_FRAME_H
#define TESTS_PACKET_FRAME_H

#include <dnsweir/link.h>
#include <dnsweir/packet.h>

enum { FRAME_MAX = 70000, DESCRIPTION_MAX = 600 };

/* Pieces of frames: concatenate them as string literals. */
#define ETH "020000000001020000000002"
#define IP4(total, protocol) "4500" total "0001000040" protocol "0000c0000201c0000235"
#define IP6(size, next) "60000000" size next "4020010db8000000000000000000000001" IP6_B
#define IP6_B "20010db8000000000000000000000035"
#define UDP(size) "04000035" size "0000" /* 1024 > 53 */
#define TCP                                                                                        \
	"04000035000000010000000250180400"                                                         \
	"00000000"

/* One line of a table: a frame and its description. */
struct frame_row {
	const char *what;
	uint16_t link;
	const char *hex; /* spaces are skipped */
	const char *expect;
};

/* Octets of a hexadecimal text; the count is the return value. */
size_t frame_bytes(const char *hex, uint8_t *to);
/* "eth:ip:udp 192.0.2.1:1024>192.0.2.53:53 5", then what is out of the ordinary: "/9" the size that
 * the headers claim, "bad_length", "icmp", "vlan=2,3", "fragment=...", "stop=...". */
void frame_describe(const struct weir_packet *packet, char text[DESCRIPTION_MAX]);
/* What holds for every packet: spans inside the frame, in order, without gaps; payload inside. */
bool frame_holds(const struct weir_packet *packet);
/* Checks every row: the description; then the frame cut at every octet keeps what always holds. */
void frame_check(const struct frame_row *rows, size_t count);

#endif
