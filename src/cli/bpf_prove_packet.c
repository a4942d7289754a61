/* bpf_prove_packet.c - a counterexample as a line, as a file, and held against the rules.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <dnsweir/capture.h>
#include <dnsweir/link.h>
#include <dnsweir/traffic.h>

#include <string.h>

#include "cli/bpf_prove.h"
#include "cli/show_job.h"

bool prove_link(enum weir_target target, uint16_t *link)
{
	static const uint16_t links[WEIR_TARGET_COUNT] = {
		[WEIR_TARGET_ETHER] = WEIR_LINK_ETHERNET,
		[WEIR_TARGET_IP] = WEIR_LINK_RAW,
		[WEIR_TARGET_SLL] = WEIR_LINK_LINUX_SLL,
		[WEIR_TARGET_SLL2] = WEIR_LINK_LINUX_SLL2,
	};

	*link = links[target];
	return *link != 0;
}

/* As `dnsweir show --all` has it. */
static enum weir_status show(struct prove_job *job, const struct weir_frame *frame,
			     struct weir_error *err)
{
	struct show_job show = { .call = job->call,
				 .traffic = WEIR_TRAFFIC_OPTIONS,
				 .limit = UINT64_MAX };
	struct weir_traffic *traffic = NULL;
	enum weir_status status =
		show_printer_open(&show.printer, &show_all, job->call->out, false, TIMESTAMP_NONE);

	if (status != WEIR_OK)
		return status;
	status = weir_traffic_open(&show.traffic, &traffic, err);
	if (status == WEIR_OK)
		status = show_frame(&show, traffic, frame, err);
	weir_traffic_close(traffic);
	enum weir_status closed = show_printer_close(&show.printer);
	return status == WEIR_OK && closed == WEIR_E_MEMORY ? closed : status;
}

static enum weir_status write_pcap(const char *path, const struct weir_frame *frame,
				   struct weir_error *err)
{
	struct weir_capture_writer_options options = WEIR_CAPTURE_WRITER_OPTIONS;
	struct weir_capture_writer *writer;

	options.link = frame->link;
	options.microseconds = true;
	options.packing = weir_packing_of(path);
	enum weir_status status = weir_capture_writer_open(path, &options, &writer, err);
	if (status != WEIR_OK)
		return status;
	status = weir_capture_write(writer, frame, err);
	enum weir_status closed = weir_capture_writer_close(writer, status == WEIR_OK ? err : NULL);
	return status == WEIR_OK ? closed : status;
}

/* The compiler and the evaluator of rules are two: do they agree? */
static void hold_against_rule(const struct prove_job *job, const struct prove_side *side,
			      const struct weir_frame *frame, const char *name)
{
	const struct weir_bpf_packet packet = { frame->bytes, frame->wire_size,
						&job->result.metadata };

	/* The rule knows of a tag that the network card took off, and of fewer labels, nothing. */
	if (!side->rule || call_given(job->call, OPT_WITHIN_DEPTH))
		return;
	bool program = weir_bpf_trace(&side->program, &packet, NULL, NULL) != 0;
	if (weir_rule_frame(side->rule, frame) != program)
		call_note(job->call,
			  "a bug in dnsweir, please report it: of this packet the rule %s says %s, "
			  "its program %s",
			  name, program ? "no" : "yes", program ? "yes" : "no");
}

enum exit_code prove_show_packet(struct prove_job *job)
{
	static const char *const names[] = { "A", "B" };
	const char *path = call_text(job->call, OPT_WRITE, NULL);
	struct weir_frame frame = { .bytes = job->result.packet,
				    .wire_size = (uint32_t)job->result.packet.size,
				    .number = 1 };
	const struct proof_form *form = job->call->form;
	struct weir_error err = { .offset = UINT64_MAX };
	enum weir_status status = WEIR_OK;

	if (!prove_link(job->target, &frame.link))
		return path ? call_refuse(job->call,
					  "-w: captures have no link type for this target")
			    : EXIT_DONE;
	if (!form->json)
		status = show(job, &frame, &err);
	if (status == WEIR_OK && path)
		status = write_pcap(path, &frame, &err);
	if (status != WEIR_OK)
		return call_fail(job->call, status, &err);
	fflush(job->call->out);
	for (size_t i = 0; i < job->side_count && i < sizeof(names) / sizeof(names[0]); i++)
		hold_against_rule(job, &job->sides[i], &frame, names[i]);
	hold_against_rule(job, &job->given, &frame, "--given");
	return EXIT_DONE;
}
