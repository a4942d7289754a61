/* filter_pair.c - messages that match as a whole, and the question or answer to each.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/message.h>
#include <dnsweir/name.h>

#include <string.h>

#include "cli/filter_whole_private.h"

enum { STEPS = 64, PREFIX = 2 };

static struct whole_place place_of(const struct whole *w, const struct weir_datagram *d)
{
	if (!d->tcp)
		return (struct whole_place){ .number = d->number, .group = w->group };
	return (struct whole_place){
		.stream = whole_stream_key(&d->source, d->source_port, &d->target, d->target_port),
		.number = d->number,
		.from = d->tcp_sequence - PREFIX,
		.size = (uint32_t)d->wire.size + PREFIX,
	};
}

/* A hash of the first question, without case; 0: there is none that can be read. */
static uint64_t question_of(const struct weir_message *message)
{
	struct weir_name name;
	struct weir_record record;

	if (message->count[WEIR_QUESTION] == 0)
		return 0;
	struct weir_walk walk = weir_message_walk(message);
	if (weir_walk_next(&walk, &record) != WEIR_OK ||
	    weir_name_expand(message->wire, record.owner_at, &name, NULL) != WEIR_OK)
		return 0;
	weir_name_fold(&name);
	uint64_t hash = whole_mix(3, (uint64_t)record.type << 16 | record.rrclass);
	for (size_t i = 0; i < name.size; i++)
		hash = whole_mix(hash, name.octets[i]);
	return hash | 1;
}

/* False: nothing that has an answer or is one. */
static bool describe(const struct weir_datagram *d, struct whole_message *out)
{
	struct weir_message message;

	if (d->in_icmp || weir_message_read(d->wire, &message) != WEIR_OK)
		return false;
	out->response = weir_message_is_response(&message);
	/* The client's end first. */
	const struct weir_address *client = out->response ? &d->target : &d->source;
	const struct weir_address *server = out->response ? &d->source : &d->target;
	uint64_t ports = out->response ? (uint64_t)d->target_port << 16 | d->source_port
				       : (uint64_t)d->source_port << 16 | d->target_port;
	uint64_t hash = whole_mix(4, ports << 16 | message.id);

	hash = whole_mix_address(whole_mix(hash, d->tcp), client);
	out->key = whole_mix_address(hash, server);
	out->question = question_of(&message);
	out->time = d->time;
	return true;
}

static bool belongs(const struct whole_message *a, const struct whole_message *b)
{
	return a->key == b->key && a->response != b->response &&
	       (a->question == b->question || a->question == 0 || b->question == 0) &&
	       whole_near(a->time, b->time, WHOLE_PAIR_SECONDS);
}

/* One that matches takes those that belong to it along. */
static void pair(struct whole *w, const struct whole_message *m)
{
	uint64_t id = w->message_heads[m->key % WHOLE_MESSAGES];

	for (unsigned n = 0; n < STEPS && id + WHOLE_MESSAGES > w->message_id && id > 0; n++) {
		const struct whole_message *other = &w->messages[id % WHOLE_MESSAGES];

		if (belongs(other, m)) {
			if (m->matched)
				whole_want(w, &other->place);
			if (other->matched)
				whole_want(w, &m->place);
		}
		id = other->older;
	}
}

static void remember(struct whole *w, struct whole_message m)
{
	uint64_t *head = &w->message_heads[m.key % WHOLE_MESSAGES];

	m.older = *head;
	w->messages[++w->message_id % WHOLE_MESSAGES] = m;
	*head = w->message_id;
}

void whole_message(struct whole *w, const struct weir_datagram *d)
{
	struct whole_message m = { .place = place_of(w, d) };

	m.matched = (w->rule && weir_rule_message(w->rule, d)) || whole_hit(w, &m.place);
	if (m.matched)
		whole_want(w, &m.place);
	if (!w->pair || !describe(d, &m))
		return;
	pair(w, &m);
	remember(w, m);
}
