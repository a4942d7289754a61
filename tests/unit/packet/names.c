/* names.c - every layer and every reason to stop has a name of its own; a stranger has none.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>

#include <string.h>

#include "tap.h"

static const char *layer_name(unsigned number)
{
	return weir_layer_name((enum weir_layer)number);
}

static const char *stop_key(unsigned number)
{
	return weir_stop_key((enum weir_stop)number);
}

/* What JSON keys and counters may be made of. */
static bool is_key(const char *text)
{
	return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.-") == strlen(text);
}

static bool distinct(const char *(*name)(unsigned), unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (!is_key(name(i)) || strcmp(name(i), name(count)) == 0)
			return false;
		for (unsigned j = 0; j < i; j++)
			if (strcmp(name(i), name(j)) == 0) {
				note("%s stands twice", name(i));
				return false;
			}
	}
	return strcmp(name(count), "unknown") == 0 && strcmp(name(UINT32_MAX), "unknown") == 0;
}

int main(void)
{
	bool worded = true;

	check("layers have names, each its own", distinct(layer_name, WEIR_LAYER_COUNT));
	check("reasons to stop have keys, each its own", distinct(stop_key, WEIR_STOP_COUNT));
	for (unsigned i = 0; i <= WEIR_LAYER_COUNT; i++)
		worded = worded && *weir_layer_text((enum weir_layer)i);
	for (unsigned i = 0; i <= WEIR_STOP_COUNT; i++)
		worded = worded && *weir_stop_text((enum weir_stop)i);
	check("all have words", worded);
	return tap_done();
}
