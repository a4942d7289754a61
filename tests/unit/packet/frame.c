/* frame.c - hexadecimal frames and one-line descriptions for the packet tests.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "unit/packet/frame.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t frame_bytes(const char *hex, uint8_t *to)
{
	size_t count = 0;

	for (; *hex; hex++) {
		if (*hex == ' ')
			continue;
		to[count++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
		hex++;
	}
	return count;
}

static void put_end(struct weir_writer *to, const struct weir_packet *p,
		    const struct weir_address *address, uint16_t port)
{
	weir_address_print(p->version, address, to);
	if (port != 0)
		weir_writer_print(to, "%s%u", p->version == 4 ? ":" : ".", port);
}

static void put_oddities(struct weir_writer *to, const struct weir_packet *p)
{
	if (p->bad_length)
		weir_writer_text(to, " bad_length");
	if (p->in_icmp)
		weir_writer_text(to, " icmp");
	for (uint8_t i = 0; i < p->vlan_count; i++)
		weir_writer_print(to, "%s%u", i == 0 ? " vlan=" : ",", p->vlan[i]);
	if (p->stop == WEIR_STOP_FRAGMENT)
		weir_writer_print(to, " fragment=%u@%u%s/%u", p->fragment_id, p->fragment_at,
				  p->fragment_more ? "+" : "", p->fragment_protocol);
	if (p->stop == WEIR_STOP_NONE && p->protocol == 6)
		weir_writer_print(to, " tcp=%u,%u,%u", p->tcp_sequence, p->tcp_acknowledgement,
				  p->tcp_flags);
	if (p->stop != WEIR_STOP_NONE)
		weir_writer_print(to, " stop=%s", weir_stop_key(p->stop));
}

void frame_describe(const struct weir_packet *p, char text[DESCRIPTION_MAX])
{
	struct weir_writer to;

	weir_writer_init(&to, text, DESCRIPTION_MAX);
	for (uint8_t i = 0; i < p->span_count; i++)
		weir_writer_print(&to, "%s%s", i == 0 ? "" : ":",
				  weir_layer_name(p->spans[i].layer));
	weir_writer_char(&to, ' ');
	if (p->version != 0) {
		put_end(&to, p, &p->source, p->source_port);
		weir_writer_char(&to, '>');
		put_end(&to, p, &p->target, p->target_port);
		weir_writer_char(&to, ' ');
	}
	weir_writer_u64(&to, p->payload.size);
	if (p->payload_size != p->payload.size)
		weir_writer_print(&to, "/%u", p->payload_size);
	put_oddities(&to, p);
	weir_writer_terminate(&to);
}

bool frame_holds(const struct weir_packet *p)
{
	const uint8_t *end = p->base.data + p->base.size;
	size_t at = 0;

	for (uint8_t i = 0; i < p->span_count; i++) {
		const struct weir_span *span = &p->spans[i];
		if (span->at != at || span->size == 0 || span->size > p->base.size - at)
			return false;
		at += span->size;
	}
	if (p->payload.data < p->base.data + at || p->payload.data > end)
		return false;
	if (!p->spans_lost && p->payload.data != p->base.data + at)
		return false;
	if (p->payload.size > (size_t)(end - p->payload.data) || p->payload.size > p->payload_size)
		return false;
	if (p->stop == WEIR_STOP_NONE && !p->spans_lost && p->transport_index != p->span_count - 1)
		return false;
	return p->vlan_count <= WEIR_VLANS_MAX && p->span_count <= WEIR_SPANS_MAX;
}

/* The cut frame in an allocation of its own, so that a sanitizer sees a read past its end. */
static bool holds_when_cut(const struct frame_row *row, const uint8_t *bytes, size_t size)
{
	for (size_t cut = 0; cut < size; cut++) {
		struct weir_packet packet;
		uint8_t *copy = malloc(cut + 1);
		if (!copy)
			return false;
		memcpy(copy, bytes, cut);
		weir_packet_decode(row->link, (struct weir_slice){ copy, cut }, (uint32_t)size,
				   &packet);
		bool holds = frame_holds(&packet);
		free(copy);
		if (!holds) {
			note("%s: cut at %zu", row->what, cut);
			return false;
		}
	}
	return true;
}

void frame_check(const struct frame_row *rows, size_t count)
{
	static uint8_t bytes[FRAME_MAX];

	for (size_t i = 0; i < count; i++) {
		const struct frame_row *row = &rows[i];
		char text[DESCRIPTION_MAX];
		struct weir_packet packet;
		size_t size = frame_bytes(row->hex, bytes);

		memset(&packet, 0xa5, sizeof(packet)); /* what is not written must not be read */
		weir_packet_decode(row->link, (struct weir_slice){ bytes, size }, (uint32_t)size,
				   &packet);
		frame_describe(&packet, text);
		if (!check(row->what, strcmp(text, row->expect) == 0 && frame_holds(&packet) &&
					      holds_when_cut(row, bytes, size)))
			note("got \"%s\", not \"%s\"", text, row->expect);
	}
}
