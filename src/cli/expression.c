/* expression.c - expressions of tcpdump's language, by libpcap: does a frame match, and programs.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/expression.h"

#include <dnsweir/link.h>

#include <string.h>

#ifdef DNSWEIR_PCAP

#include <pcap/pcap.h>
#include <stdlib.h>

enum { LINKS_MAX = 16, SNAP = 262144 };

/* The expression for each link type met; a capture has one, rarely two. */
struct expression {
	char *words;
	struct {
		uint16_t link;
		struct bpf_program program;
	} compiled[LINKS_MAX];
	size_t count;
};

bool expression_supported(void)
{
	return true;
}

/* libpcap wants the number of its own platform, which is another one for a few LINKTYPE_ numbers. */
static int dlt_of(uint16_t link)
{
	switch (link) {
	case WEIR_LINK_ATM_RFC1483:
		return DLT_ATM_RFC1483;
	case WEIR_LINK_RAW:
		return DLT_RAW;
	case WEIR_LINK_PPP_HDLC:
		return DLT_PPP_SERIAL;
	default:
		return link;
	}
}

static bool pcap_link(const char *name, uint16_t *link)
{
	int dlt = pcap_datalink_name_to_val(name);

	if (dlt < 0 || dlt > UINT16_MAX)
		return false;
	*link = dlt == DLT_RAW           ? WEIR_LINK_RAW
		: dlt == DLT_PPP_SERIAL  ? WEIR_LINK_PPP_HDLC
		: dlt == DLT_ATM_RFC1483 ? WEIR_LINK_ATM_RFC1483
					 : (uint16_t)dlt;
	return true;
}

static enum weir_status fail(struct weir_error *err, enum weir_status status, const char *option,
			     const char *reason)
{
	struct weir_writer text;

	weir_writer_init(&text, err->text, sizeof(err->text));
	weir_writer_text(&text, option);
	weir_writer_text(&text, reason);
	(void)weir_writer_terminate(&text);
	err->status = status;
	err->offset = UINT64_MAX;
	return status;
}

/* `option` begins the complaint. */
static enum weir_status compile(const char *words, uint16_t link, int snap, bool optimise,
				const char *option, struct bpf_program *out, struct weir_error *err)
{
	pcap_t *pcap = pcap_open_dead(dlt_of(link), snap);
	enum weir_status status = WEIR_OK;

	if (!pcap)
		return fail(err, WEIR_E_MEMORY, option, "out of memory");
	if (pcap_compile(pcap, out, words, optimise, PCAP_NETMASK_UNKNOWN) != 0) {
		const char *reason = pcap_geterr(pcap);
		/* libpcap has no code that tells its own hunger from the user's mistake. */
		bool hunger = strstr(reason, "memory") || strstr(reason, "malloc");
		status = fail(err, hunger ? WEIR_E_MEMORY : WEIR_E_USE, option, reason);
	}
	pcap_close(pcap);
	return status;
}

static enum weir_status add_link(struct expression *expression, uint16_t link,
				 struct weir_error *err)
{
	if (expression->count == LINKS_MAX)
		return fail(err, WEIR_E_RANGE, "-e: ", "more than 16 link types");
	enum weir_status status =
		compile(expression->words, link, SNAP, true,
			"-e: ", &expression->compiled[expression->count].program, err);
	if (status == WEIR_OK)
		expression->compiled[expression->count++].link = link;
	return status;
}

/* libpcap's optimiser leaves numbers behind where none is used. */
static struct weir_bpf_op plain(const struct bpf_insn *from)
{
	struct weir_bpf_op op = { from->code, from->jt, from->jf, from->k };

	if (BPF_CLASS(op.code) == BPF_MISC)
		op.k = 0;
	if (BPF_CLASS(op.code) != BPF_JMP || BPF_OP(op.code) == BPF_JA)
		op.jt = op.jf = 0;
	if ((BPF_CLASS(op.code) == BPF_ALU || BPF_CLASS(op.code) == BPF_JMP) && (op.code & BPF_X) &&
	    BPF_OP(op.code) != BPF_JA)
		op.k = 0;
	return op;
}

enum weir_status expression_compile(const char *words, uint16_t link, uint32_t snap, bool optimise,
				    struct weir_bpf_program *out, struct weir_error *err)
{
	struct bpf_program made = { 0 };
	struct weir_bpf_program program = { NULL, 0 };

	if (snap < 1 || snap > INT32_MAX)
		return fail(err, WEIR_E_RANGE, "", "the octets to keep are 1 to 2147483647");
	enum weir_status status = compile(words, link, (int)snap, optimise, "", &made, err);
	if (status != WEIR_OK)
		return status;
	if (made.bf_len < 1 || made.bf_len > WEIR_BPF_OPS_MAX)
		status = fail(err, WEIR_E_SUPPORT, "", "more than 4096 instructions");
	else
		program.ops = calloc(made.bf_len, sizeof(*program.ops));
	if (status == WEIR_OK && !program.ops)
		status = fail(err, WEIR_E_MEMORY, "", "out of memory");
	for (; status == WEIR_OK && program.count < made.bf_len; program.count++) {
		const struct bpf_insn *from = &made.bf_insns[program.count];
		program.ops[program.count] = plain(from);
	}
	pcap_freecode(&made);
	if (status == WEIR_OK)
		*out = program;
	return status;
}

enum weir_status expression_open(const char *words, struct expression **out, struct weir_error *err)
{
	struct expression *expression = calloc(1, sizeof(*expression));

	if (expression)
		expression->words = strdup(words);
	if (!expression || !expression->words) {
		free(expression);
		return fail(err, WEIR_E_MEMORY, "-e: ", "out of memory");
	}
	*out = expression;
	return WEIR_OK;
}

enum weir_status expression_match(struct expression *expression, const struct weir_frame *frame,
				  bool *matches, struct weir_error *err)
{
	const struct pcap_pkthdr header = { .caplen = (bpf_u_int32)frame->bytes.size,
					    .len = frame->wire_size };
	size_t i = 0;

	while (i < expression->count && expression->compiled[i].link != frame->link)
		i++;
	if (i == expression->count) {
		enum weir_status status = add_link(expression, frame->link, err);
		if (status != WEIR_OK)
			return status;
	}
	*matches = pcap_offline_filter(&expression->compiled[i].program, &header,
				       frame->bytes.data) != 0;
	return WEIR_OK;
}

void expression_close(struct expression *expression)
{
	if (!expression)
		return;
	for (size_t i = 0; i < expression->count; i++)
		pcap_freecode(&expression->compiled[i].program);
	free(expression->words);
	free(expression);
}

#else

bool expression_supported(void)
{
	return false;
}

static bool pcap_link(const char *name, uint16_t *link)
{
	(void)name;
	(void)link;
	return false;
}

enum weir_status expression_open(const char *words, struct expression **out, struct weir_error *err)
{
	(void)words;
	(void)out;
	*err = (struct weir_error){ .status = WEIR_E_SUPPORT,
				    .offset = UINT64_MAX,
				    .text = "-e: built without libpcap" };
	return WEIR_E_SUPPORT;
}

enum weir_status expression_match(struct expression *expression, const struct weir_frame *frame,
				  bool *matches, struct weir_error *err)
{
	(void)expression;
	(void)frame;
	(void)err;
	*matches = true;
	return WEIR_OK;
}

void expression_close(struct expression *expression)
{
	(void)expression;
}

enum weir_status expression_compile(const char *words, uint16_t link, uint32_t snap, bool optimise,
				    struct weir_bpf_program *out, struct weir_error *err)
{
	(void)words;
	(void)link;
	(void)snap;
	(void)optimise;
	(void)out;
	*err = (struct weir_error){ .status = WEIR_E_SUPPORT,
				    .offset = UINT64_MAX,
				    .text = "built without libpcap" };
	return WEIR_E_SUPPORT;
}

#endif

static bool read_number(const char *text, uint16_t *out)
{
	uint32_t value = 0;
	size_t at = 0;

	for (; text[at] >= '0' && text[at] <= '9' && value <= UINT16_MAX; at++)
		value = value * 10 + (uint32_t)(text[at] - '0');
	if (at == 0 || text[at] || value > UINT16_MAX)
		return false;
	*out = (uint16_t)value;
	return true;
}

bool expression_link(const char *name, uint16_t *link)
{
	static const struct {
		const char *name;
		uint16_t link;
	} ours[] = {
		{ "ether", WEIR_LINK_ETHERNET },
		{ "ip", WEIR_LINK_RAW },
		{ "sll", WEIR_LINK_LINUX_SLL },
		{ "sll2", WEIR_LINK_LINUX_SLL2 },
	};

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		if (strcmp(ours[i].name, name) == 0) {
			*link = ours[i].link;
			return true;
		}
	}
	return read_number(name, link) || pcap_link(name, link);
}
