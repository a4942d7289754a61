/* json.h - write JSON text as it comes: objects, arrays, members; commas and escapes by themselves.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * RFC 8259. Nothing is allocated and nothing is kept but one bit or two a level. Output is pure
 * ASCII. What does not fit or is called out of order stops the writer for good: ask json_end once.
 *
 *	json_open_object(&j);
 *	json_member_text(&j, "name", "www.example.com.");
 *	json_key(&j, "rdata");
 *	json_open_array(&j);
 *	...
 *	json_close_array(&j);
 *	json_close_object(&j);
 *	json_line_end(&j);
 *	if (json_end(&j) == WEIR_E_SPACE) ... a larger buffer, and once more
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <dnsweir/base.h>

enum { JSON_DEPTH_MAX = 64 };

struct json {
	struct weir_writer *out;
	uint64_t object;  /* bit n: level n + 1 is an object, else an array */
	uint64_t filled;  /* bit n: level n + 1 has an item, the next needs a comma */
	uint8_t depth;    /* 0: outside any value */
	bool keyed;       /* a key was written, its value is due */
	bool done;        /* the one value of depth 0 is complete */
	size_t string_at; /* behind the quote of a string under construction; 0: none */
	enum weir_status
		status; /* the first failure: WEIR_E_SPACE, _RANGE (too deep), _USE (order) */
};

/* Write behind what `out` already holds; `out` must outlive the writer. */
void json_init(struct json *j, struct weir_writer *out);

void json_open_object(struct json *j);
void json_close_object(struct json *j);
void json_open_array(struct json *j);
void json_close_array(struct json *j);
/* `key` is printable ASCII; inside an object only, one value follows. */
void json_key(struct json *j, const char *key);

void json_u64(struct json *j, uint64_t value);
void json_i64(struct json *j, int64_t value);
/* value / 10^places in decimal: json_fixed(j, nanoseconds, 9). At most 18 places. */
void json_fixed(struct json *j, int64_t value, unsigned places);
void json_bool(struct json *j, bool value);
void json_null(struct json *j);
/* Text of our own or already in \DDD form. Control characters become \u00XX; an octet above 0x7f,
 * which alone is no character, becomes the text \DDD. */
void json_text(struct json *j, const char *text);
void json_slice(struct json *j, struct weir_slice text);
/* Raw octets as text that can be turned back: a backslash is doubled, octets outside 0x20-0x7e
 * become \DDD, all else stands for itself. */
void json_octets(struct json *j, struct weir_slice octets);
/* Hexadecimal, lower case. */
void json_hex(struct json *j, struct weir_slice octets);

/* A string that others print: between the two calls put ASCII into j->out with any printer, such as
 * weir_name_print; json_close_string escapes it where it lies. */
struct weir_writer *json_open_string(struct json *j);
void json_close_string(struct json *j);

void json_member_u64(struct json *j, const char *key, uint64_t value);
void json_member_i64(struct json *j, const char *key, int64_t value);
void json_member_fixed(struct json *j, const char *key, int64_t value, unsigned places);
void json_member_bool(struct json *j, const char *key, bool value);
void json_member_text(struct json *j, const char *key, const char *text);
void json_member_octets(struct json *j, const char *key, struct weir_slice octets);
void json_member_hex(struct json *j, const char *key, struct weir_slice octets);
void json_member_object(struct json *j, const char *key);
void json_member_array(struct json *j, const char *key);

/* Ends one line of NDJSON: a complete value must stand before it; another may follow. */
void json_line_end(struct json *j);
/* Close whatever is open, giving a due value null, so that the text is valid whatever happened. */
void json_close_all(struct json *j);
/* WEIR_OK: one complete value (or whole lines), and all of it fitted. WEIR_E_SPACE: the text is cut,
 * throw it away. WEIR_E_USE: something is still open, or a call came out of order. */
enum weir_status json_end(const struct json *j) WEIR_MUST_USE;

#endif
