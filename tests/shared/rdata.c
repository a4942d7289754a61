/* rdata.c - over the shared RDATA vectors: text to wire, and wire to text to wire.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * rdata DIRECTORY, or $DNSWEIR_SHARED: the folder that holds vectors/. Two tests a vector. */
#include <dnsweir/rdata.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { LINE_SIZE = 1 << 20, WIRE_SIZE = 65535, TEXT_SIZE = 1 << 18 };

/* One line of a vector file: an object of strings and numbers. */
struct vector {
	char type[32];
	char origin[256];
	char text[LINE_SIZE / 4];
	uint8_t wire[WIRE_SIZE];
	size_t text_size;
	size_t wire_size;
};

static struct vector vector;

static struct weir_slice slice(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

/* The string behind "key": with its escapes undone; SIZE_MAX: there is none. */
static size_t get_string(const char *line, const char *key, char *out, size_t capacity)
{
	char pattern[40];
	size_t size = 0;

	snprintf(pattern, sizeof(pattern), "\"%s\": \"", key);
	const char *at = strstr(line, pattern);
	if (!at)
		return SIZE_MAX;
	for (at += strlen(pattern); *at && *at != '"'; at++) {
		char c = *at;
		if (c == '\\') {
			unsigned code;
			c = *++at;
			switch (c) {
			case 'n':
				c = '\n';
				break;
			case 't':
				c = '\t';
				break;
			case 'u':
				code = (unsigned)strtoul(
					(const char[]){ at[1], at[2], at[3], at[4], 0 }, NULL, 16);
				c = (char)code;
				at += 4;
				break;
			default:
				break;
			}
		}
		if (size + 1 >= capacity)
			return SIZE_MAX;
		out[size++] = c;
	}
	out[size] = 0;
	return size;
}

static bool read_hex(const char *hex, uint8_t *out, size_t *size)
{
	for (*size = 0; hex[0] && hex[1] && *size < WIRE_SIZE; hex += 2)
		out[(*size)++] = (uint8_t)strtoul((const char[]){ hex[0], hex[1], 0 }, NULL, 16);
	return hex[0] == 0;
}

static bool read_vector(const char *line)
{
	static char hex[2 * WIRE_SIZE + 1];

	vector.text_size = get_string(line, "text", vector.text, sizeof(vector.text));
	return vector.text_size != SIZE_MAX &&
	       get_string(line, "type", vector.type, sizeof(vector.type)) != SIZE_MAX &&
	       get_string(line, "origin", vector.origin, sizeof(vector.origin)) != SIZE_MAX &&
	       get_string(line, "wire", hex, sizeof(hex)) != SIZE_MAX &&
	       read_hex(hex, vector.wire, &vector.wire_size);
}

static void test_vector(const char *line, unsigned number)
{
	static char text[TEXT_SIZE];
	static uint8_t wire[WIRE_SIZE];
	struct weir_error err = { .text = "" };
	struct weir_name origin;
	struct weir_writer out;
	uint16_t type;

	if (!read_vector(line) || weir_type_parse(slice(vector.type), &type) != WEIR_OK ||
	    weir_name_parse(slice(vector.origin), NULL, &origin, NULL) != WEIR_OK) {
		checkf(false, "line %u cannot be read", number);
		return;
	}
	weir_writer_init(&out, wire, sizeof(wire));
	enum weir_status status =
		weir_rdata_parse((struct weir_slice){ (uint8_t *)vector.text, vector.text_size },
				 type, WEIR_CLASS_IN, &origin, &out, &err);
	if (!checkf(status == WEIR_OK && out.size == vector.wire_size &&
			    memcmp(wire, vector.wire, out.size) == 0,
		    "line %u: %s from text", number, vector.type))
		note("%.200s: %s at %u", vector.text, err.text, (unsigned)err.offset);

	struct weir_rdata rdata = { { vector.wire, vector.wire_size },
				    0,
				    (uint16_t)vector.wire_size,
				    type,
				    WEIR_CLASS_IN,
				    false };
	struct weir_flaw flaw = { WEIR_FLAW_NONE, 0 };
	weir_writer_init(&out, text, sizeof(text));
	bool printed = weir_rdata_print(&rdata, &out, &flaw) == WEIR_OK;
	struct weir_slice line_text = { (uint8_t *)text, out.size };
	weir_writer_init(&out, wire, sizeof(wire));
	status = weir_rdata_parse(line_text, type, WEIR_CLASS_IN, NULL, &out, &err);
	if (!checkf(printed && status == WEIR_OK && out.size == vector.wire_size &&
			    memcmp(wire, vector.wire, out.size) == 0,
		    "line %u: %s to text and back", number, vector.type))
		note("%.*s: %s, %s", line_text.size < 200 ? (int)line_text.size : 200, text,
		     weir_flaw_text(flaw.reason), err.text);
	else if (getenv("SHOW"))
		note("%.*s", line_text.size < 300 ? (int)line_text.size : 300, text);
}

int main(int argc, char **argv)
{
	static char line[LINE_SIZE];
	const char *folder = getenv("DNSWEIR_SHARED");
	char path[1024];
	unsigned number = 0;

	if (!folder)
		folder = argc > 1 ? argv[1] : "../shared";
	snprintf(path, sizeof(path), "%s/vectors/rdata.jsonl", folder);
	FILE *file = fopen(path, "r");
	if (!file) {
		skip("RDATA vectors", "../shared is not there");
		return tap_done();
	}
	while (fgets(line, sizeof(line), file))
		test_vector(line, ++number);
	check("the file has vectors", !ferror(file) && number > 200);
	fclose(file);
	return tap_done();
}
