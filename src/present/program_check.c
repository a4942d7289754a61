/* program_check.c - what there is to say of a BPF program, as text and as JSON.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/program_check.h"

#include "base/json.h"
#include "present/colour.h"
#include "present/output.h"

enum { RETURNS_SHOWN = 8, OP_TEXT_MAX = 80 };

static const char *const extensions[WEIR_BPF_EXTENSIONS] = {
#define EXTENSION(words) words,
#include "present/bpf_extension.def"
#undef EXTENSION
};

static bool is_kind(const struct program_finding *finding, enum weir_bpf_finding_kind kind)
{
	return weir_bpf_finding_kind(finding->finding) == kind;
}

static size_t count_kind(const struct program_check *check, enum weir_bpf_finding_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < check->finding_count; i++)
		count += is_kind(&check->findings[i], kind);
	return count;
}

bool program_check_faulty(const struct program_check *check)
{
	return count_kind(check, WEIR_BPF_FAULT) > 0;
}

/* The last with this finding; `fallback`: none. */
static uint32_t value_of(const struct program_check *check, enum weir_bpf_finding finding,
			 uint32_t fallback)
{
	for (size_t i = check->finding_count; i-- > 0;)
		if (check->findings[i].finding == finding)
			return check->findings[i].value;
	return fallback;
}

/* The numbers that `ret` gives, each once, in the order of the program. */
static size_t gather_returns(const struct program_check *check, uint32_t *out, size_t room)
{
	size_t count = 0;

	for (size_t i = 0; i < check->finding_count; i++) {
		bool seen = check->findings[i].finding != WEIR_BPF_FINDING_RETURNS;
		for (size_t k = 0; k < count && !seen; k++)
			seen = out[k] == check->findings[i].value;
		if (!seen && count < room)
			out[count++] = check->findings[i].value;
	}
	return count;
}

static bool has(const struct program_check *check, enum weir_bpf_finding finding)
{
	for (size_t i = 0; i < check->finding_count; i++)
		if (check->findings[i].finding == finding)
			return true;
	return false;
}

static void print_finding(const struct program_check *check, const struct program_finding *finding,
			  const char *colour, const char *end, struct weir_writer *out)
{
	char text[OP_TEXT_MAX];
	struct weir_writer op;

	if (finding->at >= check->program->count) {
		weir_writer_print(out, "  %s%s%s", colour, weir_bpf_finding_text(finding->finding),
				  end);
		if (finding->finding == WEIR_BPF_FINDING_ALWAYS_RETURNS ||
		    finding->finding == WEIR_BPF_FINDING_ALWAYS_UNLESS_SHORT)
			weir_writer_print(out, ": %u", finding->value);
		weir_writer_char(out, '\n');
		return;
	}
	weir_writer_init(&op, text, sizeof(text));
	weir_bpf_print_op(&check->program->ops[finding->at], finding->at, &op);
	weir_writer_print(out, "  (%03zu) %-28.*s %s%s%s\n", finding->at, (int)op.size, text,
			  colour, weir_bpf_finding_text(finding->finding), end);
}

static void print_kind(const struct program_check *check, enum weir_bpf_finding_kind kind,
		       const char *colour, const char *end, struct weir_writer *out)
{
	for (size_t i = 0; i < check->finding_count; i++)
		if (is_kind(&check->findings[i], kind))
			print_finding(check, &check->findings[i], colour, end, out);
}

static void print_returns(const struct program_check *check, struct weir_writer *out)
{
	uint32_t numbers[RETURNS_SHOWN + 1];
	size_t count = gather_returns(check, numbers, RETURNS_SHOWN + 1);
	const char *before = "returns ";

	for (size_t i = 0; i < count; i++) {
		if (i < RETURNS_SHOWN)
			weir_writer_print(out, "%s%u", before, numbers[i]);
		else
			weir_writer_print(out, "%sothers", before);
		before = ", ";
	}
	if (has(check, WEIR_BPF_FINDING_RETURNS_A))
		weir_writer_print(out, "%sA", before);
	if (count > 0 || has(check, WEIR_BPF_FINDING_RETURNS_A))
		weir_writer_text(out, "; ");
	uint32_t least = value_of(check, WEIR_BPF_FINDING_EXECUTES_LEAST, 0);
	uint32_t most = value_of(check, WEIR_BPF_FINDING_EXECUTES_MOST, 0);
	if (least == most)
		weir_writer_print(out, "executes %u", most);
	else
		weir_writer_print(out, "executes %u to %u", least, most);
	weir_writer_print(out, " instruction%s a packet\n", most == 1 ? "" : "s");
}

static void print_asked(const struct program_check *check, struct weir_writer *out)
{
	uint32_t seen = 0;

	for (size_t i = 0; i < check->finding_count; i++) {
		const struct program_finding *finding = &check->findings[i];

		if (finding->finding != WEIR_BPF_FINDING_ASKS || seen & 1U << finding->value)
			continue;
		if (seen == 0)
			weir_writer_text(out, "asks for more than octets:\n");
		seen |= 1U << finding->value;
		weir_writer_print(out, "  (%03zu) %-10s %s\n", finding->at,
				  weir_bpf_extension_name(finding->value),
				  extensions[finding->value]);
	}
}

static void print_places(const struct program_check *check, const struct palette *palette,
			 struct weir_writer *out)
{
	for (size_t i = 0; i < check->place_count; i++) {
		const struct program_place *place = &check->places[i];

		weir_writer_print(out, "  %-8s%s%s%s: %s\n", place->key,
				  place->able ? palette->good : palette->bad,
				  place->able ? "yes" : "no", palette->end, place->reason);
		if (place->note[0])
			weir_writer_print(out, "  %-8s%s\n", "", place->note);
	}
}

static void put_text(const struct program_check *check, const struct palette *palette,
		     struct weir_writer *out)
{
	size_t count = check->program->count;
	size_t faults = count_kind(check, WEIR_BPF_FAULT);

	weir_writer_print(out, "%zu instruction%s\n", count, count == 1 ? "" : "s");
	if (faults > 0) {
		weir_writer_print(out, "%sbreaks %zu rule%s of the kernel%s:\n", palette->bad,
				  faults, faults == 1 ? "" : "s", palette->end);
		print_kind(check, WEIR_BPF_FAULT, palette->bad, palette->end, out);
	} else {
		weir_writer_print(out, "%skeeps every rule of the kernel%s\n", palette->good,
				  palette->end);
		print_kind(check, WEIR_BPF_REMARK, palette->warn, palette->end, out);
		print_returns(check, out);
		print_asked(check, out);
	}
	if (check->place_count > 0)
		weir_writer_text(out, "can be loaded:\n");
	print_places(check, palette, out);
}

static void put_op(struct json *j, const struct program_check *check, size_t at)
{
	json_member_u64(j, "at", at);
	json_key(j, "instruction");
	weir_bpf_print_op(&check->program->ops[at], at, json_open_string(j));
	json_close_string(j);
}

static void put_findings(struct json *j, const struct program_check *check, const char *key,
			 enum weir_bpf_finding_kind kind)
{
	json_member_array(j, key);
	for (size_t i = 0; i < check->finding_count; i++) {
		const struct program_finding *finding = &check->findings[i];

		if (!is_kind(finding, kind))
			continue;
		json_open_object(j);
		json_member_text(j, "key", weir_bpf_finding_key(finding->finding));
		json_member_text(j, "text", weir_bpf_finding_text(finding->finding));
		if (finding->at < check->program->count)
			put_op(j, check, finding->at);
		if (finding->finding == WEIR_BPF_FINDING_ALWAYS_RETURNS ||
		    finding->finding == WEIR_BPF_FINDING_ALWAYS_UNLESS_SHORT)
			json_member_u64(j, "value", finding->value);
		json_close_object(j);
	}
	json_close_array(j);
}

static void put_facts(struct json *j, const struct program_check *check)
{
	uint32_t numbers[RETURNS_SHOWN];
	size_t count = gather_returns(check, numbers, RETURNS_SHOWN);

	json_member_array(j, "returns");
	for (size_t i = 0; i < count; i++)
		json_u64(j, numbers[i]);
	json_close_array(j);
	json_member_bool(j, "returns_a", has(check, WEIR_BPF_FINDING_RETURNS_A));
	json_member_object(j, "executes");
	json_member_u64(j, "least", value_of(check, WEIR_BPF_FINDING_EXECUTES_LEAST, 0));
	json_member_u64(j, "most", value_of(check, WEIR_BPF_FINDING_EXECUTES_MOST, 0));
	json_close_object(j);
	json_member_array(j, "asks");
	for (size_t i = 0; i < check->finding_count; i++) {
		if (check->findings[i].finding != WEIR_BPF_FINDING_ASKS)
			continue;
		json_open_object(j);
		json_member_text(j, "extension", weir_bpf_extension_name(check->findings[i].value));
		put_op(j, check, check->findings[i].at);
		json_close_object(j);
	}
	json_close_array(j);
}

static void put_json(const struct program_check *check, struct weir_writer *out)
{
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_u64(&j, "instructions", check->program->count);
	json_member_bool(&j, "accepted", !program_check_faulty(check));
	put_findings(&j, check, "faults", WEIR_BPF_FAULT);
	put_findings(&j, check, "remarks", WEIR_BPF_REMARK);
	if (!program_check_faulty(check))
		put_facts(&j, check);
	json_member_object(&j, "places");
	for (size_t i = 0; i < check->place_count; i++) {
		const struct program_place *place = &check->places[i];
		json_member_object(&j, place->key);
		json_member_bool(&j, "able", place->able);
		json_member_text(&j, "reason", place->reason);
		if (place->note[0])
			json_member_text(&j, "note", place->note);
		json_close_object(&j);
	}
	json_close_object(&j);
	json_close_object(&j);
	json_line_end(&j);
}

static bool print_with(FILE *file, const struct palette *palette, const struct program_check *check,
		       bool json)
{
	struct output output;

	if (output_open(&output, file) != WEIR_OK)
		return false;
	do {
		struct weir_writer *out = output_begin(&output);
		if (json)
			put_json(check, out);
		else
			put_text(check, palette, out);
	} while (!output_end(&output));
	bool fine = output.status != WEIR_E_MEMORY;
	output_close(&output);
	return fine;
}

static bool print_text(FILE *file, const struct palette *palette, const struct program_check *check)
{
	return print_with(file, palette, check, false);
}

static bool print_json(FILE *file, const struct palette *palette, const struct program_check *check)
{
	return print_with(file, palette, check, true);
}

const struct program_check_form program_check_text = { print_text };
const struct program_check_form program_check_json = { print_json };
