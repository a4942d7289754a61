/* ls.h - layers and their fields for the reader, by the field table: as tables and as JSON.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_LS_H
#define PRESENT_LS_H

#include <dnsweir/layer.h>

#include <stdio.h>

enum { LS_FIELDS_MAX = WEIR_FIELD_COUNT };

/* Is it a field of the layer, or of a part of it? "ipv6" has those of "ipv6.fraghdr" too. */
bool ls_belongs(const struct weir_layer_field *field, enum weir_layer layer);

struct ls_form {
	enum weir_status (*layers)(FILE *out, bool colour);
	enum weir_status (*fields)(FILE *out, bool colour, enum weir_layer layer);
	/* All that is known of one field, words of its numbers included. */
	enum weir_status (*field)(FILE *out, bool colour, const struct weir_layer_field *field);
};

extern const struct ls_form ls_text;
extern const struct ls_form ls_json;

/* --- what both forms say --- */
const char *ls_kind(enum weir_field_kind kind);
const char *ls_reach(enum weir_reach reach);
const char *ls_words(enum weir_words words); /* "ipproto"; "" for none */
unsigned ls_count(enum weir_layer layer);    /* fields of the layer, parts included */

#endif
