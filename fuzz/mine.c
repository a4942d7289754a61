/* mine.c - fuzz target: any messages between few hosts become rows in order, each well formed.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/mine.h>
#include <dnsweir/rdata.h>

#include <stdlib.h>
#include <string.h>

#include "mine/worker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAIR_OCTETS = 96 * 1024, ROWS_MAX = 5000 };

static void must(bool good)
{
	if (!good)
		__builtin_trap();
}

static void take_each(void *context, const struct weir_mined *mined)
{
	must(mined->sighting->count == 1 && mined->record->section != WEIR_QUESTION);
	++*(uint64_t *)context;
}

static void worker_open(struct worker *w)
{
	w->records = malloc(RECORDS_MAX * sizeof(*w->records));
	w->taken = malloc(RECORDS_MAX * sizeof(*w->taken));
	w->seen.keys = malloc(SEEN_KEYS);
	w->seen.list = malloc(SEEN_MAX * sizeof(*w->seen.list));
	w->seen.by_part = calloc(SEEN_MAX, sizeof(const struct fold_sighting *));
	must(w->records && w->taken && w->seen.keys && w->seen.list && w->seen.by_part);
}

/* Each bit of the input's first octet is an option. */
static void set_options(struct weir_mine_options *options, uint8_t bits, uint64_t *calls)
{
	*options = (struct weir_mine_options)WEIR_MINE_OPTIONS;
	options->keep_unpaired = bits & 1;
	options->strict_case = bits & 2;
	options->rcodes = bits & 4 ? UINT32_MAX : 0;
	options->sections = bits & 8 ? 0xe : 0;
	options->kinds = bits & 16 ? 7 : 1;
	options->rows_max = bits & 32 ? 3 : ROWS_MAX;
	options->each = bits & 64 ? take_each : NULL;
	options->context = calls;
}

/* An item: host, time step, two octets of size, message. */
static size_t read_item(const uint8_t *data, size_t size, struct item *item)
{
	size_t wire = (size_t)data[2] << 8 | data[3];

	wire = wire < size - 4 ? wire : size - 4;
	item->time += (int64_t)(int8_t)data[1] * 50000000;
	item->number++;
	item->kind = ITEM_MESSAGE;
	item->app = data[0] & 64 ? WEIR_APP_MDNS : data[0] & 128 ? WEIR_APP_LLMNR : WEIR_APP_DNS;
	item->wire = (struct weir_slice){ data + 4, wire };
	item->key = (struct pair_key){ .client_port = 1,
				       .server_port = 1,
				       .version = data[0] & 1 ? 6 : 4,
				       .tcp = (data[0] & 2) != 0 };
	item->key.client.octets[0] = item->key.server.octets[0] = data[0] >> 2 & 1;
	return 4 + wire;
}

static void check_row(const struct fold_row *row)
{
	struct weir_sighting sighting = {
		.kind = row->kind,
		.rrtype = row->type,
		.rdata = { row->key + row->name_size, fold_rdata_size(row) },
	};
	struct weir_slice end = sighting.rdata;
	struct weir_slice hop;

	must(row->count > 0 && row->first <= row->last);
	if (row->kind == WEIR_SIGHTING_NXDOMAIN) {
		must(end.size == 0);
		return;
	}
	unsigned length = weir_chain_length(&sighting);
	must(length <= WEIR_CHAIN_MAX && (length > 0) == (row->kind == WEIR_SIGHTING_CHAIN));
	for (unsigned k = 0; k < length; k++)
		must(weir_chain_read(&sighting, k, &hop) && hop.size > 0 && hop.size <= 255);
	if (length > 0)
		must(weir_chain_read(&sighting, length, &end));
	/* Written by mDNS's rules it stands uncompressed here, as any. */
	const struct weir_rdata rdata = {
		.wire = end, .size = (uint16_t)end.size, .type = row->type, .rrclass = 1
	};
	must(end.size <= UINT16_MAX && weir_rdata_check(&rdata, NULL) == WEIR_OK);
}

static void check_rows(struct fold *fold)
{
	struct weir_name before = { .size = 0 };
	const struct fold_row *row;
	size_t count = 0;

	must(fold_sort(fold) == WEIR_OK);
	for (; (row = fold_sorted(fold, count)) != NULL; count++) {
		struct weir_name name;
		name_key_name(row->key, row->name_size, &name);
		must(before.size == 0 || weir_name_compare(&before, &name) <= 0);
		before = name;
		check_row(row);
	}
	must(count == fold_rows(fold));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct worker w;
	struct weir_mine_options options;
	struct item item = { .time = 0 };
	struct pair *pair;
	uint64_t calls = 0;

	if (size == 0)
		return 0;
	if (!w.records)
		worker_open(&w);
	memset(&w.counters, 0, sizeof(w.counters));
	set_options(&options, data[0], &calls);
	w.options = &options;
	w.kinds = options.kinds;
	must(fold_open(options.rows_max, &w.fold) == WEIR_OK);
	must(pair_open(PAIR_OCTETS, options.strict_case, &pair) == WEIR_OK);
	for (size_t at = 1; size - at > 4;) {
		at += read_item(data + at, size - at, &item);
		if (item_read(&w.counters, &item))
			session_take(&w, pair, &item);
	}
	session_finish(&w, pair);
	seen_flush(&w);
	must(w.status == WEIR_OK && fold_rows(w.fold) <= options.rows_max);
	must(!options.each || calls == w.counters.records);
	check_rows(w.fold);
	pair_close(pair);
	fold_close(w.fold);
	return 0;
}
