/* rule.c - what there is to say of a rule, as text and as JSON.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/rule.h"

#include <inttypes.h>

#include "base/json.h"
#include "present/colour.h"
#include "present/output.h"

static const char *constancy_word(enum weir_constancy constancy)
{
	switch (constancy) {
	case WEIR_RULE_VARIES:
		return "varies";
	case WEIR_RULE_NEVER:
		return "never";
	case WEIR_RULE_ALWAYS:
		return "always";
	}
	return "";
}

static const struct {
	const char *key;
	const char *text;
	bool packet; /* the frame matches, its message does not */
} differences[] = {
#define MESSAGE(symbol, key, text) { key, text, false },
#define PACKET(symbol, key, text) { key, text, true },
#include "present/rule_difference.def"
#undef PACKET
#undef MESSAGE
};

static void print_counts(const struct rule_counts *counts, struct weir_writer *out)
{
	weir_writer_print(out, "  %" PRIu64 " of %" PRIu64 " frames match\n",
			  counts->frames_matched, counts->frames);
	weir_writer_print(out, "  %" PRIu64 " of %" PRIu64 " messages match\n",
			  counts->messages_matched, counts->messages);
	for (unsigned i = 0; i < RULE_DIFFERENCES; i++)
		if (counts->differences[i] > 0)
			weir_writer_print(out, "  %s (%s): %" PRIu64 "\n",
					  differences[i].packet
						  ? "frames whose message does not match"
						  : "messages whose frame does not match",
					  differences[i].text, counts->differences[i]);
}

static void print_engine(const struct palette *palette, const struct rule_engine *engine,
			 struct weir_writer *out)
{
	weir_writer_print(out, "  %-12s", engine->key);
	if (!engine->able) {
		weir_writer_print(out, "%sno%s: %s\n", palette->bad, palette->end, engine->reason);
		return;
	}
	weir_writer_print(out, "%syes%s: %s", palette->good, palette->end, engine->text);
	if (engine->instructions > 0 && engine->programs == 1)
		weir_writer_print(out, ", %zu instruction%s", engine->instructions,
				  engine->instructions == 1 ? "" : "s");
	else if (engine->instructions > 0)
		weir_writer_print(out, ", %zu instructions in %zu programs", engine->instructions,
				  engine->programs);
	weir_writer_char(out, '\n');
	if (engine->advice)
		weir_writer_print(out, "  %-12s%s\n", "", engine->advice);
}

static void print_facts(const struct palette *palette, const struct rule_facts *facts,
			struct weir_writer *out)
{
	enum weir_constancy constancy = weir_rule_constancy(facts->rule);

	weir_rule_print(facts->rule, out);
	weir_writer_text(out, "\n");
	if (constancy != WEIR_RULE_VARIES)
		weir_writer_print(out, "%s%s true%s\n", palette->warn, constancy_word(constancy),
				  palette->end);
	for (size_t i = 0; i < facts->engine_count; i++)
		print_engine(palette, &facts->engines[i], out);
	if (facts->counts)
		print_counts(facts->counts, out);
}

static bool text_facts(FILE *file, const struct palette *palette, const struct rule_facts *facts)
{
	struct output output;

	if (!facts->rule)
		return true; /* the complaint says it all */
	if (output_open(&output, file) != WEIR_OK)
		return false;
	do
		print_facts(palette, facts, output_begin(&output));
	while (!output_end(&output));
	bool fine = output.status != WEIR_E_MEMORY;
	output_close(&output);
	return fine;
}

static void put_place(struct json *j, const struct weir_error *err, const char *key)
{
	json_member_text(j, key, err->text[0] ? err->text : weir_status_text(err->status));
	if (err->offset != UINT64_MAX)
		json_member_u64(j, "column", err->offset + 1);
}

static void put_warnings(struct json *j, const struct weir_rule *rule)
{
	struct weir_error warning;

	json_member_array(j, "warnings");
	for (size_t n = 0; weir_rule_warning(rule, n, &warning); n++) {
		json_open_object(j);
		put_place(j, &warning, "text");
		json_close_object(j);
	}
	json_close_array(j);
}

static void put_engine(struct json *j, const struct rule_engine *engine)
{
	json_member_object(j, engine->key);
	json_member_bool(j, "able", engine->able);
	if (!engine->able)
		json_member_text(j, "reason", engine->reason);
	if (engine->able && engine->instructions > 0) {
		json_member_u64(j, "instructions", engine->instructions);
		json_member_u64(j, "programs", engine->programs);
	}
	json_close_object(j);
}

static void put_differences(struct json *j, const struct rule_counts *counts, bool packet)
{
	json_member_object(j, packet ? "frames_only" : "messages_only");
	for (unsigned i = 0; i < RULE_DIFFERENCES; i++)
		if (differences[i].packet == packet && counts->differences[i] > 0)
			json_member_u64(j, differences[i].key, counts->differences[i]);
	json_close_object(j);
}

static void put_counts(struct json *j, const struct rule_counts *counts)
{
	json_member_object(j, "counts");
	json_member_u64(j, "frames", counts->frames);
	json_member_u64(j, "frames_matched", counts->frames_matched);
	json_member_u64(j, "messages", counts->messages);
	json_member_u64(j, "messages_matched", counts->messages_matched);
	put_differences(j, counts, false);
	put_differences(j, counts, true);
	json_close_object(j);
}

static void put_facts(const struct rule_facts *facts, struct weir_writer *out)
{
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_octets(&j, "words",
			   (struct weir_slice){ (const uint8_t *)facts->words,
						__builtin_strlen(facts->words) });
	if (facts->rule) {
		json_key(&j, "rule");
		weir_rule_print(facts->rule, json_open_string(&j));
		json_close_string(&j);
		json_member_text(&j, "constancy", constancy_word(weir_rule_constancy(facts->rule)));
		put_warnings(&j, facts->rule);
		json_member_object(&j, "engines");
		for (size_t i = 0; i < facts->engine_count; i++)
			put_engine(&j, &facts->engines[i]);
		json_close_object(&j);
		if (facts->counts)
			put_counts(&j, facts->counts);
	} else {
		put_place(&j, facts->err, "error");
	}
	json_close_object(&j);
	json_line_end(&j);
}

static bool json_facts(FILE *file, const struct palette *palette, const struct rule_facts *facts)
{
	struct output output;

	(void)palette;
	if (output_open(&output, file) != WEIR_OK)
		return false;
	do
		put_facts(facts, output_begin(&output));
	while (!output_end(&output));
	bool fine = output.status != WEIR_E_MEMORY;
	output_close(&output);
	return fine;
}

const struct rule_form rule_text = { text_facts };
const struct rule_form rule_json = { json_facts };
