/* show_hex.c - octets as rows of hex with their offset and their ASCII.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/show.h"

void show_hex(struct weir_writer *out, struct weir_slice octets)
{
	enum { ROW = 16 };

	for (size_t at = 0; at < octets.size && !out->full; at += ROW) {
		size_t size = octets.size - at < ROW ? octets.size - at : ROW;
		weir_writer_print(out, "    %04zx ", at);
		for (size_t i = 0; i < ROW; i++) {
			weir_writer_text(out, i == ROW / 2 ? "  " : " ");
			if (i < size)
				weir_writer_hex(out,
						(struct weir_slice){ octets.data + at + i, 1 });
			else
				weir_writer_text(out, "  ");
		}
		weir_writer_text(out, "  ");
		for (size_t i = 0; i < size; i++) {
			uint8_t c = octets.data[at + i];
			weir_writer_char(out, c >= 0x20 && c <= 0x7e ? (char)c : '.');
		}
		weir_writer_char(out, '\n');
	}
}
