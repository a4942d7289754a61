/* show.c - what all forms of shown messages share: the item, the printer, small pieces of text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/show.h"

#include <dnsweir/edns.h>
#include <dnsweir/name.h>

const struct show_flag show_flags[SHOW_FLAGS] = {
	{ "qr", WEIR_FLAG_QR }, { "aa", WEIR_FLAG_AA }, { "tc", WEIR_FLAG_TC },
	{ "rd", WEIR_FLAG_RD }, { "ra", WEIR_FLAG_RA }, { "z", WEIR_FLAG_Z },
	{ "ad", WEIR_FLAG_AD }, { "cd", WEIR_FLAG_CD },
};

void show_item_of(struct show_item *item, const struct weir_datagram *datagram)
{
	struct weir_check_options options = WEIR_CHECK_OPTIONS;

	item->frame = datagram->frame;
	item->packet = datagram->packet;
	item->datagram = datagram;
	item->alone = item->timeless = false;
	item->piece = SHOW_WHOLE;
	item->conversation = (struct weir_conversation){
		.has_stream = datagram->has_stream,
		.has_base = datagram->has_base,
		.stream = datagram->stream,
		.tcp_sequence_base = datagram->tcp_sequence_base,
		.tcp_acknowledgement_base = datagram->tcp_acknowledgement_base,
	};
	item->mdns = options.mdns = datagram->app == WEIR_APP_MDNS;
	item->readable = weir_message_read(datagram->wire, &item->message) == WEIR_OK;
	if (item->readable) {
		item->flaw_count =
			weir_message_check(&item->message, &options, item->flaws, SHOW_FLAWS_MAX);
		return;
	}
	item->flaw_count = 1;
	item->flaws[0] = (struct weir_finding){
		.flaw = { datagram->wire.size < WEIR_HEADER_SIZE ? WEIR_FLAW_HEADER_CUT
								 : WEIR_FLAW_SIZE,
			  0 },
		.fatal = true,
		.end = (uint32_t)datagram->wire.size,
	};
}

enum weir_status show_printer_open(struct show_printer *printer, const struct show_form *form,
				   FILE *out, bool colour, enum timestamp_style style)
{
	*printer = (struct show_printer){ .form = form, .palette = palette_of(colour) };
	timestamp_init(&printer->stamp, style, 6);
	return output_open(&printer->output, out);
}

void show_print(struct show_printer *printer, const struct show_item *item)
{
	struct timestamp before = printer->stamp;

	do {
		printer->stamp = before;
		struct weir_writer *out = output_begin(&printer->output);
		printer->form->print(printer, item, out);
		if (printer->hex && printer->form->text)
			show_hex(out, item->datagram ? item->datagram->wire : item->frame->bytes);
	} while (!output_end(&printer->output));
}

enum weir_status show_printer_close(struct show_printer *printer)
{
	enum weir_status status = printer->output.status;

	output_close(&printer->output);
	return status;
}

const char *show_section(unsigned section)
{
	static const char *const words[] = { "qd", "an", "ns", "ar" };

	return words[section & 3];
}

void show_end(struct weir_writer *out, uint8_t version, const struct weir_address *address,
	      uint16_t port)
{
	weir_address_print(version, address, out);
	weir_writer_char(out, '.');
	weir_writer_u64(out, port);
}

void show_name(struct weir_writer *out, const struct show_item *item, size_t at)
{
	struct weir_name name;

	if (weir_name_expand(item->message.wire, at, &name, NULL) == WEIR_OK)
		weir_name_print(&name, out);
}

void show_quoted(struct weir_writer *out, struct weir_slice octets)
{
	weir_writer_char(out, '"');
	for (size_t i = 0; i < octets.size && !out->full; i++) {
		uint8_t c = octets.data[i];
		if (c < 0x20 || c > 0x7e) {
			weir_writer_print(out, "\\%03u", c);
			continue;
		}
		if (c == '"' || c == '\\')
			weir_writer_char(out, '\\');
		weir_writer_char(out, (char)c);
	}
	weir_writer_char(out, '"');
}

bool show_opt(const struct show_item *item, struct weir_record *opt)
{
	struct weir_walk walk = weir_message_walk(&item->message);

	if (item->message.count[WEIR_ADDITIONAL] == 0)
		return false;
	while (weir_walk_next(&walk, opt) == WEIR_OK)
		if (opt->section == WEIR_ADDITIONAL && opt->type == WEIR_TYPE_OPT)
			return true;
	return false;
}

unsigned show_rcode(const struct show_item *item)
{
	struct weir_record opt;

	return weir_message_rcode_full(&item->message, show_opt(item, &opt) ? &opt : NULL);
}

void show_flaw(struct weir_writer *out, const struct weir_finding *finding)
{
	weir_writer_text(out, weir_flaw_text(finding->flaw.reason));
	weir_writer_print(out, " at 0x%02x", finding->flaw.at);
	if (finding->item)
		weir_writer_print(out, " in %s[%u]", show_section(finding->section),
				  finding->index);
}

void show_edns(struct weir_writer *out, const struct weir_message *message,
	       const struct weir_record *opt)
{
	struct weir_edns edns;

	weir_edns_read(message, opt, &edns);
	weir_writer_text(out, "UDPsize=");
	weir_writer_u64(out, edns.udp_size);
	if (edns.version != 0)
		weir_writer_print(out, " version %u", edns.version);
	if (edns.flags & WEIR_EDNS_DO)
		weir_writer_text(out, " DO");
	if (edns.flags & WEIR_EDNS_CO)
		weir_writer_text(out, " CO");
	if (edns.flags & WEIR_EDNS_Z)
		weir_writer_print(out, " Z=0x%04x", edns.flags & WEIR_EDNS_Z);
	if (edns.options.size > 0) {
		weir_writer_text(out, " [");
		weir_edns_options_print(edns.options, out);
		weir_writer_char(out, ']');
	}
}

static void mark(struct weir_writer *out, const char *text)
{
	weir_writer_text(out, " [");
	weir_writer_text(out, text);
	weir_writer_char(out, ']');
}

void show_checksums(const struct show_item *item, struct weir_writer *out)
{
	struct weir_checksums sums;
	const char *transport;

	if (!item->packet)
		return;
	weir_packet_checksums(item->packet, &sums);
	switch (item->packet->protocol) {
	case 6:
		transport = "tcp";
		break;
	case 17:
		transport = "udp";
		break;
	default:
		transport = item->packet->version == 6 ? "icmp6" : "icmp";
		break;
	}
	if (sums.ip == WEIR_CHECKSUM_BAD)
		weir_writer_print(out, " [bad ip cksum 0x%04x -> 0x%04x!]", sums.ip_found,
				  sums.ip_right);
	if (sums.transport == WEIR_CHECKSUM_BAD)
		weir_writer_print(out, " [bad %s cksum 0x%04x -> 0x%04x!]", transport,
				  sums.transport_found, sums.transport_right);
}

void show_marks(struct show_printer *printer, const struct show_item *item, struct weir_writer *out)
{
	const struct weir_datagram *d = item->datagram;

	if (d->tcp)
		mark(out, d->reassembled_tcp ? "tcp, several segments" : "tcp");
	if (d->reassembled_ip)
		mark(out, "from fragments");
	if (d->in_icmp)
		mark(out, "quoted in ICMP");
	if (d->after_hole)
		mark(out, "after a hole in the stream");
	if (d->cut_by_snap || d->claimed_size > d->wire.size)
		weir_writer_print(out, " [%s: %zu of %u octets]",
				  d->cut_by_snap ? "snap length cut it" : "cut", d->wire.size,
				  d->claimed_size);
	if (printer->checksums)
		show_checksums(item, out);
	for (size_t i = 0; i < show_flaws_kept(item); i++) {
		weir_writer_print(out, " %s[malformed: ", printer->palette->bad);
		show_flaw(out, &item->flaws[i]);
		weir_writer_print(out, "]%s", printer->palette->end);
	}
	if (item->flaw_count > SHOW_FLAWS_MAX)
		weir_writer_print(out, " [and %zu more]", item->flaw_count - SHOW_FLAWS_MAX);
}
