/* bpfgen.c - fuzz target: words of bpfgen's types; programs pass the kernel's rules, a negation is the
 * complement, nothing odd gets into a file's name.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The first octet chooses type, version and offset; words follow, each ended by a line end; the rest is a
 * packet. The type tcpdump is left out: libpcap would ask the DNS for names. */
#include <dnsweir/bpf.h>

#include <string.h>

#include "cli/bpfgen.h"

enum { WORDS_MAX = 6, TEXT_MAX = 600 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct words {
	char text[TEXT_MAX];
	const char *list[WORDS_MAX];
	size_t count, used; /* octets of the input */
};

static void read_words(const uint8_t *data, size_t size, struct words *out)
{
	size_t begin = 0;

	*out = (struct words){ .count = 0 };
	while (out->used < size && out->used + 1 < TEXT_MAX && out->count < WORDS_MAX) {
		uint8_t c = data[out->used];
		out->text[out->used++] = c == '\n' ? 0 : (char)c;
		if (c != '\n')
			continue;
		out->list[out->count++] = out->text + begin;
		begin = out->used;
	}
}

static bool is_plain(const char *name)
{
	static const char plain[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";

	return name[strspn(name, plain)] == 0;
}

static bool matches(const struct weir_programs *programs, struct weir_slice octets)
{
	struct weir_bpf_packet packet = { octets, (uint32_t)octets.size, NULL };
	bool any = false;

	for (size_t i = 0; i < programs->count; i++)
		any = any || weir_bpf_trace(&programs->programs[i], &packet, NULL, NULL) != 0;
	return any;
}

static void check_result(const struct bpfgen_result *result)
{
	struct weir_error err;

	if (result->programs.count == 0 || !is_plain(result->name) || !result->says)
		__builtin_trap();
	for (const char *c = result->says; *c; c++)
		if (*c < 0x20 || *c > 0x7e)
			__builtin_trap();
	for (size_t i = 0; i < result->programs.count; i++)
		if (weir_bpf_check(&result->programs.programs[i], &err) != WEIR_OK)
			__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "dns", "dns_validate", "suffix", "p0f" };
	static const uint32_t offsets[] = { 0, 14, 16, 18, 20, 5 };
	static FILE *nothing;
	struct bpfgen_result result, negated;
	struct words words;

	if (size == 0)
		return 0;
	if (!nothing)
		nothing = fopen("/dev/null", "we");
	if (!nothing)
		return 0;
	struct invocation call = {
		.in = stdin, .out = nothing, .err = nothing, .program = "dnsweir bpfgen"
	};
	read_words(data + 1, size - 1, &words);
	struct bpfgen_request request = { .type = types[data[0] & 3],
					  .words = words.list,
					  .word_count = words.count,
					  .version = data[0] & 4 ? 6 : 4,
					  .offset = offsets[(data[0] >> 3) % 6] };
	struct weir_slice packet = { data + 1 + words.used, size - 1 - words.used };
	enum exit_code code = bpfgen_make(&call, &request, &result);
	request.negate = true;
	if (bpfgen_make(&call, &request, &negated) != code)
		__builtin_trap();
	if (code == EXIT_DONE && !result.help) {
		check_result(&result);
		check_result(&negated);
		/* Where the kernel is asked, this is no kernel. */
		if (!negated.inexact && !result.needs_udp && !negated.needs_udp &&
		    matches(&result.programs, packet) == matches(&negated.programs, packet))
			__builtin_trap();
	}
	bpfgen_free(&result);
	bpfgen_free(&negated);
	return 0;
}
