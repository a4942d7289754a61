/* rdata_parse_number.c - numbers, mnemonics and times read from text.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/error.h"
#include "dns/fold.h"
#include "dns/rdata_parse.h"
#include "dns/rdata_words.h"

/* Seconds in a unit; 0: there is no such unit. */
static uint32_t unit_of(uint8_t letter)
{
	switch (fold_octet(letter)) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	default:
		return 0;
	}
}

static enum weir_status parse_number(struct rdata_parse *p, size_t size, uint64_t most)
{
	uint64_t value;
	enum weir_status status = parse_decimal(p, p->token.text, most, &value);

	if (status == WEIR_OK)
		parse_put(p, value, size);
	return status;
}

/* Seconds, or numbers with units behind each, as BIND lets TTLs be written. */
static enum weir_status parse_period(struct rdata_parse *p)
{
	struct weir_slice text = p->token.text;
	uint64_t total = 0;

	for (size_t at = 0; at < text.size;) {
		size_t end = at;
		uint64_t value;
		while (end < text.size && text.data[end] >= '0' && text.data[end] <= '9')
			end++;
		struct weir_slice number = { text.data + at, end - at };
		/* A number without a unit is the whole text. */
		if (end == text.size && at > 0)
			return parse_fail(p, WEIR_E_FORM, "a unit is missing");
		enum weir_status status = parse_decimal(p, number, UINT32_MAX, &value);
		if (status != WEIR_OK)
			return status;
		uint64_t unit = end == text.size ? 1 : unit_of(text.data[end]);
		total += value * unit;
		if (unit == 0 || total > UINT32_MAX)
			return parse_fail(p, WEIR_E_FORM, "not a number of seconds in 32 bits");
		at = end + 1;
	}
	parse_put(p, total, 4);
	return text.size ? WEIR_OK : parse_fail(p, WEIR_E_FORM, "a number is missing");
}

/* A mnemonic of the table, or a number. */
static enum weir_status parse_word(struct rdata_parse *p, const struct word *table, size_t size)
{
	uint16_t number;

	if (!word_find(table, p->token.text, &number))
		return parse_number(p, size, size == 1 ? UINT8_MAX : UINT16_MAX);
	parse_put(p, number, size);
	return WEIR_OK;
}

/* A number, or words joined by "|". */
static enum weir_status parse_key_flags(struct rdata_parse *p)
{
	struct weir_slice text = p->token.text;
	uint16_t flags = 0;

	if (text.size > 0 && text.data[0] >= '0' && text.data[0] <= '9')
		return parse_number(p, 2, UINT16_MAX);
	for (size_t at = 0; at <= text.size;) {
		size_t end = at;
		uint16_t flag;
		while (end < text.size && text.data[end] != '|')
			end++;
		if (!word_find(words_key_flag, (struct weir_slice){ text.data + at, end - at },
			       &flag))
			return parse_fail(p, WEIR_E_UNKNOWN, "no such KEY flag");
		flags |= flag;
		at = end + 1;
	}
	parse_put(p, flags, 2);
	return WEIR_OK;
}

static enum weir_status parse_type(struct rdata_parse *p)
{
	uint16_t type;

	if (weir_type_parse(p->token.text, &type) != WEIR_OK)
		return parse_number(p, 2, UINT16_MAX);
	parse_put(p, type, 2);
	return WEIR_OK;
}

static enum weir_status parse_error_code(struct rdata_parse *p)
{
	uint16_t code;

	if (weir_tsig_error_parse(p->token.text, &code) != WEIR_OK)
		return parse_fail(p, WEIR_E_UNKNOWN, "no such error code");
	parse_put(p, code, 2);
	return WEIR_OK;
}

static uint32_t digits(const uint8_t *text, size_t size)
{
	uint32_t value = 0;

	for (size_t i = 0; i < size; i++)
		value = value * 10 + text[i] - '0';
	return value;
}

/* YYYYMMDDHHmmSS, or seconds since 1970 (RFC 4034 section 3.2), modulo 2^32. */
static enum weir_status parse_time(struct rdata_parse *p)
{
	static const uint16_t before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
	static const uint8_t days_of[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const uint8_t *text = p->token.text.data;
	uint64_t number;

	if (p->token.text.size != 14)
		return parse_number(p, 4, UINT32_MAX);
	enum weir_status status = parse_decimal(p, p->token.text, UINT64_MAX, &number);
	if (status != WEIR_OK)
		return status;
	uint32_t year = digits(text, 4);
	uint32_t month = digits(text + 4, 2);
	uint32_t day = digits(text + 6, 2);
	uint32_t hour = digits(text + 8, 2);
	uint32_t minute = digits(text + 10, 2);
	uint32_t second = digits(text + 12, 2);
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (year < 1901 || month < 1 || month > 12 || day < 1 ||
	    day > days_of[month - 1] + (leap && month == 2 ? 1U : 0U) || hour > 23 || minute > 59 ||
	    second > 60)
		return parse_fail(p, WEIR_E_RANGE, "no such time");
	/* Leap days of the years before this one, less those before 1970. */
	int64_t past = (int64_t)year - 1;
	int64_t leaps = past / 4 - past / 100 + past / 400 - 477;
	int64_t days =
		(past - 1969) * 365 + leaps + before[month - 1] + (leap && month > 2) + day - 1;
	int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second;
	/* Other software writes the upper half of the range as the years before 1970. */
	if (seconds > UINT32_MAX || seconds < INT32_MIN)
		return parse_fail(p, WEIR_E_RANGE, "time outside 1901 to 2106");
	parse_put(p, (uint32_t)seconds, 4);
	return WEIR_OK;
}

enum weir_status parse_numeric(struct rdata_parse *p)
{
	switch (*p->shape) {
	case '1':
		return parse_number(p, 1, UINT8_MAX);
	case '2':
		return parse_number(p, 2, UINT16_MAX);
	case '4':
		return parse_number(p, 4, UINT32_MAX);
	case '6':
		return parse_number(p, 6, 0xffffffffffff);
	case '8':
		return parse_number(p, 8, UINT64_MAX);
	case '%':
		return parse_period(p);
	case 't':
		return parse_type(p);
	case 'T':
	case '~':
		return parse_time(p);
	case 'g':
		return parse_word(p, words_algorithm, 1);
	case 'c':
		return parse_word(p, words_cert, 2);
	case 'P':
		return parse_word(p, words_key_protocol, 1);
	case 'f':
		return parse_word(p, words_scheme, 1);
	case 'F':
	case '&':
		return parse_key_flags(p);
	case 'e':
		return parse_error_code(p);
	default:
		return parse_fail(p, WEIR_E_SUPPORT, "no reader for this field");
	}
}
