/* mine.c - the miner's handle: options, run, rows, counters.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/mine.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "filter/tree.h"
#include "mine/crew.h"
#include "mine/inputs.h"
#include "mine/worker.h"
#include "traffic/shard.h"

enum {
	PAIR_MEMORY = 14 * 1024 * 1024,   /* octets for all shards' waiting questions and answers */
	STREAM_MEMORY = 10 * 1024 * 1024, /* for open fragments and TCP streams */
};

struct weir_mine {
	struct weir_mine_options options;
	uint64_t *types; /* bit set, NULL: all */
	struct fold *fold;
	struct traffic_plan plan;
	struct crew_state state;
	struct worker *workers;
	unsigned worker_count;
	size_t row_next;
	struct weir_name row_name; /* of the row last given out */
	struct weir_mine_counters counters;
	bool ran;
};

static unsigned thread_count(const struct weir_mine_options *options)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned count = options->threads;

	if (options->each)
		return 1; /* capture order */
	if (count == 0)
		count = processors > 0 ? (unsigned)processors : 1;
	return count > CREW_MAX ? CREW_MAX : count;
}

static enum weir_status set_types(struct weir_mine *mine)
{
	if (!mine->options.types)
		return WEIR_OK;
	mine->types = calloc(65536 / 64, sizeof(*mine->types));
	if (!mine->types)
		return WEIR_E_MEMORY;
	for (size_t i = 0; i < mine->options.type_count; i++) {
		uint16_t type = mine->options.types[i];
		mine->types[type / 64] |= 1ULL << type % 64;
	}
	mine->options.types = NULL; /* the caller's, only lent for the call */
	return WEIR_OK;
}

static enum weir_status open_workers(struct weir_mine *mine)
{
	mine->worker_count = thread_count(&mine->options);
	mine->workers = calloc(mine->worker_count, sizeof(*mine->workers));
	if (!mine->workers)
		return WEIR_E_MEMORY;
	for (unsigned i = 0; i < mine->worker_count; i++) {
		struct worker *w = &mine->workers[i];
		w->options = &mine->options;
		w->plan = &mine->plan;
		w->types = mine->types;
		w->fold = mine->fold;
		w->kinds = mine->options.kinds;
		if (w->kinds == 0 && !mine->options.each)
			w->kinds = 1U << WEIR_SIGHTING_RECORD;
		w->records = malloc(RECORDS_MAX * sizeof(*w->records));
		w->taken = malloc(RECORDS_MAX * sizeof(*w->taken));
		w->gather = malloc(GATHER_SIZE);
		if (!w->records || !w->taken || !w->gather || seen_open(&w->seen) != WEIR_OK)
			return WEIR_E_MEMORY;
	}
	return WEIR_OK;
}

static enum weir_status open_state(struct weir_mine *mine)
{
	struct weir_traffic_options traffic = WEIR_TRAFFIC_OPTIONS;

	memcpy(traffic.ports, mine->options.ports, sizeof(traffic.ports));
	traffic.mdns = mine->options.mdns;
	traffic.llmnr = mine->options.llmnr;
	traffic.memory = STREAM_MEMORY;
	enum weir_status status = traffic_plan_init(&mine->plan, &traffic, NULL);
	if (status != WEIR_OK)
		return status;
	mine->state.fragments = traffic_fragments_open(&mine->plan);
	mine->state.streams = shard_set_open(&mine->plan);
	if (!mine->state.fragments || !mine->state.streams)
		return WEIR_E_MEMORY;
	for (unsigned i = 0; status == WEIR_OK && i < SHARD_COUNT; i++)
		status = pair_open(PAIR_MEMORY / SHARD_COUNT, mine->options.strict_case,
				   &mine->state.pairs[i]);
	return status;
}

/* What the rule asks for must be there in a message. */
static enum weir_status check_rule(const struct weir_rule *rule, struct weir_error *err)
{
	if (rule_mentions(rule, WEIR_FIELD_UDP_STREAM) ||
	    rule_mentions(rule, WEIR_FIELD_TCP_STREAM))
		return error_set(err, WEIR_E_SUPPORT, NO_PLACE,
				 "conversations are not numbered here: udp.stream and tcp.stream "
				 "are for `show`");
	return weir_rule_supported(rule, WEIR_SCOPE_MESSAGE, err);
}

enum weir_status weir_mine_open(const struct weir_mine_options *options, struct weir_mine **out,
				struct weir_error *err)
{
	struct weir_mine *mine = calloc(1, sizeof(*mine));
	enum weir_status status = mine ? WEIR_OK : WEIR_E_MEMORY;

	if (mine && options)
		memcpy(&mine->options, options,
		       options->size < sizeof(*options) ? options->size : sizeof(*options));
	if (mine && mine->options.rule && check_rule(mine->options.rule, err) != WEIR_OK) {
		weir_mine_close(mine);
		return WEIR_E_SUPPORT;
	}
	if (status == WEIR_OK)
		status = set_types(mine);
	if (status == WEIR_OK)
		status = fold_open(mine->options.rows_max ? mine->options.rows_max : UINT32_MAX,
				   &mine->fold);
	if (status == WEIR_OK)
		status = open_state(mine);
	if (status == WEIR_OK)
		status = open_workers(mine);
	if (status != WEIR_OK) {
		weir_mine_close(mine);
		return error_set(err, status, NO_PLACE, "%s", weir_status_text(status));
	}
	*out = mine;
	return WEIR_OK;
}

/* Counters are sums of 64-bit numbers and nothing else; see the header. */
static void counters_add(struct weir_mine_counters *sum, const struct weir_mine_counters *more)
{
	uint64_t *to = (uint64_t *)sum;
	const uint64_t *from = (const uint64_t *)more;

	_Static_assert(sizeof(*sum) % sizeof(*to) == 0, "counters are 64-bit numbers");
	for (size_t i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}

enum weir_status weir_mine_run(struct weir_mine *mine, const char *const *paths, size_t count,
			       struct weir_error *err)
{
	struct inputs *inputs;

	if (mine->ran)
		return error_set(err, WEIR_E_USE, NO_PLACE, "a miner runs once");
	mine->ran = true;
	enum weir_status status = inputs_open(&mine->options, paths, count, &inputs, err);
	if (status != WEIR_OK)
		return status;
	status = crew_run(inputs, mine->workers, mine->worker_count, &mine->state, err);
	for (unsigned i = 0; i < mine->worker_count; i++) {
		counters_add(&mine->counters, &mine->workers[i].counters);
		if (mine->workers[i].status != WEIR_OK && status == WEIR_OK)
			status = error_set(err, mine->workers[i].status, NO_PLACE,
					   "out of memory: rows are missing");
	}
	mine->counters.refused = fold_refused(mine->fold);
	mine->counters.rows = fold_rows(mine->fold);
	if (status == WEIR_OK)
		status = inputs_status(inputs, err);
	inputs_close(inputs);
	if (fold_sort(mine->fold) != WEIR_OK)
		return error_set(err, WEIR_E_MEMORY, NO_PLACE,
				 "out of memory: rows cannot be sorted");
	return status;
}

enum weir_status weir_mine_next(struct weir_mine *mine, struct weir_sighting *out)
{
	const struct fold_row *row = fold_sorted(mine->fold, mine->row_next);

	if (!row)
		return WEIR_END;
	mine->row_next++;
	name_key_name(row->key, row->name_size, &mine->row_name);
	*out = (struct weir_sighting){
		.kind = row->kind,
		.rrtype = row->type,
		.rrname = { mine->row_name.octets, mine->row_name.size },
		.rdata = { row->key + row->name_size, fold_rdata_size(row) },
		.time_first = row->first,
		.time_last = row->last,
		.count = row->count,
	};
	return WEIR_OK;
}

void weir_mine_rewind(struct weir_mine *mine)
{
	mine->row_next = 0;
}

uint64_t weir_mine_rows(const struct weir_mine *mine)
{
	return fold_rows(mine->fold);
}

void weir_mine_counters(const struct weir_mine *mine, struct weir_mine_counters *out)
{
	*out = mine->counters;
}

unsigned weir_chain_length(const struct weir_sighting *chain)
{
	return chain->kind == WEIR_SIGHTING_CHAIN && chain->rdata.size > 0 ? chain->rdata.data[0]
									   : 0;
}

bool weir_chain_read(const struct weir_sighting *chain, unsigned k, struct weir_slice *out)
{
	unsigned length = weir_chain_length(chain);
	size_t at = 1;

	if (chain->kind != WEIR_SIGHTING_CHAIN || k > length)
		return false;
	/* The octets are the miner's own: names are whole. */
	for (unsigned i = 0;; i++) {
		size_t start = at;
		if (i == length) {
			*out = (struct weir_slice){ chain->rdata.data + at,
						    chain->rdata.size - at };
			return true;
		}
		while (chain->rdata.data[at] != 0)
			at += chain->rdata.data[at] + 1U;
		at++;
		if (i == k) {
			*out = (struct weir_slice){ chain->rdata.data + start, at - start };
			return true;
		}
	}
}

void weir_mine_close(struct weir_mine *mine)
{
	if (!mine)
		return;
	for (unsigned i = 0; mine->workers && i < mine->worker_count; i++) {
		seen_close(&mine->workers[i].seen);
		free(mine->workers[i].records);
		free(mine->workers[i].taken);
		free(mine->workers[i].gather);
	}
	free(mine->workers);
	for (unsigned i = 0; i < SHARD_COUNT; i++)
		pair_close(mine->state.pairs[i]);
	shard_set_close(mine->state.streams);
	fragment_close(mine->state.fragments);
	fold_close(mine->fold);
	free(mine->types);
	free(mine);
}
