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
