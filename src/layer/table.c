/* table.c - the field table as rows, and looking them up.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/layer.h>

#include <string.h>
#include <strings.h>

#define ALWAYS                                                                                     \
	0, 0,                                                                                      \
	{                                                                                          \
		0, 0                                                                               \
	}
#define WHEN(at, bits, a, b)                                                                       \
	at, bits,                                                                                  \
	{                                                                                          \
		a, b                                                                               \
	}

static const struct weir_layer_field rows[WEIR_FIELD_COUNT] = {
#define FIELD(symbol, layer, scapy, abbrev, text, kind, at, bits, reach, words, ...)               \
	{ WEIR_FIELD_##symbol,                                                                     \
	  WEIR_LAYER_##layer,                                                                      \
	  scapy,                                                                                   \
	  abbrev,                                                                                  \
	  text,                                                                                    \
	  WEIR_FIELD_##kind,                                                                       \
	  WEIR_REACH_##reach,                                                                      \
	  WEIR_WORDS_##words,                                                                      \
	  at,                                                                                      \
	  bits,                                                                                    \
	  1,                                                                                       \
	  __VA_ARGS__,                                                                             \
	  { 0, 0 } },
#define SCALED(symbol, layer, scapy, abbrev, text, kind, at, bits, unit)                           \
	{ WEIR_FIELD_##symbol,                                                                     \
	  WEIR_LAYER_##layer,                                                                      \
	  scapy,                                                                                   \
	  abbrev,                                                                                  \
	  text,                                                                                    \
	  WEIR_FIELD_##kind,                                                                       \
	  WEIR_REACH_FIXED,                                                                        \
	  WEIR_WORDS_NONE,                                                                         \
	  at,                                                                                      \
	  bits,                                                                                    \
	  unit,                                                                                    \
	  ALWAYS,                                                                                  \
	  { 0, 0 } },
#define EITHER(symbol, layer, abbrev, text, first, second)                                         \
	{ WEIR_FIELD_##symbol,                                                                     \
	  WEIR_LAYER_##layer,                                                                      \
	  NULL,                                                                                    \
	  abbrev,                                                                                  \
	  text,                                                                                    \
	  WEIR_FIELD_NUMBER,                                                                       \
	  WEIR_REACH_EITHER,                                                                       \
	  WEIR_WORDS_NONE,                                                                         \
	  0,                                                                                       \
	  0,                                                                                       \
	  1,                                                                                       \
	  ALWAYS,                                                                                  \
	  { WEIR_FIELD_##first, WEIR_FIELD_##second } },
#include <dnsweir/layer_field.def>
#undef FIELD
#undef SCALED
#undef EITHER
};

const struct weir_layer_field *weir_field_row(enum weir_field_symbol symbol)
{
	return (unsigned)symbol < WEIR_FIELD_COUNT ? &rows[symbol] : NULL;
}

const struct weir_layer_field *weir_field_find(struct weir_slice abbrev)
{
	for (unsigned i = 0; i < WEIR_FIELD_COUNT; i++)
		if (strlen(rows[i].abbrev) == abbrev.size &&
		    strncasecmp(rows[i].abbrev, (const char *)abbrev.data, abbrev.size) == 0)
			return &rows[i];
	return NULL;
}

enum weir_layer weir_layer_find(struct weir_slice name)
{
	for (unsigned i = WEIR_LAYER_NONE + 1; i < WEIR_LAYER_COUNT; i++) {
		const char *known = weir_layer_name((enum weir_layer)i);
		if (strlen(known) == name.size &&
		    strncasecmp(known, (const char *)name.data, name.size) == 0)
			return (enum weir_layer)i;
	}
	return WEIR_LAYER_NONE;
}

const char *weir_layer_scapy(enum weir_layer layer)
{
	static const char *const names[WEIR_LAYER_COUNT] = {
#define LAYER(symbol, name, text, scapy) [WEIR_LAYER_##symbol] = scapy,
#include <dnsweir/layer.def>
#undef LAYER
	};

	return (unsigned)layer < WEIR_LAYER_COUNT ? names[layer] : NULL;
}
