/* supported.c - what a scope lacks of what a rule asks for, and why.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rule.h>

#include "base/error.h"
#include "filter/tree.h"

/* Why the field is in no packet or message of the scope; NULL: it may be there. */
static const char *lacking(enum weir_field_symbol symbol, enum weir_scope scope)
{
	switch ((int)symbol) {
	case WEIR_FIELD_TCP_SEQ:
		return "counts from the connection's beginning: tcp.seq_raw is in every segment";
	case WEIR_FIELD_TCP_ACK:
		return "counts from the connection's beginning: tcp.ack_raw is in every segment";
	case WEIR_FIELD_UDP_STREAM:
	case WEIR_FIELD_TCP_STREAM:
		if (scope == WEIR_SCOPE_PACKET)
			return "numbers conversations, and one packet does not tell its own: "
			       "`show -f` can, of messages";
		return NULL;
	default:
		return NULL;
	}
}

/* Behind fixed offsets, or at the end of a walk that a program without loops can make. */
static bool bpf_reaches(const struct weir_layer_field *field)
{
	switch (field->reach) {
	case WEIR_REACH_FIXED:
		return true;
	case WEIR_REACH_WALKED:
		return field->layer == WEIR_LAYER_DNS_QUESTION ||
		       (field->layer == WEIR_LAYER_DNS_OPT &&
			field->symbol < WEIR_FIELD_DNS_OPT_CODE);
	case WEIR_REACH_DERIVED:
		return field->symbol == WEIR_FIELD_FRAME_LEN ||
		       field->symbol == WEIR_FIELD_FRAME_CAP_LEN ||
		       field->symbol == WEIR_FIELD_UDP_LENGTH_BAD ||
		       field->symbol == WEIR_FIELD_DNS_LENGTH;
	case WEIR_REACH_EITHER:
		break;
	}
	return false;
}

bool weir_field_asked(const struct weir_layer_field *field, enum weir_engine engine)
{
	if (field->reach == WEIR_REACH_EITHER)
		field = weir_field_row(field->either[0]);
	switch (engine) {
	case WEIR_ENGINE_PACKETS:
		return !lacking(field->symbol, WEIR_SCOPE_PACKET);
	case WEIR_ENGINE_BPF:
		return bpf_reaches(field);
	case WEIR_ENGINE_MESSAGES:
		return !lacking(field->symbol, WEIR_SCOPE_MESSAGE);
	case WEIR_ENGINE_COUNT:
		break;
	}
	return false;
}

bool rule_mentions(const struct weir_rule *rule, enum weir_field_symbol symbol)
{
	for (uint32_t i = 0; i < rule->relation_count; i++)
		if (rule->relations[i].field && rule->relations[i].field->symbol == symbol)
			return true;
	return false;
}

enum weir_status weir_rule_supported(const struct weir_rule *rule, enum weir_scope scope,
				     struct weir_error *err)
{
	for (uint32_t i = 0; i < rule->relation_count; i++) {
		const struct relation *relation = &rule->relations[i];
		const char *reason =
			relation->field ? lacking(relation->field->symbol, scope) : NULL;
		if (reason)
			return error_set(err, WEIR_E_SUPPORT, relation->column, "%s %s",
					 relation->field->abbrev, reason);
	}
	return WEIR_OK;
}
