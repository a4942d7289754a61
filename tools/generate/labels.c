/* labels.c - the labels of frames, a line of JSON each.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct labels {
	FILE *text;
	char *octets;
	size_t size;
	uint64_t count;
};

static bool flag(const struct intent *i, unsigned bit)
{
	return i->flags & bit;
}

static bool response(const struct intent *i)
{
	return flag(i, 0x8000);
}

static bool query(const struct intent *i)
{
	return !flag(i, 0x8000);
}

static unsigned opcode(const struct intent *i)
{
	return i->flags >> 11 & 15;
}

static unsigned rcode(const struct intent *i)
{
	return i->flags & 15;
}

static bool has(const struct intent *i, unsigned part)
{
	return i->parts & part;
}

static unsigned questions(const struct intent *i)
{
	return has(i, PART_NO_QUESTION) ? 0 : has(i, PART_TWO_QUESTIONS) ? 2 : 1;
}

static bool asks_anything(const struct intent *i)
{
	return i->seen >= SEEN_QUESTION && questions(i) > 0;
}

static bool asks(const struct intent *i, unsigned type)
{
	return asks_anything(i) && i->type == type;
}

static bool sees_records(const struct intent *i)
{
	return i->seen == SEEN_ALL;
}

/* One question and OPT, nothing else. */
static bool opt_alone(const struct intent *i)
{
	return sees_records(i) && has(i, PART_OPT) && questions(i) == 1 && i->answers == 0 &&
	       i->authority == 0 && i->additional == 1;
}

/* The names of these captures have no escapes. */
static unsigned name_labels(const char *name)
{
	unsigned count = strcmp(name, ".") == 0 ? 0 : 1;

	for (; *name && count > 0; name++)
		count += *name == '.';
	return count;
}

static bool name_below(const char *name, const char *zone)
{
	size_t size = strlen(name);
	size_t end = strlen(zone);

	return size > end + 1 && name[size - end - 1] == '.' &&
	       strcasecmp(name + size - end, zone) == 0;
}

/* Neither in 198.51.100.0/24 nor in 2001:db8::/32. */
static bool stranger(const struct endpoint *e)
{
	static const uint8_t four[] = { 198, 51, 100 };
	static const uint8_t six[] = { 0x20, 0x01, 0x0d, 0xb8 };

	return e->version == 6 ? memcmp(e->address, six, sizeof(six)) != 0
			       : memcmp(e->address, four, sizeof(four)) != 0;
}

struct labels *labels_open(void)
{
	struct labels *l = calloc(1, sizeof(*l));

	if (!l)
		system_fail("memory");
	l->text = open_memstream(&l->octets, &l->size);
	if (!l->text)
		system_fail("memory");
	return l;
}

static void list(FILE *out, const char *key, const struct intent *i)
{
	const char *between = "";

	fprintf(out, ",\"%s\":[", key);
#define LABEL(name, condition)                                                                     \
	if (i && i->seen != SEEN_NOTHING && (condition)) {                                         \
		fprintf(out, "%s\"%s\"", between, name);                                           \
		between = ",";                                                                     \
	}
#include "labels.def"
#undef LABEL
	fputc(']', out);
}

void labels_add(struct labels *l, uint64_t frame, const char *what, const char *carrier,
		const struct intent *packet, const struct intent *message)
{
	if (!l)
		return;
	fprintf(l->text, "{\"frame\":%llu,\"what\":\"%s\",\"carrier\":\"%s\"",
		(unsigned long long)frame, what, carrier);
	list(l->text, "packet", packet);
	list(l->text, "message", message);
	fputs("}\n", l->text);
	l->count++;
}

bool labels_any(const struct labels *l)
{
	return l->count > 0;
}

void labels_write(const struct labels *l, const char *path)
{
	FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");

	if (!out || fflush(l->text) != 0)
		system_fail(path);
	fwrite(l->octets, 1, l->size, out);
	if (fflush(out) != 0 || ferror(out) || (out != stdout && fclose(out) != 0))
		system_fail(path);
}

void labels_close(struct labels *l)
{
	if (!l)
		return;
	fclose(l->text);
	free(l->octets);
	free(l);
}
