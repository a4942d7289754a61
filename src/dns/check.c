/* check.c - walk a whole message and note all that is wrong with it.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/check.h>

#include <dnsweir/edns.h>
#include <dnsweir/name.h>
#include <dnsweir/rdata.h>

#include "base/cursor.h"

struct check {
	const struct weir_message *message;
	struct weir_finding *found;
	size_t capacity;
	size_t count;
	bool mdns;
	bool opt_seen;
	bool last_seen; /* `last` is a TSIG or SIG(0): nothing should follow */
	struct weir_finding last;
};

static void note(struct check *check, const struct weir_finding *finding)
{
	if (check->count < check->capacity)
		check->found[check->count] = *finding;
	check->count++;
}

static void note_flaw(struct check *check, const struct weir_finding *item, enum weir_reason reason,
		      uint32_t at)
{
	struct weir_finding finding = *item;

	finding.flaw = (struct weir_flaw){ reason, at };
	note(check, &finding);
}

/* RFC 7871 section 6: a question has no scope. */
static bool has_scope_in_query(const struct check *check, const struct weir_option *option)
{
	return option->code == WEIR_OPTION_ECS && !weir_message_is_response(check->message) &&
	       option->data.size >= 4 && option->data.data[3] != 0;
}

static void check_options(struct check *check, const struct weir_finding *item,
			  const struct weir_record *record)
{
	struct weir_edns edns;
	struct weir_option option;
	struct weir_flaw flaw;
	enum weir_status status;

	weir_edns_read(check->message, record, &edns);
	struct weir_options options = weir_edns_options(&edns);
	while ((status = weir_options_next(&options, &option)) == WEIR_OK) {
		if (weir_option_check(&option, &flaw) != WEIR_OK)
			note_flaw(check, item, flaw.reason, flaw.at);
		else if (has_scope_in_query(check, &option))
			note_flaw(check, item, WEIR_FLAW_OPTION_VALUE, option.at + 7);
	}
	if (status != WEIR_END)
		note_flaw(check, item, options.flaw.reason, options.flaw.at);
}

static void check_opt(struct check *check, const struct weir_finding *item,
		      const struct weir_record *record)
{
	struct weir_name owner;

	if (record->section != WEIR_ADDITIONAL)
		note_flaw(check, item, WEIR_FLAW_OPT_SECTION, record->owner_at);
	if (check->opt_seen)
		note_flaw(check, item, WEIR_FLAW_OPT_MANY, record->owner_at);
	check->opt_seen = true;
	if (weir_name_expand(check->message->wire, record->owner_at, &owner, NULL) == WEIR_OK &&
	    owner.size != 1)
		note_flaw(check, item, WEIR_FLAW_OPT_OWNER, record->owner_at);
	check_options(check, item, record);
}

/* A SIG that covers no type signs the message, RFC 2931 section 3. */
static bool is_sig0(const struct check *check, const struct weir_record *record)
{
	return record->type == WEIR_TYPE_SIG && record->rdata_size >= 2 &&
	       load_be16(check->message->wire.data + record->rdata_at) == 0;
}

/* TSIG is the last record of all; SIG(0) may be followed by more of its kind and by TSIG. */
static void check_place(struct check *check, const struct weir_finding *item,
			const struct weir_record *record)
{
	bool tsig = record->type == WEIR_TYPE_TSIG;
	bool sig0 = is_sig0(check, record);
	enum weir_reason reason = tsig ? WEIR_FLAW_TSIG_PLACE : WEIR_FLAW_SIG0_PLACE;

	if (check->last_seen &&
	    !(check->last.flaw.reason == WEIR_FLAW_SIG0_PLACE && (sig0 || tsig)))
		note(check, &check->last);
	check->last_seen = false;
	if (!tsig && !sig0)
		return;
	if (record->section != WEIR_ADDITIONAL) {
		note_flaw(check, item, reason, record->owner_at);
		return;
	}
	check->last_seen = true;
	check->last = *item;
	check->last.flaw = (struct weir_flaw){ reason, record->owner_at };
}

static void check_record(struct check *check, const struct weir_finding *item,
			 const struct weir_record *record)
{
	struct weir_flaw flaw;

	if (record->section == WEIR_QUESTION)
		return;
	check_place(check, item, record);
	if (record->type == WEIR_TYPE_OPT) {
		check_opt(check, item, record);
		return;
	}
	struct weir_rdata rdata = weir_rdata_of(check->message->wire, record);
	rdata.mdns = check->mdns;
	if (weir_rdata_check(&rdata, &flaw) != WEIR_OK)
		note_flaw(check, item, flaw.reason, flaw.at);
}

size_t weir_message_check(const struct weir_message *message,
			  const struct weir_check_options *options, struct weir_finding *found,
			  size_t capacity)
{
	struct check check = { .message = message,
			       .found = found,
			       .capacity = capacity,
			       .mdns = options && options->mdns };
	struct weir_walk walk = weir_message_walk(message);
	struct weir_finding item = { .item = true };
	struct weir_record record;
	enum weir_status status;

	while ((status = weir_walk_next(&walk, &record)) == WEIR_OK) {
		item.section = record.section;
		item.index = record.index;
		item.type = record.type;
		item.start = record.owner_at;
		item.end = (uint32_t)walk.at;
		check_record(&check, &item, &record);
	}
	item = (struct weir_finding){ .start = (uint32_t)walk.at,
				      .end = (uint32_t)message->wire.size };
	if (status == WEIR_END) {
		if (walk.at < message->wire.size)
			note_flaw(&check, &item, WEIR_FLAW_TRAILING, (uint32_t)walk.at);
		return check.count;
	}
	item.section = (enum weir_section)walk.section;
	item.index = (uint16_t)walk.index;
	item.item = item.fatal = true;
	note_flaw(&check, &item, walk.flaw.reason, walk.flaw.at);
	return check.count;
}
