/* iptables_script.c - write the parts of a script for iptables: head, settings, programs, fragments.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/iptables_script.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const iptables_common[] = {
#include "cli/iptables_common.sh.inc"
	NULL,
};

void iptables_put(struct iptables_text *text, const char *format, ...)
{
	enum { FIRST = 16 * 1024 };
	va_list args;

	while (!text->lost) { /* the room doubles until it is enough */
		size_t left = text->room - text->size;

		va_start(args, format);
		int size = vsnprintf(left ? text->text + text->size : NULL, left, format, args);
		va_end(args);
		if (size >= 0 && (size_t)size < left) {
			text->size += (size_t)size;
			return;
		}
		size_t room = text->room ? 2 * text->room : FIRST;
		char *more = size < 0 ? NULL : realloc(text->text, room);
		if (more) {
			text->text = more;
			text->room = room;
		}
		text->lost = !more;
	}
}

uint64_t iptables_hash(uint64_t hash, const char *text)
{
	do {
		hash ^= (uint8_t)*text;
		hash *= 0x100000001b3u;
	} while (*text++);
	return hash;
}

void iptables_shorten(char *name, size_t highest, uint64_t hash)
{
	enum { DIGITS = 8 };
	size_t size = strlen(name);

	if (size > highest - DIGITS - 1)
		size = highest - DIGITS - 1;
	snprintf(name + size, DIGITS + 2, "_%08" PRIx32, (uint32_t)(hash ^ hash >> 32));
}

bool iptables_comment(const char *text, char *out)
{
	static const char kept[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "_.:- ";
	size_t size = strlen(text);

	if (size == 0 || size > IPTABLES_COMMENT_MAX)
		return false;
	for (size_t i = 0; i < size; i++)
		out[i] = strchr(kept, text[i]) ? text[i] : 'x';
	out[size] = 0;
	return true;
}

void iptables_head(struct iptables_script *script, const char *what)
{
	const char *sample = script->version == 6 ? "2001:db8::53" : "192.0.2.53";

	iptables_put(
		&script->text,
		"#!/bin/sh\n"
		"# Made by dnsweir %s. %s\n"
		"#\n"
		"#   SCRIPT %-14s applies it and guards this address from now on\n"
		"#   SCRIPT --delete       removes all of it\n"
		"#\n"
		"# No packet is looked at until an address (or a net) is in the set %s:\n"
		"# arguments put it there, and ipset add %s ADDRESS does.\n"
		"#\n"
		"# Environment: IPTABLES and IPSET, the commands; INPUTPLACE, the place in INPUT (1);\n"
		"# DEFAULTINT, the interface (that of the default route; + is every one).\n"
		"#\n",
		script->maker, what, sample, script->set, script->set);
}

static void put_program(struct iptables_text *out, const struct weir_bpf_program *program,
			enum weir_bpf_form form, const char *before)
{
	/* 64 instructions at most: some 2 KiB as numbers, 5 KiB as assembler text. */
	char text[16 * 1024];
	struct weir_writer w;

	weir_writer_init(&w, text, sizeof(text) - 1);
	weir_bpf_print(program, form, &w);
	text[w.size] = 0;
	for (const char *line = text; *line;) {
		size_t size = strcspn(line, "\n");

		iptables_put(out, "%s%.*s%s", before, (int)size, line, *before ? "\n" : "");
		line += size + (line[size] == '\n');
	}
}

void iptables_assembly(struct iptables_text *out, const struct weir_bpf_program *program)
{
	put_program(out, program, WEIR_BPF_ASM, "#    ");
}

void iptables_bytecode(struct iptables_text *out, const struct weir_bpf_program *program)
{
	put_program(out, program, WEIR_BPF_BYTECODE, "");
}

enum exit_code iptables_settings(struct invocation *call, struct iptables_script *script,
				 size_t option)
{
	iptables_put(&script->text,
		     "set -euf\n"
		     "SET='%s'\n"
		     "FAMILY=%s\n"
		     "VERSION=%u\n"
		     "MATCH='%s'\n"
		     "COMMENT='%s'\n"
		     "PRESET='",
		     script->set, script->version == 6 ? "inet6" : "inet", script->version,
		     script->match, script->comment);
	enum exit_code code = iptables_preset(call, script, option);
	iptables_put(&script->text, "'\n");
	return code;
}

void iptables_fragment(struct iptables_script *script, const char *const *lines)
{
	/* Its first lines are for who reads the fragment. */
	while (*lines && **lines == '#')
		lines++;
	for (; *lines; lines++)
		iptables_put(&script->text, "%s", *lines);
}
