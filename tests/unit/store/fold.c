/* fold.c - sightings folded into rows: sums in any order, growth, ceilings, threads, the order of rows.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "store/fold.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "store/name_key.h"
#include "tap.h"

/* A sighting's identity; `key` is name and RDATA in one piece. */
struct seen {
	uint8_t key[64];
	uint16_t name_size;
	uint32_t rdata_size;
	uint16_t type;
	uint8_t kind;
};

static struct seen seen_of(const char *name, uint16_t type, uint8_t kind, const void *rdata,
			   size_t size)
{
	struct seen seen = { .name_size = (uint16_t)strlen(name), .type = type, .kind = kind };

	memcpy(seen.key, name, seen.name_size);
	if (size > 0)
		memcpy(seen.key + seen.name_size, rdata, size);
	seen.rdata_size = (uint32_t)size;
	return seen;
}

static struct fold_sighting sighting_of(const uint8_t *key, uint16_t name_size, uint32_t rdata_size,
					uint16_t type, uint8_t kind, int64_t time)
{
	return (struct fold_sighting){
		.key = key,
		.hash = fold_hash(fold_name_hash(key, name_size), type, kind, key + name_size,
				  rdata_size),
		.time = time,
		.rdata_size = rdata_size,
		.type = type,
		.name_size = name_size,
		.kind = kind,
	};
}

static enum weir_status add_key(struct fold *fold, const uint8_t *key, uint16_t name_size,
				uint32_t rdata_size, uint16_t type, int64_t time)
{
	struct fold_sighting one = sighting_of(key, name_size, rdata_size, type, 0, time);
	const struct fold_sighting *list[] = { &one };

	return fold_add(fold, fold_part(one.hash), list, 1);
}

static enum weir_status add(struct fold *fold, const struct seen *seen, int64_t time)
{
	struct fold_sighting one = sighting_of(seen->key, seen->name_size, seen->rdata_size,
					       seen->type, seen->kind, time);
	const struct fold_sighting *list[] = { &one };

	return fold_add(fold, fold_part(one.hash), list, 1);
}

static struct fold *opened(uint64_t rows_max)
{
	struct fold *fold;

	if (fold_open(rows_max, &fold) != WEIR_OK)
		abort();
	return fold;
}

static bool row_is(const struct fold_row *row, const struct seen *seen)
{
	return row && row->name_size == seen->name_size && row->type == seen->type &&
	       row->kind == seen->kind && fold_rdata_size(row) == seen->rdata_size &&
	       memcmp(row->key, seen->key, seen->name_size + seen->rdata_size) == 0;
}

/* Pairs that differ in one thing only must not fold; the first is always the lesser in order. */
static void test_identity(void)
{
	const struct {
		const char *what;
		struct seen a;
		struct seen b;
	} rows[] = {
		{ "RDATA", seen_of("x", 1, 0, "\1", 1), seen_of("x", 1, 0, "\2", 1) },
		{ "a zero octet more of RDATA", seen_of("x", 1, 0, "\1", 1),
		  seen_of("x", 1, 0, "\1\0", 2) },
		{ "no RDATA and one zero octet", seen_of("x", 1, 0, "", 0),
		  seen_of("x", 1, 0, "\0", 1) },
		{ "sixteen zero octets more", seen_of("x", 1, 0, "abc", 3),
		  seen_of("x", 1, 0, "abc\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 19) },
		{ "eight zero octets against one of 24", seen_of("x", 1, 0, "abc", 3),
		  seen_of("x", 1, 0, "abc\0\0\0\0\0\0\0\0\x18", 12) },
		{ "type", seen_of("x", 1, 0, "a", 1), seen_of("x", 2, 0, "a", 1) },
		{ "type's upper octet", seen_of("x", 255, 0, "a", 1),
		  seen_of("x", 256, 0, "a", 1) },
		{ "kind before type", seen_of("x", 9, 0, "a", 1), seen_of("x", 1, 1, "a", 1) },
		{ "name", seen_of("x", 1, 0, "a", 1), seen_of("y", 1, 0, "a", 1) },
		{ "no name and one", seen_of("", 1, 0, "a", 1), seen_of("x", 1, 0, "a", 1) },
		{ "where the name ends", seen_of("x", 1, 0, "ya", 2), seen_of("xy", 1, 0, "a", 1) },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct fold *fold = opened(10);
		bool good = add(fold, &rows[i].b, 1) == WEIR_OK &&
			    add(fold, &rows[i].a, 2) == WEIR_OK && fold_rows(fold) == 2 &&
			    fold_sort(fold) == WEIR_OK &&
			    row_is(fold_sorted(fold, 0), &rows[i].a) &&
			    row_is(fold_sorted(fold, 1), &rows[i].b) && !fold_sorted(fold, 2);
		checkf(good, "apart, in order: %s", rows[i].what);
		fold_close(fold);
	}
}

static void test_sums(void)
{
	static const int64_t orders[][4] = {
		{ 1, 2, 3, 4 },         { 4, 3, 2, 1 },
		{ 2, 4, 1, 3 },         { -5, 0, 7, -9 },
		{ 0, 0, 0, 0 },         { (int64_t)1 << 62, -((int64_t)1 << 62), 1, 0 },
		{ INT64_MAX, 0, 1, 2 }, { INT64_MIN, INT64_MAX, 0, 0 },
	};
	const struct seen seen = seen_of("x", 1, 0, "a", 1);

	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		struct fold *fold = opened(10);
		int64_t first = INT64_MAX;
		int64_t last = INT64_MIN;
		bool good = true;
		for (size_t k = 0; k < 4; k++) {
			int64_t time = orders[i][k];
			good &= add(fold, &seen, time) == WEIR_OK;
			first = time < first ? time : first;
			last = time > last ? time : last;
		}
		good &= fold_sort(fold) == WEIR_OK;
		const struct fold_row *row = fold_sorted(fold, 0);
		checkf(good && row && row->count == 4 && row->first == first && row->last == last &&
			       !fold_sorted(fold, 1),
		       "first, last and count of four sightings, order %zu", i);
		fold_close(fold);
	}
}

static void test_empty(void)
{
	struct fold *fold = opened(10);

	check("no rows sort to no rows",
	      fold_sort(fold) == WEIR_OK && !fold_sorted(fold, 0) && fold_rows(fold) == 0);
	check("and again", fold_sort(fold) == WEIR_OK && !fold_sorted(fold, 0));
	fold_close(fold);
	fold_close(NULL);
}

enum { MANY = 100000 };

static void number_key(uint32_t i, uint8_t key[8])
{
	memcpy(key, "x", 2);
	key[2] = (uint8_t)(i >> 24);
	key[3] = (uint8_t)(i >> 16);
	key[4] = (uint8_t)(i >> 8);
	key[5] = (uint8_t)i;
}

/* Every part grows many times over. */
static void test_growth(void)
{
	struct fold *fold = opened(UINT32_MAX);
	uint8_t key[8];
	bool good = true;

	for (unsigned round = 0; round < 3; round++)
		for (uint32_t i = 0; i < MANY; i++) {
			number_key(i * 2654435761U, key);
			good &= add_key(fold, key, 2, 4, 1, (int64_t)i + round) == WEIR_OK;
		}
	check("100000 rows, each seen three times", good && fold_rows(fold) == MANY);
	good = fold_sort(fold) == WEIR_OK;
	uint8_t before[4] = { 0 };
	for (size_t i = 0; good && i < MANY; i++) {
		const struct fold_row *row = fold_sorted(fold, i);
		good = row && row->count == 3 && row->last == row->first + 2 &&
		       (i == 0 || memcmp(before, row->key + 2, 4) < 0);
		if (good)
			memcpy(before, row->key + 2, 4);
	}
	check("and come in order, no row lost", good && !fold_sorted(fold, MANY));
	check("nothing was refused", fold_refused(fold) == 0);
	fold_close(fold);
}

/* Rows at and over the size of a chunk, between small ones that must survive. */
static void test_large(void)
{
	static const uint32_t sizes[] = { 1, 65497, 65498, 65499,  65535, 69616,
					  2, 65536, 3,     131072, 4 };
	static uint8_t key[140000];
	struct fold *fold = opened(UINT32_MAX);
	bool good = true;

	for (unsigned round = 0; round < 2; round++)
		for (size_t i = 0; i < COUNT_OF(sizes) * 40; i++) {
			key[0] = (uint8_t)(i / COUNT_OF(sizes));
			memset(key + 1, (int)i, sizes[i % COUNT_OF(sizes)]);
			good &= add_key(fold, key, 1, sizes[i % COUNT_OF(sizes)], 1, 7) == WEIR_OK;
		}
	good &= fold_rows(fold) == COUNT_OF(sizes) * 40 && fold_sort(fold) == WEIR_OK;
	uint64_t octets = 0;
	for (size_t i = 0; good && i < COUNT_OF(sizes) * 40; i++) {
		const struct fold_row *row = fold_sorted(fold, i);
		uint32_t size = fold_rdata_size(row);
		octets += size;
		good = row->count == 2 && row->key[1] == row->key[size];
	}
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		octets -= (uint64_t)sizes[i] * 40;
	check("rows as large as a chunk and larger, each seen twice", good && octets == 0);
	fold_close(fold);
}

static void test_ceiling(void)
{
	struct fold *fold = opened(3);
	uint8_t key[8];
	bool good = true;

	for (unsigned round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 1000; i++) {
			number_key(i, key);
			good &= add_key(fold, key, 2, 4, 1, i) == WEIR_OK;
		}
	check("no more rows than the ceiling", good && fold_rows(fold) == 3);
	check("what is refused is counted", fold_refused(fold) == 2 * 997);
	good = fold_sort(fold) == WEIR_OK;
	for (size_t i = 0; i < 3; i++)
		good &= fold_sorted(fold, i) && fold_sorted(fold, i)->count == 2;
	check("rows that are there fold on", good && !fold_sorted(fold, 3));
	fold_close(fold);
}

/* Octets that make the factors of the unkeyed hash zero, whatever stands before them: were the hash
 * known, all these keys would meet in one slot, and this test would take hours. */
static void test_flood(void)
{
	struct fold *fold = opened(UINT32_MAX);
	static const uint64_t zero_maker = 0xe7037ed1a0b428dbULL;
	uint8_t key[40] = { 'x' };
	bool good = true;

	memcpy(key + 17, &zero_maker, 8);
	for (uint32_t i = 0; i < 400000; i++) {
		memcpy(key + 1, &i, sizeof(i));
		good &= add_key(fold, key, 1, 33, 16, 1) == WEIR_OK;
	}
	check("keys made to collide do not", good && fold_rows(fold) == 400000);
	fold_close(fold);
}

struct folder {
	struct fold *fold;
	uint32_t start;
	pthread_t thread;
	bool good;
};

static void *fold_some(void *context)
{
	struct folder *f = context;
	uint8_t key[8];

	f->good = true;
	for (uint32_t i = 0; i < 50000; i++) {
		uint32_t n = (f->start + i * 7919) % 10000;
		number_key(n, key);
		f->good &= add_key(f->fold, key, 2, 4, 1, n + f->start) == WEIR_OK;
	}
	return NULL;
}

static void test_threads(uint64_t rows_max)
{
	struct folder folders[4] = { { .start = 0 } };
	struct fold *fold = opened(rows_max);
	bool good = true;
	uint64_t count = 0;

	for (uint32_t i = 0; i < 4; i++) {
		folders[i].fold = fold;
		folders[i].start = i * 1000;
		if (pthread_create(&folders[i].thread, NULL, fold_some, &folders[i]) != 0)
			abort();
	}
	for (size_t i = 0; i < 4; i++) {
		pthread_join(folders[i].thread, NULL);
		good &= folders[i].good;
	}
	good &= fold_sort(fold) == WEIR_OK;
	size_t rows = 0;
	for (; fold_sorted(fold, rows); rows++)
		count += fold_sorted(fold, rows)->count;
	uint64_t expected = rows_max < 10000 ? rows_max : 10000;
	checkf(good && rows == expected && fold_rows(fold) == expected &&
		       count + fold_refused(fold) == 4 * 50000,
	       "four threads fold the same keys, ceiling %llu", (unsigned long long)rows_max);
	fold_close(fold);
}

/* --- the order of rows against names compared as names --- */

struct named {
	struct weir_name name;
	uint16_t type;
	uint8_t rdata[20];
	size_t rdata_size;
};

static struct named random_named(struct random *r)
{
	static const uint8_t few[] = { 0, 1, 2, '-', 'a', 'b', 0xff };
	struct named one = { .type = (uint16_t)(1 + random_below(r, 2) * 255) };
	unsigned labels = random_below(r, 4);

	for (unsigned i = 0; i < labels; i++) {
		uint8_t length = (uint8_t)(1 + random_below(r, 2));
		one.name.octets[one.name.size++] = length;
		for (unsigned k = 0; k < length; k++)
			one.name.octets[one.name.size++] = few[random_below(r, sizeof(few))];
	}
	one.name.octets[one.name.size++] = 0;
	one.rdata_size = random_below(r, sizeof(one.rdata) + 1);
	for (size_t i = 0; i < one.rdata_size; i++)
		one.rdata[i] = (uint8_t)(random_below(r, 8) == 0);
	return one;
}

static int named_compare(const void *left, const void *right)
{
	const struct named *a = left;
	const struct named *b = right;
	int order = weir_name_compare(&a->name, &b->name);

	if (order == 0)
		order = (a->type > b->type) - (a->type < b->type);
	if (order == 0)
		order = memcmp(a->rdata, b->rdata,
			       a->rdata_size < b->rdata_size ? a->rdata_size : b->rdata_size);
	if (order == 0)
		order = (a->rdata_size > b->rdata_size) - (a->rdata_size < b->rdata_size);
	return order;
}

static void test_order(void)
{
	enum { COUNT = 30000 };
	struct random r = { 61 };
	struct named *list = calloc(COUNT, sizeof(*list));
	struct fold *fold = opened(UINT32_MAX);
	bool good = list != NULL;

	for (size_t i = 0; good && i < COUNT; i++) {
		uint8_t key[NAME_KEY_MAX + 20];
		list[i] = random_named(&r);
		size_t size = name_key_make(&list[i].name, key);
		memcpy(key + size, list[i].rdata, list[i].rdata_size);
		good = add_key(fold, key, (uint16_t)size, (uint32_t)list[i].rdata_size,
			       list[i].type, 1) == WEIR_OK;
	}
	good = good && fold_sort(fold) == WEIR_OK;
	if (good)
		qsort(list, COUNT, sizeof(*list), named_compare);
	size_t rows = 0;
	for (size_t i = 0; good && i < COUNT; i++) {
		if (i > 0 && named_compare(&list[i - 1], &list[i]) == 0)
			continue;
		const struct fold_row *row = fold_sorted(fold, rows++);
		struct named one = { .type = 0 };
		good = row != NULL;
		if (!good)
			break;
		name_key_name(row->key, row->name_size, &one.name);
		one.type = row->type;
		one.rdata_size = fold_rdata_size(row);
		memcpy(one.rdata, row->key + row->name_size, one.rdata_size);
		good = named_compare(&one, &list[i]) == 0;
	}
	check("rows stand as names, types and RDATA do, octets 0 and 1 and prefixes included",
	      good && rows == fold_rows(fold) && rows > 1000);
	free(list);
	fold_close(fold);
}

int main(void)
{
	test_identity();
	test_sums();
	test_empty();
	test_growth();
	test_large();
	test_ceiling();
	test_flood();
	test_threads(UINT32_MAX);
	test_threads(1234);
	test_order();
	return tap_done();
}
