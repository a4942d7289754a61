/* bpf_asm_label.c - labels found by name, and how far it is to them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "filter/bpf_asm.h"

enum weir_status bpf_labels_add(struct bpf_assembler *as, struct bpf_labels *labels,
				const struct bpf_label *label)
{
	if (as->lexer.status != WEIR_OK)
		return as->lexer.status;
	if (labels->count == BPF_LABELS_MAX)
		return bpf_lex_fail(&as->lexer, WEIR_E_RANGE, label->at, "more than %d labels",
				    BPF_LABELS_MAX);
	if (labels->count == labels->capacity) {
		size_t capacity = labels->capacity ? 2 * labels->capacity : 64;
		struct bpf_label *items = realloc(labels->items, capacity * sizeof(*items));
		if (!items)
			return bpf_asm_no_memory(as);
		labels->items = items;
		labels->capacity = capacity;
	}
	labels->items[labels->count++] = *label;
	return WEIR_OK;
}

static int compare_names(const struct weir_slice *a, const struct weir_slice *b)
{
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	return memcmp(a->data, b->data, a->size);
}

/* Equal names in the order of the text. */
static int compare(const void *left, const void *right)
{
	const struct bpf_label *a = left, *b = right;
	int order = compare_names(&a->name, &b->name);

	return order != 0 ? order : a->at < b->at ? -1 : a->at > b->at;
}

static int compare_key(const void *key, const void *item)
{
	return compare_names(&((const struct bpf_label *)key)->name,
			     &((const struct bpf_label *)item)->name);
}

static size_t line_of(const struct bpf_assembler *as, size_t at)
{
	size_t line = 1;

	for (size_t i = 0; i < at; i++)
		line += as->lexer.text.data[i] == '\n';
	return line;
}

/* Sorts, and complains of the first label in the text that was there before. */
static enum weir_status sort(struct bpf_assembler *as)
{
	struct bpf_label *items = as->labels.items;
	size_t twice = 0;

	if (as->labels.count < 2)
		return WEIR_OK;
	qsort(items, as->labels.count, sizeof(*items), compare);
	for (size_t i = 1; i < as->labels.count; i++)
		if (compare_names(&items[i - 1].name, &items[i].name) == 0 &&
		    (twice == 0 || items[i].at < items[twice].at))
			twice = i;
	if (twice == 0)
		return WEIR_OK;
	return bpf_lex_fail(&as->lexer, WEIR_E_FORM, items[twice].at,
			    "label '%.*s' stands on line %zu already", BPF_SHOWN(items[twice].name),
			    line_of(as, items[twice - 1].at));
}

static enum weir_status too_far(struct bpf_assembler *as, const struct bpf_label *jump, uint64_t to)
{
	return bpf_lex_fail(&as->lexer, WEIR_E_RANGE, jump->at,
			    "instruction %llu is %llu ahead; a branch leads at most 256 ahead, "
			    "farther only through a jmp",
			    (unsigned long long)to, (unsigned long long)(to - jump->op));
}

/* The distance to what `jump` leads to, which must lie ahead. */
static enum weir_status join(struct bpf_assembler *as, const struct bpf_label *jump, uint64_t to)
{
	struct weir_bpf_op *op = &as->ops[jump->op];

	if (to <= jump->op)
		return bpf_lex_fail(
			&as->lexer, WEIR_E_RANGE, jump->at,
			"leads back from instruction %zu to %llu; jumps only lead ahead", jump->op,
			(unsigned long long)to);
	uint64_t distance = to - jump->op - 1;
	if (distance > (jump->way == WAY_ALWAYS ? UINT32_MAX : UINT8_MAX))
		return too_far(as, jump, to);
	switch (jump->way) {
	case WAY_TRUE:
		op->jt = (uint8_t)distance;
		break;
	case WAY_FALSE:
		op->jf = (uint8_t)distance;
		break;
	case WAY_ALWAYS:
		op->k = (uint32_t)distance;
		break;
	}
	return WEIR_OK;
}

enum weir_status bpf_labels_join(struct bpf_assembler *as)
{
	enum weir_status status = sort(as);

	for (size_t i = 0; i < as->jumps.count && status == WEIR_OK; i++) {
		const struct bpf_label *jump = &as->jumps.items[i];
		const struct bpf_label *label = NULL;

		if (jump->to < 0 && as->labels.count > 0)
			label = bsearch(jump, as->labels.items, as->labels.count, sizeof(*label),
					compare_key);
		if (jump->to >= 0)
			status = join(as, jump, (uint64_t)jump->to);
		else if (label)
			status = join(as, jump, label->op);
		else
			status = bpf_lex_fail(&as->lexer, WEIR_E_UNKNOWN, jump->at,
					      "there is no label '%.*s'", BPF_SHOWN(jump->name));
	}
	return status;
}
