/* proof.c - what came of a proof about BPF programs, as text and as JSON.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/proof.h"

#include <inttypes.h>

#include "base/json.h"
#include "present/output.h"

const struct proof_form proof_text = { .json = false };
const struct proof_form proof_json = { .json = true };

static const char *const claims[] = {
	[WEIR_PROVE_EQUAL] = "equal",       [WEIR_PROVE_IMPLIES] = "implies",
	[WEIR_PROVE_DISJOINT] = "disjoint", [WEIR_PROVE_NEVER] = "never",
	[WEIR_PROVE_ALWAYS] = "always",
};

static const char *const answers[] = {
	[WEIR_PROVE_PROVED] = "proved",
	[WEIR_PROVE_REFUTED] = "refuted",
	[WEIR_PROVE_UNKNOWN] = "unknown",
};

static const char *claim_words(const struct proof *proof)
{
	switch (proof->claim) {
	case WEIR_PROVE_EQUAL:
		return proof->values ? "A and B return the same" : "A and B match the same packets";
	case WEIR_PROVE_IMPLIES:
		return "what A matches, B matches";
	case WEIR_PROVE_DISJOINT:
		return "A and B never match both";
	case WEIR_PROVE_NEVER:
		return "it matches no packet";
	case WEIR_PROVE_ALWAYS:
		break;
	}
	return "it matches every packet";
}

/* The members of metadata that are not zero, as NAME=VALUE or as JSON. */
struct member {
	const char *name;
	uint32_t value;
};

enum { MEMBERS = 15 };

static void fill_members(const struct weir_bpf_metadata *m, struct member out[MEMBERS])
{
	const struct member members[MEMBERS] = {
		{ "proto", m->protocol },
		{ "type", m->packet_type },
		{ "ifidx", m->ifindex },
		{ "mark", m->mark },
		{ "queue", m->queue },
		{ "hatype", m->hatype },
		{ "rxhash", m->rxhash },
		{ "cpu", m->cpu },
		{ "vlan_tci", m->vlan_tci },
		{ "vlan_avail", m->vlan_present },
		{ "vlan_tpid", m->vlan_tpid },
		{ "poff", m->payload_offset },
		{ "rand", m->random },
		{ "network_offset", m->network_offset },
		{ "link_offset", m->link_offset },
	};

	for (size_t i = 0; i < MEMBERS; i++)
		out[i] = members[i];
}

static void print_text(struct weir_writer *out, const struct proof *proof)
{
	const struct weir_prove_result *r = proof->result;
	bool two = proof->claim != WEIR_PROVE_NEVER && proof->claim != WEIR_PROVE_ALWAYS;
	struct member members[MEMBERS];

	weir_writer_print(out, "%s: %s%s", answers[r->answer], claim_words(proof),
			  proof->given ? ", where what is given holds" : "");
	if (r->answer == WEIR_PROVE_UNKNOWN)
		weir_writer_print(out, ": %s", r->reason);
	weir_writer_char(out, '\n');
	if (r->answer != WEIR_PROVE_REFUTED)
		return;
	fill_members(&r->metadata, members);
	weir_writer_print(out, "%s returns %" PRIu32, two ? "A" : "it", r->returned_a);
	if (two)
		weir_writer_print(out, ", B returns %" PRIu32, r->returned_b);
	weir_writer_print(out, " of these %zu octets", r->packet.size);
	for (size_t i = 0; i < MEMBERS; i++)
		if (members[i].value)
			weir_writer_print(out, ", %s %" PRIu32, members[i].name, members[i].value);
	weir_writer_text(out, ":\n");
	weir_writer_hex(out, r->packet);
	weir_writer_char(out, '\n');
}

static void print_json(struct weir_writer *out, const struct proof *proof)
{
	const struct weir_prove_result *r = proof->result;
	struct member members[MEMBERS];
	struct json j;

	json_init(&j, out);
	json_open_object(&j);
	json_member_text(&j, "claim", claims[proof->claim]);
	json_member_text(&j, "answer", answers[r->answer]);
	if (r->answer == WEIR_PROVE_UNKNOWN)
		json_member_text(&j, "reason", r->reason);
	if (r->answer == WEIR_PROVE_REFUTED) {
		json_member_u64(&j, "a", r->returned_a);
		if (proof->claim != WEIR_PROVE_NEVER && proof->claim != WEIR_PROVE_ALWAYS)
			json_member_u64(&j, "b", r->returned_b);
		json_member_hex(&j, "packet", r->packet);
		json_member_object(&j, "metadata");
		fill_members(&r->metadata, members);
		for (size_t i = 0; i < MEMBERS; i++)
			if (members[i].value)
				json_member_u64(&j, members[i].name, members[i].value);
		json_close_object(&j);
	}
	json_member_u64(&j, "states", r->states);
	json_member_u64(&j, "rounds", r->rounds);
	json_member_fixed(&j, "seconds", (int64_t)r->microseconds, 6);
	json_close_object(&j);
	json_line_end(&j);
}

enum weir_status proof_print(FILE *file, const struct proof_form *form, const struct proof *proof)
{
	struct output output;
	enum weir_status status = output_open(&output, file);

	if (status != WEIR_OK)
		return status;
	do {
		struct weir_writer *out = output_begin(&output);

		if (form->json)
			print_json(out, proof);
		else
			print_text(out, proof);
	} while (!output_end(&output));
	status = output.status;
	output_close(&output);
	return status;
}
