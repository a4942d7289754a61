/* dissect.c - one header field by field, by the table; the options of IP, TCP and IPv6 one by one.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "layer/bits.h"
#include "layer/derived.h"

/* How the options of a layer look: where they begin, the rows for type, length and other octets. */
struct style {
	enum weir_layer layer;
	uint32_t begin;
	enum weir_field_symbol type, length, data;
	uint8_t singles;  /* types below this are one octet */
	uint8_t overhead; /* what the length octet does not count */
	bool has_end;     /* type 0 ends the list */
};

static const struct style styles[] = {
	{ WEIR_LAYER_IP, 20, WEIR_FIELD_IP_OPT_TYPE, WEIR_FIELD_IP_OPT_LEN, WEIR_FIELD_IP_OPT_DATA,
	  2, 0, true },
	{ WEIR_LAYER_TCP, 20, WEIR_FIELD_TCP_OPTION_KIND, WEIR_FIELD_TCP_OPTION_LEN,
	  WEIR_FIELD_TCP_OPTION_DATA, 2, 0, true },
	{ WEIR_LAYER_IPV6_HOPOPTS, 2, WEIR_FIELD_IPV6_OPT_TYPE, WEIR_FIELD_IPV6_OPT_LEN,
	  WEIR_FIELD_IPV6_OPT_DATA, 1, 2, false },
	{ WEIR_LAYER_IPV6_DSTOPTS, 2, WEIR_FIELD_IPV6_OPT_TYPE, WEIR_FIELD_IPV6_OPT_LEN,
	  WEIR_FIELD_IPV6_OPT_DATA, 1, 2, false },
};

/* What is inside an option, behind type and length: `size` octets, 0 all of them, again every `step`
 * octets where that is not 0. */
/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): the order is that of reading a row */
static const struct piece {
	enum weir_field_symbol type; /* the row of its kind of option */
	uint8_t number;
	enum weir_field_symbol field;
	uint8_t at, size, step;
} pieces[] = {
	{ WEIR_FIELD_IP_OPT_TYPE, 7, WEIR_FIELD_IP_OPT_PTR, 2, 1, 0 },
	{ WEIR_FIELD_IP_OPT_TYPE, 7, WEIR_FIELD_IP_OPT_DATA, 3, 0, 0 },
	{ WEIR_FIELD_IP_OPT_TYPE, 68, WEIR_FIELD_IP_OPT_PTR, 2, 1, 0 },
	{ WEIR_FIELD_IP_OPT_TYPE, 68, WEIR_FIELD_IP_OPT_DATA, 3, 0, 0 },
	{ WEIR_FIELD_IP_OPT_TYPE, 131, WEIR_FIELD_IP_OPT_PTR, 2, 1, 0 },
	{ WEIR_FIELD_IP_OPT_TYPE, 131, WEIR_FIELD_IP_OPT_DATA, 3, 0, 0 },
	{ WEIR_FIELD_IP_OPT_TYPE, 137, WEIR_FIELD_IP_OPT_PTR, 2, 1, 0 },
	{ WEIR_FIELD_IP_OPT_TYPE, 137, WEIR_FIELD_IP_OPT_DATA, 3, 0, 0 },
	{ WEIR_FIELD_IP_OPT_TYPE, 148, WEIR_FIELD_IP_OPT_RA, 2, 2, 0 },
	{ WEIR_FIELD_IPV6_OPT_TYPE, 0x01, WEIR_FIELD_IPV6_OPT_PADN, 2, 0, 0 },
	{ WEIR_FIELD_IPV6_OPT_TYPE, 0x04, WEIR_FIELD_IPV6_OPT_TEL, 2, 1, 0 },
	{ WEIR_FIELD_IPV6_OPT_TYPE, 0x05, WEIR_FIELD_IPV6_OPT_ROUTER_ALERT, 2, 2, 0 },
	{ WEIR_FIELD_IPV6_OPT_TYPE, 0xc2, WEIR_FIELD_IPV6_OPT_JUMBO, 2, 4, 0 },
	{ WEIR_FIELD_IPV6_OPT_TYPE, 0xc9, WEIR_FIELD_IPV6_OPT_HOME, 2, 16, 0 },
	{ WEIR_FIELD_TCP_OPTION_KIND, 2, WEIR_FIELD_TCP_MSS, 2, 2, 0 },
	{ WEIR_FIELD_TCP_OPTION_KIND, 3, WEIR_FIELD_TCP_WSCALE, 2, 1, 0 },
	{ WEIR_FIELD_TCP_OPTION_KIND, 5, WEIR_FIELD_TCP_SACK_LE, 2, 4, 8 },
	{ WEIR_FIELD_TCP_OPTION_KIND, 5, WEIR_FIELD_TCP_SACK_RE, 6, 4, 8 },
	{ WEIR_FIELD_TCP_OPTION_KIND, 8, WEIR_FIELD_TCP_TSVAL, 2, 4, 0 },
	{ WEIR_FIELD_TCP_OPTION_KIND, 8, WEIR_FIELD_TCP_TSECR, 6, 4, 0 },
};
enum { PIECES = sizeof(pieces) / sizeof(pieces[0]) };

static const struct style *style_of(enum weir_layer layer)
{
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		if (styles[i].layer == layer)
			return &styles[i];
	return NULL;
}

void weir_dissect_init(struct weir_dissect *d, const struct weir_view *view,
		       const struct weir_span *span)
{
	const struct style *style = style_of((enum weir_layer)span->layer);

	*d = (struct weir_dissect){ .view = view, .span = *span };
	if (!style || span->at > view->octets.size || span->size < style->begin)
		return;
	uint32_t there = (uint32_t)(view->octets.size - span->at);
	d->end = span->at + (span->size < there ? span->size : there);
	d->at = span->at + style->begin;
	if (d->at > d->end)
		d->at = d->end;
}

/* `size` octets at `at`, which are there. */
static void give(const struct weir_dissect *d, enum weir_field_symbol symbol, uint32_t at,
		 uint32_t size, struct weir_dissected *out)
{
	const uint8_t *p = d->view->octets.data + at;

	*out = (struct weir_dissected){
		.field = weir_field_row(symbol),
		.value = { .octets = { p, size }, .at = at, .size = size },
		.option = d->option,
	};
	if (size <= 8)
		out->value.number = bits_load(p, 0, size * 8);
}

/* The next option: its type. Where its length cannot be, all that is left. */
static void begin_option(struct weir_dissect *d, const struct style *style,
			 struct weir_dissected *out)
{
	const uint8_t *p = d->view->octets.data + d->at;
	uint32_t left = d->end - d->at;
	uint32_t size = 1;

	d->option++;
	d->option_at = d->at;
	if (p[0] >= style->singles) {
		size = left < 2 ? 0 : (uint32_t)p[1] + style->overhead;
		if (size < 2 || size > left) {
			give(d, style->data, d->at, left, out);
			out->broken = true;
			d->at = d->end;
			return;
		}
	}
	give(d, style->type, d->at, 1, out);
	d->option_size = size;
	d->part = size > 1 ? 1 : 0;
	d->at += size;
	/* What follows the end of the list is padding. */
	if (style->has_end && p[0] == 0)
		d->at = d->end;
}

/* The next piece of an option that is known, into *field, *at and *size, behind those before. */
static bool next_piece(struct weir_dissect *d, const struct style *style,
		       const struct piece **piece, uint32_t *at, uint32_t *size)
{
	const uint8_t *p = d->view->octets.data + d->option_at;

	for (; d->part - 2 < PIECES * 32U; d->part++) {
		/* Each turn over the table is one step further into the option. */
		const struct piece *row = &pieces[(d->part - 2) % PIECES];
		uint32_t turn = (d->part - 2) / PIECES;
		uint32_t from = row->at + turn * row->step;
		if (row->type != style->type || row->number != p[0] || (turn > 0 && row->step == 0))
			continue;
		uint32_t octets = row->size > 0 ? row->size : d->option_size - row->at;
		if (from > d->option_size || octets > d->option_size - from || octets == 0)
			continue;
		*piece = row;
		*at = d->option_at + from;
		*size = octets;
		d->part++;
		return true;
	}
	return false;
}

static bool is_known(const struct style *style, uint8_t number)
{
	for (size_t i = 0; i < PIECES; i++)
		if (pieces[i].type == style->type && pieces[i].number == number)
			return true;
	return false;
}

/* Behind an option's type: its length, then its pieces, or its octets as they are. */
static bool next_part(struct weir_dissect *d, const struct style *style, struct weir_dissected *out)
{
	const struct piece *piece;
	uint32_t at;
	uint32_t size;

	if (d->part == 0)
		return false;
	if (d->part == 1) {
		give(d, style->length, d->option_at + 1, 1, out);
		d->part = 2;
		return true;
	}
	if (is_known(style, d->view->octets.data[d->option_at])) {
		if (next_piece(d, style, &piece, &at, &size)) {
			give(d, piece->field, at, size, out);
			return true;
		}
	} else if (d->part == 2 && d->option_size > 2) {
		give(d, style->data, d->option_at + 2, d->option_size - 2, out);
		d->part = 3;
		return true;
	}
	d->part = 0;
	return false;
}

enum weir_status weir_dissect_next(struct weir_dissect *d, struct weir_dissected *out)
{
	while (d->next < WEIR_FIELD_COUNT) {
		const struct weir_layer_field *row =
			weir_field_row((enum weir_field_symbol)d->next++);
		if (row->layer != (enum weir_layer)d->span.layer)
			continue;
		*out = (struct weir_dissected){ .field = row };
		if (row->reach == WEIR_REACH_FIXED &&
		    bits_field(d->view->octets, d->span.at, row, &out->value))
			return WEIR_OK;
		if (row->reach == WEIR_REACH_DERIVED &&
		    derived_field(d->view, &d->span, row->symbol, &out->value))
			return WEIR_OK;
	}
	const struct style *style = style_of((enum weir_layer)d->span.layer);
	if (style && next_part(d, style, out))
		return WEIR_OK;
	if (!style || d->at >= d->end)
		return WEIR_END;
	begin_option(d, style, out);
	return WEIR_OK;
}
