/* capture.c - the frames of every shared capture, beside libpcap.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * capture DIRECTORY, or $DNSWEIR_SHARED: the folder that holds captures/. One test a capture. What
 * libpcap cannot unpack it is given unpacked by the tool of the format. */
#include <dnsweir/capture.h>

#include <dirent.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "peer.h"
#include "tap.h"

enum { PATH_MAX_HERE = 1024 };

static const struct {
	const char *suffix;
	const char *tool;
} packed[] = {
	{ ".gz", "gzip" },
	{ ".zst", "zstd" },
	{ ".xz", "xz" },
	{ ".lz4", "lz4" },
};

static bool ends_with(const char *name, const char *end)
{
	size_t size = strlen(name);

	return size >= strlen(end) && strcmp(name + size - strlen(end), end) == 0;
}

extern char **environ;

/* The unpacked octets in a file without a name; NULL: the tool is not there. */
static FILE *unpack(const char *tool, const char *path)
{
	FILE *out = tmpfile();
	posix_spawn_file_actions_t actions;
	char *argv[] = { strdup(tool), strdup("-dc"), strdup(path), NULL };
	pid_t child;
	int status = 1;

	if (!out)
		return NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
	if (posix_spawnp(&child, tool, &actions, NULL, argv, environ) == 0)
		waitpid(child, &status, 0);
	posix_spawn_file_actions_destroy(&actions);
	for (size_t i = 0; i < 3; i++)
		free(argv[i]);
	if (status != 0) {
		fclose(out);
		return NULL;
	}
	rewind(out);
	return out;
}

static void check_capture(const char *path, const char *name)
{
	const char *tool = NULL;
	struct weir_capture *ours = NULL;
	struct weir_error err = { .text = "" };

	for (size_t i = 0; i < COUNT_OF(packed); i++)
		if (ends_with(name, packed[i].suffix))
			tool = packed[i].tool;
	FILE *theirs = tool ? unpack(tool, path) : fopen(path, "rb");
	if (!theirs) {
		skip(name, tool ? "the tool that unpacks it is not there" : "not readable");
		return;
	}
	enum weir_status status = weir_capture_open(path, NULL, &ours, &err);
	struct peer_outcome o = peer_compare(theirs, ours, status, &err);
	checkf(o.agree, "%s: %llu frames", name, (unsigned long long)o.ours);
	if (!o.agree || o.accepted)
		note("%s", o.text);
	if (o.accepted)
		note("accepted: %s", o.accepted);
}

/* Folders two levels deep at most: captures/ORIGIN/FILE and captures/no-dns/ORIGIN/FILE. */
static void walk_folder(const char *folder, unsigned depth)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		char path[PATH_MAX_HERE];

		snprintf(path, sizeof(path), "%s/%s", folder, name);
		if (name[0] == '.' || strcmp(name, "LICENSES") == 0) {
			/* nothing to read here */
		} else if (entries[i]->d_type == DT_DIR) {
			if (depth < 3)
				walk_folder(path, depth + 1);
		} else if (!ends_with(name, ".jsonl") && !ends_with(name, ".md")) {
			check_capture(path, name);
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

int main(int argc, char **argv)
{
	const char *shared = getenv("DNSWEIR_SHARED");
	char path[PATH_MAX_HERE];

	if (!shared)
		shared = argc > 1 ? argv[1] : "../shared";
	snprintf(path, sizeof(path), "%s/captures", shared);
	if (access(path, R_OK) < 0)
		skip("frames of the shared captures", "no shared captures here");
	else
		walk_folder(path, 0);
	return tap_done();
}
