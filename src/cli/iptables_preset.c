/* iptables_preset.c - addresses and nets that a script for iptables guards from the start.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "cli/iptables_script.h"

enum { ADDRESS_MAX = 16 };

/* "24" of "192.0.2.0/24": one to three digits, no sign. */
static bool read_prefix(const char *text, unsigned highest, unsigned *out)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > 3 || text[digits] || (digits > 1 && text[0] == '0'))
		return false;
	*out = (unsigned)strtoul(text, NULL, 10);
	return *out <= highest;
}

/* As ipset does it: the host's part of a net is none of it. */
static void clear_host(uint8_t *address, size_t size, unsigned prefix)
{
	for (size_t i = 0; i < size; i++) {
		unsigned left = prefix > 8 * i ? prefix - 8 * (unsigned)i : 0;

		if (left < 8)
			address[i] &= (uint8_t)(0xff00u >> left);
	}
}

static enum exit_code put_net(const struct invocation *call, struct iptables_script *script,
			      const char *text)
{
	int family = script->version == 6 ? AF_INET6 : AF_INET;
	unsigned highest = script->version == 6 ? 128 : 32;
	unsigned prefix = highest;
	char address[INET6_ADDRSTRLEN];
	uint8_t octets[ADDRESS_MAX];
	size_t size = strcspn(text, "/");

	if (size >= sizeof(address))
		size = sizeof(address) - 1; /* too long to be one */
	memcpy(address, text, size);
	address[size] = 0;
	if (inet_pton(family == AF_INET ? AF_INET6 : AF_INET, address, octets) == 1)
		return call_refuse(call,
				   "--ip: '%s' is IPv%u, the script is for IPv%u (--inet6 %s)",
				   text, script->version == 6 ? 4u : 6u, script->version,
				   script->version == 6 ? "makes it so" : "makes one for IPv6");
	if (inet_pton(family, address, octets) != 1 ||
	    (text[size] && (text[size] != '/' || !read_prefix(text + size + 1, highest, &prefix))))
		return call_refuse(call, "--ip: '%s' is neither an IPv%u address nor a net", text,
				   script->version);
	clear_host(octets, highest / 8, prefix);
	if (!inet_ntop(family, octets, address, sizeof(address)))
		return call_fail(call, WEIR_E_SYSTEM, NULL);
	iptables_put(&script->text, "%s", address);
	if (prefix < highest)
		iptables_put(&script->text, "/%u", prefix);
	return EXIT_DONE;
}

enum exit_code iptables_preset(const struct invocation *call, struct iptables_script *script,
			       size_t option)
{
	const char *text;

	for (size_t n = 0; (text = call_each(call, option, n)); n++) {
		if (n > 0)
			iptables_put(&script->text, " ");
		enum exit_code code = put_net(call, script, text);
		if (code != EXIT_DONE)
			return code;
	}
	return EXIT_DONE;
}
