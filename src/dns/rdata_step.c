/* rdata_step.c - read and check one field of a record's shape.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "dns/rdata_step.h"

#include "base/cursor.h"
#include "dns/name_walk.h"

const uint8_t rdata_fixed_size[128] = {
	['1'] = 1, ['2'] = 2, ['4'] = 4,  ['6'] = 6, ['8'] = 8, ['g'] = 1, ['t'] = 2,
	['c'] = 2, ['e'] = 2, ['P'] = 1,  ['f'] = 1, ['T'] = 4, ['%'] = 4, ['&'] = 2,
	['~'] = 4, ['a'] = 4, ['A'] = 16, ['i'] = 8, ['E'] = 6, ['U'] = 8,
};

void rdata_begin(struct rdata_walk *w, const struct weir_rdata *rdata)
{
	static const struct rr_row opaque = { NULL, "*", "data", false };
	uint16_t rrclass = rdata->mdns ? rdata->rrclass & 0x7fff : rdata->rrclass;
	const struct rr_row *row = rr_row_of(rdata->type);

	*w = (struct rdata_walk){ .rdata = *rdata, .at = rdata->at };
	if (!rdata->wire.data)
		w->rdata.wire.data = (const uint8_t *)""; /* no arithmetic on NULL */
	if (!row)
		row = &opaque;
	/* RFC 2136: class NONE deletes a record by its RDATA; without RDATA, NONE and ANY speak of sets.
	 * RDATA in class ANY is nobody's by right, and IN's by all that was ever seen. */
	bool update = rrclass == WEIR_CLASS_NONE || rrclass == WEIR_CLASS_ANY;
	if ((row->in_only && rrclass != WEIR_CLASS_IN && !update) || (update && rdata->size == 0))
		row = &opaque;
	w->shape = row->shape;
	w->names = row->fields;
	if (rdata->at > rdata->wire.size || rdata->size > rdata->wire.size - rdata->at) {
		w->flaw = (struct weir_flaw){ WEIR_FLAW_RDATA_CUT, rdata->at };
		w->shape = "";
		w->at = (uint32_t)(rdata->wire.size < rdata->at ? rdata->wire.size : rdata->at);
		w->rdata.wire.size = w->at;
		w->rdata.size = 0;
		return;
	}
	/* Names lead back, never beyond the RDATA: with the rest out of sight no field can pass its
	 * end. */
	w->rdata.wire.size = (size_t)rdata->at + rdata->size;
}

enum weir_status rdata_fault(enum weir_reason reason, size_t at, struct weir_flaw *flaw)
{
	if (reason == WEIR_FLAW_NONE)
		return WEIR_OK;
	if (flaw)
		*flaw = (struct weir_flaw){ reason, (uint32_t)at };
	switch (reason) {
	case WEIR_FLAW_RDATA_CUT:
	case WEIR_FLAW_RDATA_SHORT:
	case WEIR_FLAW_NAME_CUT:
	case WEIR_FLAW_OPTION_CUT:
		return WEIR_E_SHORT;
	default:
		return WEIR_E_FORM;
	}
}

/* What is left of the RDATA. */
static struct weir_slice rest(const struct rdata_walk *w)
{
	return (struct weir_slice){ w->rdata.wire.data + w->at, w->rdata.wire.size - w->at };
}

/* The content begins `skip` octets into the field (behind its length) and is `size` long. */
static enum weir_reason take(struct rdata_walk *w, struct rdata_field *f, size_t skip, size_t size)
{
	struct weir_slice left = rest(w);

	if (skip > left.size || size > left.size - skip)
		return WEIR_FLAW_RDATA_SHORT;
	f->content = (struct weir_slice){ left.data + skip, size };
	w->at += (uint32_t)(skip + size);
	return WEIR_FLAW_NONE;
}

static enum weir_reason take_rest(struct rdata_walk *w, struct rdata_field *f, size_t least)
{
	size_t left = rest(w).size;

	return left < least ? WEIR_FLAW_RDATA_SHORT : take(w, f, 0, left);
}

static enum weir_reason take_number(struct rdata_walk *w, struct rdata_field *f, size_t size)
{
	enum weir_reason reason = take(w, f, 0, size);

	for (size_t i = 0; reason == WEIR_FLAW_NONE && i < size && size <= 8; i++)
		f->number = f->number << 8 | f->content.data[i];
	return reason;
}

static enum weir_reason take_string(struct rdata_walk *w, struct rdata_field *f)
{
	struct weir_slice left = rest(w);

	return left.size == 0 ? WEIR_FLAW_RDATA_SHORT : take(w, f, 1, left.data[0]);
}

static enum weir_reason take_strings(struct rdata_walk *w, struct rdata_field *f)
{
	struct weir_slice all = rest(w);
	enum weir_reason reason;

	/* Every round takes at least the length octet. */
	do {
		reason = take_string(w, f);
	} while (reason == WEIR_FLAW_NONE && w->at < w->rdata.wire.size);
	f->content = all;
	return reason;
}

static enum weir_reason take_name(struct rdata_walk *w, struct rdata_field *f, bool compress)
{
	struct name_walk walk = name_walk_at(w->rdata.wire, w->at);
	struct weir_slice label;

	do {
		enum weir_reason reason = name_walk_label(&walk, &label);
		if (reason != WEIR_FLAW_NONE) {
			w->at = (uint32_t)walk.at;
			return reason;
		}
	} while (label.size > 0);
	if (!compress && walk.jumps != WEIR_NAME_JUMPS_MAX) {
		w->at = (uint32_t)walk.next - 2;
		return WEIR_FLAW_POINTER_FORBIDDEN;
	}
	return take(w, f, 0, walk.next - w->at);
}

static enum weir_reason take_names(struct rdata_walk *w, struct rdata_field *f)
{
	struct weir_slice all = rest(w);
	enum weir_reason reason = WEIR_FLAW_NONE;

	/* Every round takes at least the root's octet. */
	while (reason == WEIR_FLAW_NONE && w->at < w->rdata.wire.size)
		reason = take_name(w, f, false);
	f->content = all;
	return reason;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(struct weir_slice s)
{
	for (size_t i = 0; i < s.size; i++)
		if (!is_digit(s.data[i]))
			return false;
	return true;
}

/* [sign] digits [. digits], at least one digit. */
static bool is_real(struct weir_slice s)
{
	size_t i = s.size > 0 && (s.data[0] == '-' || s.data[0] == '+') ? 1 : 0;
	size_t digits = 0;
	bool point = false;

	for (; i < s.size; i++) {
		if (is_digit(s.data[i]))
			digits++;
		else if (s.data[i] == '.' && !point)
			point = true;
		else
			return false;
	}
	return digits > 0;
}

/* RFC 8659 section 4.1: letters and digits of ASCII, at least one. */
static bool is_tag(struct weir_slice s)
{
	for (size_t i = 0; i < s.size; i++) {
		uint8_t low = s.data[i] | 0x20;
		if (!is_digit(s.data[i]) && (low < 'a' || low > 'z'))
			return false;
	}
	return s.size > 0;
}

static enum weir_reason require(struct rdata_walk *w, const struct rdata_field *f,
				enum weir_reason reason, bool good)
{
	if (reason != WEIR_FLAW_NONE || good)
		return reason;
	w->at = f->at;
	return WEIR_FLAW_RDATA_VALUE;
}

static enum weir_reason take_gateway(struct rdata_walk *w, struct rdata_field *f)
{
	/* From here on it is a field like others of its kind. */
	f->letter = "GaAw"[w->selector & 3];
	switch (w->selector) {
	case 0:
		return WEIR_FLAW_NONE;
	case 1:
		return take(w, f, 0, 4);
	case 2:
		return take(w, f, 0, 16);
	case 3:
		return take_name(w, f, false);
	default:
		return WEIR_FLAW_RDATA_VALUE;
	}
}

/* RFC 2874 section 3.1.1: the suffix fills the last octets; its bits above the prefix are zero. */
static enum weir_reason take_a6_suffix(struct rdata_walk *w, struct rdata_field *f)
{
	enum weir_reason reason = take(w, f, 0, 16U - w->selector / 8U);
	unsigned spare = w->selector % 8U;

	return require(
		w, f, reason,
		spare == 0 || (reason == WEIR_FLAW_NONE && f->content.data[0] >> (8 - spare) == 0));
}

/* Octets of the digests that are known, by algorithm: DS by RFC 4034, 4509, 5933, 6605, 9558 and 9563,
 * ZONEMD by RFC 8976 section 2.2.4, SSHFP by RFC 4255 and 6594. */
static size_t digest_size(char letter, uint8_t algorithm)
{
	static const uint8_t sizes[3][7] = {
		{ 0, 20, 32, 32, 48, 32, 32 }, /* V */
		{ 0, 48, 64 },                 /* Z */
		{ 0, 20, 32 },                 /* J */
	};
	size_t row = letter == 'V' ? 0 : letter == 'Z' ? 1 : 2;

	return algorithm < 7 ? sizes[row][algorithm] : 0;
}

static enum weir_reason take_digest(struct rdata_walk *w, struct rdata_field *f, char letter)
{
	size_t wanted = digest_size(letter, w->selector);
	/* RFC 8976 section 2.2.4: never below 12. */
	size_t least = wanted ? wanted : letter == 'Z' ? 12 : 1;
	enum weir_reason reason = take_rest(w, f, least);

	if (reason == WEIR_FLAW_NONE && wanted != 0 && f->content.size > wanted) {
		w->at = f->at + (uint32_t)wanted;
		return WEIR_FLAW_RDATA_LONG;
	}
	return reason;
}

/* ATM Name System section 5: format 0 is an address in octets, 1 is E.164 digits. */
static enum weir_reason take_atm(struct rdata_walk *w, struct rdata_field *f)
{
	enum weir_reason reason = take_rest(w, f, 2);

	if (reason != WEIR_FLAW_NONE)
		return reason;
	struct weir_slice digits = { f->content.data + 1, f->content.size - 1 };
	w->no_text = f->content.data[0] > 1;
	return require(w, f, reason, f->content.data[0] != 1 || all_digits(digits));
}

/* RFC 1035 section 3.4.2; 65536 ports are 8192 octets. Trailing zero octets are allowed, but text
 * cannot tell them. */
static enum weir_reason take_ports(struct rdata_walk *w, struct rdata_field *f)
{
	enum weir_reason reason = take_rest(w, f, 0);
	size_t size = f->content.size;

	w->no_text = w->no_text || (size > 0 && f->content.data[size - 1] == 0);
	return require(w, f, reason, size <= 8192);
}

/* RFC 2535 section 5.2: types below 128; bit 0 would mean another format. */
static enum weir_reason take_nxt_bitmap(struct rdata_walk *w, struct rdata_field *f)
{
	enum weir_reason reason = take_rest(w, f, 0);
	struct weir_slice map = f->content;

	return require(w, f, reason,
		       map.size == 0 || (map.size <= 16 && (map.data[0] & 0x80) == 0 &&
					 map.data[map.size - 1] != 0));
}

static enum weir_reason take_list(struct rdata_walk *w, struct rdata_field *f, char letter)
{
	enum weir_reason reason = take_rest(w, f, letter == 'M' || letter == 'C');
	size_t at = 0;

	if (reason != WEIR_FLAW_NONE)
		return reason;
	switch (letter) {
	case '!':
		reason = check_prefixes(f->content, &at, &w->no_text);
		break;
	case '=':
		reason = check_svc_params(f->content, &at);
		break;
	case 'O':
		reason = check_options(f->content, &at);
		break;
	case 'C':
		/* RFC 1876 section 2: another version has another format. */
		w->no_text = f->content.data[0] != 0;
		if (!w->no_text)
			reason = check_location(f->content, &at);
		break;
	default:
		reason = check_type_bitmap(f->content, &at);
		break;
	}
	if (reason != WEIR_FLAW_NONE)
		w->at = f->at + (uint32_t)at;
	return reason;
}

/* Letters that are remembered for a later one. */
static enum weir_reason take_selector(struct rdata_walk *w, struct rdata_field *f, char letter)
{
	enum weir_reason reason = take_number(w, f, letter == 'L' || letter == 'F' ? 2 : 1);

	switch (letter) {
	case 'F': /* RFC 2535 section 3.1.2: both of the top bits mean that there is no key */
		w->selector = f->number >> 14 != 3;
		return reason;
	case 'l':
		w->short_size = (uint8_t)f->number;
		return reason;
	case 'L':
		w->long_size = (uint16_t)f->number;
		return reason;
	case 'K':
		f->number &= 0x7f;
		break;
	default:
		break;
	}
	w->selector = (uint8_t)f->number;
	return require(w, f, reason, letter != 'p' || f->number <= 128);
}

static enum weir_reason take_text(struct rdata_walk *w, struct rdata_field *f, char letter)
{
	enum weir_reason reason = letter == 'S' ? take_strings(w, f) : take_string(w, f);

	switch (letter) {
	case 'x': /* RFC 1183 section 3.1: begins with the four digits of the DNIC */
		return require(w, f, reason, f->content.size >= 4 && all_digits(f->content));
	case 'r':
		return require(w, f, reason, is_real(f->content));
	case 'v':
		return require(w, f, reason, is_tag(f->content));
	default:
		return reason;
	}
}

static enum weir_reason take_octets(struct rdata_walk *w, struct rdata_field *f, char letter)
{
	struct weir_slice left = rest(w);
	enum weir_reason reason;

	switch (letter) {
	case 'H':
		return w->short_size ? take(w, f, 0, w->short_size) : WEIR_FLAW_RDATA_VALUE;
	case 'j':
		return w->long_size ? take(w, f, 0, w->long_size) : WEIR_FLAW_RDATA_VALUE;
	case 'm':
		return left.size < 2 ? WEIR_FLAW_RDATA_SHORT : take(w, f, 2, load_be16(left.data));
	case 'z':
		return take_string(w, f);
	case '3':
		reason = take_string(w, f);
		/* Algorithm 1 of NSEC3 is SHA-1. */
		return require(w, f, reason,
			       w->selector == 1 ? f->content.size == 20 : f->content.size > 0);
	case '@':
		reason = take_rest(w, f, w->selector);
		return require(w, f, reason, w->selector != 0 || f->content.size == 0);
	case 'b':
	case 'h':
	case 'Q':
	case '0':
		return take_rest(w, f, 1);
	default: /* B - q * */
		return take_rest(w, f, 0);
	}
}

static enum weir_reason take_letter(struct rdata_walk *w, struct rdata_field *f, char letter)
{
	switch (letter) {
	case 'D': {
		struct weir_slice left = rest(w);
		if (left.size == 0)
			return WEIR_FLAW_RDATA_SHORT;
		f->number = left.data[0] >> 7;
		return WEIR_FLAW_NONE;
	}
	case 'k':
	case 'K':
	case 'p':
	case 'I':
	case 'F':
	case 'l':
	case 'L':
		return take_selector(w, f, letter);
	case 'N':
	case 'd':
	case 'n':
	case 'w':
		return take_name(w, f, rdata_may_compress(w, letter));
	case 'Y':
		return w->selector == 0 ? WEIR_FLAW_NONE : take_name(w, f, false);
	case 'R':
		return take_names(w, f);
	case 'G':
		return take_gateway(w, f);
	case 'y':
		return take_a6_suffix(w, f);
	case 'o':
		return rest(w).size == 0 ? WEIR_FLAW_NONE : take_string(w, f);
	case 's':
	case 'S':
	case 'x':
	case 'r':
	case 'v':
		return take_text(w, f, letter);
	case 'V':
	case 'Z':
	case 'J':
		return take_digest(w, f, letter);
	case '+':
		return take_atm(w, f);
	case 'W':
		return take_ports(w, f);
	case 'X':
		return take_nxt_bitmap(w, f);
	case 'M':
	case 'u':
	case '!':
	case '=':
	case 'O':
	case 'C':
		return take_list(w, f, letter);
	default:
		return take_octets(w, f, letter);
	}
}

enum weir_reason rdata_step(struct rdata_walk *w, struct rdata_field *f)
{
	char letter = *w->shape;
	uint8_t fixed = rdata_fixed_size[letter & 0x7f];

	*f = (struct rdata_field){ .letter = letter, .at = w->at };
	enum weir_reason reason = fixed ? take_number(w, f, fixed) : take_letter(w, f, letter);
	if (reason != WEIR_FLAW_NONE)
		return reason;
	f->size = w->at - f->at;
	w->shape++;
	return WEIR_FLAW_NONE;
}
