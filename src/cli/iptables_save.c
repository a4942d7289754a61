/* iptables_save.c - put a script for iptables where it shall stand, whole or not at all.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/iptables_script.h"

enum { SCRIPT_MODE = 0750 };

static enum exit_code fail(const struct invocation *call, const char *path, int number)
{
	char reason[128];

	call_note(call, "%s: %s", path, strerror_r(number, reason, sizeof(reason)));
	return EXIT_SYSTEM;
}

/* 0, or the errno. Closes `file`. */
static int put_text(const struct iptables_script *script, FILE *file)
{
	int number = 0;

	if (fwrite(script->text.text, 1, script->text.size, file) != script->text.size ||
	    fflush(file) != 0)
		number = errno;
	if (fclose(file) != 0 && number == 0)
		number = errno;
	return number;
}

/* A device or a pipe is written into; there is nothing to rename. */
static enum exit_code save_device(const struct invocation *call,
				  const struct iptables_script *script, const char *path)
{
	FILE *file = fopen(path, "w");
	int number = file ? put_text(script, file) : errno;

	return number ? fail(call, path, number) : EXIT_DONE;
}

/* Beside the file that it becomes; a link that stands there is replaced, not followed. */
static enum exit_code save_file(const struct invocation *call, const struct iptables_script *script,
				const char *path)
{
	static const char own[] = ".dnsweir-XXXXXX";
	const char *slash = strrchr(path, '/');
	size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
	char *name = malloc(folder + sizeof(own));
	FILE *file = NULL;
	int number = 0;

	if (!name)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	memcpy(name, path, folder);
	memcpy(name + folder, own, sizeof(own));
	int fd = mkstemp(name);
	if (fd >= 0)
		file = fdopen(fd, "w");
	if (!file) {
		number = errno;
		if (fd >= 0)
			close(fd);
	} else {
		number = fchmod(fd, SCRIPT_MODE) != 0 ? errno : 0;
		int written = put_text(script, file);
		number = number ? number : written;
	}
	if (number == 0 && rename(name, path) != 0)
		number = errno;
	if (number != 0 && fd >= 0)
		unlink(name);
	free(name);
	return number ? fail(call, path, number) : EXIT_DONE;
}

/* 'NAME', safe on a terminal. */
static void put_name(FILE *out, const char *name)
{
	fputc('\'', out);
	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		if (c < 0x20 || c > 0x7e)
			fprintf(out, "\\x%02x", c);
		else
			fprintf(out, "%s%c", c == '\'' || c == '\\' ? "\\" : "", c);
	}
	fputc('\'', out);
}

enum exit_code iptables_save(struct invocation *call, const struct iptables_script *script,
			     const char *path)
{
	struct stat about;
	enum exit_code code;

	if (script->text.lost)
		return call_fail(call, WEIR_E_MEMORY, NULL);
	if (strcmp(path, "-") == 0) {
		fwrite(script->text.text, 1, script->text.size, call->out);
		return EXIT_DONE;
	}
	if (!*path)
		return call_refuse(call, "--write: the name is empty");
	bool there = stat(path, &about) == 0;
	if (there && S_ISDIR(about.st_mode))
		return fail(call, path, EISDIR);
	if (there && !S_ISREG(about.st_mode))
		code = save_device(call, script, path);
	else
		code = save_file(call, script, path);
	if (code != EXIT_DONE)
		return code;
	fputs("Generated file ", call->out);
	put_name(call->out, path);
	fputc('\n', call->out);
	return EXIT_DONE;
}
