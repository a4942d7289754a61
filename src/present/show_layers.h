/* show_layers.h - the headers of a shown item as views that fields are read from, and values as text.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_SHOW_LAYERS_H
#define PRESENT_SHOW_LAYERS_H

#include <dnsweir/layer.h>

#include "present/show.h"

/* The headers of the frame; behind them, where the frame completes a fragmented datagram, those of the
 * datagram, whose offsets count in it. */
struct show_layers {
	unsigned count; /* of views; 0: the item has no frame */
	struct weir_view views[2];
	struct weir_packet
		frame; /* of the frame alone, where the item's packet is a whole datagram */
};
/* `out` must stay where it is, for its views point into it. */
void show_layers_of(const struct show_item *item, struct show_layers *out);

/* 0x0800, 64, 192.0.2.1, 02:00:00:00:00:01: the value without its word. */
void show_layer_value(struct weir_writer *out, const struct weir_layer_field *field,
		      const struct weir_value *value);
/* Is it one of the fields that say whether a checksum is good? */
bool show_layer_is_status(const struct weir_layer_field *field);
/* What the checksum of the header at `span` should be. */
bool show_layer_right_sum(const struct weir_view *view, const struct weir_span *span,
			  uint16_t *right);

enum { SHOW_KEY_SIZE = 64 };
/* What the object of a layer is called in JSON: "ipv6.hopopts" is ipv6_hopopts. */
const char *show_layer_key(enum weir_layer layer, char key[SHOW_KEY_SIZE]);
/* What a field is called in there: "ip.flags.df" is flags_df; that of an option, "tcp.options.mss_val", is
 * mss_val. */
const char *show_field_key(const struct weir_layer_field *field, char key[SHOW_KEY_SIZE]);

#endif
