/* captures.c - walk the shared captures that have a reference beside them, and read it.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "shared/captures.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define REFERENCE CAPTURES_TSHARK

enum { PATH_SIZE = 1024, NAMES_MAX = 1024 };

static bool ends_with(const char *name, const char *end)
{
	size_t size = strlen(name);

	return size >= strlen(end) && strcmp(name + size - strlen(end), end) == 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Adds ORIGIN/FILE for every file with this ending, which is taken off. */
static void list_folder(struct captures *captures, const char *folder, const char *end)
{
	char path[PATH_SIZE];
	struct dirent *entry;

	snprintf(path, sizeof(path), "%s/%s", captures->folder, folder);
	DIR *dir = opendir(path);
	while (dir && (entry = readdir(dir)) && captures->count < NAMES_MAX) {
		if (entry->d_name[0] == '.' || !ends_with(entry->d_name, end))
			continue;
		int size = (int)(strlen(entry->d_name) - strlen(end));
		snprintf(path, sizeof(path), "%s/%.*s", folder, size, entry->d_name);
		captures->names[captures->count] = strdup(path);
		captures->count += captures->names[captures->count] != NULL;
	}
	if (dir)
		closedir(dir);
}

static bool list_all(int argc, char **argv, const char *below, const char *end,
		     struct captures *out)
{
	const char *shared = getenv("DNSWEIR_SHARED");
	char path[PATH_SIZE];
	struct dirent *entry;

	if (!shared)
		shared = argc > 1 ? argv[1] : "../shared";
	snprintf(path, sizeof(path), "%s/captures%s", shared, below);
	DIR *dir = opendir(path);
	if (!dir) {
		skip("shared captures", "there are none here");
		return false;
	}
	out->folder = strdup(path);
	out->names = calloc(NAMES_MAX, sizeof(char *));
	out->count = 0;
	while (out->folder && out->names && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			list_folder(out, entry->d_name, end);
	closedir(dir);
	qsort(out->names, out->count, sizeof(char *), compare_names);
	return checkf(out->count > 0, "there are captures in %s", path);
}

bool captures_open(int argc, char **argv, struct captures *out)
{
	return list_all(argc, argv, "", REFERENCE, out);
}

bool captures_open_without_dns(int argc, char **argv, struct captures *out)
{
	return list_all(argc, argv, "/no-dns", "", out);
}

void captures_close(struct captures *captures)
{
	for (size_t i = 0; i < captures->count; i++)
		free(captures->names[i]);
	free(captures->names);
	free(captures->folder);
}

void captures_path(const struct captures *captures, size_t index, char *path)
{
	snprintf(path, PATH_SIZE, "%s/%s", captures->folder, captures->names[index]);
}

json_t *captures_reference(const struct captures *captures, size_t index, const char *kind)
{
	char path[PATH_SIZE];
	json_t *messages = json_array();
	json_error_t error = { .text = "cannot be opened" };

	snprintf(path, sizeof(path), "%s/%s%s", captures->folder, captures->names[index], kind);
	FILE *file = fopen(path, "r");
	while (file && messages) {
		json_t *message = json_loadf(file, JSON_DISABLE_EOF_CHECK, &error);
		if (!message)
			break;
		json_array_append_new(messages, message);
	}
	bool whole = file && feof(file);
	if (file)
		fclose(file);
	if (whole)
		return messages;
	checkf(false, "%s: %s", path, error.text);
	json_decref(messages);
	return NULL;
}

const char *captures_accepted(const struct captures_accepted *rows, size_t count, const char *name,
			      uint64_t frame)
{
	for (size_t i = 0; i < count; i++)
		if (ends_with(name, rows[i].name) && (rows[i].frame == 0 || rows[i].frame == frame))
			return rows[i].reason;
	return NULL;
}
