/* contest.c - open a rule in every engine, and ask all of them.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "contest.h"

#include <dnsweir/capture.h>

#include <stdio.h>
#include <string.h>

#ifdef DNSWEIR_PCAP
#include "peer_bpf.h"
#endif

static struct weir_slice slice_of(const char *text)
{
	return (struct weir_slice){ (const uint8_t *)text, strlen(text) };
}

static bool open_rules(const char *words, struct contest *c, struct weir_error *err)
{
	struct weir_rule_options options = WEIR_RULE_OPTIONS;

	options.case_sensitive = c->form.case_sensitive;
	if (c->form.ports) {
		options.ports[0] = 53;
		options.ports[1] = 5353;
	}
	if (weir_rule_open(slice_of(words), &options, &c->rule, err) != WEIR_OK)
		return false;
	c->meant = c->rule;
	if (c->form.meant &&
	    weir_rule_open(slice_of(c->form.meant), &options, &c->meant, err) != WEIR_OK)
		return false;
	return !c->form.given ||
	       weir_rule_open(slice_of(c->form.given), &options, &c->given, err) == WEIR_OK;
}

static bool has_extension(const struct weir_bpf_program *program)
{
	for (size_t i = 0; i < program->count; i++)
		if ((program->ops[i].code & 0xe7) == 0x20 && program->ops[i].k >= 0xfffff000)
			return true;
	return false;
}

static bool open_engines(struct contest *c, struct weir_error *err)
{
	if (c->programs.count > CONTEST_PROGRAMS_MAX)
		return false;
	if (weir_judge_open(c->meant, &c->judge, err) != WEIR_OK)
		return false;
	c->peer = true;
	for (size_t i = 0; i < c->programs.count; i++) {
		const struct weir_bpf_program *program = &c->programs.programs[i];

		if (weir_machine_open(program, &c->machines[i], err) != WEIR_OK ||
		    !probe_open(program, &c->probes[i]))
			return false;
		c->peer &= !has_extension(program);
	}
	for (size_t i = 0; !kernel_unfit() && i < c->programs.count; i++) {
		enum kernel_answer answer = kernel_open(&c->programs.programs[i], &c->kernels[i]);

		if (answer == KERNEL_REFUSES) {
			snprintf(err->text, sizeof(err->text), "the kernel refuses the program");
			return false;
		}
		if (answer == KERNEL_CANNOT) { /* too large for its sockets */
			while (i > 0)
				kernel_close(&c->kernels[--i]);
			break;
		}
		c->kernel_count = i + 1;
	}
	if (c->kernel_count < c->programs.count)
		c->kernel_count = 0;
	return true;
}

enum contest_answer contest_open(const char *words, const struct contest_form *form,
				 struct contest *out, struct weir_error *err)
{
	struct weir_compile_options options = WEIR_COMPILE_OPTIONS;

	*out = (struct contest){ .form = *form };
	if (!open_rules(words, out, err)) {
		contest_close(out);
		return CONTEST_FAILED;
	}
	options.target = form->target;
	options.given = out->given;
	options.limit = form->limit;
	options.split = form->limit != 0;
	options.within_depth = form->depth;
	enum weir_status status = weir_rule_compile(out->rule, &options, &out->programs, err);
	if (status == WEIR_OK && open_engines(out, err))
		return CONTEST_OPEN;
	contest_close(out);
	return status == WEIR_E_SUPPORT ? CONTEST_REFUSED : CONTEST_FAILED;
}

void contest_close(struct contest *c)
{
	for (size_t i = 0; i < c->programs.count && i < CONTEST_PROGRAMS_MAX; i++) {
		weir_machine_close(c->machines[i]);
		if (c->probes[i].program)
			probe_close(&c->probes[i]);
		if (i < c->kernel_count)
			kernel_close(&c->kernels[i]);
	}
	weir_programs_free(&c->programs);
	weir_judge_close(c->judge);
	if (c->meant != c->rule)
		weir_rule_close(c->meant);
	weir_rule_close(c->given);
	weir_rule_close(c->rule);
	*c = (struct contest){ 0 };
}

static bool holds(const struct contest *c, const struct weir_rule *rule,
		  const struct weir_bpf_packet *packet)
{
	struct scope_view scope;

	scope_target(c->form.target, packet->bytes, packet->wire_size, packet->metadata,
		     rule->ports, rule->port_count, &scope);
	return rule_holds(rule, &scope.view);
}

enum engine { ENGINE_MACHINE, ENGINE_TRACE, ENGINE_LIBPCAP, ENGINE_KERNEL, ENGINE_COUNT };

static bool keeps(struct contest *c, enum engine engine, size_t i,
		  const struct weir_bpf_packet *packet)
{
	const struct weir_bpf_program *program = &c->programs.programs[i];

	switch (engine) {
	case ENGINE_MACHINE:
		return weir_machine_run(c->machines[i], packet) != 0;
	case ENGINE_TRACE:
		return weir_bpf_trace(program, packet, NULL, NULL) != 0;
	case ENGINE_LIBPCAP:
#ifdef DNSWEIR_PCAP
		return peer_bpf_run(program, packet->bytes, packet->wire_size) != 0;
#else
		return false;
#endif
	case ENGINE_KERNEL:
		return kernel_run(&c->kernels[i], packet->bytes) != KERNEL_DROPPED;
	case ENGINE_COUNT:
		break;
	}
	return false;
}

/* Which engines can be asked of this packet. `len` is all of a packet to a kernel, so programs are exact
 * where nothing was cut off. */
static bool is_asked(const struct contest *c, enum engine engine, uint32_t extra, bool metadata)
{
	switch (engine) {
	case ENGINE_MACHINE:
	case ENGINE_TRACE:
		return extra == 0;
	case ENGINE_LIBPCAP:
#ifdef DNSWEIR_PCAP
		return extra == 0 && !metadata && c->peer;
#else
		return false;
#endif
	case ENGINE_KERNEL:
		return extra == 0 && !metadata && c->kernel_count > 0;
	case ENGINE_COUNT:
		break;
	}
	return false;
}

/* The judge and the evaluator of frames, as `filter` asks them; NULL: they agree. */
static const char *ask_frame(struct contest *c, const struct weir_bpf_packet *packet, bool expected)
{
	static const uint16_t links[] = { WEIR_LINK_ETHERNET, WEIR_LINK_RAW, WEIR_LINK_LINUX_SLL,
					  WEIR_LINK_LINUX_SLL2 };
	struct weir_frame frame = { .bytes = packet->bytes, .wire_size = packet->wire_size };

	if (packet->metadata || c->form.target == WEIR_TARGET_UDP_SOCKET)
		return NULL;
	frame.link = links[c->form.target];
	if (weir_rule_frame(c->meant, &frame) != expected)
		return "weir_rule_frame";
	return weir_judge_frame(c->judge, &frame) != expected ? "weir_judge_frame" : NULL;
}

struct verdicts contest_judge(struct contest *c, const struct scene *scene, uint32_t extra,
			      const struct weir_bpf_metadata *metadata)
{
	static const char *const names[] = { "the machine", "the trace", "libpcap", "the kernel" };
	struct weir_bpf_packet packet = { { scene->octets, scene->size },
					  (uint32_t)scene->size + extra,
					  metadata };
	struct verdicts v = { .skipped = c->given && !holds(c, c->given, &packet) };

	if (v.skipped)
		return v;
	v.expected = holds(c, c->meant, &packet);
	for (int engine = 0; engine < ENGINE_COUNT && !v.who; engine++) {
		bool kept = false;

		if (!is_asked(c, (enum engine)engine, extra, metadata != NULL))
			continue;
		for (size_t i = 0; i < c->programs.count; i++)
			kept |= keeps(c, (enum engine)engine, i, &packet);
		if (kept != v.expected)
			v.who = names[engine];
	}
	if (!v.who)
		v.who = ask_frame(c, &packet, v.expected);
	for (size_t i = 0; i < c->programs.count && !metadata && !extra; i++)
		probe_note(&c->probes[i], scene);
	return v;
}
