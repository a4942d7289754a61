/* scene.c - a rule's tree says what a packet should have; the packet is built so, then poked into shape.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "scene.h"

#include <string.h>

#include "carrier.h"
#include "words.h"

enum { WANTS_MAX = 64 };

struct want {
	const struct relation *relation;
	bool truth;
};

struct wants {
	struct want list[WANTS_MAX];
	unsigned count;
};

/* A way through the tree that makes this node true or false. What does not matter for that is wanted
 * true, mostly: near misses tell more than clear ones. */
static void wish(struct random *r, const struct weir_rule *rule, uint32_t place, bool truth,
		 struct wants *wants)
{
	const struct node *node = &rule->nodes[place];
	const uint32_t *children = rule->children + node->first;

	switch (node->kind) {
	case NODE_NEVER:
	case NODE_ALWAYS:
		return;
	case NODE_RELATION:
		if (wants->count < WANTS_MAX)
			wants->list[wants->count++] =
				(struct want){ &rule->relations[node->relation], truth };
		return;
	case NODE_NOT:
		wish(r, rule, children[0], !truth, wants);
		return;
	case NODE_AND:
	case NODE_OR: {
		uint32_t chosen = random_below(r, node->count);

		for (uint32_t i = 0; i < node->count; i++) {
			bool decisive = truth == (node->kind == NODE_OR);
			bool other = decisive && i != chosen ? random_below(r, 4) > 0 : truth;

			wish(r, rule, children[i], other, wants);
		}
		return;
	}
	}
}

/* The header that a field needs. */
static void carry(struct random *r, const struct want *want, struct carrier *c)
{
	switch ((int)(want->relation->field ? want->relation->field->layer
					    : want->relation->layer)) {
	case WEIR_LAYER_VLAN:
		c->vlans = 1 + random_below(r, 2);
		break;
	case WEIR_LAYER_ARP:
		c->version = 0;
		break;
	case WEIR_LAYER_IP:
		c->version = 4;
		break;
	case WEIR_LAYER_IPV6:
		c->version = 6;
		break;
	case WEIR_LAYER_IPV6_HOPOPTS:
	case WEIR_LAYER_IPV6_ROUTING:
	case WEIR_LAYER_IPV6_DSTOPTS:
	case WEIR_LAYER_IPV6_FRAGMENT: {
		unsigned layer = want->relation->field ? want->relation->field->layer
						       : want->relation->layer;

		c->version = 6;
		if (c->extensions == 0)
			c->extensions = 1;
		c->extension[random_below(r, c->extensions) % 8] =
			layer == WEIR_LAYER_IPV6_HOPOPTS    ? 0
			: layer == WEIR_LAYER_IPV6_ROUTING  ? 43
			: layer == WEIR_LAYER_IPV6_FRAGMENT ? 44
							    : 60;
		break;
	}
	case WEIR_LAYER_UDP:
		c->protocol = 17;
		break;
	case WEIR_LAYER_TCP:
		c->protocol = 6;
		break;
	case WEIR_LAYER_ICMP:
		c->version = 4;
		c->protocol = 1;
		break;
	case WEIR_LAYER_ICMPV6:
		c->version = 6;
		c->protocol = 58;
		break;
	case WEIR_LAYER_DNS_OPT:
		c->records = 1;
		c->opt = true;
		c->counts[0] = c->counts[3] = 1;
		c->counts[1] = c->counts[2] = 0;
		break;
	default:
		break;
	}
}

static void put_label(struct random *r, struct carrier *c, unsigned size)
{
	c->name[c->name_size++] = (uint8_t)size;
	for (unsigned i = 0; i < size; i++)
		c->name[c->name_size++] = (uint8_t)('a' + random_below(r, 26));
}

/* Room for one label more, and the root. */
static bool has_room(const struct carrier *c)
{
	return c->name_size + 66 < sizeof(c->name);
}

/* Few labels, some, or as many short ones as there is room for. */
static void put_labels(struct random *r, struct carrier *c)
{
	unsigned kind = random_below(r, 10);
	unsigned count = random_below(r, kind < 6 ? 3 : kind < 8 ? 8 : 150);

	for (unsigned i = 0; i < count && has_room(c) && c->name_size < 250; i++)
		put_label(r, c,
			  1 + random_below(r, kind == 9            ? 1
					      : kind == 8          ? 3
					      : random_below(r, 8) ? 12
								   : 63));
}

/* A name that the pattern matches, or nearly. */
static void name_of_pattern(struct random *r, const struct name_pattern *pattern, bool truth,
			    struct carrier *c)
{
	unsigned skip = !truth && random_below(r, 3) == 0
				? random_below(r, pattern->label_count + 1U)
				: UINT8_MAX;

	c->name_size = 0;
	if (pattern->within || (!truth && random_below(r, 4) == 0))
		put_labels(r, c);
	for (unsigned i = 0; i < pattern->label_count && has_room(c); i++) {
		const struct name_label *label = &pattern->labels[i];
		unsigned size = label->least + random_below(r, label->most - label->least + 1U);
		size_t at = c->name_size + 1;

		if (i == skip)
			continue;
		if (!truth && label->any && random_below(r, 3) == 0)
			size = random_below(r, 2) ? label->most + 1U : label->least - 1U;
		if (size == 0 || size > 63)
			size = 1 + random_below(r, 63);
		bool prefix = pattern->tail == TAIL_PREFIX && i + 1 == pattern->label_count;
		put_label(r, c, prefix ? size + random_below(r, 64 - size) : size);
		for (unsigned n = 0; !label->any && n < size && n < label->least; n++) {
			uint8_t mask = pattern->mask[label->at + n];

			c->name[at + n] = (uint8_t)((c->name[at + n] & ~mask) |
						    pattern->octets[label->at + n]);
		}
	}
	if (pattern->tail != TAIL_ROOT && (pattern->tail == TAIL_MORE || random_below(r, 2)) &&
	    truth && has_room(c))
		put_label(r, c, 1 + random_below(r, 10));
	if (!truth && random_below(r, 4) == 0 && has_room(c))
		put_label(r, c, 1 + random_below(r, 10));
	if (!truth && random_below(r, 3) == 0 && c->name_size > 0)
		c->name[random_below(r, (unsigned)c->name_size)] ^=
			(uint8_t)(1U << random_below(r, 7));
	c->name[c->name_size++] = 0;
}

/* Labels of the words that rules use. */
static void name_of_words(struct random *r, struct carrier *c)
{
	char text[500];
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text));
	words_name(r, &w);
	c->name_size = 0;
	if (random_below(r, 6) == 0)
		put_labels(r, c);
	for (size_t at = 0; at < w.size && has_room(c);) {
		size_t end = at;

		while (end < w.size && text[end] != '.')
			end++;
		if (end > at) {
			c->name[c->name_size++] = (uint8_t)(end - at);
			memcpy(c->name + c->name_size, text + at, end - at);
			c->name_size += end - at;
		}
		at = end + 1;
	}
	c->name[c->name_size++] = 0;
}

/* A number that the relation takes, or the one beside it. */
static uint64_t number_for(struct random *r, const struct want *want)
{
	const struct relation *relation = want->relation;

	if (relation->test != TEST_NUMBER || relation->count == 0)
		return random_next(r);
	const struct interval *interval = &relation->intervals[random_below(r, relation->count)];
	if (!want->truth)
		return random_below(r, 2) ? interval->low - 1 : interval->high + 1;
	switch (random_below(r, 3)) {
	case 0:
		return interval->low;
	case 1:
		return interval->high;
	default:
		return interval->low + (interval->high > interval->low
						? random_next(r) % (interval->high - interval->low)
						: 0);
	}
}

/* As many labels as wanted, or as many octets. */
static void name_of_size(struct random *r, const struct want *want, struct carrier *c)
{
	uint64_t number = number_for(r, want);
	bool labels = want->relation->field->symbol == WEIR_FIELD_DNS_COUNT_LABELS;

	c->name_size = 0;
	if (labels) {
		for (uint64_t i = 0; i < number && i < 130 && has_room(c); i++)
			put_label(r, c, 1 + random_below(r, i > 20 ? 1 : 3));
	} else {
		uint64_t left = number > 254 ? 255 : number + 1;

		while (left > 1 && has_room(c)) {
			unsigned most = left - 1 > 63 ? 63 : (unsigned)left - 1;
			unsigned size = random_below(r, 2) ? most : 1 + random_below(r, most);

			if (left - 1 - size == 1) /* no room for the next label's one octet */
				size -= size > 1;
			put_label(r, c, size);
			left -= size + 1;
		}
	}
	c->name[c->name_size++] = 0;
}

static void choose_name(struct random *r, const struct wants *wants, struct carrier *c)
{
	name_of_words(r, c);
	for (unsigned tries = 0; tries < 2 * wants->count; tries++) {
		const struct want *want = &wants->list[random_below(r, wants->count)];
		const struct relation *relation = want->relation;

		if (!relation->field)
			continue;
		if (relation->test == TEST_NAME && relation->count > 0) {
			name_of_pattern(r, &relation->names[random_below(r, relation->count)],
					want->truth, c);
			if (c->name_size <= 255)
				return;
		} else if (relation->field->symbol == WEIR_FIELD_DNS_QRY_NAME_LEN ||
			   relation->field->symbol == WEIR_FIELD_DNS_COUNT_LABELS) {
			name_of_size(r, want, c);
			return;
		}
	}
}

/* Bits of the packet, counted from its first octet. */
static void set_bits(struct scene *scene, size_t at, unsigned bits, uint64_t value)
{
	for (unsigned i = 0; i < bits; i++) {
		size_t bit = at + bits - 1 - i;
		uint8_t mask = (uint8_t)(0x80 >> bit % 8);

		if (bit / 8 >= scene->size)
			continue;
		if (value >> i & 1)
			scene->octets[bit / 8] |= mask;
		else
			scene->octets[bit / 8] &= (uint8_t)~mask;
	}
}

static bool is_walked(const struct weir_layer_field *field)
{
	return field->layer == WEIR_LAYER_DNS_QUESTION || field->layer == WEIR_LAYER_DNS_OPT;
}

/* Where the first value of the field lies; false: it has none. */
static bool place_of(const struct scene *scene, const struct weir_rule *rule,
		     enum weir_target target, const struct weir_layer_field *field, size_t *at,
		     size_t *size)
{
	struct scope_view scope;
	struct weir_values values;
	struct weir_value value;

	scope_target(target, (struct weir_slice){ scene->octets, scene->size },
		     (uint32_t)scene->size, NULL, rule->ports, rule->port_count, &scope);
	weir_values_init(&values, &scope.view, field);
	if (weir_values_next(&values, &value) != WEIR_OK || value.size == 0)
		return false;
	bool dns = field->layer == WEIR_LAYER_DNS || is_walked(field);
	*at = value.at + (dns ? (size_t)(scope.view.dns.data - scene->octets) : 0);
	*size = value.size;
	return *at <= scene->size && *size <= scene->size - *at;
}

static void poke_octets(struct random *r, const struct want *want, struct scene *scene, size_t at,
			size_t size)
{
	const struct relation *relation = want->relation;
	const struct octet_pattern *pattern = &relation->octets[random_below(r, relation->count)];
	size_t from = relation->sliced && relation->slice_at > 0 ? (size_t)relation->slice_at : 0;

	for (size_t i = 0; i < pattern->size && from + i < size; i++) {
		uint8_t *octet = &scene->octets[at + from + i];

		*octet = (uint8_t)((*octet & ~pattern->mask[i]) | pattern->octets[i]);
	}
	if (!want->truth || relation->test == TEST_ORDER)
		scene->octets[at + random_below(r, (unsigned)size)] ^=
			(uint8_t)(1U << random_below(r, 8));
}

static void poke(struct random *r, const struct want *want, const struct weir_rule *rule,
		 enum weir_target target, struct scene *scene)
{
	const struct relation *relation = want->relation;
	const struct weir_layer_field *field = relation->field;
	size_t at, size;

	if (!field)
		return;
	if (field->symbol == WEIR_FIELD_FRAME_LEN || field->symbol == WEIR_FIELD_FRAME_CAP_LEN) {
		uint64_t length = number_for(r, want);

		if (length < SCENE_SIZE_MAX) {
			if (length > scene->size)
				memset(scene->octets + scene->size, 0, length - scene->size);
			scene->size = length;
		}
		return;
	}
	if (field->symbol == WEIR_FIELD_UDP_LENGTH_BAD) {
		/* The carrier's length is right. */
		if (want->truth && place_of(scene, rule, target,
					    weir_field_row(WEIR_FIELD_UDP_LENGTH), &at, &size))
			set_bits(scene, at * 8, 16, 20 + random_below(r, 120));
		return;
	}
	if (field->symbol == WEIR_FIELD_DNS_LENGTH) {
		/* The UDP length minus 8; a TCP prefix is left as it is. */
		if (place_of(scene, rule, target, weir_field_row(WEIR_FIELD_UDP_LENGTH), &at,
			     &size))
			set_bits(scene, at * 8, 16, number_for(r, want) + 8);
		return;
	}
	if (!place_of(scene, rule, target, field, &at, &size))
		return;
	if (relation->test == TEST_NUMBER && !is_walked(field)) {
		uint64_t number = number_for(r, want) / (field->unit ? field->unit : 1);

		if (relation->mask != UINT64_MAX)
			number = (number & relation->mask) | (random_next(r) & ~relation->mask);
		set_bits(scene, at * 8 + field->at % 8, field->bits, number);
	} else if (relation->test == TEST_NUMBER && field->bits == 8 * size) {
		set_bits(scene, at * 8, (unsigned)size * 8, number_for(r, want));
	} else if ((relation->test == TEST_OCTETS || relation->test == TEST_ORDER) &&
		   relation->count > 0 && !is_walked(field)) {
		poke_octets(r, want, scene, at, size);
	}
}

void scene_build(struct random *r, const struct weir_rule *rule, const struct weir_rule *given,
		 enum weir_target target, struct scene *out)
{
	struct wants wants = { .count = 0 };
	struct carrier carrier;

	wish(r, rule, rule->node_count - 1, random_below(r, 3) > 0, &wants);
	if (given)
		wish(r, given, given->node_count - 1, true, &wants);
	carrier_random(r, target, &carrier);
	for (unsigned i = 0; i < wants.count; i++)
		if (wants.list[i].truth || random_below(r, 2))
			carry(r, &wants.list[i], &carrier);
	choose_name(r, &wants, &carrier);
	out->size = carrier_write(r, &carrier, out->octets, SCENE_SIZE_MAX);
	for (unsigned i = 0; i < wants.count; i++)
		poke(r, &wants.list[i], rule, target, out);
}

void scene_mutate(struct random *r, struct scene *scene)
{
	static const uint8_t octets[] = { 0,    1,    12,   63,   64, 0x45, 0x4f,
					  0x60, 0x80, 0xc0, 0xff, 17, 6,    44 };

	if (scene->size == 0)
		return;
	unsigned at = random_below(r, (unsigned)scene->size);
	switch (random_below(r, 7)) {
	case 0:
	case 1:
		scene->size = at;
		break;
	case 2:
		scene->octets[at] ^= (uint8_t)(1U << random_below(r, 8));
		break;
	case 3:
		scene->octets[at] = octets[random_below(r, sizeof(octets))];
		break;
	case 4:
		scene->octets[at] = (uint8_t)(scene->octets[at] + (random_below(r, 2) ? 1 : -1));
		break;
	case 5:
		for (unsigned n = random_below(r, 30); n > 0 && scene->size < SCENE_SIZE_MAX; n--)
			scene->octets[scene->size++] = (uint8_t)random_next(r);
		break;
	default:
		/* An octet lost, or one too many. */
		if (random_below(r, 2)) {
			memmove(scene->octets + at, scene->octets + at + 1, scene->size - at - 1);
			scene->size--;
		} else if (scene->size < SCENE_SIZE_MAX) {
			memmove(scene->octets + at + 1, scene->octets + at, scene->size - at);
			scene->size++;
		}
		break;
	}
}
