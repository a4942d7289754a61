/* values.c - the values of every field of the table in frames made by hand; a field without a row fails.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>
#include <dnsweir/layer.h>

#include <string.h>

#include "filter/scope.h"
#include "tap.h"
#include "unit/layer/samples.h"
#include "unit/packet/frame.h"

/* Values separated by commas: numbers in decimal, names as text, other octets in hex. */
static const struct row {
	enum weir_field_symbol symbol;
	char letter;
	const char *expect;
} rows[] = {
#define ROW(symbol, letter, expect) { WEIR_FIELD_##symbol, letter, expect },
#include "unit/layer/value_rows.def"
#undef ROW
};

struct scene {
	uint8_t bytes[1024];
	struct weir_frame frame;
	struct scope_view scope;
};

static void scene_open(struct scene *scene, const struct sample *sample)
{
	static const uint16_t port = 53;

	scene->frame = (struct weir_frame){
		.bytes = { scene->bytes, frame_bytes(sample->hex, scene->bytes) },
		.time = -1500000000,
		.number = 7,
		.link = sample->link,
		.has_time = true,
	};
	scene->frame.wire_size = (uint32_t)scene->frame.bytes.size + 10;
	scope_packet(&scene->frame, &port, 1, &scene->scope);
	scope_decode(&scene->frame, &scene->scope);
	/* What one packet does not tell. */
	scene->scope.view.has_stream = true;
	scene->scope.view.stream = 5;
	scene->scope.view.has_base = true;
	scene->scope.view.tcp_sequence_base = 990;
	scene->scope.view.tcp_acknowledgement_base = 1999;
}

static void put_value(const struct weir_value *value, enum weir_field_kind kind,
		      struct weir_writer *out)
{
	switch (kind) {
	case WEIR_FIELD_NUMBER:
	case WEIR_FIELD_HEX:
	case WEIR_FIELD_FLAG:
	case WEIR_FIELD_IPV4:
		weir_writer_u64(out, value->number);
		break;
	case WEIR_FIELD_TIME:
		weir_writer_print(out, "%lld", (long long)value->number);
		break;
	case WEIR_FIELD_NAME:
		weir_name_print(value->name, out);
		break;
	case WEIR_FIELD_IPV6:
	case WEIR_FIELD_ETHER:
	case WEIR_FIELD_OCTETS:
	case WEIR_FIELD_TEXT:
		weir_writer_hex(out, value->octets);
		break;
	}
}

/* EITHER has no kind of its own. */
static enum weir_field_kind kind_of(const struct weir_layer_field *field)
{
	return field->reach == WEIR_REACH_EITHER ? weir_field_row(field->either[0])->kind
						 : field->kind;
}

static void all_values(const struct weir_view *view, const struct weir_layer_field *field,
		       char *text, size_t size)
{
	struct weir_values values;
	struct weir_value value;
	struct weir_writer out;

	weir_writer_init(&out, text, size);
	memset(&values, 0xa5, sizeof(values)); /* what is not set must not be read */
	weir_values_init(&values, view, field);
	while (weir_values_next(&values, &value) == WEIR_OK) {
		if (out.size > 0)
			weir_writer_char(&out, ',');
		put_value(&value, kind_of(field), &out);
	}
	weir_writer_terminate(&out);
}

/* Where the octets of a value are said to lie, they lie. */
static bool places_right(const struct weir_view *view, const struct weir_layer_field *field)
{
	bool dns = field->layer >= WEIR_LAYER_DNS;
	struct weir_slice whole = dns ? view->dns : view->octets;
	struct weir_values values;
	struct weir_value value;

	weir_values_init(&values, view, field);
	while (weir_values_next(&values, &value) == WEIR_OK) {
		if (value.size > 0 && value.at + value.size > whole.size)
			return false;
		if (!value.name && value.octets.size > 0 && value.octets.size == value.size &&
		    memcmp(value.octets.data, whole.data + value.at, value.size) != 0)
			return false;
	}
	return true;
}

static void check_sample(const struct sample *sample, bool seen[WEIR_FIELD_COUNT])
{
	static struct scene scene;
	char text[1200];

	scene_open(&scene, sample);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct weir_layer_field *field = weir_field_row(rows[i].symbol);
		if (rows[i].letter != sample->letter)
			continue;
		seen[rows[i].symbol] |= rows[i].expect[0] != 0;
		all_values(&scene.scope.view, field, text, sizeof(text));
		if (!checkf(strcmp(text, rows[i].expect) == 0 &&
				    places_right(&scene.scope.view, field),
			    "%s in %c", field->abbrev, sample->letter))
			note("got \"%s\", not \"%s\"", text, rows[i].expect);
	}
}

int main(void)
{
	bool seen[WEIR_FIELD_COUNT] = { false };

	for (size_t i = 0; i < COUNT_OF(samples); i++)
		check_sample(&samples[i], seen);
	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++)
		checkf(seen[i], "%s has a row with a value",
		       weir_field_row((enum weir_field_symbol)i)->abbrev);
	return tap_done();
}
