/* writer.c - text and octets into a caller's buffer, overflow remembered.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/base.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void weir_writer_init(struct weir_writer *writer, void *buffer, size_t capacity)
{
	*writer = (struct weir_writer){ .data = buffer, .capacity = capacity };
}

void weir_writer_put(struct weir_writer *writer, const void *bytes, size_t size)
{
	size_t room = writer->capacity - writer->size;

	/* Once full, later and shorter pieces must not slip in behind the gap. */
	if (writer->full)
		return;
	if (size > room) {
		size = room;
		writer->full = true;
	}
	if (size > 0)
		memcpy(writer->data + writer->size, bytes, size);
	writer->size += size;
}

void weir_writer_char(struct weir_writer *writer, char c)
{
	if (writer->full || writer->size == writer->capacity)
		writer->full = true;
	else
		writer->data[writer->size++] = (uint8_t)c;
}

void weir_writer_text(struct weir_writer *writer, const char *text)
{
	weir_writer_put(writer, text, strlen(text));
}

void weir_writer_print(struct weir_writer *writer, const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	int size = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (size < 0 || (size_t)size >= sizeof(line)) {
		writer->full = true;
		return;
	}
	weir_writer_put(writer, line, (size_t)size);
}

void weir_writer_u64(struct weir_writer *writer, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	weir_writer_put(writer, digits + at, sizeof(digits) - at);
}

void weir_writer_hex(struct weir_writer *writer, struct weir_slice bytes)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < bytes.size && !writer->full; i++) {
		weir_writer_char(writer, digits[bytes.data[i] >> 4]);
		weir_writer_char(writer, digits[bytes.data[i] & 15]);
	}
}

bool weir_writer_terminate(struct weir_writer *writer)
{
	if (writer->capacity == 0)
		return false;
	if (writer->size == writer->capacity) {
		writer->data[--writer->size] = 0;
		writer->full = true;
		return false;
	}
	writer->data[writer->size] = 0;
	return !writer->full;
}
