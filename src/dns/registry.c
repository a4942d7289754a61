/* registry.c - words for RCODEs, opcodes, EDNS options and extended errors, both ways.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/registry.h>

#include <string.h>

#include "dns/fold.h"

struct word {
	uint16_t number;
	const char *text;
};

/* A registry: its words and, behind them, words that are only read. */
struct words {
	const struct word *rows;
	size_t count;
	const struct word *aliases;
	size_t alias_count;
	const char *prefix; /* of the word made of a number without one */
	uint16_t highest;
};

static const struct word rcode_rows[] = {
#define RCODE(symbol, number) { number, #symbol },
#define TSIG_ERROR(symbol, number)
#include <dnsweir/rcode.def>
#undef TSIG_ERROR
#undef RCODE
};
static const struct word tsig_rows[] = {
#define RCODE(symbol, number)
#define TSIG_ERROR(symbol, number) { number, #symbol },
#include <dnsweir/rcode.def>
#undef TSIG_ERROR
#undef RCODE
};
static const struct word opcode_rows[] = {
#define OPCODE(symbol, number) { number, #symbol },
#include <dnsweir/opcode.def>
#undef OPCODE
};
static const struct word option_rows[] = {
#define OPTION(symbol, code, word, ...) { code, word },
#define OPTION_ALIAS(code, word)
#include <dnsweir/option.def>
#undef OPTION_ALIAS
#undef OPTION
};
static const struct word option_aliases[] = {
#define OPTION(symbol, code, word, ...)
#define OPTION_ALIAS(code, word) { code, word },
#include <dnsweir/option.def>
#undef OPTION_ALIAS
#undef OPTION
};
static const struct word ede_rows[] = {
#define EDE(symbol, number, text) { number, text },
#include <dnsweir/ede.def>
#undef EDE
};

#define ROWS(table) table, sizeof(table) / sizeof((table)[0])
static const struct words rcodes = { ROWS(rcode_rows), ROWS(tsig_rows), "RCODE", 0xfff };
static const struct words tsig_errors = { ROWS(rcode_rows), ROWS(tsig_rows), "RCODE", 0xffff };
static const struct words opcodes = { ROWS(opcode_rows), NULL, 0, "OPCODE", 15 };
static const struct words options = { ROWS(option_rows), ROWS(option_aliases), "OPT", 0xffff };
static const struct words edes = { ROWS(ede_rows), NULL, 0, "EDE", 0xffff };

static const char *row_text(const struct word *rows, size_t count, unsigned number)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].number == number)
			return rows[i].text;
	return NULL;
}

static void words_print(const struct words *words, unsigned number, struct weir_writer *out)
{
	const char *text = row_text(words->rows, words->count, number);

	if (text) {
		weir_writer_text(out, text);
		return;
	}
	weir_writer_text(out, words->prefix);
	weir_writer_u64(out, number);
}

static bool word_equal(const char *word, struct weir_slice text)
{
	return strlen(word) == text.size && fold_equal((const uint8_t *)word, text.data, text.size);
}

static bool row_find(const struct word *rows, size_t count, struct weir_slice text, uint16_t *out)
{
	for (size_t i = 0; i < count; i++) {
		if (word_equal(rows[i].text, text)) {
			*out = rows[i].number;
			return true;
		}
	}
	return false;
}

/* Digits alone or behind the registry's prefix. */
static enum weir_status number_parse(const struct words *words, struct weir_slice text,
				     uint16_t *out)
{
	size_t prefix = strlen(words->prefix);
	uint32_t value = 0;
	size_t at = 0;

	if (text.size > prefix && fold_equal((const uint8_t *)words->prefix, text.data, prefix))
		at = prefix;
	if (at == text.size)
		return WEIR_E_UNKNOWN;
	for (; at < text.size; at++) {
		if (text.data[at] < '0' || text.data[at] > '9')
			return WEIR_E_UNKNOWN;
		value = value * 10 + (text.data[at] - '0');
		if (value > words->highest)
			return WEIR_E_RANGE;
	}
	*out = (uint16_t)value;
	return WEIR_OK;
}

static enum weir_status words_parse(const struct words *words, struct weir_slice text,
				    uint16_t *out)
{
	if (row_find(words->rows, words->count, text, out) ||
	    row_find(words->aliases, words->alias_count, text, out))
		return WEIR_OK;
	return number_parse(words, text, out);
}

const char *weir_rcode_name(unsigned rcode)
{
	return row_text(ROWS(rcode_rows), rcode);
}

const char *weir_tsig_error_name(unsigned rcode)
{
	const char *text = row_text(ROWS(tsig_rows), rcode);

	return text ? text : weir_rcode_name(rcode);
}

const char *weir_opcode_name(unsigned opcode)
{
	return row_text(ROWS(opcode_rows), opcode);
}

const char *weir_option_name(unsigned code)
{
	return row_text(ROWS(option_rows), code);
}

const char *weir_ede_text(unsigned code)
{
	return row_text(ROWS(ede_rows), code);
}

void weir_rcode_print(unsigned rcode, struct weir_writer *out)
{
	words_print(&rcodes, rcode, out);
}

void weir_opcode_print(unsigned opcode, struct weir_writer *out)
{
	words_print(&opcodes, opcode, out);
}

void weir_option_code_print(unsigned code, struct weir_writer *out)
{
	words_print(&options, code, out);
}

void weir_ede_print(unsigned code, struct weir_writer *out)
{
	words_print(&edes, code, out);
}

enum weir_status weir_rcode_parse(struct weir_slice text, uint16_t *out)
{
	return words_parse(&rcodes, text, out);
}

enum weir_status weir_tsig_error_parse(struct weir_slice text, uint16_t *out)
{
	return words_parse(&tsig_errors, text, out);
}

enum weir_status weir_opcode_parse(struct weir_slice text, uint16_t *out)
{
	return words_parse(&opcodes, text, out);
}

enum weir_status weir_option_code_parse(struct weir_slice text, uint16_t *out)
{
	return words_parse(&options, text, out);
}

enum weir_status weir_ede_parse(struct weir_slice text, uint16_t *out)
{
	return words_parse(&edes, text, out);
}
