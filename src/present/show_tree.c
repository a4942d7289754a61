/* show_tree.c - a packet octet by octet: offset, length, field, value; pointers and broken places.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/show_tree.h"

#include <dnsweir/edns.h>
#include <dnsweir/name.h>
#include <dnsweir/registry.h>

#include <string.h>

enum { PATH_COLUMN = 28, RAW_ROW = 32 };

static void path_column(struct tree *tree, const char *path)
{
	struct weir_writer *out = tree->out;
	size_t length = strlen(tree->item_path) + strlen(path);

	weir_writer_print(out, "  %s%s%s", tree->palette->heading, tree->item_path, path);
	weir_writer_text(out, tree->palette->end);
	do
		weir_writer_char(out, ' ');
	while (++length < PATH_COLUMN);
}

/* Begins a row: mark, offset, length, path. Its value follows, then tree_end. */
void tree_row(struct tree *tree, char mark, uint32_t at, size_t size, const char *path)
{
	struct weir_writer *out = tree->out;

	weir_writer_text(out, mark == '!' ? tree->palette->bad : "");
	weir_writer_print(out, "%c %0*x %*zu", mark, tree->digits, at, tree->digits + 1, size);
	weir_writer_text(out, mark == '!' ? tree->palette->end : "");
	path_column(tree, path);
}

void tree_row_derived(struct tree *tree, const char *path)
{
	weir_writer_print(tree->out, "%*s", 2 * tree->digits + 4, "");
	path_column(tree, path);
}

void tree_end(struct tree *tree)
{
	weir_writer_char(tree->out, '\n');
}

static void number_row(struct tree *tree, uint32_t at, size_t size, const char *path,
		       uint32_t number)
{
	tree_row(tree, ' ', at, size, path);
	weir_writer_u64(tree->out, number);
	tree_end(tree);
}

/* Octets nobody could read, all of them. */
void tree_raw(struct tree *tree, char mark, uint32_t from, uint32_t to, const char *path)
{
	const struct weir_slice wire = tree->item->datagram->wire;

	while (from < to && !tree->out->full) {
		uint32_t size = to - from < RAW_ROW ? to - from : RAW_ROW;
		tree_row(tree, mark, from, size, path);
		weir_writer_hex(tree->out, (struct weir_slice){ wire.data + from, size });
		tree_end(tree);
		from += size;
	}
}

static bool is_among(uint32_t at, const uint32_t *seen, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (seen[i] == at)
			return true;
	return false;
}

/* The labels before each pointer, and where it leads: "cdn" -> @10. Any octets will do; it ends with
 * the name, at a flaw, or after some pointers. */
static void pointers(struct tree *tree, uint32_t at)
{
	enum { POINTERS_SHOWN = 16, LABELS_SHOWN = 128 };
	uint32_t seen[POINTERS_SHOWN];
	const struct weir_slice wire = tree->item->datagram->wire;
	struct weir_writer *out = tree->out;
	unsigned jumps = 0;

	weir_writer_text(out, tree->palette->dim);
	for (unsigned labels = 0; at < wire.size && labels < LABELS_SHOWN; labels++) {
		uint8_t c = wire.data[at];
		if (c == 0 || (c & 0xc0) == 0x40 || (c & 0xc0) == 0x80)
			break;
		if (c < 0x40) {
			if (c > wire.size - at - 1)
				break;
			if (jumps == 0) {
				struct weir_name label = { .size = (uint8_t)(c + 2) };
				memcpy(label.octets, wire.data + at, c + 1U);
				label.octets[c + 1] = 0;
				weir_writer_text(out, labels == 0 ? "  \"" : ".");
				weir_name_print(&label, out);
				out->size -= out->size > 0 && !out->full; /* the last dot */
			}
			at += c + 1U;
			continue;
		}
		if (wire.size - at < 2 || jumps == POINTERS_SHOWN)
			break;
		seen[jumps++] = at;
		if (jumps == 1)
			weir_writer_text(out, labels > 0 ? "\" " : "  ");
		else
			weir_writer_char(out, ' ');
		at = (uint32_t)(c & 0x3f) << 8 | wire.data[at + 1];
		weir_writer_print(out, "-> @%0*x", tree->digits, at);
		if (is_among(at, seen, jumps))
			break; /* round and round */
	}
	weir_writer_text(out, tree->palette->end);
}

/* A name ends with the root's zero octet or with a pointer. */
static bool compressed(const struct tree *tree, uint32_t at, size_t size)
{
	struct weir_slice wire = tree->item->datagram->wire;
	size_t next;

	if (size < 2)
		return false;
	/* Cut before the pointer's second octet the name is whole only if it has no pointer. */
	wire.size = at + size - 1;
	return weir_name_skip(wire, at, &next, NULL) != WEIR_OK &&
	       (wire.data[at + size - 2] & 0xc0) == 0xc0;
}

void tree_name(struct tree *tree, uint32_t at, size_t size, const char *path)
{
	tree_row(tree, ' ', at, size, path);
	weir_writer_text(tree->out, tree->palette->name);
	show_name(tree->out, tree->item, at);
	weir_writer_text(tree->out, tree->palette->end);
	if (compressed(tree, at, size))
		pointers(tree, at);
	tree_end(tree);
}

static void type_row(struct tree *tree, uint32_t at, uint16_t type)
{
	tree_row(tree, ' ', at, 2, ".type");
	weir_writer_text(tree->out, tree->palette->type);
	weir_type_print(type, tree->out);
	weir_writer_text(tree->out, tree->palette->end);
	weir_writer_print(tree->out, " (%u)", type);
	tree_end(tree);
}

static void class_row(struct tree *tree, const struct weir_record *record, uint32_t at)
{
	uint16_t rrclass = record->rrclass;

	tree_row(tree, ' ', at, 2, ".class");
	if (tree->item->mdns)
		rrclass &= 0x7fff;
	weir_class_print(rrclass, tree->out);
	weir_writer_print(tree->out, " (%u)", rrclass);
	if (rrclass != record->rrclass)
		weir_writer_text(tree->out, record->section == WEIR_QUESTION
						    ? "  answer by unicast (QU)"
						    : "  cache flush");
	tree_end(tree);
}

/* Findings about the current item, behind its rows. */
static void flaw_rows(struct tree *tree, const struct weir_record *record)
{
	const struct show_item *item = tree->item;

	for (size_t i = 0; i < show_flaws_kept(item); i++) {
		const struct weir_finding *f = &item->flaws[i];
		if (f->fatal || !f->item || f->section != record->section ||
		    f->index != record->index)
			continue;
		tree_row(tree, '!', f->flaw.at, f->end > f->flaw.at ? f->end - f->flaw.at : 0, "");
		weir_writer_print(tree->out, "%s  (malformed)", weir_flaw_text(f->flaw.reason));
		tree_end(tree);
	}
}

static void record_rows(struct tree *tree, const struct weir_record *record, uint32_t end)
{
	uint32_t behind_name =
		record->section == WEIR_QUESTION ? record->rdata_at - 4 : record->rdata_at - 10;
	char path[24];
	struct weir_writer text;

	weir_writer_init(&text, path, sizeof(path));
	weir_writer_print(&text, "%s[%u]", show_section(record->section), record->index);
	(void)weir_writer_terminate(&text);
	tree->item_path = path;
	tree_name(tree, record->owner_at, behind_name - record->owner_at, ".name");
	type_row(tree, behind_name, record->type);
	if (record->section == WEIR_QUESTION) {
		class_row(tree, record, behind_name + 2);
	} else if (record->type == WEIR_TYPE_OPT) {
		tree_opt(tree, record);
	} else {
		class_row(tree, record, behind_name + 2);
		number_row(tree, behind_name + 4, 4, ".ttl", record->ttl);
		number_row(tree, behind_name + 8, 2, ".rdlength", record->rdata_size);
		tree_rdata(tree, record, end);
	}
	flaw_rows(tree, record);
	tree->item_path = "";
}

static void flags_row(struct tree *tree, const struct weir_message *m)
{
	unsigned opcode = weir_message_opcode(m);
	unsigned rcode = weir_message_rcode(m);
	struct weir_writer *out = tree->out;

	tree_row(tree, ' ', 2, 2, "flags");
	weir_writer_print(out, "0x%04x  qr=%u opcode=%u (", m->flags, m->flags >> 15, opcode);
	weir_opcode_print(opcode, out);
	weir_writer_char(out, ')');
	for (unsigned i = 1; i < SHOW_FLAGS; i++)
		weir_writer_print(out, " %s=%u", show_flags[i].name,
				  (m->flags & show_flags[i].bit) != 0);
	weir_writer_print(out, " rcode=%u (", rcode);
	weir_rcode_print(rcode, out);
	weir_writer_char(out, ')');
	tree_end(tree);
}

static void header_rows(struct tree *tree)
{
	static const char *const counts[] = { "qdcount", "ancount", "nscount", "arcount" };
	const struct weir_message *m = &tree->item->message;

	tree_row(tree, ' ', 0, 2, "id");
	weir_writer_print(tree->out, "%u (0x%04x)", m->id, m->id);
	tree_end(tree);
	flags_row(tree, m);
	for (uint32_t i = 0; i < 4; i++)
		number_row(tree, 4 + 2 * i, 2, counts[i], m->count[i]);
}

/* DNS  @42 +105  response NOERROR id 4369 qr rd ra  qd 1 an 4 ns 0 ar 0 */
static void title(struct show_printer *printer, struct tree *tree)
{
	const struct weir_datagram *d = tree->item->datagram;
	const struct weir_packet *packet = tree->item->packet;
	const struct weir_message *m = &tree->item->message;
	struct weir_writer *out = tree->out;

	weir_writer_print(out, "%sDNS%s", tree->palette->heading, tree->palette->end);
	/* Where it begins in the frame; put together from several, it is in none. */
	if (packet && !d->tcp && !d->reassembled_ip && d->wire.data >= packet->base.data &&
	    d->wire.data <= packet->base.data + packet->base.size)
		weir_writer_print(out, "  @%zu", (size_t)(d->wire.data - packet->base.data));
	weir_writer_print(out, "  +%zu", d->wire.size);
	if (tree->item->readable) {
		weir_writer_text(out, weir_message_is_response(m) ? "  response " : "  query ");
		if (weir_message_opcode(m) != WEIR_OPCODE_QUERY) {
			weir_opcode_print(weir_message_opcode(m), out);
			weir_writer_char(out, ' ');
		}
		if (weir_message_is_response(m)) {
			weir_rcode_print(show_rcode(tree->item), out);
			weir_writer_char(out, ' ');
		}
		weir_writer_print(out, "id %u", m->id);
		for (unsigned i = 0; i < SHOW_FLAGS; i++)
			if (m->flags & show_flags[i].bit)
				weir_writer_print(out, " %s", show_flags[i].name);
		for (unsigned i = 0; i < 4; i++)
			weir_writer_print(out, "%s%s %u", i == 0 ? "  " : " ", show_section(i),
					  m->count[i]);
	}
	show_marks(printer, tree->item, out);
	weir_writer_char(out, '\n');
}

int tree_digits(size_t size)
{
	return size <= 0x100 ? 2 : size <= 0x1000 ? 3 : 4;
}

/* What could not be framed, or lies behind the last record. */
static void rest_rows(struct tree *tree)
{
	const struct show_item *item = tree->item;

	if (item->flaw_count == 0)
		return;
	/* The last finding of all says why reading ended early; it is kept unless there are many. */
	struct weir_walk walk = weir_message_walk(&item->message);
	struct weir_record record;
	enum weir_status status;
	do
		status = weir_walk_next(&walk, &record);
	while (status == WEIR_OK);
	uint32_t from = (uint32_t)walk.at;
	uint32_t to = (uint32_t)item->message.wire.size;
	if (status == WEIR_END && from == to)
		return;
	const struct weir_finding why = {
		.flaw = status == WEIR_END ? (struct weir_flaw){ WEIR_FLAW_TRAILING, from }
					   : walk.flaw,
	};
	char path[24] = "behind the records";
	struct weir_writer text;
	if (status != WEIR_END) {
		weir_writer_init(&text, path, sizeof(path));
		weir_writer_print(&text, "%s[%u]", show_section(walk.section), walk.index);
		(void)weir_writer_terminate(&text);
	}
	tree_row(tree, '!', why.flaw.at, to > why.flaw.at ? to - why.flaw.at : 0, path);
	weir_writer_text(tree->out, weir_flaw_text(why.flaw.reason));
	if (status != WEIR_END)
		pointers(tree, why.flaw.at);
	weir_writer_print(tree->out, "  (malformed; %u octets stay raw)", to - from);
	tree_end(tree);
	tree_raw(tree, '!', from, to, "raw");
}

static void message_rows(struct show_printer *printer, const struct show_item *item,
			 struct weir_writer *out)
{
	struct tree tree = { .palette = printer->palette,
			     .item = item,
			     .out = out,
			     .item_path = "",
			     .digits = tree_digits(item->datagram->wire.size) };

	title(printer, &tree);
	if (item->readable) {
		struct weir_walk walk = weir_message_walk(&item->message);
		struct weir_record record;
		header_rows(&tree);
		while (weir_walk_next(&walk, &record) == WEIR_OK && !out->full)
			record_rows(&tree, &record, (uint32_t)walk.at);
		rest_rows(&tree);
	} else {
		tree_raw(&tree, '!', 0, (uint32_t)item->datagram->wire.size, "raw");
	}
}

static void print(struct show_printer *printer, const struct show_item *item,
		  struct weir_writer *out)
{
	if (!item->alone)
		tree_layers(printer, item, out);
	message_rows(printer, item, out);
	weir_writer_char(out, '\n');
}

static void print_all(struct show_printer *printer, const struct show_item *item,
		      struct weir_writer *out)
{
	if (item->piece == SHOW_END) {
		weir_writer_char(out, '\n');
		return;
	}
	if (item->piece == SHOW_WHOLE)
		tree_layers(printer, item, out);
	if (item->datagram)
		message_rows(printer, item, out);
}

const struct show_form show_tree = { .name = "tree", .print = print, .text = true };
const struct show_form show_tree_all = {
	.name = "tree", .print = print_all, .every_frame = true, .text = true
};
