/* bpf_metadata.c - options that tell a BPF program what a capture does not.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/bpf_metadata.h"

#include <string.h>

static const struct {
	const char *name;
	uint32_t most;
} rows[] = {
#define METADATA(symbol, name, argument, most, ...) { name, most },
#include "cli/bpf_metadata.def"
#undef METADATA
};

static const struct {
	const char *word;
	enum bpf_metadata_option option;
	uint32_t value;
} words[] = {
	{ "ip", BPF_METADATA_PROTO, 0x0800 },  { "ip6", BPF_METADATA_PROTO, 0x86dd },
	{ "arp", BPF_METADATA_PROTO, 0x0806 }, { "vlan", BPF_METADATA_PROTO, 0x8100 },
	{ "host", BPF_METADATA_TYPE, 0 },      { "broadcast", BPF_METADATA_TYPE, 1 },
	{ "multicast", BPF_METADATA_TYPE, 2 }, { "otherhost", BPF_METADATA_TYPE, 3 },
	{ "outgoing", BPF_METADATA_TYPE, 4 },
};

static bool digit_of(char c, unsigned base, uint32_t *out)
{
	if (c >= '0' && c <= '9')
		*out = (uint32_t)(c - '0');
	else if (base == 16 && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		*out = (uint32_t)((c | 0x20) - 'a' + 10);
	else
		return false;
	return true;
}

/* Decimal, or hexadecimal behind 0x, up to `most`. */
static bool read_number(const char *text, uint32_t most, uint32_t *out)
{
	unsigned base = text[0] == '0' && (text[1] | 0x20) == 'x' ? 16 : 10;
	uint64_t value = 0;
	uint32_t digit;

	if (base == 16)
		text += 2;
	if (!*text)
		return false;
	for (; *text; text++) {
		if (!digit_of(*text, base, &digit))
			return false;
		value = value * base + digit;
		if (value > most)
			return false;
	}
	*out = (uint32_t)value;
	return true;
}

static bool read_word(enum bpf_metadata_option option, const char *text, uint32_t *out)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].option == option && strcmp(words[i].word, text) == 0) {
			*out = words[i].value;
			return true;
		}
	return read_number(text, rows[option].most, out);
}

enum exit_code bpf_metadata_take(const struct invocation *call, size_t first,
				 struct bpf_metadata_given *out)
{
	struct bpf_metadata_given given = { 0 };

	for (size_t i = 0; i < BPF_METADATA_OPTIONS; i++) {
		const char *text = call_text(call, first + i, NULL);
		if (!text)
			continue;
		if (!read_word((enum bpf_metadata_option)i, text, &given.values[i]))
			return call_refuse(call, "--%s: '%s' is no number from 0 to %u",
					   rows[i].name, text, rows[i].most);
		given.bits |= 1U << i;
	}
	*out = given;
	return EXIT_DONE;
}

static void put(const struct bpf_metadata_given *given, enum bpf_metadata_option option,
		uint32_t *member)
{
	if (given->bits & 1U << option)
		*member = given->values[option];
}

static void put_tag(const struct bpf_metadata_given *given, struct weir_bpf_metadata *m)
{
	const uint32_t tag = 1U << BPF_METADATA_VLAN_TCI | 1U << BPF_METADATA_VLAN_TPID;

	if (!(given->bits & tag))
		return;
	m->vlan_present = true;
	m->vlan_tci = (uint16_t)given->values[BPF_METADATA_VLAN_TCI];
	m->vlan_tpid = given->bits & 1U << BPF_METADATA_VLAN_TPID
			       ? (uint16_t)given->values[BPF_METADATA_VLAN_TPID]
			       : 0x8100;
}

static void put_all(const struct bpf_metadata_given *given, struct weir_bpf_metadata *m,
		    struct weir_bpf_packet *packet)
{
	put(given, BPF_METADATA_TYPE, &m->packet_type);
	put(given, BPF_METADATA_LEN, &packet->wire_size);
	put(given, BPF_METADATA_IFIDX, &m->ifindex);
	put(given, BPF_METADATA_HATYPE, &m->hatype);
	put(given, BPF_METADATA_MARK, &m->mark);
	put(given, BPF_METADATA_QUEUE, &m->queue);
	put(given, BPF_METADATA_RXHASH, &m->rxhash);
	put(given, BPF_METADATA_CPU, &m->cpu);
	put(given, BPF_METADATA_RAND, &m->random);
	put_tag(given, m);
	if (given->bits & 1U << BPF_METADATA_PROTO) {
		/* What is the packet then, and where does its payload begin? */
		m->protocol = (uint16_t)given->values[BPF_METADATA_PROTO];
		m->payload_offset = weir_bpf_payload_offset(packet);
	}
	put(given, BPF_METADATA_POFF, &m->payload_offset);
}

bool bpf_metadata_frame(const struct bpf_metadata_given *given, const struct weir_frame *frame,
			enum weir_bpf_place place, struct weir_bpf_metadata *metadata,
			struct weir_bpf_packet *packet)
{
	if (!weir_bpf_frame(frame, place, metadata, packet))
		return false;
	if (given && given->bits)
		put_all(given, metadata, packet);
	return true;
}

/* What no frame tells, and the extension that loads it: n for SKF_AD_OFF + 4n. */
static const struct {
	enum bpf_metadata_option option;
	uint8_t extension;
} untold[] = {
	{ BPF_METADATA_IFIDX, 2 },  { BPF_METADATA_MARK, 5 }, { BPF_METADATA_QUEUE, 6 },
	{ BPF_METADATA_RXHASH, 8 }, { BPF_METADATA_CPU, 9 },  { BPF_METADATA_RAND, 14 },
};

bool bpf_metadata_missing(const struct bpf_metadata_given *given,
			  const struct weir_bpf_program *program, struct weir_writer *out)
{
	uint32_t asks = weir_bpf_asks(program);
	bool any = false;

	for (size_t i = 0; i < sizeof(untold) / sizeof(untold[0]); i++) {
		if (!(asks & 1U << untold[i].extension) || given->bits & 1U << untold[i].option)
			continue;
		weir_writer_text(out, any ? ", " : "");
		weir_writer_text(out, rows[untold[i].option].name);
		any = true;
	}
	return any;
}
