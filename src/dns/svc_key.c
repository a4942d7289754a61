/* svc_key.c - the table of service parameter keys.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "dns/svc_key.h"

#include <string.h>

/* Indexed by number; IANA "Service Parameter Keys (SvcParamKeys)". */
static const struct {
	const char *name;
	enum svc_form form;
} keys[] = {
	{ "mandatory", SVC_FORM_KEYS },              /* RFC 9460 */
	{ "alpn", SVC_FORM_LIST },                   /* RFC 9460 */
	{ "no-default-alpn", SVC_FORM_NONE },        /* RFC 9460 */
	{ "port", SVC_FORM_PORT },                   /* RFC 9460 */
	{ "ipv4hint", SVC_FORM_IPV4 },               /* RFC 9460 */
	{ "ech", SVC_FORM_BASE64 },                  /* RFC 9848 */
	{ "ipv6hint", SVC_FORM_IPV6 },               /* RFC 9460 */
	{ "dohpath", SVC_FORM_STRING },              /* RFC 9461 */
	{ "ohttp", SVC_FORM_NONE },                  /* RFC 9540 */
	{ "tls-supported-groups", SVC_FORM_GROUPS }, /* draft-ietf-tls-key-share-prediction */
	{ "docpath", SVC_FORM_PATH },                /* draft-ietf-core-dns-over-coap */
};

enum { KEY_COUNT = sizeof(keys) / sizeof(keys[0]) };

const char *svc_key_name(uint16_t key)
{
	return key < KEY_COUNT ? keys[key].name : NULL;
}

enum svc_form svc_key_form(uint16_t key)
{
	return key < KEY_COUNT ? keys[key].form : SVC_FORM_ANY;
}

bool svc_key_parse(struct weir_slice text, uint16_t *key, bool *raw)
{
	uint32_t value = 0;

	for (size_t i = 0; i < KEY_COUNT; i++)
		if (text.size == strlen(keys[i].name) &&
		    memcmp(text.data, keys[i].name, text.size) == 0) {
			*key = (uint16_t)i;
			*raw = false;
			return true;
		}
	if (text.size < 4 || text.size > 8 || memcmp(text.data, "key", 3) != 0)
		return false;
	for (size_t i = 3; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		value = value * 10 + text.data[i] - '0';
	}
	/* No leading zeros: one key, one name. */
	if (value > UINT16_MAX || (text.data[3] == '0' && text.size > 4))
		return false;
	*key = (uint16_t)value;
	*raw = true;
	return true;
}
