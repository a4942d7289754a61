/* show_tree.h - rows of the tree: what its files share.
 * SPDX-License-Identifier: BSD-2-Clause */
#ifndef PRESENT_SHOW_TREE_H
#define PRESENT_SHOW_TREE_H

#include "present/show.h"

struct tree {
	const struct palette *palette;
	const struct show_item *item;
	struct weir_writer *out;
	const char *item_path; /* "an[0]"; empty for the header */
	int digits;            /* of an offset */
};

/* A row's begin; its value and tree_end follow. `mark` is ' ' or '!'. */
void tree_row(struct tree *tree, char mark, uint32_t at, size_t size, const char *path);
/* The same for a value that lies in no octets. */
void tree_row_derived(struct tree *tree, const char *path);
void tree_end(struct tree *tree);
/* A whole row: a name of `size` octets, and where its pointer leads. */
void tree_name(struct tree *tree, uint32_t at, size_t size, const char *path);
/* Rows of plain hex. */
void tree_raw(struct tree *tree, char mark, uint32_t from, uint32_t to, const char *path);

/* show_tree_fields.c: the rows behind type; `end` is the first octet behind the record. */
void tree_rdata(struct tree *tree, const struct weir_record *record, uint32_t end);
void tree_opt(struct tree *tree, const struct weir_record *record);

/* Digits for offsets into so many octets. */
int tree_digits(size_t size);
/* show_tree_layers.c: the frame's line and the rows of its headers. */
void tree_layers(struct show_printer *printer, const struct show_item *item,
		 struct weir_writer *out);

#endif
