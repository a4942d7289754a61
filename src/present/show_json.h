/* show_json.h - JSON members that both JSON forms of a message use.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_SHOW_JSON_H
#define PRESENT_SHOW_JSON_H

#include "base/json.h"
#include "present/show.h"

void show_json_address(struct json *j, const char *key, uint8_t version,
		       const struct weir_address *address);
/* The name at an offset of the message, "" where it cannot be read. */
void show_json_name(struct json *j, const char *key, const struct show_item *item, size_t at);
void show_json_type(struct json *j, const char *key, uint16_t type);
void show_json_class(struct json *j, const char *key, uint16_t rrclass);
/* The headers below the message, an object each. */
void show_json_layers(struct json *j, const struct show_item *item);
/* "edns": {...} of the first OPT record; nothing where there is none. */
void show_json_edns(struct json *j, const struct show_item *item);

#endif
