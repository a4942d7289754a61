/* ls_json.c - layers and fields as JSON, an object a line.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/json.h"
#include "present/ls.h"
#include "present/output.h"

static void optional(struct json *j, const char *key, const char *text)
{
	if (text)
		json_member_text(j, key, text);
}

static void layer_line(struct weir_writer *out, enum weir_layer layer)
{
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_text(&j, "layer", weir_layer_name(layer));
	optional(&j, "scapy", weir_layer_scapy(layer));
	json_member_text(&j, "text", weir_layer_text(layer));
	json_member_u64(&j, "fields", ls_count(layer));
	json_close_object(&j);
	json_line_end(&j);
}

static enum weir_status layers(FILE *file, bool colour)
{
	struct output output;
	enum weir_status status = output_open(&output, file);

	(void)colour;
	for (unsigned i = WEIR_LAYER_NONE + 1; status == WEIR_OK && i < WEIR_LAYER_COUNT; i++)
		do
			layer_line(output_begin(&output), (enum weir_layer)i);
		while (!output_end(&output));
	if (status == WEIR_OK)
		status = output.status;
	output_close(&output);
	return status;
}

static void when_member(struct json *j, const struct weir_layer_field *field)
{
	if (field->when_bits == 0)
		return;
	json_member_object(j, "when");
	json_member_u64(j, "octet", field->when_at / 8U);
	json_member_u64(j, "bits", field->when_bits);
	json_member_array(j, "is");
	json_u64(j, field->when[0]);
	if (field->when[1] != field->when[0])
		json_u64(j, field->when[1]);
	json_close_array(j);
	json_close_object(j);
}

static void values_member(struct json *j, const struct weir_layer_field *field)
{
	json_member_array(j, "values");
	for (unsigned number = 0; number <= UINT16_MAX; number++) {
		const char *word = weir_word_of(field->words, number);
		if (!word)
			continue;
		json_open_object(j);
		json_member_u64(j, "number", number);
		json_member_text(j, "word", word);
		json_close_object(j);
	}
	json_close_array(j);
}

static void field_line(struct weir_writer *out, const struct weir_layer_field *field, bool values)
{
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_text(&j, "field", field->abbrev);
	json_member_text(&j, "layer", weir_layer_name(field->layer));
	optional(&j, "scapy", field->scapy);
	json_member_text(&j, "text", field->text);
	if (field->reach != WEIR_REACH_EITHER)
		json_member_text(&j, "kind", ls_kind(field->kind));
	if (field->bits > 0)
		json_member_u64(&j, "bits", field->bits);
	json_member_text(&j, "reach", ls_reach(field->reach));
	if (field->reach == WEIR_REACH_FIXED) {
		json_member_u64(&j, "octet", field->at / 8U);
		json_member_u64(&j, "bit", field->at % 8U);
	}
	if (field->unit > 1)
		json_member_u64(&j, "unit", field->unit);
	when_member(&j, field);
	if (field->reach == WEIR_REACH_EITHER) {
		json_member_array(&j, "either");
		json_text(&j, weir_field_row(field->either[0])->abbrev);
		json_text(&j, weir_field_row(field->either[1])->abbrev);
		json_close_array(&j);
	}
	if (field->words != WEIR_WORDS_NONE) {
		json_member_text(&j, "words", ls_words(field->words));
		if (values)
			values_member(&j, field);
	}
	json_close_object(&j);
	json_line_end(&j);
}

static enum weir_status fields(FILE *file, bool colour, enum weir_layer layer)
{
	struct output output;
	enum weir_status status = output_open(&output, file);

	(void)colour;
	for (unsigned i = 0; status == WEIR_OK && i < WEIR_FIELD_COUNT; i++) {
		const struct weir_layer_field *field = weir_field_row((enum weir_field_symbol)i);
		if (!ls_belongs(field, layer))
			continue;
		do
			field_line(output_begin(&output), field, false);
		while (!output_end(&output));
	}
	if (status == WEIR_OK)
		status = output.status;
	output_close(&output);
	return status;
}

static enum weir_status one(FILE *file, bool colour, const struct weir_layer_field *field)
{
	struct output output;
	enum weir_status status = output_open(&output, file);

	(void)colour;
	if (status != WEIR_OK)
		return status;
	do
		field_line(output_begin(&output), field, true);
	while (!output_end(&output));
	status = output.status;
	output_close(&output);
	return status;
}

const struct ls_form ls_json = { layers, fields, one };
