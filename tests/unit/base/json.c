/* json.c - JSON text: commas, escapes, depth, what does not fit, what comes out of order.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/json.h"

#include <inttypes.h>
#include <string.h>

#include "tap.h"

#define SLICE(text) ((struct weir_slice){ (const uint8_t *)(text), sizeof(text) - 1 })

static void write_members(struct json *j)
{
	json_open_object(j);
	json_member_u64(j, "u", UINT64_MAX);
	json_member_i64(j, "i", INT64_MIN);
	json_member_bool(j, "b", true);
	json_member_array(j, "list");
	json_null(j);
	json_open_object(j);
	json_close_object(j);
	json_open_array(j);
	json_close_array(j);
	json_bool(j, false);
	json_close_array(j);
	json_member_object(j, "in");
	json_member_hex(j, "hex", (struct weir_slice)WIRE(0, 0xff, 0x1a));
	json_close_object(j);
	json_close_object(j);
}

static void write_fixed(struct json *j)
{
	json_open_array(j);
	json_fixed(j, 1694433366123456789, 9);
	json_fixed(j, -5, 3);
	json_fixed(j, 42, 0);
	json_fixed(j, INT64_MIN, 18);
	json_close_array(j);
}

static void write_text(struct json *j)
{
	json_slice(j, SLICE("a\"b\\c\n\t\x01\x7f\xff\0z"));
}

static void write_octets(struct json *j)
{
	json_octets(j, SLICE("a\"b\\c\n\x7f\xff\0/"));
}

static void write_printed(struct json *j)
{
	json_open_object(j);
	json_key(j, "name");
	weir_writer_text(json_open_string(j), "a\\000\\\"b\"");
	json_close_string(j);
	json_key(j, "plain");
	weir_writer_text(json_open_string(j), "plain.");
	json_close_string(j);
	json_key(j, "none");
	json_open_string(j);
	json_close_string(j);
	json_close_object(j);
}

static void write_lines(struct json *j)
{
	json_u64(j, 1);
	json_line_end(j);
	json_open_array(j);
	json_close_array(j);
	json_line_end(j);
}

static void write_key_escaped(struct json *j)
{
	json_open_object(j);
	json_member_text(j, "a\"b", "");
	json_close_object(j);
}

static void write_abandoned(struct json *j)
{
	json_open_object(j);
	json_member_array(j, "a");
	json_open_object(j);
	json_key(j, "k");
	json_close_all(j);
}

static void write_abandoned_string(struct json *j)
{
	json_open_array(j);
	weir_writer_text(json_open_string(j), "half\"");
	json_close_all(j);
}

static void write_value_without_key(struct json *j)
{
	json_open_object(j);
	json_u64(j, 1);
	json_close_object(j);
}

static void write_key_in_array(struct json *j)
{
	json_open_array(j);
	json_key(j, "k");
}

static void write_key_alone(struct json *j)
{
	json_open_object(j);
	json_key(j, "k");
	json_close_object(j);
}

static void write_two_keys(struct json *j)
{
	json_open_object(j);
	json_key(j, "k");
	json_key(j, "l");
}

static void write_two_values(struct json *j)
{
	json_u64(j, 1);
	json_u64(j, 2);
}

static void write_wrong_close(struct json *j)
{
	json_open_array(j);
	json_close_object(j);
}

static void write_close_of_nothing(struct json *j)
{
	json_close_array(j);
}

static void write_left_open(struct json *j)
{
	json_open_array(j);
	json_u64(j, 1);
}

static void write_line_of_nothing(struct json *j)
{
	json_line_end(j);
}

static void write_value_in_string(struct json *j)
{
	json_open_array(j);
	json_open_string(j);
	json_u64(j, 1);
}

static void write_close_of_no_string(struct json *j)
{
	json_close_string(j);
}

static void write_nothing(struct json *j)
{
	(void)j;
}

static void write_too_many_places(struct json *j)
{
	json_fixed(j, 1, 19);
}

static const struct row {
	const char *what;
	void (*write)(struct json *j);
	enum weir_status status;
	const char *text; /* NULL: the call failed, the text does not matter */
} rows[] = {
	{ "members", write_members, WEIR_OK,
	  "{\"u\":18446744073709551615,\"i\":-9223372036854775808,\"b\":true,"
	  "\"list\":[null,{},[],false],\"in\":{\"hex\":\"00ff1a\"}}" },
	{ "fixed point", write_fixed, WEIR_OK,
	  "[1694433366.123456789,-0.005,42,-9.223372036854775808]" },
	{ "text", write_text, WEIR_OK, "\"a\\\"b\\\\c\\n\\t\\u0001\\u007f\\\\255\\u0000z\"" },
	{ "octets", write_octets, WEIR_OK, "\"a\\\"b\\\\\\\\c\\\\010\\\\127\\\\255\\\\000/\"" },
	{ "text printed by others", write_printed, WEIR_OK,
	  "{\"name\":\"a\\\\000\\\\\\\"b\\\"\",\"plain\":\"plain.\",\"none\":\"\"}" },
	{ "two lines", write_lines, WEIR_OK, "1\n[]\n" },
	{ "a key is escaped too", write_key_escaped, WEIR_OK, "{\"a\\\"b\":\"\"}" },
	{ "abandoned, closed", write_abandoned, WEIR_OK, "{\"a\":[{\"k\":null}]}" },
	{ "abandoned in a string", write_abandoned_string, WEIR_OK, "[\"half\\\"\"]" },
	{ "nothing", write_nothing, WEIR_OK, "" },
	{ "a member without key", write_value_without_key, WEIR_E_USE, NULL },
	{ "a key in an array", write_key_in_array, WEIR_E_USE, NULL },
	{ "a key without value", write_key_alone, WEIR_E_USE, NULL },
	{ "two keys", write_two_keys, WEIR_E_USE, NULL },
	{ "two values without a line end", write_two_values, WEIR_E_USE, NULL },
	{ "an array closed as an object", write_wrong_close, WEIR_E_USE, NULL },
	{ "nothing to close", write_close_of_nothing, WEIR_E_USE, NULL },
	{ "left open", write_left_open, WEIR_E_USE, NULL },
	{ "a line end without a value", write_line_of_nothing, WEIR_E_USE, NULL },
	{ "a value inside a string", write_value_in_string, WEIR_E_USE, NULL },
	{ "no string to close", write_close_of_no_string, WEIR_E_USE, NULL },
	{ "nineteen places", write_too_many_places, WEIR_E_RANGE, NULL },
};

static void test_row(const struct row *row)
{
	char text[256];
	struct weir_writer out;
	struct json j;

	weir_writer_init(&out, text, sizeof(text));
	json_init(&j, &out);
	row->write(&j);
	bool terminated = weir_writer_terminate(&out);
	bool passed = json_end(&j) == row->status && terminated &&
		      (!row->text || strcmp(text, row->text) == 0);
	if (!check(row->what, passed))
		note("status %d, %s", (int)json_end(&j), text);
	if (!row->text)
		return;
	/* In every smaller buffer: no overrun (guarded by the sanitizer and the byte behind), and no
	 * claim that it fitted. */
	size_t whole = out.size;
	bool honest = true;
	for (size_t room = 0; room < whole; room++) {
		memset(text, '#', sizeof(text));
		weir_writer_init(&out, text, room);
		json_init(&j, &out);
		row->write(&j);
		honest = honest && json_end(&j) == WEIR_E_SPACE && text[room] == '#';
	}
	checkf(honest, "%s: told of every buffer too small", row->what);
}

static void test_depth(void)
{
	char text[512];
	struct weir_writer out;
	struct json j;

	weir_writer_init(&out, text, sizeof(text));
	json_init(&j, &out);
	for (unsigned i = 0; i < JSON_DEPTH_MAX; i++)
		json_open_array(&j);
	check("the deepest level", j.status == WEIR_OK && j.depth == JSON_DEPTH_MAX);
	struct json deep = j;
	json_open_array(&deep);
	check("one more is refused", json_end(&deep) == WEIR_E_RANGE);
	json_close_all(&j);
	check("and all close again", json_end(&j) == WEIR_OK && out.size >= 2 * JSON_DEPTH_MAX &&
					     text[2 * JSON_DEPTH_MAX - 1] == ']');
}

int main(void)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		test_row(&rows[i]);
	test_depth();
	return tap_done();
}
