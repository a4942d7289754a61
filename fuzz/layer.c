/* layer.c - fuzz target: every field of a frame's headers; link type and wire size stand in front.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/layer.h>

#include <stdlib.h>

/* More than any header of 64 KiB can have: options of one octet, in all spans. */
enum { ITEMS_MAX = 4 * 65536 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void see(const struct weir_view *view, const struct weir_value *value)
{
	uint8_t sum = 0;

	if (value->at > view->octets.size || value->size > view->octets.size - value->at)
		abort();
	/* Touched, so that an octet outside is noticed. */
	for (size_t i = 0; i < value->octets.size; i++)
		sum = (uint8_t)(sum + value->octets.data[i]);
	if (value->octets.size == 1 && value->octets.data[0] != sum)
		abort();
}

static void take_apart(const struct weir_view *view)
{
	struct weir_dissect dissect;
	struct weir_dissected item;
	struct weir_values values;
	struct weir_value value;
	size_t items = 0;

	for (unsigned i = 0; i < view->span_count; i++) {
		weir_dissect_init(&dissect, view, &view->spans[i]);
		while (weir_dissect_next(&dissect, &item) == WEIR_OK) {
			see(view, &item.value);
			if (++items > ITEMS_MAX)
				abort();
		}
	}
	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++) {
		const struct weir_layer_field *field = weir_field_row((enum weir_field_symbol)i);
		if (field->layer >= WEIR_LAYER_FRAME)
			continue;
		weir_values_init(&values, view, field);
		while (weir_values_next(&values, &value) == WEIR_OK)
			see(view, &value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct weir_packet packet;

	if (size < 4)
		return 0;
	uint16_t link = (uint16_t)(data[0] << 8 | data[1]);
	uint32_t wire_size = (uint32_t)(data[2] << 8 | data[3]);
	weir_packet_decode(link, (struct weir_slice){ data + 4, size - 4 }, wire_size, &packet);
	struct weir_view view = {
		.octets = packet.base,
		.spans = packet.spans,
		.span_count = packet.span_count,
		.packet = &packet,
		.has_stream = true,
		.has_base = true,
	};
	take_apart(&view);
	/* As packet scope has it: headers whose octets are not all there, and no packet behind. */
	view.packet = NULL;
	view.octets.size /= 2;
	take_apart(&view);
	if (packet.stop == WEIR_STOP_FRAGMENT) {
		struct weir_packet whole;
		weir_packet_decode_whole(&packet, packet.payload, &whole);
		view.octets = whole.base;
		view.spans = whole.spans;
		view.span_count = whole.span_count;
		view.packet = &whole;
		take_apart(&view);
	}
	return 0;
}
