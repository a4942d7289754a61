/* flaw.c - words and stable keys for the reasons in flaw.def.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/flaw.h>

static const struct {
	const char *key;
	const char *text;
} flaws[] = {
	{ "none", "no flaw" },
#define FLAW(symbol, key, text) { key, text },
#include <dnsweir/flaw.def>
#undef FLAW
};

const char *weir_flaw_text(enum weir_reason reason)
{
	return reason < WEIR_FLAW_COUNT ? flaws[reason].text : "unknown flaw";
}

const char *weir_flaw_key(enum weir_reason reason)
{
	return reason < WEIR_FLAW_COUNT ? flaws[reason].key : "unknown";
}
