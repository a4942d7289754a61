/* bpfgen.c - what the programs of bpfgen match: labelled packets, each proven bug of bpftools among them.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Of each packet all beginnings are tried, too: the program and its negation always differ. The running
 * kernel is asked where it can be. */
#include <dnsweir/bpf.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cli/expression.h"
#include "cli/run.h"
#include "kernel.h"
#include "tap.h"

enum { PACKET_MAX = 600, WORDS_MAX = 16 };

/* Zero is a request for www.example.com over IPv4 and UDP. */
struct traits {
	uint8_t version;    /* 6: IPv6 */
	uint8_t vlans;      /* tags, in front of offsets 14, 16, 20 */
	uint8_t words;      /* of the IPv4 header; 0: 5 */
	uint8_t extensions; /* IPv6 destination options before UDP */
	uint8_t protocol;   /* 0: UDP */
	uint16_t fragment;  /* of IPv4: flags and offset; of IPv6: a fragment header with it */
	uint16_t port;      /* 0: 53 */
	uint16_t flags;     /* of DNS, exclusive or 0x0100 */
	uint8_t opcode;
	int8_t counts[4]; /* added to 1 0 0 0 */
	const char *name; /* "www.example.com"; "": the root */
	const char *wire; /* in its place, with the root's octet */
	uint16_t type;    /* 0: 1 */
	uint8_t more;     /* octets behind the question */
	int8_t lie;       /* added to the UDP length */
	uint8_t padding;  /* octets behind the packet's end */
	const char *end;  /* hexadecimal, what the packet ends with, behind `more` */
};

struct packet {
	uint8_t octets[PACKET_MAX];
	size_t size, udp;
};

static void put(struct packet *p, const void *octets, size_t size)
{
	memcpy(p->octets + p->size, octets, size);
	p->size += size;
}

static void put8(struct packet *p, unsigned value)
{
	p->octets[p->size++] = (uint8_t)value;
}

static void put16(struct packet *p, unsigned value)
{
	put8(p, value >> 8 & 0xff);
	put8(p, value & 0xff);
}

static void put_zero(struct packet *p, unsigned count)
{
	while (count-- > 0)
		put8(p, 0);
}

static void set16(struct packet *p, size_t at, size_t value)
{
	p->octets[at] = (uint8_t)(value >> 8);
	p->octets[at + 1] = (uint8_t)value;
}

static void put_name(struct packet *p, const struct traits *t)
{
	const char *name = t->name ? t->name : "www.example.com";

	if (t->wire) {
		put(p, t->wire, strlen(t->wire) + 1);
		return;
	}
	while (*name) {
		size_t size = strcspn(name, ".");
		put8(p, (unsigned)size);
		put(p, name, size);
		name += size + (name[size] == '.');
	}
	put8(p, 0);
}

static void put_message(struct packet *p, const struct traits *t)
{
	put16(p, 0x1234);
	put16(p, (0x0100U ^ t->flags) | (unsigned)t->opcode << 11);
	for (unsigned i = 0; i < 4; i++)
		put16(p, (unsigned)((i == 0) + t->counts[i]));
	put_name(p, t);
	put16(p, t->type ? t->type : 1);
	put16(p, 1);
	put_zero(p, t->more);
	for (const char *c = t->end; c && *c; c += 2) {
		char pair[3] = { c[0], c[1], 0 };
		put8(p, (unsigned)strtoul(pair, NULL, 16));
	}
}

static void put_transport(struct packet *p, const struct traits *t)
{
	unsigned port = t->port ? t->port : 53;

	p->udp = p->size;
	put16(p, 40000);
	put16(p, port);
	if (t->protocol == 6) {
		/* The same octets behind it as a datagram would have. */
		put_zero(p, 4);
		put_message(p, t);
		return;
	}
	put_zero(p, 4);
	put_message(p, t);
	set16(p, p->udp + 4, p->size - p->udp + (size_t)t->lie);
}

static void put_ip4(struct packet *p, const struct traits *t)
{
	unsigned words = t->words ? t->words : 5;
	size_t at = p->size;

	put8(p, 0x40 | words);
	put_zero(p, 5);
	put16(p, t->fragment);
	put8(p, 64);
	put8(p, t->protocol ? t->protocol : 17);
	put_zero(p, 10 + 4 * (words - 5));
	put_transport(p, t);
	set16(p, at + 2, p->size - at);
}

static void put_ip6(struct packet *p, const struct traits *t)
{
	unsigned protocol = t->protocol ? t->protocol : 17;
	size_t at = p->size;

	put8(p, 0x60);
	put_zero(p, 5);
	put8(p, t->extensions ? 60 : t->fragment ? 44 : protocol);
	put_zero(p, 33);
	for (unsigned i = t->extensions; i > 0; i--) {
		put8(p, i > 1 ? 60 : t->fragment ? 44 : protocol);
		put8(p, i - 1);
		put_zero(p, 6 + 8 * (i - 1));
	}
	if (t->fragment) {
		put16(p, protocol << 8);
		put16(p, t->fragment);
		put_zero(p, 4);
	}
	put_transport(p, t);
	set16(p, at + 4, p->size - at - 40);
}

static void make(struct packet *p, const struct traits *t, unsigned offset)
{
	unsigned type = t->version == 6 ? 0x86dd : 0x800;
	unsigned front = offset == 18 ? 14 : offset;
	bool tagged = front == 14 || front == 16 || front == 20;

	*p = (struct packet){ .size = 0 };
	put_zero(p, tagged ? front - (front == 20 ? 20 : 2) : front);
	if (tagged)
		put16(p, t->vlans > 0 ? 0x8100 : type);
	if (front == 20)
		put_zero(p, 18);
	for (unsigned i = t->vlans; tagged && i > 0; i--) {
		put16(p, 7);
		put16(p, i > 1 ? 0x8100 : type);
	}
	if (t->version == 6)
		put_ip6(p, t);
	else
		put_ip4(p, t);
	put_zero(p, t->padding);
}

/* "bpfgen WORDS" or "bpfgen -n WORDS"; false after a complaint of bpfgen's. */
static bool generate(const char *words, bool negate, struct weir_bpf_program *out)
{
	char line[600];
	const char *list[WORDS_MAX] = { "dnsweir", "bpfgen" };
	int count = 2;
	char *text = NULL, *complaint = NULL, *rest = NULL;
	size_t size = 0, complaint_size = 0;
	struct weir_error err;

	if (negate)
		list[count++] = "-n";
	snprintf(line, sizeof(line), "%s", words);
	for (char *word = strtok_r(line, " ", &rest); word && count < WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		list[count++] = word;
	struct streams streams = { .in = stdin };
	streams.out = open_memstream(&text, &size);
	streams.err = open_memstream(&complaint, &complaint_size);
	enum exit_code code = cli_run(&streams, count, list);
	fclose(streams.out);
	fclose(streams.err);
	bool made =
		code == EXIT_DONE &&
		weir_bpf_parse((struct weir_slice){ (uint8_t *)text, size }, out, &err) == WEIR_OK;
	if (!made)
		note("bpfgen %s: %s", words, complaint);
	free(text);
	free(complaint);
	return made;
}

static unsigned offset_of(const char *words)
{
	const char *option = strstr(words, "-o ");

	return option ? (unsigned)strtoul(option + 3, NULL, 10) : 0;
}

static bool matches(const struct weir_bpf_program *program, const struct packet *p, size_t size)
{
	struct weir_bpf_metadata metadata = { .payload_offset = (uint32_t)p->udp + 8 };
	struct weir_bpf_packet packet = { { p->octets, size }, (uint32_t)size, &metadata };

	return weir_bpf_trace(program, &packet, NULL, NULL) != 0;
}

/* The kernel of a socket pair does not know where UDP begins. */
static bool asks_kernel(const struct weir_bpf_program *program)
{
	for (size_t i = 0; i < program->count; i++)
		if (program->ops[i].k == 0xfffff034U)
			return true;
	return false;
}

static bool same_in_kernel(const struct weir_bpf_program *program, const struct packet *p)
{
	struct kernel kernel;

	if (kernel_unfit() || asks_kernel(program))
		return true;
	if (kernel_open(program, &kernel) != KERNEL_TAKES)
		return false;
	long kept = kernel_run(&kernel, (struct weir_slice){ p->octets, p->size });
	kernel_close(&kernel);
	return (kept != KERNEL_DROPPED) == matches(program, p, p->size);
}

static void try_packet(const char *what, const char *words, const struct traits *traits,
		       bool expected)
{
	struct weir_bpf_program program = { NULL, 0 }, negated = { NULL, 0 };
	struct packet p;
	size_t first = 0;
	bool fine = generate(words, false, &program) && generate(words, true, &negated);

	make(&p, traits, offset_of(words));
	/* Behind -p udp UDP's header is there. */
	size_t least = asks_kernel(&program) ? p.udp + 8 : 0;
	for (size_t size = least; fine && size <= p.size; size++) {
		if (matches(&program, &p, size) == matches(&negated, &p, size)) {
			note("of %zu octets the first %zu: both or neither match", p.size, size);
			fine = false;
		}
		first = size;
	}
	checkf(fine && first == p.size && matches(&program, &p, p.size) == expected &&
		       same_in_kernel(&program, &p) && same_in_kernel(&negated, &p),
	       "%s: bpfgen %s %s", what, words, expected ? "matches" : "does not match");
	weir_bpf_free(&program);
	weir_bpf_free(&negated);
}

static const struct row {
	const char *what;
	const char *words;
	bool expected;
	struct traits traits;
} rows[] = {
#include "bpfgen_rows.def"
};

/* What Linux sends first, over both versions of IP; and places in it, from the IP header on or, from 100
 * on, from TCP's, that hold something else. */
static const uint8_t syn4[] = { 0x45, 0, 0,   60, 0x1c, 0x46, 0x40, 0, 64, 6,
				0,    0, 192, 0,  2,    1,    192,  0, 2,  53 };
static const uint8_t syn6[] = { 0x60, 0, 0, 0, 0, 40, 6, 64, 0x20, 1, 0xd,  0xb8, 0,   0,
				0,    0, 0, 0, 0, 0,  0, 0,  0,    1, 0x20, 1,    0xd, 0xb8,
				0,    0, 0, 0, 0, 0,  0, 0,  0,    0, 0,    2 };
static const uint8_t syn[] = { 0x9c, 0x40, 0, 80, 0x11, 0x22, 0x33, 0x44, 0, 0,    0, 0, 0xa0, 2,
			       0x39, 0x08, 0, 0,  0,    0,    2,    4,    5, 0xb4, 4, 2, 8,    10,
			       0,    0,    0, 1,  0,    0,    0,    0,    1, 3,    3, 4 };

struct patch {
	uint8_t at, size;
	uint32_t value;
};

static const struct p0f_row {
	const char *what;
	const char *signature;
	bool expected;
	struct patch patches[3];
} p0f_rows[] = {
#include "bpfgen_p0f_rows.def"
};

static void try_signature(const struct p0f_row *row, unsigned offset)
{
	struct weir_bpf_program program = { NULL, 0 }, negated = { NULL, 0 };
	bool ipv6 = row->signature[0] == '6';
	struct packet p = { .size = 0 };
	char words[200];

	snprintf(words, sizeof(words), "-o %u p0f -- %s", offset, row->signature);
	bool fine = generate(words, false, &program) && generate(words, true, &negated);
	put_zero(&p, offset > 2 ? offset - 2 : 0);
	if (offset > 2)
		put16(&p, ipv6 ? 0x86dd : 0x800);
	put(&p, ipv6 ? syn6 : syn4, ipv6 ? sizeof(syn6) : sizeof(syn4));
	size_t tcp = p.size;
	put(&p, syn, sizeof(syn));
	for (const struct patch *patch = row->patches; patch->size > 0; patch++)
		for (unsigned i = 0; i < patch->size; i++)
			p.octets[(patch->at < 100 ? offset + patch->at : tcp + patch->at - 100) +
				 i] = (uint8_t)(patch->value >> 8 * (patch->size - 1 - i));
	/* From IP on there is no room in iptables for what makes it exact. */
	for (size_t size = offset > 0 ? 0 : p.size; fine && size <= p.size; size++)
		fine = matches(&program, &p, size) != matches(&negated, &p, size);
	checkf(fine && matches(&program, &p, p.size) == row->expected &&
		       matches(&negated, &p, p.size) != row->expected &&
		       same_in_kernel(&program, &p) && program.count <= (offset ? 200 : 64),
	       "%s: bpfgen %s %s", row->what, words, row->expected ? "matches" : "does not match");
	weir_bpf_free(&program);
	weir_bpf_free(&negated);
}

static void test_signatures(void)
{
	if (!expression_supported()) {
		skip("p0f signatures", "built without libpcap");
		return;
	}
	for (size_t i = 0; i < COUNT_OF(p0f_rows); i++) {
		try_signature(&p0f_rows[i], 0);
		try_signature(&p0f_rows[i], 14);
	}
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (strstr(rows[i].words, "tcpdump") && !expression_supported())
			skip(rows[i].what, "built without libpcap");
		else
			try_packet(rows[i].what, rows[i].words, &rows[i].traits, rows[i].expected);
	test_signatures();
	return tap_done();
}
