/* words.c - words for the numbers that fields hold, both ways, from whichever registry has them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/layer.h>

#include <string.h>
#include <strings.h>

#include <dnsweir/registry.h>
#include <dnsweir/rrtype.h>

struct word {
	uint8_t words; /* enum weir_words */
	uint16_t number;
	const char *text;
};

static const struct word rows[] = {
#define WORD(registry, number, text) { WEIR_WORDS_##registry, number, text },
#include "layer/words.def"
#undef WORD
};

static const char *row_text(enum weir_words words, uint64_t number)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].words == words && rows[i].number == number)
			return rows[i].text;
	return NULL;
}

static bool row_number(enum weir_words words, struct weir_slice word, uint64_t *number)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].words != words || strlen(rows[i].text) != word.size ||
		    strncasecmp(rows[i].text, (const char *)word.data, word.size) != 0)
			continue;
		*number = rows[i].number;
		return true;
	}
	return false;
}

const char *weir_word_of(enum weir_words words, uint64_t number)
{
	if (number > UINT16_MAX)
		return NULL;
	switch (words) {
	case WEIR_WORDS_NONE:
		return NULL;
	case WEIR_WORDS_RRTYPE:
		return weir_type_mnemonic((uint16_t)number);
	case WEIR_WORDS_RRCLASS:
		return weir_class_mnemonic((uint16_t)number);
	case WEIR_WORDS_RCODE:
		return weir_rcode_name((unsigned)number);
	case WEIR_WORDS_OPCODE:
		return weir_opcode_name((unsigned)number);
	case WEIR_WORDS_EDNS_OPTION:
		return weir_option_name((unsigned)number);
	case WEIR_WORDS_ETHERTYPE:
	case WEIR_WORDS_IPPROTO:
	case WEIR_WORDS_ARP_OPCODE:
	case WEIR_WORDS_ICMP_TYPE:
	case WEIR_WORDS_ICMPV6_TYPE:
	case WEIR_WORDS_IP_OPTION:
	case WEIR_WORDS_IPV6_OPTION:
	case WEIR_WORDS_TCP_OPTION:
	case WEIR_WORDS_CHECKSUM:
		break;
	}
	return row_text(words, number);
}

/* Numbers are no words, though the readers of DNS's registries take them. */
static bool all_digits(struct weir_slice word)
{
	for (size_t i = 0; i < word.size; i++)
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
	return true;
}

bool weir_word_number(enum weir_words words, struct weir_slice word, uint64_t *number)
{
	enum weir_status status = WEIR_E_UNKNOWN;
	uint16_t found = 0;

	if (all_digits(word))
		return false;
	switch (words) {
	case WEIR_WORDS_NONE:
		return false;
	case WEIR_WORDS_RRTYPE:
		status = weir_type_parse(word, &found);
		break;
	case WEIR_WORDS_RRCLASS:
		status = weir_class_parse(word, &found);
		break;
	case WEIR_WORDS_RCODE:
		status = weir_rcode_parse(word, &found);
		break;
	case WEIR_WORDS_OPCODE:
		status = weir_opcode_parse(word, &found);
		break;
	case WEIR_WORDS_EDNS_OPTION:
		status = weir_option_code_parse(word, &found);
		break;
	case WEIR_WORDS_ETHERTYPE:
	case WEIR_WORDS_IPPROTO:
	case WEIR_WORDS_ARP_OPCODE:
	case WEIR_WORDS_ICMP_TYPE:
	case WEIR_WORDS_ICMPV6_TYPE:
	case WEIR_WORDS_IP_OPTION:
	case WEIR_WORDS_IPV6_OPTION:
	case WEIR_WORDS_TCP_OPTION:
	case WEIR_WORDS_CHECKSUM:
		return row_number(words, word, number);
	}
	if (status == WEIR_OK)
		*number = found;
	return status == WEIR_OK;
}
