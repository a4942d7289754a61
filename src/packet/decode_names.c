/* decode_names.c - the names of layers and of the decoder's reasons to stop.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/packet.h>

static const struct {
	const char *name;
	const char *text;
} layers[WEIR_LAYER_COUNT] = {
	{ "none", "no layer" },
#define LAYER(symbol, name, text, scapy) { name, text },
#include <dnsweir/layer.def>
#undef LAYER
}, stops[WEIR_STOP_COUNT] = {
	{ "none", "read to the transport payload" },
#define STOP(symbol, key, text) { key, text },
#include <dnsweir/stop.def>
#undef STOP
};

const char *weir_layer_name(enum weir_layer layer)
{
	return (unsigned)layer < WEIR_LAYER_COUNT ? layers[layer].name : "unknown";
}

const char *weir_layer_text(enum weir_layer layer)
{
	return (unsigned)layer < WEIR_LAYER_COUNT ? layers[layer].text : "unknown layer";
}

const char *weir_stop_key(enum weir_stop stop)
{
	return (unsigned)stop < WEIR_STOP_COUNT ? stops[stop].name : "unknown";
}

const char *weir_stop_text(enum weir_stop stop)
{
	return (unsigned)stop < WEIR_STOP_COUNT ? stops[stop].text : "unknown reason";
}
