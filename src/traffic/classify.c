/* classify.c - the ports that mean DNS, by the options.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/classify.h"

#include <string.h>

#include "base/error.h"

enum {
	PORT_DNS = 53,
	PORT_DNS_TLS = 853, /* RFC 7858, RFC 9250 */
	PORT_MDNS = 5353,
	PORT_LLMNR = 5355,
	MEMORY_DEFAULT = 16 * 1024 * 1024,
};

static void know(struct traffic_plan *plan, uint16_t port)
{
	plan->known[port / 64] |= 1ULL << port % 64;
}

enum weir_status traffic_plan_init(struct traffic_plan *plan,
				   const struct weir_traffic_options *options,
				   struct weir_error *err)
{
	static const struct weir_traffic_options defaults = WEIR_TRAFFIC_OPTIONS;

	memset(plan, 0, sizeof(*plan));
	if (!options)
		options = &defaults;
	plan->mdns = options->mdns;
	plan->llmnr = options->llmnr;
	plan->icmp = options->icmp;
	plan->memory = options->memory ? options->memory : MEMORY_DEFAULT;
	if (plan->memory < WEIR_TRAFFIC_MEMORY_MIN)
		return error_set(err, WEIR_E_RANGE, NO_PLACE,
				 "%zu octets of memory are too few: reassembly needs %d",
				 plan->memory, WEIR_TRAFFIC_MEMORY_MIN);
	for (size_t i = 0; i < WEIR_PORTS_MAX; i++)
		if (options->ports[i] != 0)
			plan->ports[plan->port_count++] = options->ports[i];
	if (plan->port_count == 0)
		plan->ports[plan->port_count++] = PORT_DNS;
	for (unsigned i = 0; i < plan->port_count; i++)
		know(plan, plan->ports[i]);
	know(plan, PORT_DNS_TLS);
	know(plan, PORT_MDNS);
	know(plan, PORT_LLMNR);
	return WEIR_OK;
}

bool traffic_app(const struct traffic_plan *plan, uint16_t source, uint16_t target,
		 enum weir_app *app)
{
	for (unsigned i = 0; i < plan->port_count; i++) {
		if (plan->ports[i] == source || plan->ports[i] == target) {
			*app = WEIR_APP_DNS;
			return true;
		}
	}
	if (source == PORT_MDNS || target == PORT_MDNS)
		*app = WEIR_APP_MDNS;
	else if (source == PORT_LLMNR || target == PORT_LLMNR)
		*app = WEIR_APP_LLMNR;
	else
		return false;
	return true;
}

const char *weir_app_name(enum weir_app app)
{
	switch (app) {
	case WEIR_APP_DNS:
		return "dns";
	case WEIR_APP_MDNS:
		return "mdns";
	case WEIR_APP_LLMNR:
		return "llmnr";
	}
	return "?";
}
