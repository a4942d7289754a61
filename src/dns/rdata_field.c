/* rdata_field.c - RDATA as typed fields, lists element by element.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/rdata.h>
#include <dnsweir/registry.h>

#include <string.h>

#include "base/cursor.h"
#include "dns/rdata_text.h"
#include "dns/rdata_words.h"

struct weir_rdata_fields weir_rdata_fields(const struct weir_rdata *rdata)
{
	struct rdata_walk w;

	rdata_begin(&w, rdata);
	return (struct weir_rdata_fields){
		.rdata = w.rdata, .shape = w.shape, .names = w.names, .at = w.at, .flaw = w.flaw
	};
}

static enum weir_kind kind_of(char letter)
{
	switch (letter) {
	case 't':
	case 'M':
	case 'u':
	case 'X':
		return WEIR_KIND_TYPE;
	case 'T':
	case '~':
	case '6':
		return WEIR_KIND_TIME;
	case 'a':
		return WEIR_KIND_IPV4;
	case 'A':
		return WEIR_KIND_IPV6;
	case 'N':
	case 'd':
	case 'n':
	case 'w':
	case 'R':
	case 'Y':
		return WEIR_KIND_NAME;
	case 's':
	case 'S':
	case 'o':
	case 'x':
	case 'r':
	case 'v':
	case 'q':
	case 'Q':
		return WEIR_KIND_TEXT;
	case 'h':
	case 'H':
	case 'z':
	case 'V':
	case 'Z':
	case 'J':
	case '*':
		return WEIR_KIND_HEX;
	case 'b':
	case 'B':
	case '@':
	case 'j':
	case 'm':
	case '-':
		return WEIR_KIND_BASE64;
	case '3':
		return WEIR_KIND_BASE32;
	case 'g':
	case 'c':
	case 'e':
	case 'f':
	case 'P':
	case 'I':
		return WEIR_KIND_WORD;
	case 'i':
	case 'E':
	case 'U':
	case 'G':
	case 'y':
	case '0':
	case '+':
	case 'C':
	case '!':
	case '=':
	case 'O':
		return WEIR_KIND_OWN;
	default: /* 1 2 4 8 F k K D p W */
		return WEIR_KIND_UINT;
	}
}

static const char *word_for(char letter, uint64_t number)
{
	switch (letter) {
	case 'g':
		return word_of(words_algorithm, number);
	case 'c':
		return word_of(words_cert, number);
	case 'e':
		return weir_tsig_error_name((unsigned)number);
	case 'f':
		return word_of(words_scheme, number);
	case 'P':
		return word_of(words_key_protocol, number);
	case 'I':
		return word_of(words_ip_protocol, number);
	default:
		return NULL;
	}
}

/* Fields that the presentation does not have when they take no octet. */
static bool is_absent(const struct rdata_field *f)
{
	return f->size == 0 && strchr("oyYB@", f->letter) != NULL;
}

static void give(struct weir_field *out, const char *name, const struct rdata_field *f)
{
	*out = (struct weir_field){ .name = name,
				    .kind = kind_of(f->letter),
				    .number = f->number,
				    .word = word_for(f->letter, f->number),
				    .bytes = f->content,
				    .at = f->at,
				    .size = f->size,
				    .letter = f->letter };
}

/* The next bit that is set in a map at `at`; false: none is left. */
static bool next_bit(struct weir_rdata_fields *it, const uint8_t *map, uint32_t size)
{
	for (; it->list_bit < size * 8; it->list_bit++)
		if (map[it->list_bit / 8] & 0x80U >> it->list_bit % 8)
			return true;
	return false;
}

/* An element of a bitmap: a type or a port. */
static bool take_bit(struct weir_rdata_fields *it, struct rdata_field *f)
{
	const uint8_t *body = it->rdata.wire.data + it->list_at;
	uint32_t left = it->list_end - it->list_at;

	if (it->list == 'X' || it->list == 'W') {
		if (!next_bit(it, body, left))
			return false;
		f->number = it->list_bit;
		f->at = it->list_at + it->list_bit++ / 8;
		f->size = 1;
		return true;
	}
	/* Windows, checked before: every round passes one. */
	while (it->list_end - it->list_at > 2) {
		body = it->rdata.wire.data + it->list_at;
		if (next_bit(it, body + 2, body[1])) {
			f->number = body[0] * 256U + it->list_bit;
			f->at = it->list_at + 2 + it->list_bit++ / 8;
			f->size = 1;
			return true;
		}
		it->list_at += 2U + body[1];
		it->list_bit = 0;
	}
	return false;
}

/* An element that stands for itself: string, name, prefix, parameter, option. The list was checked. */
static bool take_element(struct weir_rdata_fields *it, struct rdata_field *f)
{
	const uint8_t *element = it->rdata.wire.data + it->list_at;
	size_t skip = 0;
	size_t next;

	if (it->list_at >= it->list_end)
		return false;
	switch (it->list) {
	case 'S':
		skip = 1;
		next = it->list_at + 1U + element[0];
		break;
	case 'R':
		if (weir_name_skip(it->rdata.wire, it->list_at, &next, NULL) != WEIR_OK)
			return false;
		break;
	case '!':
		next = it->list_at + 4U + (element[3] & 0x7fU);
		break;
	default: /* = O */
		next = it->list_at + 4U + load_be16(element + 2);
		break;
	}
	f->at = it->list_at;
	f->size = (uint32_t)next - it->list_at;
	f->content = (struct weir_slice){ element + skip, f->size - skip };
	it->list_at = (uint32_t)next;
	return true;
}

/* The letter by which an element prints. */
static char element_letter(char list)
{
	switch (list) {
	case 'S':
		return 's';
	case 'R':
		return 'w';
	case 'W':
		return '2';
	case 'M':
	case 'u':
	case 'X':
		return 't';
	default:
		return list;
	}
}

static bool take_from_list(struct weir_rdata_fields *it, struct weir_field *out)
{
	struct rdata_field f = { .letter = element_letter(it->list) };
	bool bits = strchr("MuXW", it->list) != NULL;

	if (it->list == 0)
		return false;
	if (!(bits ? take_bit(it, &f) : take_element(it, &f))) {
		it->list = 0;
		return false;
	}
	give(out, it->list_name, &f);
	out->list = true;
	return true;
}

/* One letter of the shape. */
static enum weir_reason take_field(struct weir_rdata_fields *it, struct rdata_field *f)
{
	struct rdata_walk w = { .rdata = it->rdata,
				.shape = it->shape,
				.at = it->at,
				.long_size = it->long_size,
				.short_size = it->short_size,
				.selector = it->selector };
	enum weir_reason reason = *w.shape ? rdata_step(&w, f) : rdata_finish(&w);

	it->shape = w.shape;
	it->at = w.at;
	it->long_size = w.long_size;
	it->short_size = w.short_size;
	it->selector = w.selector;
	return reason;
}

enum weir_status weir_rdata_fields_next(struct weir_rdata_fields *fields, struct weir_field *out)
{
	if (fields->flaw.reason != WEIR_FLAW_NONE)
		return rdata_fault(fields->flaw.reason, fields->flaw.at, NULL);
	/* Ends: every round takes a letter of the shape. */
	while (!take_from_list(fields, out)) {
		struct rdata_field f = { .letter = 0 };
		enum weir_reason reason = take_field(fields, &f);
		if (reason != WEIR_FLAW_NONE)
			return rdata_fault(reason, fields->at, &fields->flaw);
		if (f.letter == 0)
			return WEIR_END;
		if (f.letter == 'l' || f.letter == 'L')
			continue;
		const char *name = fields->names;
		fields->names += strlen(name) + 1;
		if (strchr("SRMuXW!=O", f.letter)) {
			fields->list = f.letter;
			fields->list_name = name;
			fields->list_at = f.at;
			fields->list_end = f.at + f.size;
			fields->list_bit = 0;
		} else if (!is_absent(&f)) {
			give(out, name, &f);
			return WEIR_OK;
		}
	}
	return WEIR_OK;
}

enum weir_status weir_rdata_field_print(const struct weir_rdata *rdata,
					const struct weir_field *field, struct weir_writer *out)
{
	const struct rdata_field f = { field->letter, field->at, field->size, field->number,
				       field->bytes };
	size_t end = (size_t)rdata->at + rdata->size;
	struct weir_slice wire = rdata->wire;

	if (end < wire.size)
		wire.size = end;
	text_field(&f, wire, out->size, out);
	return out->full ? WEIR_E_SPACE : WEIR_OK;
}
