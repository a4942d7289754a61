/* bpfgen_suffix.c - bpfgen suffix: packets that end with some octets.
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A packet ends where its IP header says so: what a link layer fills it up with is not looked at. The
 * programs are written as assembler. */
#include <stdlib.h>
#include <string.h>

#include "cli/bpfgen_type.h"
#include "cli/rule_words.h"

enum { SUFFIX_MAX = 1500, TAGS_MAX = 2, TEXT_MAX = 256 * 1024 };

struct suffix {
	uint8_t octets[SUFFIX_MAX];
	unsigned count;   /* of octets to compare */
	unsigned ignored; /* behind these */
};

struct writing {
	const struct bpfgen_request *request;
	struct weir_writer *out;
	uint32_t base; /* of the IP header, without tags */
	bool tags;     /* M[1] has the octets of VLAN tags */
	bool again;    /* M[0] has the packet's length; A has it the first time */
};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static enum exit_code refuse(const struct invocation *call, const char *text, size_t at,
			     const char *why)
{
	struct weir_error err = { .status = WEIR_E_FORM, .offset = at };

	snprintf(err.text, sizeof(err.text), "%s", why);
	return rule_words_refuse(call, NULL, text, WEIR_E_FORM, &err);
}

static bool is_ignored(const char *pair)
{
	return (pair[0] == 'x' || pair[0] == 'X') && (pair[1] == 'x' || pair[1] == 'X');
}

static enum exit_code read_suffix(const struct invocation *call, const char *text,
				  struct suffix *out)
{
	size_t at = 0;

	*out = (struct suffix){ .count = 0 };
	for (; text[at]; at += 2) {
		int high = digit(text[at]);
		int low = text[at + 1] ? digit(text[at + 1]) : -1;
		if (out->count + out->ignored == SUFFIX_MAX)
			return refuse(call, text, at, "no more than 1500 octets");
		if (text[at + 1] && is_ignored(text + at)) {
			out->ignored++;
			continue;
		}
		if (high < 0)
			return refuse(call, text, at,
				      "octets are two hexadecimal digits each, or `xx` at the end");
		if (low < 0)
			return refuse(call, text, at + 1,
				      text[at + 1] ? "octets are two hexadecimal digits each"
						   : "an odd number of digits");
		if (out->ignored > 0)
			return refuse(call, text, at, "behind `xx` only `xx` can follow");
		out->octets[out->count++] = (uint8_t)(high << 4 | low);
	}
	if (out->count == 0)
		return refuse(call, text, 0, "no octet to compare");
	return EXIT_DONE;
}

/* A packet without its whole header does not match; where that must be told apart from a load that
 * fails, it is asked. */
static void put_header(struct writing *w, unsigned tag)
{
	uint32_t at = w->base + 4 * tag;
	bool ipv6 = w->request->version == 6;

	weir_writer_print(w->out, "ip%u:", tag);
	if (w->request->negate)
		weir_writer_print(w->out, " ld len\n jlt #%u, no\n", at + (ipv6 ? 40 : 20));
	weir_writer_print(w->out, " ldb [%u]\n jlt #0x%x, no\n jge #0x%x, no\n", at,
			  ipv6 ? 0x60U : 0x45U, ipv6 ? 0x70U : 0x50U);
	if (w->tags)
		weir_writer_print(w->out, " ld #%u\n st M[1]\n", 4 * tag);
	weir_writer_print(w->out, " ldh [%u]\n%s", at + (ipv6 ? 4 : 2), ipv6 ? " add #40\n" : "");
	if (w->again)
		weir_writer_text(w->out, " st M[0]\n");
	if (tag < TAGS_MAX && w->tags)
		weir_writer_text(w->out, " jmp try0\n");
}

static void put_type(struct writing *w, unsigned tag, uint32_t at)
{
	unsigned type = w->request->version == 6 ? 0x86dd : 0x800;

	weir_writer_print(w->out, "type%u:", tag);
	if (w->request->negate)
		weir_writer_print(w->out, " ld len\n jlt #%u, no\n", at + 2);
	weir_writer_print(w->out, " ldh [%u]\n", at);
	/* Octet 18 is where the header is behind one tag: without a tag it is not there. */
	if (tag > 0 || w->request->offset != 18)
		weir_writer_print(w->out, " jeq #0x%x, ip%u\n", type, tag);
	if (tag < TAGS_MAX)
		weir_writer_print(w->out,
				  " jeq #0x8100, type%u\n jeq #0x88a8, type%u\n"
				  " jeq #0x9100, type%u\n",
				  tag + 1, tag + 1, tag + 1);
	weir_writer_text(w->out, " jmp no\n");
}

static void put_front(struct writing *w)
{
	uint32_t offset = w->request->offset;
	uint32_t type = offset == 16 ? 14 : offset == 20 ? 0 : 12;

	w->base = offset == 18 ? 14 : offset;
	w->tags = offset == 14 || offset == 16 || offset == 18 || offset == 20;
	if (!w->tags) {
		put_header(w, 0);
		return;
	}
	for (unsigned tag = 0; tag <= TAGS_MAX; tag++)
		put_type(w, tag, tag == 0 ? type : w->base + 4 * tag - 2);
	for (unsigned tag = offset == 18 ? 1 : 0; tag <= TAGS_MAX; tag++)
		put_header(w, tag);
}

static void put_suffix(struct writing *w, const struct suffix *suffix, unsigned n, unsigned count)
{
	unsigned size = suffix->count + suffix->ignored;

	weir_writer_print(w->out, "try%u:%s jlt #%u, try%u\n sub #%u\n", n,
			  n > 0 ? " ld M[0]\n" : "", size, n + 1, size);
	weir_writer_text(w->out, w->tags ? " ldx M[1]\n add x\n tax\n" : " tax\n");
	if (w->request->negate)
		weir_writer_print(w->out,
				  " stx M[2]\n add #%u\n ldx len\n jgt x, try%u\n ldx M[2]\n",
				  w->base + size, n + 1);
	else if (suffix->ignored > 0) /* these have to be there, too */
		weir_writer_print(w->out, " ldb [x + %u]\n", w->base + size - 1);
	for (unsigned at = 0; at < suffix->count;) {
		unsigned left = suffix->count - at;
		unsigned width = left >= 4 ? 4 : left >= 2 ? 2 : 1;
		uint32_t word = 0;
		for (unsigned i = 0; i < width; i++)
			word = word << 8 | suffix->octets[at + i];
		weir_writer_print(w->out, " %s [x + %u]\n jneq #0x%x, try%u\n",
				  width == 4   ? "ld"
				  : width == 2 ? "ldh"
					       : "ldb",
				  w->base + at, (unsigned)word, n + 1);
		at += width;
	}
	if (n + 1 < count)
		weir_writer_text(w->out, " jmp yes\n");
}

static enum exit_code assemble(const struct invocation *call, const struct bpfgen_request *request,
			       const struct suffix *suffixes, char *text, struct bpfgen_result *out)
{
	struct weir_writer w;
	struct writing writing = { .request = request,
				   .out = &w,
				   .again = call->operand_count > 1 };
	struct weir_bpf_program program;
	struct weir_error err = { .offset = UINT64_MAX };
	unsigned count = (unsigned)call->operand_count;

	weir_writer_init(&w, text, TEXT_MAX);
	put_front(&writing);
	for (unsigned n = 0; n < count; n++)
		put_suffix(&writing, &suffixes[n], n, count);
	weir_writer_print(&w, "yes: ret #%u\ntry%u:\nno: ret #%u\n", request->negate ? 0 : 65535,
			  count, request->negate ? 65535 : 0);
	if (w.full)
		return call_refuse(call, "too many octets for classic BPF");
	enum weir_status status = weir_bpf_assemble(
		(struct weir_slice){ (const uint8_t *)text, w.size }, &program, &err);
	if (status == WEIR_OK)
		return bpfgen_take(call, request, program, out);
	if (status == WEIR_E_MEMORY)
		return call_fail(call, status, &err);
	return call_refuse(call, "too many octets for classic BPF");
}

static enum exit_code make(struct invocation *call, const struct bpfgen_request *request,
			   struct bpfgen_result *out)
{
	struct suffix *suffixes = calloc(call->operand_count, sizeof(*suffixes));
	char *text = malloc(TEXT_MAX);
	enum exit_code code = EXIT_DONE;

	if (!suffixes || !text) {
		free(suffixes);
		free(text);
		return call_fail(call, WEIR_E_MEMORY, NULL);
	}
	for (size_t i = 0; i < call->operand_count && code == EXIT_DONE; i++)
		code = read_suffix(call, call->operands[i], &suffixes[i]);
	if (code == EXIT_DONE)
		code = assemble(call, request, suffixes, text, out);
	free(suffixes);
	free(text);
	return code;
}

static const struct example examples[] = {
	{ "dnsweir bpfgen suffix -- 03777777076578616d706c6503636f6d00xxxxxxxx",
	  "Packets that end with this name and four octets more" },
	{ 0 },
};

const struct bpfgen_type bpfgen_suffix = {
	.word = "suffix",
	.command = {
		.name = "bpfgen",
		.synopsis = "dnsweir bpfgen [OPTION...] suffix -- HEX...",
		.summary = "Packets that end with one of some octet strings",
		.operand = { "HEX", "Octets in hexadecimal; `xx` at the end stands for any octet", 1,
			     64, COMPLETE_NONE },
		.examples = examples,
		.run = bpfgen_type_run,
	},
	.make = make,
};
