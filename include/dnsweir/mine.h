/* mine.h - passive DNS out of captures: who answered what, first, last, how often, through which chain.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A response counts when it answers a question that was seen (addresses, ports, id and question agree)
 * and a record counts when it is reached from that question through CNAME and DNAME. All else is kept
 * out and counted by reason. Equal sightings fold into one row; the rows depend neither on the number of
 * threads nor on the order in which files are named. */
#ifndef DNSWEIR_MINE_H
#define DNSWEIR_MINE_H

#include <dnsweir/capture.h>
#include <dnsweir/flaw.h>
#include <dnsweir/message.h>
#include <dnsweir/packet.h>
#include <dnsweir/rule.h>
#include <dnsweir/traffic.h>

WEIR_API_BEGIN

/* What a row is about. */
enum weir_sighting_kind {
	WEIR_SIGHTING_RECORD = 0, /* a record: rdata is its RDATA */
	WEIR_SIGHTING_CHAIN,      /* a way: rdata is weir_chain_read's */
	WEIR_SIGHTING_NXDOMAIN,   /* a name that does not exist; rrtype as asked, no rdata */
};

/* One row of passive DNS. Slices belong to the handle and stay until the next row. */
struct weir_sighting {
	enum weir_sighting_kind kind;
	uint16_t rrtype;
	struct weir_slice rrname; /* wire form, uncompressed, lower case */
	struct weir_slice
		rdata;      /* wire form, uncompressed; names lower case where RFC 4034 6.2 says */
	int64_t time_first; /* nanoseconds since 1970-01-01 UTC */
	int64_t time_last;
	uint64_t count; /* answered questions it was part of */
};

/* A record as it comes, for who wants each and not the folded row. All borrowed for the call. */
struct weir_mined {
	const struct weir_sighting *sighting; /* count 1 */
	const struct weir_message *message;
	const struct weir_record *record; /* as on the wire, case and compression kept */
	const struct weir_address *client;
	const struct weir_address *server;
	uint8_t version; /* of the addresses: 4 or 6 */
	uint64_t number; /* frame, in its file */
};

enum { WEIR_CHAIN_MAX = 16 }; /* aliases followed from one question */

/* The k-th alias target on a chain's way from its rrname, from 0; false: no such one. With k equal to
 * their number `name` is the RDATA that the way ends at (rrtype says of which type). */
bool weir_chain_read(const struct weir_sighting *chain, unsigned k, struct weir_slice *out);
unsigned weir_chain_length(const struct weir_sighting *chain);

/* Why something is not in the rows; mine.def has the members and their words. */
struct weir_mine_counters {
#define COUNTER(symbol, text) uint64_t symbol;
#include <dnsweir/mine.def>
#undef COUNTER
	uint64_t malformed_messages[WEIR_FLAW_COUNT];
	uint64_t malformed_records[WEIR_FLAW_COUNT];
	struct weir_traffic_counters traffic;
};

/* What became of one input; `err` says why where the status is not WEIR_OK. */
struct weir_mine_input {
	const char *path;
	enum weir_status status; /* WEIR_OK: read to its end; WEIR_E_CUT, WEIR_E_FORM: in part */
	struct weir_error err;
	struct weir_capture_info info;
};

struct weir_mine_options {
	size_t size;
	const uint16_t *types; /* rows of these types only; NULL: all */
	size_t type_count;
	uint16_t ports[WEIR_PORTS_MAX]; /* taken for DNS; all zero: 53 */
	uint32_t rcodes;                /* bit n: take answers with RCODE n (0 to 31); 0: NOERROR */
	uint8_t sections;               /* bit 1 << enum weir_section; 0: the answer section */
	uint8_t kinds;      /* bits 1 << enum weir_sighting_kind; 0: records, or none with
	                                 * `each` */
	bool keep_unpaired; /* take responses whose question was not captured */
	bool strict_case;   /* a question repeated in other case is not ours */
	bool mdns;          /* take answers on port 5353 (nothing asks there, so unpaired) */
	bool llmnr;         /* take answers on port 5355 */
	unsigned threads;   /* 0: one for each processor */
	uint64_t rows_max;  /* ceiling on rows; 0: 2^32 - 1 */
	/* In message scope: only responses that it holds for count. Pairing is as without it: the
	 * questions need not match, and a response that is left out has answered its question. Borrowed
	 * until the handle is closed; NULL: all. WEIR_E_SUPPORT: it asks for numbers of conversations. */
	const struct weir_rule *rule;
	/* Called for every record in capture order, if set; then one thread works whatever `threads`. */
	void (*each)(void *context, const struct weir_mined *mined);
	/* Called now and then with what was read so far; from one thread at a time. False stops. */
	bool (*progress)(void *context, const struct weir_capture_info *input, uint64_t frames);
	/* Called when an input is done. */
	void (*input_done)(void *context, const struct weir_mine_input *input);
	void *context;
};
#define WEIR_MINE_OPTIONS                                                                          \
	{                                                                                          \
		.size = sizeof(struct weir_mine_options)                                           \
	}

struct weir_mine;

enum weir_status weir_mine_open(const struct weir_mine_options *options, struct weir_mine **out,
				struct weir_error *err) WEIR_MUST_USE;

/* Mine captures ("-" is standard input). Files are taken in the order of their first frames' times,
 * then of their names; what cannot be rewound comes first, as named. State carries over from one to
 * the next. An input that fails is reported through input_done and the others go on; the status is
 * that of the worst. May be called once a handle. */
enum weir_status weir_mine_run(struct weir_mine *mine, const char *const *paths, size_t count,
			       struct weir_error *err) WEIR_MUST_USE;

/* After the run: the rows in the order of names (RFC 4034 section 6.1), types, RDATA. */
enum weir_status weir_mine_next(struct weir_mine *mine, struct weir_sighting *out) WEIR_MUST_USE;
void weir_mine_rewind(struct weir_mine *mine); /* weir_mine_next begins again */
uint64_t weir_mine_rows(const struct weir_mine *mine);
void weir_mine_counters(const struct weir_mine *mine, struct weir_mine_counters *out);
void weir_mine_close(struct weir_mine *mine);

WEIR_API_END
#endif
