/* show_tree_layers.c - rows of the tree below the message: the frame, its headers, what they carry.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/show_layers.h"
#include "present/show_tree.h"

/* Frame 18, when, how long, its layers, from whom to whom. */
static void frame_line(struct show_printer *printer, const struct show_item *item,
		       const struct show_layers *layers, struct weir_writer *out)
{
	const struct weir_datagram *d = item->datagram;
	const struct weir_frame *frame = item->frame;
	const struct palette *p = printer->palette;
	bool timed = frame ? frame->has_time : !item->timeless;

	weir_writer_print(out, "%sFrame%s %llu  %s", p->heading, p->end,
			  (unsigned long long)(frame ? frame->number : d->number), p->dim);
	if (timed)
		timestamp_print(&printer->stamp, frame ? frame->time : d->time, out);
	weir_writer_text(out, p->end);
	if (frame) {
		weir_writer_print(out, "  %u octets", frame->wire_size);
		if (frame->bytes.size != frame->wire_size)
			weir_writer_print(out, ", %zu captured", frame->bytes.size);
		weir_writer_print(out, ", link type %u", frame->link);
	}
	weir_writer_text(out, " ");
	for (unsigned i = 0; i < layers->count; i++)
		for (unsigned k = 0; k < layers->views[i].span_count; k++) {
			weir_writer_char(out, ' ');
			weir_writer_text(out, weir_layer_name(layers->views[i].spans[k].layer));
		}
	if (d) {
		weir_writer_text(out, "  ");
		show_end(out, d->version, &d->source, d->source_port);
		weir_writer_text(out, " > ");
		show_end(out, d->version, &d->target, d->target_port);
	}
	weir_writer_char(out, '\n');
	if (d && !frame)
		weir_writer_text(out,
				 "  complete with the end of the capture: its frames are past\n");
	else if (d && d->number != frame->number)
		weir_writer_text(out, "  shows that a message of earlier frames is complete\n");
	else if (d && (d->reassembled_tcp || d->reassembled_ip))
		weir_writer_text(
			out,
			"  completes a message of several frames; the headers are those of this one\n");
}

static void title(struct tree *tree, const char *text, uint32_t at, size_t size)
{
	weir_writer_print(tree->out, "%s%s%s  @%u  +%zu", tree->palette->heading, text,
			  tree->palette->end, at, size);
}

/* Which word the number has, and what a bad checksum should be. */
static void remark(struct tree *tree, const struct weir_view *view, const struct weir_span *span,
		   const struct weir_dissected *item)
{
	const char *word = weir_word_of(item->field->words, item->value.number);
	uint16_t right;

	if (word)
		weir_writer_print(tree->out, " %s", word);
	if (show_layer_is_status(item->field) && item->value.number == 0 &&
	    show_layer_right_sum(view, span, &right))
		weir_writer_print(tree->out, "  (right: 0x%04x)", right);
}

static void header_rows(struct tree *tree, const struct weir_view *view,
			const struct weir_span *span)
{
	struct weir_dissect dissect;
	struct weir_dissected item;

	weir_dissect_init(&dissect, view, span);
	while (weir_dissect_next(&dissect, &item) == WEIR_OK && !tree->out->full) {
		if (item.value.size == 0)
			tree_row_derived(tree, item.field->abbrev);
		else
			tree_row(tree, item.broken ? '!' : ' ', item.value.at, item.value.size,
				 item.field->abbrev);
		show_layer_value(tree->out, item.field, &item.value);
		remark(tree, view, span, &item);
		if (item.broken)
			weir_writer_text(tree->out, "  an option's length is wrong  (malformed)");
		tree_end(tree);
	}
}

/* What lies behind the headers, but for a DNS message that has rows of its own. */
static void rest(struct tree *tree, const struct weir_packet *p)
{
	uint32_t at = (uint32_t)(p->payload.data - p->base.data);
	uint32_t end = at + (uint32_t)p->payload.size;
	const struct weir_datagram *d = tree->item->datagram;

	if (p->spans_lost) {
		tree_row(tree, '!', at, 0, "");
		weir_writer_text(tree->out, "more headers than are listed");
		tree_end(tree);
	}
	/* ARP and the like need no word about what they do not carry. */
	bool told =
		p->payload_size > 0 || (p->stop != WEIR_STOP_NONE && p->stop != WEIR_STOP_NOT_IP);
	if ((!d || d->tcp) && told) {
		title(tree, p->protocol == 6 && p->stop == WEIR_STOP_NONE ? "Segment" : "Data", at,
		      p->payload_size);
		if (p->payload.size < p->payload_size)
			weir_writer_print(tree->out, "  %zu captured", p->payload.size);
		if (p->stop == WEIR_STOP_FRAGMENT)
			weir_writer_print(tree->out, "  fragment: octets %u to %u%s",
					  p->fragment_at, p->fragment_at + p->payload_size,
					  p->fragment_more ? ", more follow" : "");
		else if (p->stop != WEIR_STOP_NONE)
			weir_writer_print(tree->out, "  %s", weir_stop_text(p->stop));
		weir_writer_char(tree->out, '\n');
	}
	if (p->bad_length) {
		tree_row(tree, '!', at, 0, "");
		weir_writer_text(tree->out, "a length that its carrier does not hold  (malformed)");
		tree_end(tree);
	}
	if (p->base.size > end) {
		title(tree, "Padding", end, p->base.size - end);
		weir_writer_char(tree->out, '\n');
	}
}

void tree_layers(struct show_printer *printer, const struct show_item *item,
		 struct weir_writer *out)
{
	struct show_layers layers;

	show_layers_of(item, &layers);
	frame_line(printer, item, &layers, out);
	for (unsigned i = 0; i < layers.count; i++) {
		const struct weir_view *view = &layers.views[i];
		struct tree tree = { .palette = printer->palette,
				     .item = item,
				     .out = out,
				     .item_path = "",
				     .digits = tree_digits(view->octets.size) };
		if (i > 0) {
			title(&tree, "Datagram from fragments", 0, view->octets.size);
			weir_writer_char(out, '\n');
		}
		for (unsigned k = 0; k < view->span_count && !out->full; k++) {
			const struct weir_span *span = &view->spans[k];
			title(&tree, weir_layer_text(span->layer), span->at, span->size);
			weir_writer_char(out, '\n');
			header_rows(&tree, view, span);
		}
		/* Of a fragment that completed a datagram the datagram's rest is told. */
		if (i + 1 == layers.count)
			rest(&tree, view->packet);
	}
}
