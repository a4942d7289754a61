/* json.c - calls to the JSON writer in any order, into any buffer: what it calls complete is JSON.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A reader of RFC 8259 that knows nothing but the grammar: each function returns the place behind
 * what it read, NULL where the text is wrong. Text ends with NUL. */
static const char *read_value(const char *text, unsigned depth);

static const char *read_string(const char *text)
{
	if (*text++ != '"')
		return NULL;
	for (; *text != '"'; text++) {
		if (*text < 0x20 || *text > 0x7e) /* ours is ASCII; also the end */
			return NULL;
		if (*text != '\\')
			continue;
		text++;
		if (*text == 'u' && strspn(text + 1, "0123456789abcdef") >= 4)
			text += 4;
		else if (!*text || !strchr("\"\\bfnrt", *text))
			return NULL;
	}
	return text + 1;
}

static const char *read_number(const char *text)
{
	static const char digits[] = "0123456789";

	text += *text == '-';
	size_t whole = strspn(text, digits);
	if (whole == 0 || (whole > 1 && *text == '0'))
		return NULL;
	text += whole;
	if (*text != '.')
		return text;
	size_t fraction = strspn(text + 1, digits);
	return fraction > 0 ? text + 1 + fraction : NULL;
}

/* Members or elements up to `close`; the opening was read. */
static const char *read_items(const char *text, char close, unsigned depth)
{
	if (*text == close)
		return text + 1;
	/* Ends: each turn reads at least a comma. */
	for (;; text++) {
		if (close == '}') {
			text = read_string(text);
			if (!text || *text++ != ':')
				return NULL;
		}
		text = read_value(text, depth);
		if (!text)
			return NULL;
		if (*text == close)
			return text + 1;
		if (*text != ',')
			return NULL;
	}
}

static const char *read_value(const char *text, unsigned depth)
{
	static const char *const words[] = { "true", "false", "null" };

	if (depth > JSON_DEPTH_MAX)
		return NULL;
	if (*text == '{' || *text == '[')
		return read_items(text + 1, *text == '{' ? '}' : ']', depth + 1);
	if (*text == '"')
		return read_string(text);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncmp(text, words[i], strlen(words[i])) == 0)
			return text + strlen(words[i]);
	return read_number(text);
}

/* Lines of one value each; the last may lack its end. */
static bool is_ndjson(const char *text)
{
	while (*text) {
		text = read_value(text, 0);
		if (!text || (*text && *text++ != '\n'))
			return false;
	}
	return true;
}

/* One call, chosen by `what`; `arg` is what it writes. */
static void step(struct json *j, unsigned what, struct weir_slice arg)
{
	uint64_t number = 0;
	char key[8] = "";

	memcpy(&number, arg.data, arg.size < sizeof(number) ? arg.size : sizeof(number));
	memcpy(key, arg.data, arg.size < sizeof(key) ? arg.size : sizeof(key) - 1);
	switch (what) {
	case 0:
		json_open_object(j);
		break;
	case 1:
		json_close_object(j);
		break;
	case 2:
		json_open_array(j);
		break;
	case 3:
		json_close_array(j);
		break;
	case 4:
	case 5:
		json_key(j, key);
		break;
	case 6:
		json_u64(j, number);
		break;
	case 7:
		json_i64(j, (int64_t)number);
		break;
	case 8:
		json_fixed(j, (int64_t)number, (unsigned)arg.size);
		break;
	case 9:
		json_bool(j, number & 1);
		break;
	case 10:
		json_slice(j, arg);
		break;
	case 11:
		json_octets(j, arg);
		break;
	case 12:
		json_hex(j, arg);
		break;
	case 13:
		weir_writer_put(json_open_string(j), arg.data, j->string_at > 0 ? arg.size : 0);
		break;
	case 14:
		json_close_string(j);
		break;
	default:
		json_line_end(j);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[4096];
	struct weir_writer out;
	struct json j;

	if (size < 1)
		return 0;
	/* Small buffers as often as one in which all fits. */
	size_t room = data[0] < 0x80 ? data[0] : sizeof(text) - 1;
	memset(text, '#', sizeof(text));
	weir_writer_init(&out, text, room);
	json_init(&j, &out);
	/* An octet chooses the call and how many of the next are its argument. */
	for (size_t at = 1; at < size;) {
		unsigned what = data[at] & 15;
		size_t want = data[at] >> 4;

		at++;
		size_t have = want < size - at ? want : size - at;
		step(&j, what, (struct weir_slice){ data + at, have });
		at += have;
	}
	if (j.string_at > 0 || j.depth > 0)
		json_close_all(&j);
	if (text[room] != '#')
		abort();
	text[out.size] = 0;
	if (json_end(&j) == WEIR_OK && (strlen(text) != out.size || !is_ndjson(text)))
		abort();
	return 0;
}
