/* svc_key.h - the service parameter keys of SVCB and HTTPS: number, name and form of the value.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef DNS_SVC_KEY_H
#define DNS_SVC_KEY_H

#include <dnsweir/base.h>

enum { SVC_MANDATORY = 0, SVC_ALPN = 1, SVC_NO_DEFAULT_ALPN = 2 };

enum svc_form {
	SVC_FORM_ANY,  /* one string, maybe empty: keyNNN */
	SVC_FORM_KEYS, /* list of keys */
	SVC_FORM_LIST, /* list of strings, not empty */
	SVC_FORM_PATH, /* list of strings, maybe empty */
	SVC_FORM_NONE, /* no value */
	SVC_FORM_PORT, /* one number of two octets */
	SVC_FORM_IPV4, /* list of addresses */
	SVC_FORM_IPV6,
	SVC_FORM_BASE64,
	SVC_FORM_STRING, /* one string, not empty */
	SVC_FORM_GROUPS, /* list of numbers of two octets */
};

/* NULL for a key without a name: it is written keyNNN. Static storage. */
const char *svc_key_name(uint16_t key);
enum svc_form svc_key_form(uint16_t key);
/* By name or keyNNN, in lower case as RFC 9460 section 2.1 wants; false: no such key. `raw`: it was
 * keyNNN, whose value is a plain string whatever the key. */
bool svc_key_parse(struct weir_slice text, uint16_t *key, bool *raw);

#endif
