/* checksum.c - checksums found and right, and when none can be seen.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>

#include <string.h>

#include "tap.h"
#include "unit/packet/frame.h"

#define UNSEEN WEIR_CHECKSUM_UNSEEN
#define GOOD WEIR_CHECKSUM_GOOD
#define BAD WEIR_CHECKSUM_BAD
/* 192.0.2.1:1024 > 192.0.2.53:53, "abcde"; the sums were worked out apart, by another program. */
#define IP(total, protocol, sum) "4500" total "0001000040" protocol sum "c0000201c0000235"
#define LAST6 "20010db80000000000000000000000ff"
#define UDP_SUM(sum) "04000035000d" sum "6162636465"

static const struct row {
	const char *what;
	const char *hex;
	struct weir_checksums expect;
} rows[] = {
	{ "IPv4 and UDP, good",
	  IP("0021", "11", "f694") UDP_SUM("4da1"),
	  { GOOD, GOOD, 0xf694, 0xf694, 0x4da1, 0x4da1 } },
	{ "IPv4 bad",
	  IP("0021", "11", "f695") UDP_SUM("4da1"),
	  { BAD, GOOD, 0xf695, 0xf694, 0x4da1, 0x4da1 } },
	{ "UDP bad",
	  IP("0021", "11", "f694") UDP_SUM("5a83"),
	  { GOOD, BAD, 0xf694, 0xf694, 0x5a83, 0x4da1 } },
	{ "UDP without a checksum",
	  IP("0021", "11", "f694") UDP_SUM("0000"),
	  { GOOD, UNSEEN, 0xf694, 0xf694, 0, 0 } },
	{ "UDP without a checksum on IPv6 is bad",
	  IP6("000d", "11") UDP_SUM("0000"),
	  { UNSEEN, BAD, 0, 0, 0, 0x7630 } },
	{ "UDP on IPv6, good",
	  IP6("000d", "11") UDP_SUM("7630"),
	  { UNSEEN, GOOD, 0, 0, 0x7630, 0x7630 } },
	{ "a sum of zero is sent as all ones",
	  IP("0022", "11", "f693") "04000035000effff 61626364b29f",
	  { GOOD, GOOD, 0xf693, 0xf693, 0xffff, 0xffff } },
	{ "a sum of zero, not sent so",
	  IP("0022", "11", "f693") "04000035000e1234 61626364b29f",
	  { GOOD, BAD, 0xf693, 0xf693, 0x1234, 0xffff } },
	{ "TCP",
	  IP("002d", "06", "f693") "04000035000000010000000250180400f9910000"
				   "6162636465",
	  { GOOD, GOOD, 0xf693, 0xf693, 0xf991, 0xf991 } },
	{ "ICMP echo",
	  IP("0020", "01", "f6a5") "0800 3337 0001 0001 61626364",
	  { GOOD, GOOD, 0xf6a5, 0xf6a5, 0x3337, 0x3337 } },
	{ "ICMPv6 echo, bad",
	  IP6("000c", "3a") "8000 1234 0001 0001 61626364",
	  { UNSEEN, BAD, 0, 0, 0x1234, 0x5f48 } },
	{ "a fragment's transport is not seen",
	  "45000024123420004011c45ec0000201c0000235"
	  "0400003500100000"
	  "6162636465666768",
	  { GOOD, UNSEEN, 0xc45e, 0xc45e, 0, 0 } },
	{ "octets missing: not seen",
	  IP("0030", "11", "f685") UDP("001c") "6162636465",
	  { GOOD, UNSEEN, 0xf685, 0xf685, 0, 0 } },
	{ "routing header on its way: the last address counts",
	  IP6("0025", "2b") "11020001 00000000" LAST6 UDP_SUM("7566"),
	  { UNSEEN, GOOD, 0, 0, 0x7566, 0x7566 } },
	{ "routing header that has arrived",
	  IP6("0025", "2b") "11020000 00000000" LAST6 UDP_SUM("7630"),
	  { UNSEEN, GOOD, 0, 0, 0x7630, 0x7630 } },
	{ "segment routing: the first segment is the last",
	  IP6("0025", "2b") "11020401 00000000" LAST6 UDP_SUM("7566"),
	  { UNSEEN, GOOD, 0, 0, 0x7566, 0x7566 } },
	{ "routing header without room for an address",
	  IP6("0015", "2b") "11000001 00000000" UDP_SUM("7630"),
	  { UNSEEN, GOOD, 0, 0, 0x7630, 0x7630 } },
	{ "IPv4 source route on its way",
	  "470000290001000040116ec2c0000201c0000235 830704c00002fe00" UDP_SUM("4cd8"),
	  { GOOD, GOOD, 0x6ec2, 0x6ec2, 0x4cd8, 0x4cd8 } },
	{ "IPv4 option of length 1: no route",
	  "470000290001000040110000c0000201c0000235 830104c00002fe00" UDP_SUM("4da1"),
	  { BAD, GOOD, 0, 0x6ec8, 0x4da1, 0x4da1 } },
	{ "IPv4 option past its header: no route",
	  "470000290001000040110000c0000201c0000235 830904c00002fe00" UDP_SUM("4da1"),
	  { BAD, GOOD, 0, 0x6ec0, 0x4da1, 0x4da1 } },
	{ "nothing that is IP", "00", { UNSEEN, UNSEEN, 0, 0, 0, 0 } },
};

static void sums_of(const char *hex, struct weir_checksums *out)
{
	uint8_t bytes[400];
	struct weir_packet packet;
	size_t size = frame_bytes(hex, bytes);

	weir_packet_decode(WEIR_LINK_RAW, (struct weir_slice){ bytes, size }, (uint32_t)size,
			   &packet);
	weir_packet_checksums(&packet, out);
}

/* Each header of a tunnel for itself: IPv4, UDP, VXLAN, Ethernet, IPv4, UDP. */
static void test_outer(void)
{
	static const char hex[] = "4500 0053 0001 0000 4011 0000 c0000201 c0000235"
				  "ffff 12b5 003f 0000 08000000 00000700"
				  "020000000001 020000000002 0800"
				  "45000021000100004011f694c0000201c0000235"
				  "04000035000d4da1 6162636465";
	uint8_t bytes[400];
	struct weir_packet packet;
	struct weir_sum sums[6];
	size_t size = frame_bytes(hex, bytes);

	for (unsigned pass = 0; pass < 2; pass++) {
		weir_packet_decode(WEIR_LINK_RAW, (struct weir_slice){ bytes, size },
				   (uint32_t)size, &packet);
		for (unsigned i = 0; i < 6; i++)
			weir_packet_sum(&packet, i, &sums[i]);
		if (pass > 0)
			break;
		check("a tunnel's own header, bad; its UDP has none",
		      packet.span_count == 6 && sums[0].status == BAD && sums[0].right == 0xf662 &&
			      sums[1].status == UNSEEN && sums[1].none);
		check("what it carries is good", sums[2].status == UNSEEN && !sums[2].none &&
							 sums[4].status == GOOD &&
							 sums[5].status == GOOD);
		/* Any sum that is not there is wrong here. */
		bytes[26] = 1;
	}
	check("a tunnel's own UDP", sums[1].status == BAD && sums[5].status == GOOD);
	bytes[26] = (uint8_t)(sums[1].right >> 8);
	bytes[27] = (uint8_t)sums[1].right;
	weir_packet_sum(&packet, 1, &sums[1]);
	check("the right one is right", sums[1].status == GOOD);
	bytes[25] = 0x40;
	weir_packet_sum(&packet, 1, &sums[1]);
	check("a length beyond IP: not seen", sums[1].status == UNSEEN && !sums[1].none);
	weir_packet_sum(&packet, WEIR_SPAN_NONE, &sums[1]);
	check("a span that is not there", sums[1].status == UNSEEN);
}

int main(void)
{
	test_outer();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct weir_checksums *expect = &rows[i].expect;
		struct weir_checksums sums;
		sums_of(rows[i].hex, &sums);
		if (!check(rows[i].what, sums.ip == expect->ip &&
						 sums.transport == expect->transport &&
						 sums.ip_found == expect->ip_found &&
						 sums.ip_right == expect->ip_right &&
						 sums.transport_found == expect->transport_found &&
						 sums.transport_right == expect->transport_right))
			note("ip %d %04x -> %04x, transport %d %04x -> %04x", sums.ip,
			     sums.ip_found, sums.ip_right, sums.transport, sums.transport_found,
			     sums.transport_right);
	}
	return tap_done();
}
