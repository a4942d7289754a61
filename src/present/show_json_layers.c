/* show_json_layers.c - JSON members of the headers below a message: an object a layer.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "present/show_json.h"
#include "present/show_layers.h"

enum { HEADERS_MAX = 2 * WEIR_SPANS_MAX };

/* All headers of an item, outermost first. */
struct headers {
	struct {
		const struct weir_view *view;
		const struct weir_span *span;
		bool told;
	} rows[HEADERS_MAX];
	unsigned count;
};

/* Dots and hyphens become underscores. */
static const char *key_of(const char *name, char key[SHOW_KEY_SIZE])
{
	size_t size = strlen(name);

	size = size < SHOW_KEY_SIZE ? size : SHOW_KEY_SIZE - 1;
	for (size_t i = 0; i < size; i++)
		key[i] = name[i] == '.' || name[i] == '-' ? '_' : name[i];
	key[size] = 0;
	return key;
}

const char *show_layer_key(enum weir_layer layer, char key[SHOW_KEY_SIZE])
{
	return key_of(weir_layer_name(layer), key);
}

const char *show_field_key(const struct weir_layer_field *field, char key[SHOW_KEY_SIZE])
{
	const char *layer = weir_layer_name(field->layer);
	const char *rest = field->abbrev;
	size_t size = strlen(layer);

	if (strncmp(rest, layer, size) == 0 && rest[size] == '.')
		rest += size + 1;
	if (field->reach == WEIR_REACH_WALKED && strncmp(rest, "opt", 3) == 0)
		rest += strcspn(rest, "._") + 1;
	return key_of(rest, key);
}

static void status_member(struct json *j, const char *key, uint64_t number)
{
	static const char *const words[] = { "bad", "good", "unverified", "none", "illegal" };

	json_member_text(j, key, words[number < 5 ? number : 2]);
}

static void field_member(struct json *j, const struct weir_dissected *item)
{
	const struct weir_layer_field *field = item->field;
	char key[SHOW_KEY_SIZE];

	show_field_key(field, key);
	if (show_layer_is_status(field)) {
		status_member(j, key, item->value.number);
		return;
	}
	switch (field->kind) {
	case WEIR_FIELD_NUMBER:
	case WEIR_FIELD_HEX:
		json_member_u64(j, key, item->value.number);
		return;
	case WEIR_FIELD_FLAG:
		json_member_bool(j, key, item->value.number != 0);
		return;
	case WEIR_FIELD_TIME:
		json_member_fixed(j, key, (int64_t)item->value.number, 9);
		return;
	case WEIR_FIELD_IPV4:
	case WEIR_FIELD_IPV6:
	case WEIR_FIELD_ETHER:
	case WEIR_FIELD_NAME:
	case WEIR_FIELD_OCTETS:
	case WEIR_FIELD_TEXT:
		break;
	}
	json_key(j, key);
	show_layer_value(json_open_string(j), field, &item->value);
	json_close_string(j);
}

/* SACK has several blocks: "blocks":[[left,right],...]. */
static bool block_member(struct json *j, const struct weir_dissected *item, bool *open)
{
	bool left = item->field->symbol == WEIR_FIELD_TCP_SACK_LE;

	if (!left && item->field->symbol != WEIR_FIELD_TCP_SACK_RE)
		return false;
	if (left && !*open)
		json_member_array(j, "blocks");
	*open = true;
	if (left)
		json_open_array(j);
	json_u64(j, item->value.number);
	if (!left)
		json_close_array(j);
	return true;
}

/* "options":[{"kind":2,"name":"MSS","len":4,"mss_val":1460},...] */
static void option_members(struct json *j, struct weir_dissect *dissect,
			   struct weir_dissected *item)
{
	unsigned option = 0;
	bool blocks = false;

	json_member_array(j, "options");
	do {
		if (item->option != option) {
			if (blocks)
				json_close_array(j);
			if (option > 0)
				json_close_object(j);
			json_open_object(j);
			option = item->option;
			blocks = false;
		}
		if (item->broken)
			json_member_bool(j, "malformed", true);
		if (block_member(j, item, &blocks))
			continue;
		field_member(j, item);
		const char *word = weir_word_of(item->field->words, item->value.number);
		if (word)
			json_member_text(j, "name", word);
	} while (weir_dissect_next(dissect, item) == WEIR_OK);
	if (blocks)
		json_close_array(j);
	json_close_object(j);
	json_close_array(j);
}

static void members(struct json *j, const struct weir_view *view, const struct weir_span *span)
{
	struct weir_dissect dissect;
	struct weir_dissected item;
	uint16_t right;

	weir_dissect_init(&dissect, view, span);
	while (weir_dissect_next(&dissect, &item) == WEIR_OK) {
		if (item.option > 0) {
			option_members(j, &dissect, &item);
			return;
		}
		field_member(j, &item);
		if (show_layer_is_status(item.field) && item.value.number == 0 &&
		    show_layer_right_sum(view, span, &right))
			json_member_u64(j, "checksum_right", right);
	}
}

static void header_object(struct json *j, const struct headers *headers, unsigned index)
{
	json_open_object(j);
	members(j, headers->rows[index].view, headers->rows[index].span);
	json_close_object(j);
}

/* Tags and labels stack by nature: an array, however many there are. */
static bool stacks(uint8_t layer)
{
	return layer == WEIR_LAYER_VLAN || layer == WEIR_LAYER_MPLS;
}

static void stack_members(struct json *j, struct headers *headers, uint8_t layer)
{
	bool any = false;

	for (unsigned i = 0; i < headers->count; i++) {
		if (headers->rows[i].span->layer != layer)
			continue;
		if (!any)
			json_member_array(j, weir_layer_name(layer));
		any = true;
		header_object(j, headers, i);
		headers->rows[i].told = true;
	}
	if (any)
		json_close_array(j);
}

/* Does the same layer come again further in? */
static bool is_outer(const struct headers *headers, unsigned index)
{
	for (unsigned i = index + 1; i < headers->count; i++)
		if (headers->rows[i].span->layer == headers->rows[index].span->layer)
			return true;
	return false;
}

static void one_member(struct json *j, struct headers *headers, unsigned index)
{
	char key[SHOW_KEY_SIZE];

	json_key(j, show_layer_key((enum weir_layer)headers->rows[index].span->layer, key));
	header_object(j, headers, index);
	headers->rows[index].told = true;
}

void show_json_layers(struct json *j, const struct show_item *item)
{
	struct show_layers layers;
	struct headers headers = { .count = 0 };
	bool any = false;

	show_layers_of(item, &layers);
	if (layers.count == 0)
		return;
	for (unsigned i = 0; i < layers.count; i++)
		for (unsigned k = 0; k < layers.views[i].span_count; k++) {
			headers.rows[headers.count].view = &layers.views[i];
			headers.rows[headers.count++].span = &layers.views[i].spans[k];
		}
	json_member_u64(j, "frame_len", item->frame->wire_size);
	json_member_u64(j, "frame_cap_len", item->frame->bytes.size);
	json_member_u64(j, "link_type", item->frame->link);
	for (unsigned layer = 0; layer < WEIR_LAYER_COUNT; layer++)
		if (stacks((uint8_t)layer))
			stack_members(j, &headers, (uint8_t)layer);
	for (unsigned i = 0; i < headers.count; i++)
		if (!headers.rows[i].told && !is_outer(&headers, i))
			one_member(j, &headers, i);
	for (unsigned i = 0; i < headers.count; i++) {
		if (headers.rows[i].told)
			continue;
		if (!any)
			json_member_array(j, "outer");
		any = true;
		json_open_object(j);
		one_member(j, &headers, i);
		json_close_object(j);
	}
	if (any)
		json_close_array(j);
}
