/* show.h - DNS messages and frames for the reader: one table of functions a form.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A form prints one item into a writer and knows nothing of where it came from; what does not fit is
 * printed again into a larger one, so a form keeps no state of its own. */
#ifndef PRESENT_SHOW_H
#define PRESENT_SHOW_H

#include <dnsweir/check.h>
#include <dnsweir/rdata.h>
#include <dnsweir/traffic.h>

#include "present/colour.h"
#include "present/output.h"
#include "present/timestamp.h"

enum { SHOW_FLAWS_MAX = 16 };

/* Where several messages share the line of one frame. */
enum show_piece { SHOW_WHOLE = 0, SHOW_MORE, SHOW_END };

/* One message, or a frame that completes none. Borrows. */
struct show_item {
	const struct weir_frame *frame;   /* NULL: the message came complete with the file's end, or
					   * from hex without a frame around it */
	const struct weir_packet *packet; /* of the frame; NULL where that is */
	const struct weir_datagram *datagram; /* NULL: no message */
	struct weir_message message;          /* valid if `readable` */
	bool readable;                        /* the message's header is there */
	bool mdns;                            /* read by the rules of RFC 6762 */
	bool alone;                           /* a message without addresses and time */
	bool timeless;                        /* addresses, but no time */
	enum show_piece piece;
	struct weir_conversation conversation; /* of the packet */
	size_t flaw_count;                     /* all that were found; of these are kept: */
	struct weir_finding flaws[SHOW_FLAWS_MAX];
};

/* An item of a message; looks into it. */
void show_item_of(struct show_item *item, const struct weir_datagram *datagram);

static inline size_t show_flaws_kept(const struct show_item *item)
{
	return item->flaw_count < SHOW_FLAWS_MAX ? item->flaw_count : SHOW_FLAWS_MAX;
}

struct show_printer;

struct show_form {
	const char *name;
	void (*print)(struct show_printer *printer, const struct show_item *item,
		      struct weir_writer *out);
	bool every_frame; /* wants items without a message too, and pieces */
	bool text;        /* lines for people: a hex dump may follow */
};

extern const struct show_form show_line;
extern const struct show_form show_tree;
extern const struct show_form show_tree_all; /* every frame */
extern const struct show_form show_dig;
extern const struct show_form show_short;
extern const struct show_form show_json;
extern const struct show_form show_json_8427;
extern const struct show_form show_all;

struct show_printer {
	struct output output;
	const struct show_form *form;
	const struct palette *palette;
	struct timestamp stamp;
	bool hex;                       /* the message's octets behind its text */
	bool checksums;                 /* verify them */
	bool layers;                    /* show_json: the headers below the message too */
	const struct show_paths *paths; /* of show_columns */
};

enum weir_status show_printer_open(struct show_printer *printer, const struct show_form *form,
				   FILE *out, bool colour,
				   enum timestamp_style style) WEIR_MUST_USE;
void show_print(struct show_printer *printer, const struct show_item *item);
/* The status is that of all printing. */
enum weir_status show_printer_close(struct show_printer *printer);

/* What was not shown and why. Counters of several captures may be added up. */
struct show_counters {
	uint64_t shown;     /* messages, or lines of --all */
	uint64_t malformed; /* of these, messages with a flaw */
	uint64_t left_out;  /* messages that the user's choice kept out */
	uint64_t oddities;  /* records of the file that contradict themselves */
	uint64_t octets_lost;
	struct weir_traffic_counters traffic;
};
void show_counters_add(struct show_counters *sum, const struct weir_traffic_counters *traffic);
/* `frames`: every frame had its line, whatever was in it. */
void show_summary(FILE *err, const struct show_counters *counters, bool frames);

/* --- pieces that forms share --- */

static inline struct weir_rdata show_rdata_of(const struct show_item *item,
					      const struct weir_record *record)
{
	struct weir_rdata rdata = weir_rdata_of(item->message.wire, record);

	rdata.mdns = item->mdns;
	return rdata;
}

/* From the id on, marks included, without the line's end. */
void show_line_message(struct show_printer *printer, const struct show_item *item,
		       struct weir_writer *out);
/* [bad udp cksum 0x5a83 -> 0x378c!], as tcpdump says it; nothing where they are good. */
void show_checksums(const struct show_item *item, struct weir_writer *out);
/* "qd", "an", "ns", "ar" */
const char *show_section(unsigned section);
/* 192.0.2.1.53, as tcpdump writes it */
void show_end(struct weir_writer *out, uint8_t version, const struct weir_address *address,
	      uint16_t port);
/* The name at an offset of the message; nothing where it cannot be read. */
void show_name(struct weir_writer *out, const struct show_item *item, size_t at);
/* "..." with \\DDD for what is not printable */
void show_quoted(struct weir_writer *out, struct weir_slice octets);
/* Rows of 16 octets, each a line. */
void show_hex(struct weir_writer *out, struct weir_slice octets);
/* The first OPT record of the additional section. */
bool show_opt(const struct show_item *item, struct weir_record *opt);
/* All twelve bits. */
unsigned show_rcode(const struct show_item *item);
/* "pointer loop at 0x0c in an[0]" */
void show_flaw(struct weir_writer *out, const struct weir_finding *finding);
/* UDPsize=1232 version 1 DO CO Z=0x0001 [COOKIE 01, ...] */
void show_edns(struct weir_writer *out, const struct weir_message *message,
	       const struct weir_record *opt);
/* Bits of the flags word by name, as JSON and text forms list them: qr aa tc rd ra z ad cd. */
struct show_flag {
	const char *name;
	uint16_t bit;
};
enum { SHOW_FLAGS = 8 };
extern const struct show_flag show_flags[SHOW_FLAGS];
/* [tcp] [cut: 96 of 512 octets] [malformed: ...], each behind a blank */
void show_marks(struct show_printer *printer, const struct show_item *item,
		struct weir_writer *out);

#endif
