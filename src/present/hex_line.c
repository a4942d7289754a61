/* hex_line.c - octets of any number as hex or as characters, into a line on a stream.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/hex_line.h"

enum { PIECE = 2048 };

/* The first piece of `rest`, which goes behind it. */
static struct weir_slice take_piece(struct weir_slice *rest)
{
	struct weir_slice piece = { rest->data, rest->size < PIECE ? rest->size : PIECE };

	rest->data += piece.size;
	rest->size -= piece.size;
	return piece;
}

void hex_line_hex(FILE *file, struct weir_slice octets)
{
	char text[2 * PIECE];

	while (octets.size > 0) {
		struct weir_slice piece = take_piece(&octets);
		struct weir_writer out;

		weir_writer_init(&out, text, sizeof(text));
		weir_writer_hex(&out, piece);
		fwrite(text, 1, out.size, file);
	}
}

void hex_line_ascii(FILE *file, struct weir_slice octets)
{
	char text[PIECE];

	while (octets.size > 0) {
		struct weir_slice piece = take_piece(&octets);

		for (size_t i = 0; i < piece.size; i++) {
			uint8_t c = piece.data[i];
			text[i] = c > 0x20 && c < 0x7f ? (char)c : '.';
		}
		fwrite(text, 1, piece.size, file);
	}
}
