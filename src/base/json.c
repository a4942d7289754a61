/* json.c - write JSON text as it comes.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/json.h"

#include <string.h>

void json_init(struct json *j, struct weir_writer *out)
{
	*j = (struct json){ .out = out };
}

static void fail(struct json *j, enum weir_status status)
{
	if (j->status == WEIR_OK)
		j->status = status;
}

/* After a failure nothing more is written: what is there stays a prefix of the whole. */
static bool working(const struct json *j)
{
	return j->status == WEIR_OK;
}

static uint64_t level_bit(const struct json *j)
{
	return UINT64_C(1) << (j->depth - 1);
}

static bool in_object(const struct json *j)
{
	return j->depth > 0 && (j->object & level_bit(j));
}

static void note_room(struct json *j)
{
	if (j->out->full)
		fail(j, WEIR_E_SPACE);
}

static void separate(struct json *j)
{
	uint64_t bit = level_bit(j);

	if (j->filled & bit)
		weir_writer_char(j->out, ',');
	j->filled |= bit;
}

/* May a value stand here? Writes the comma before it. */
static bool value_begins(struct json *j)
{
	if (!working(j))
		return false;
	if (j->string_at > 0 || (in_object(j) && !j->keyed) || (j->depth == 0 && j->done)) {
		fail(j, WEIR_E_USE);
		return false;
	}
	if (j->depth > 0 && !j->keyed)
		separate(j);
	j->keyed = false;
	return true;
}

static void value_ends(struct json *j)
{
	if (j->depth == 0)
		j->done = true;
	note_room(j);
}

static void level_open(struct json *j, bool object)
{
	if (!value_begins(j))
		return;
	if (j->depth == JSON_DEPTH_MAX) {
		fail(j, WEIR_E_RANGE);
		return;
	}
	j->depth++;
	uint64_t bit = level_bit(j);
	j->object = object ? j->object | bit : j->object & ~bit;
	j->filled &= ~bit;
	weir_writer_char(j->out, object ? '{' : '[');
	note_room(j);
}

static void level_close(struct json *j, bool object)
{
	if (!working(j))
		return;
	if (j->depth == 0 || j->keyed || j->string_at > 0 || in_object(j) != object) {
		fail(j, WEIR_E_USE);
		return;
	}
	j->depth--;
	weir_writer_char(j->out, object ? '}' : ']');
	value_ends(j);
}

void json_open_object(struct json *j)
{
	level_open(j, true);
}

void json_close_object(struct json *j)
{
	level_close(j, true);
}

void json_open_array(struct json *j)
{
	level_open(j, false);
}

void json_close_array(struct json *j)
{
	level_close(j, false);
}

/* JSON escape of one octet into `out`; its length. 1: the octet stands for itself. */
static size_t escape(uint8_t c, char out[6])
{
	static const char digits[] = "0123456789abcdef";
	const char *letter;

	if (c == '"' || c == '\\') {
		memcpy(out, (char[]){ '\\', (char)c }, 2);
		return 2;
	}
	if (c >= 0x20 && c < 0x7f) {
		out[0] = (char)c;
		return 1;
	}
	if (c > 0x7f) {
		/* The text \DDD, its backslash doubled. */
		memcpy(out,
		       (char[]){ '\\', '\\', (char)('0' + c / 100), (char)('0' + c / 10 % 10),
				 (char)('0' + c % 10) },
		       5);
		return 5;
	}
	letter = c ? strchr("\bb\tt\nn\ff\rr", c) : NULL;
	if (letter) {
		memcpy(out, (char[]){ '\\', letter[1] }, 2);
		return 2;
	}
	memcpy(out, (char[]){ '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] }, 6);
	return 6;
}

/* How many octets from `p` need no escape. */
static size_t plain_run(const uint8_t *p, size_t size)
{
	size_t n = 0;

	while (n < size && p[n] >= 0x20 && p[n] < 0x7f && p[n] != '"' && p[n] != '\\')
		n++;
	return n;
}

static void put_escaped(struct json *j, struct weir_slice text)
{
	size_t at = 0;

	while (at < text.size && !j->out->full) {
		size_t run = plain_run(text.data + at, text.size - at);
		char out[6];

		weir_writer_put(j->out, text.data + at, run);
		at += run;
		if (at < text.size)
			weir_writer_put(j->out, out, escape(text.data[at++], out));
	}
}

static struct weir_slice slice_of(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

void json_key(struct json *j, const char *key)
{
	if (!working(j))
		return;
	if (!in_object(j) || j->keyed || j->string_at > 0) {
		fail(j, WEIR_E_USE);
		return;
	}
	separate(j);
	weir_writer_char(j->out, '"');
	put_escaped(j, slice_of(key));
	weir_writer_put(j->out, "\":", 2);
	j->keyed = true;
	note_room(j);
}

void json_u64(struct json *j, uint64_t value)
{
	if (!value_begins(j))
		return;
	weir_writer_u64(j->out, value);
	value_ends(j);
}

/* The sign goes out, the size comes back: INT64_MIN has no positive twin. */
static uint64_t put_sign(struct json *j, int64_t value)
{
	if (value >= 0)
		return (uint64_t)value;
	weir_writer_char(j->out, '-');
	return (uint64_t) - (value + 1) + 1;
}

void json_i64(struct json *j, int64_t value)
{
	if (!value_begins(j))
		return;
	weir_writer_u64(j->out, put_sign(j, value));
	value_ends(j);
}

void json_fixed(struct json *j, int64_t value, unsigned places)
{
	char digits[18];
	uint64_t unit = 1;

	if (places > sizeof(digits))
		fail(j, WEIR_E_RANGE);
	if (!value_begins(j))
		return;
	for (unsigned i = 0; i < places; i++)
		unit *= 10;
	uint64_t size = put_sign(j, value);
	weir_writer_u64(j->out, size / unit);
	size %= unit;
	for (unsigned i = places; i > 0; i--) {
		digits[i - 1] = (char)('0' + size % 10);
		size /= 10;
	}
	if (places > 0) {
		weir_writer_char(j->out, '.');
		weir_writer_put(j->out, digits, places);
	}
	value_ends(j);
}

void json_bool(struct json *j, bool value)
{
	if (!value_begins(j))
		return;
	weir_writer_text(j->out, value ? "true" : "false");
	value_ends(j);
}

void json_null(struct json *j)
{
	if (!value_begins(j))
		return;
	weir_writer_text(j->out, "null");
	value_ends(j);
}

void json_slice(struct json *j, struct weir_slice text)
{
	if (!value_begins(j))
		return;
	weir_writer_char(j->out, '"');
	put_escaped(j, text);
	weir_writer_char(j->out, '"');
	value_ends(j);
}

void json_text(struct json *j, const char *text)
{
	json_slice(j, slice_of(text));
}

void json_octets(struct json *j, struct weir_slice octets)
{
	if (!value_begins(j))
		return;
	weir_writer_char(j->out, '"');
	for (size_t i = 0; i < octets.size && !j->out->full; i++) {
		uint8_t c = octets.data[i];
		char out[6];

		if (c == '\\')
			weir_writer_put(j->out, "\\\\\\\\", 4);
		else if (c < 0x20 || c == 0x7f)
			weir_writer_print(j->out, "\\\\%03u", c);
		else
			weir_writer_put(j->out, out, escape(c, out));
	}
	weir_writer_char(j->out, '"');
	value_ends(j);
}

void json_hex(struct json *j, struct weir_slice octets)
{
	if (!value_begins(j))
		return;
	weir_writer_char(j->out, '"');
	weir_writer_hex(j->out, octets);
	weir_writer_char(j->out, '"');
	value_ends(j);
}

struct weir_writer *json_open_string(struct json *j)
{
	if (value_begins(j)) {
		weir_writer_char(j->out, '"');
		j->string_at = j->out->size;
		note_room(j);
	}
	return j->out;
}

/* Move the printed text apart from its end, so that nothing is overwritten before it was read. */
static void escape_in_place(struct weir_writer *out, size_t from)
{
	size_t extra = 0;
	char text[6];

	/* Most text has nothing to escape, and this is the quicker look. */
	from += plain_run(out->data + from, out->size - from);
	for (size_t i = from; i < out->size; i++)
		extra += escape(out->data[i], text) - 1;
	if (extra == 0)
		return;
	if (out->full || extra > out->capacity - out->size) {
		out->full = true;
		return;
	}
	size_t to = out->size + extra;
	for (size_t i = out->size; i > from; i--) {
		size_t size = escape(out->data[i - 1], text);

		to -= size;
		memcpy(out->data + to, text, size);
	}
	out->size += extra;
}

void json_close_string(struct json *j)
{
	/* A writer that is full may hold half an escape; json_end says so, the text is lost anyway. */
	note_room(j);
	if (!working(j))
		return;
	if (j->string_at == 0) {
		fail(j, WEIR_E_USE);
		return;
	}
	escape_in_place(j->out, j->string_at);
	j->string_at = 0;
	weir_writer_char(j->out, '"');
	value_ends(j);
}

void json_member_u64(struct json *j, const char *key, uint64_t value)
{
	json_key(j, key);
	json_u64(j, value);
}

void json_member_i64(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	json_i64(j, value);
}

void json_member_fixed(struct json *j, const char *key, int64_t value, unsigned places)
{
	json_key(j, key);
	json_fixed(j, value, places);
}

void json_member_bool(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	json_bool(j, value);
}

void json_member_text(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_text(j, text);
}

void json_member_octets(struct json *j, const char *key, struct weir_slice octets)
{
	json_key(j, key);
	json_octets(j, octets);
}

void json_member_hex(struct json *j, const char *key, struct weir_slice octets)
{
	json_key(j, key);
	json_hex(j, octets);
}

void json_member_object(struct json *j, const char *key)
{
	json_key(j, key);
	json_open_object(j);
}

void json_member_array(struct json *j, const char *key)
{
	json_key(j, key);
	json_open_array(j);
}

void json_line_end(struct json *j)
{
	if (!working(j))
		return;
	if (j->depth > 0 || !j->done) {
		fail(j, WEIR_E_USE);
		return;
	}
	j->done = false;
	weir_writer_char(j->out, '\n');
	note_room(j);
}

void json_close_all(struct json *j)
{
	if (j->string_at > 0)
		json_close_string(j);
	if (j->keyed)
		json_null(j);
	/* Ends: each turn closes a level or finds the writer stopped. */
	while (j->depth > 0 && working(j))
		level_close(j, in_object(j));
}

enum weir_status json_end(const struct json *j)
{
	if (j->status != WEIR_OK)
		return j->status;
	return j->depth > 0 || j->string_at > 0 ? WEIR_E_USE : WEIR_OK;
}
