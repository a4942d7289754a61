/* truth.c - a table of expected rows: open addressing over row numbers, sorted when written.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "truth.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packet.h"

enum { TOTALS_MAX = 64 };

struct row {
	char *text; /* "name TAB type TAB rdata" */
	uint64_t count;
};

struct truth {
	struct row *rows;
	size_t count;
	size_t capacity;
	uint32_t *slots; /* row number plus one; 0: free; twice as many as rows or more */
	size_t slot_count;
	size_t total_count;
	struct {
		char name[40];
		uint64_t value;
	} totals[TOTALS_MAX];
};

static void *need(void *memory)
{
	if (!memory)
		system_fail("memory");
	return memory;
}

struct truth *truth_open(void)
{
	struct truth *t = need(calloc(1, sizeof(*t)));

	t->capacity = 1024;
	t->slot_count = 4096;
	t->rows = need(calloc(t->capacity, sizeof(*t->rows)));
	t->slots = need(calloc(t->slot_count, sizeof(*t->slots)));
	return t;
}

static uint64_t text_hash(const char *text)
{
	uint64_t hash = 14695981039346656037u;

	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 1099511628211u;
	return hash;
}

static void grow(struct truth *t)
{
	t->capacity *= 2;
	t->slot_count *= 2;
	t->rows = need(realloc(t->rows, t->capacity * sizeof(*t->rows)));
	free(t->slots);
	t->slots = need(calloc(t->slot_count, sizeof(*t->slots)));
	for (size_t i = 0; i < t->count; i++) {
		size_t slot = text_hash(t->rows[i].text) % t->slot_count;
		while (t->slots[slot])
			slot = (slot + 1) % t->slot_count;
		t->slots[slot] = (uint32_t)i + 1;
	}
}

void truth_row(struct truth *t, const char *name, const char *type, const char *rdata,
	       uint64_t count)
{
	char text[4096];

	if (!t)
		return;
	if (snprintf(text, sizeof(text), "%s\t%s\t%s", name, type, rdata) >= (int)sizeof(text))
		generate_fail("row too long", name);
	size_t slot = text_hash(text) % t->slot_count;
	for (; t->slots[slot]; slot = (slot + 1) % t->slot_count) {
		struct row *row = &t->rows[t->slots[slot] - 1];
		if (strcmp(row->text, text) == 0) {
			row->count += count;
			return;
		}
	}
	t->slots[slot] = (uint32_t)t->count + 1;
	t->rows[t->count++] = (struct row){ need(strdup(text)), count };
	if (t->count == t->capacity)
		grow(t);
}

void truth_total(struct truth *t, const char *name, uint64_t count)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->total_count; i++) {
		if (strcmp(t->totals[i].name, name) == 0) {
			t->totals[i].value += count;
			return;
		}
	}
	if (t->total_count == TOTALS_MAX)
		generate_fail("too many totals", name);
	snprintf(t->totals[t->total_count].name, sizeof(t->totals[0].name), "%s", name);
	t->totals[t->total_count++].value = count;
}

uint64_t truth_rows(const struct truth *t)
{
	return t->count;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->text, ((const struct row *)b)->text);
}

void truth_write(const struct truth *t, const char *path)
{
	FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");

	if (!out)
		system_fail(path);
	struct row *sorted = need(malloc((t->count + 1) * sizeof(*sorted)));
	memcpy(sorted, t->rows, t->count * sizeof(*sorted));
	qsort(sorted, t->count, sizeof(*sorted), by_text);
	for (size_t i = 0; i < t->total_count; i++)
		fprintf(out, "# %s %llu\n", t->totals[i].name,
			(unsigned long long)t->totals[i].value);
	for (size_t i = 0; i < t->count; i++)
		fprintf(out, "%s\t%llu\n", sorted[i].text, (unsigned long long)sorted[i].count);
	free(sorted);
	if (fflush(out) != 0 || ferror(out) || (out != stdout && fclose(out) != 0))
		system_fail(path);
}

void truth_close(struct truth *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++)
		free(t->rows[i].text);
	free(t->rows);
	free(t->slots);
	free(t);
}
