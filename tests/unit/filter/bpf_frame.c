/* bpf_frame.c - what we say of a frame is what the running kernel knows of it: proto, type, len, poff, ...
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * filter_bpf_frame [FRAMES [SEED]]. In a network namespace of its own, so root has to run it: frames go out
 * at the loopback device, and a filter on a packet socket that sees them come in compares each extension
 * with our number. */
#include <dnsweir/bpf.h>
#include <dnsweir/capture.h>

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"
#include "strange_frames.h"
#include "tap.h"

enum { PROTOCOL_ALL = 3, LOOPBACK = 1, IGNORE_OUTGOING = 23 };

static const struct {
	uint32_t offset;
	const char *name;
} asked[] = {
	{ SKF_AD_PROTOCOL, "proto" },      { SKF_AD_PKTTYPE, "type" },
	{ SKF_AD_HATYPE, "hatype" },       { SKF_AD_IFINDEX, "ifidx" },
	{ SKF_AD_MARK, "mark" },           { SKF_AD_QUEUE, "queue" },
	{ SKF_AD_VLAN_TAG, "vlan_tci" },   { SKF_AD_VLAN_TAG_PRESENT, "vlan_avail" },
	{ SKF_AD_VLAN_TPID, "vlan_tpid" }, { SKF_AD_PAY_OFFSET, "poff" },
};
enum { ASKED = COUNT_OF(asked) };

static uint32_t known(const struct weir_bpf_packet *packet, uint32_t offset)
{
	struct weir_bpf_op ops[] = { { BPF_LD | BPF_ABS, 0, 0, (uint32_t)SKF_AD_OFF + offset },
				     { BPF_RET | BPF_A, 0, 0, 0 } };
	struct weir_bpf_program program = { ops, 2 };

	return weir_bpf_trace(&program, packet, NULL, NULL);
}

/* Keeps 1 octet of a frame of ours if the kernel's numbers are these; else n + 2 for the n-th. */
static bool attach(int in, const struct weir_bpf_packet *packet)
{
	struct sock_filter ops[64] = { BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6),
				       BPF_JUMP(BPF_JMP | BPF_JEQ, 2, 1, 0), BPF_STMT(BPF_RET, 0) };
	struct sock_fprog program = { 3, ops };

	for (uint32_t i = 0; i < ASKED; i++) {
		struct sock_filter some[] = {
			BPF_STMT(BPF_LD | BPF_ABS, (uint32_t)SKF_AD_OFF + asked[i].offset),
			BPF_JUMP(BPF_JMP | BPF_JEQ, known(packet, asked[i].offset), 1, 0),
			BPF_STMT(BPF_RET, i + 2),
		};
		memcpy(ops + program.len, some, sizeof(some));
		program.len = (unsigned short)(program.len + 3);
	}
	ops[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET, 1);
	return setsockopt(in, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0;
}

static bool send_frame(int out, const uint8_t *octets, size_t size)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = LOOPBACK };

	return sendto(out, octets, size, 0, (struct sockaddr *)&to, sizeof(to)) == (ssize_t)size;
}

static int packet_socket(void)
{
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(PROTOCOL_ALL));
	struct sockaddr_ll at = { .sll_family = AF_PACKET,
				  .sll_protocol = htons(PROTOCOL_ALL),
				  .sll_ifindex = LOOPBACK };
	int on = 1;

	if (fd >= 0 && (bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
			setsockopt(fd, SOL_PACKET, IGNORE_OUTGOING, &on, sizeof(on)) != 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Why there is no such kernel to ask; NULL: the loopback device of a namespace of our own is up. */
static const char *unfit(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd;

	if (kernel_unfit())
		return kernel_unfit();
	if (geteuid() != 0)
		return "not root";
	if (unshare(CLONE_NEWNET) != 0)
		return "no network namespace";
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) != 0)
		return "no loopback device";
	request.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &request) != 0)
		return "the loopback device does not come up";
	close(fd);
	return NULL;
}

static void say(const struct strange_frame *s)
{
	char line[2 * STRANGE_FRAME_MAX + 1];
	struct weir_writer out;

	weir_writer_init(&out, line, sizeof(line));
	weir_writer_hex(&out, (struct weir_slice){ s->octets, s->size });
	note("%.*s", (int)out.size, line);
}

struct tally {
	unsigned same, wrong, lost, told;
};

static void one_frame(int in, int out, struct strange_frame *s, struct tally *tally)
{
	struct strange_frame seen = *s;
	struct weir_bpf_metadata tag = { 0 };
	struct weir_bpf_metadata metadata;
	struct weir_bpf_packet packet;
	uint8_t rest[16];

	strange_frame_untag(&seen, &tag);
	struct weir_frame frame = { .bytes = { seen.octets, seen.size },
				    .wire_size = (uint32_t)seen.size,
				    .link = WEIR_LINK_ETHERNET };
	(void)weir_bpf_frame(&frame, WEIR_BPF_AT_LINK, &metadata, &packet);
	metadata.vlan_present = tag.vlan_present;
	metadata.vlan_tci = tag.vlan_tci;
	metadata.vlan_tpid = tag.vlan_tpid;
	metadata.ifindex = LOOPBACK;
	metadata.hatype = 772;
	/* This device's broadcast address is 0. */
	if (metadata.packet_type == PACKET_BROADCAST)
		metadata.packet_type = PACKET_MULTICAST;
	if (!attach(in, &packet) || !send_frame(out, s->octets, s->size)) {
		tally->lost++;
		return;
	}
	ssize_t kept = recv(in, rest, sizeof(rest), MSG_TRUNC);
	for (int i = 0; i < 100 && kept < 0; i++) {
		usleep(200);
		kept = recv(in, rest, sizeof(rest), MSG_TRUNC);
	}
	tally->lost += kept < 1;
	tally->same += kept == 1;
	tally->told += kept == 1 && metadata.payload_offset > 0;
	if (kept < 2 || tally->wrong++ >= 3)
		return;
	note("the kernel's %s is not %u", asked[kept - 2].name,
	     known(&packet, asked[kept - 2].offset));
	say(s);
}

static void check_packets(unsigned frames, uint64_t seed)
{
	struct random r = { .state = seed };
	struct tally tally = { 0 };
	int in = packet_socket();
	int out = packet_socket();

	if (in < 0 || out < 0) {
		skip("frames on a packet socket", "no packet socket");
		return;
	}
	for (unsigned i = 0; i < frames; i++) {
		struct strange_frame s;

		strange_frame_make(&s, &r);
		one_frame(in, out, &s, &tally);
	}
	checkf(tally.wrong == 0, "%u of %u frames: the kernel knows of them what we do", tally.same,
	       frames);
	checkf(tally.same > frames * 9 / 10 && tally.told > frames / 3,
	       "most arrived (%u lost), and of %u we told where the payload begins", tally.lost,
	       tally.told);
	close(in);
	close(out);
}

/* What a filter on a UDP socket gets of a datagram to this port on the loopback device, held against what
 * we make of the frame: `asked`, and each octet before the UDP header. */
static void check_socket(const char *what, struct sockaddr *to, socklen_t size, uint8_t version)
{
	static const uint32_t offsets[] = { SKF_AD_PROTOCOL, SKF_AD_PAY_OFFSET };
	struct strange_frame s = { .size = 0 };
	struct weir_bpf_metadata metadata;
	struct weir_bpf_packet packet;
	int in = socket(to->sa_family, SOCK_DGRAM, 0);

	if (in < 0 || bind(in, to, size) != 0 || getsockname(in, to, &size) != 0) {
		skip(what, "no such socket");
		return;
	}
	STRANGE_PUT(&s, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	if (version == 4)
		STRANGE_PUT(&s, 8, 0, 0x45, 0, 0, 33, 0, 0, 0x40, 0, 64, 17, 0, 0, 127, 0, 0, 1,
			    127, 0, 0, 1);
	else
		STRANGE_PUT(&s, 0x86, 0xdd, 0x60, 0, 0, 0, 0, 13, 17, 64, 0, 0, 0, 0, 0, 0, 0, 0, 0,
			    0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
	STRANGE_PUT(&s, 0, 1, 0, 2, 0, 13, 0, 0, 'h', 'e', 'l', 'l', 'o', 0, 0, 0, 0);
	struct weir_frame frame = { .bytes = { s.octets, s.size },
				    .wire_size = (uint32_t)s.size,
				    .link = WEIR_LINK_ETHERNET };
	bool there = weir_bpf_frame(&frame, WEIR_BPF_AT_UDP, &metadata, &packet);
	struct sock_filter ops[] = {
		BPF_STMT(BPF_LD | BPF_ABS, (uint32_t)SKF_AD_OFF + offsets[0]),
		BPF_JUMP(BPF_JMP | BPF_JEQ, there ? known(&packet, offsets[0]) : 0, 0, 8),
		BPF_STMT(BPF_LD | BPF_ABS, (uint32_t)SKF_AD_OFF + offsets[1]),
		BPF_JUMP(BPF_JMP | BPF_JEQ, there ? known(&packet, offsets[1]) : 0, 0, 6),
		BPF_STMT(BPF_LD | BPF_LEN, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ, there ? packet.wire_size : 0, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 (uint32_t)SKF_NET_OFF + (version == 4 ? 12 : 20)),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xff),
		BPF_JUMP(BPF_JMP | BPF_JEQ, 1, 0, 1),
		BPF_STMT(BPF_RET, 10),
		BPF_STMT(BPF_RET, 9),
	};
	struct sock_fprog attached = { COUNT_OF(ops), ops };
	struct weir_bpf_op same[COUNT_OF(ops)];
	struct weir_bpf_program program = { same, COUNT_OF(ops) };
	char rest[32];

	if (version == 6)
		ops[6].k = (uint32_t)SKF_NET_OFF + 36;
	for (size_t i = 0; i < COUNT_OF(ops); i++)
		same[i] = (struct weir_bpf_op){ ops[i].code, ops[i].jt, ops[i].jf, ops[i].k };
	bool fine =
		there && weir_bpf_trace(&program, &packet, NULL, NULL) == 10 &&
		setsockopt(in, SOL_SOCKET, SO_ATTACH_FILTER, &attached, sizeof(attached)) == 0 &&
		sendto(in, "hello", 5, 0, to, size) == 5;
	check(what, fine && recv(in, rest, sizeof(rest), 0) == 2);
	close(in);
}

static void check_sockets(void)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };

	check_socket("a UDP socket over IPv4", (struct sockaddr *)&v4, sizeof(v4), 4);
	check_socket("a UDP socket over IPv6", (struct sockaddr *)&v6, sizeof(v6), 6);
}

/* An answer of 13 octets in UDP, in IPv4, in Ethernet with padding; and cut in many ways. */
static void check_places(void)
{
	static const uint8_t frame[] = { 1,   2,   3,   4,    5,    6, 2,  0, 0,   0,   0,
					 1,   8,   0,   0x45, 0,    0, 33, 0, 1,   0,   0,
					 64,  17,  0,   0,    192,  0, 2,  1, 192, 0,   2,
					 2,   0,   53,  0x9c, 0x40, 0, 13, 0, 0,   'h', 'e',
					 'l', 'l', 'o', 0,    0,    0, 0 };
	static const struct {
		const char *what;
		enum weir_bpf_place place;
		size_t size, link;
		uint32_t wire, poff, before;
		bool there;
	} rows[] = {
		{ "the frame", WEIR_BPF_AT_LINK, 51, 1, 51, 42, 0, true },
		{ "the IP packet", WEIR_BPF_AT_IP, 33, 1, 33, 28, 14, true },
		{ "the UDP datagram", WEIR_BPF_AT_UDP, 13, 1, 13, 8, 34, true },
		{ "what it carries", WEIR_BPF_AT_DNS, 5, 1, 5, 5, 42, true },
		{ "an unknown link", WEIR_BPF_AT_LINK, 51, 65000, 51, 0, 0, true },
		{ "an unknown link's IP", WEIR_BPF_AT_IP, 0, 65000, 0, 0, 0, false },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct weir_frame f = { .bytes = { frame, sizeof(frame) },
					.wire_size = sizeof(frame),
					.link = (uint16_t)rows[i].link };
		struct weir_bpf_metadata metadata = { .mark = 99 };
		struct weir_bpf_packet packet = { .wire_size = 98 };
		bool there = weir_bpf_frame(&f, rows[i].place, &metadata, &packet);
		bool right = there ? packet.bytes.size == rows[i].size &&
					     packet.wire_size == rows[i].wire &&
					     metadata.before == rows[i].before
				   : metadata.mark == 99 && packet.wire_size == 98;
		checkf(right && there == rows[i].there &&
			       (!there || rows[i].place == WEIR_BPF_AT_DNS ||
				metadata.payload_offset == rows[i].poff),
		       "%s: its size, its start, its payload", rows[i].what);
	}
	bool inside = true;
	for (unsigned place = WEIR_BPF_AT_LINK; place <= WEIR_BPF_AT_DNS; place++)
		for (size_t size = 0; size <= sizeof(frame); size++) {
			struct weir_frame f = { .bytes = { frame, size },
						.wire_size = (uint32_t)size / 2 * 3,
						.link = WEIR_LINK_ETHERNET };
			struct weir_bpf_metadata metadata;
			struct weir_bpf_packet packet;
			if (weir_bpf_frame(&f, (enum weir_bpf_place)place, &metadata, &packet))
				inside &= packet.bytes.data >= frame &&
					  packet.bytes.data + packet.bytes.size <= frame + size &&
					  packet.bytes.data - metadata.before == frame;
		}
	check("a cut frame's packets lie within it", inside);
}

int main(int argc, char **argv)
{
	unsigned frames = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 3000;
	const char *reason = unfit();

	check_places();
	if (reason)
		skip("the kernel's knowledge of frames", reason);
	else
		check_sockets();
	if (!reason)
		check_packets(frames, argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
	return tap_done();
}
