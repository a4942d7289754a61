/* debug_run.c - the debugger's commands that execute instructions or move among packets.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "cli/debug_session.h"

void debug_restart(struct debug *d)
{
	d->steps = 0;
	d->shown = false;
	if (d->states)
		d->states[0] = (struct weir_bpf_state){ .at = 0 };
}

bool debug_step(struct debug *d)
{
	struct weir_bpf_state *state = debug_now(d);

	if (state->end != WEIR_BPF_RUNS)
		return false;
	state[1] = state[0];
	d->steps++;
	return weir_bpf_step(&d->program, &d->packet, state + 1);
}

void debug_settle(struct debug *d)
{
	for (size_t i = 0; i < d->steps; i++)
		d->hits[d->states[i].at]++;
	d->counted += d->steps > 0;
	debug_restart(d);
}

/* May the program be executed on this packet? */
static enum exit_code needs_packet(struct debug *d)
{
	enum exit_code code = debug_needs_both(d);

	if (code == EXIT_DONE && !d->has_packet)
		code = debug_refuse(d, EXIT_USE, "packet %llu has nothing for the program to see",
				    (unsigned long long)d->frame.number);
	return code;
}

/* The run is over: how it went, and all begins again. */
static void finish_run(struct debug *d)
{
	fprintf(d->out, "bpf passes:%llu fails:%llu\n", (unsigned long long)d->passes,
		(unsigned long long)d->fails);
	if (d->unseen > 0)
		fprintf(d->out, "(%llu more have nothing for the program to see)\n",
			(unsigned long long)d->unseen);
	d->passes = d->fails = d->unseen = 0;
	d->left = UINT64_MAX;
}

/* The program to its end on this packet; false: a breakpoint came first. */
static bool run_packet(struct debug *d)
{
	while (debug_now(d)->end == WEIR_BPF_RUNS) { /* jumps lead forward */
		if (d->breakpoints[debug_now(d)->at] && !d->shown)
			return false;
		d->shown = false;
		debug_step(d);
	}
	return true;
}

static bool has_breakpoint(const struct debug *d)
{
	size_t i = 0;

	while (i < d->program.count && !d->breakpoints[i])
		i++;
	return i < d->program.count;
}

/* One packet of a run; false: it stopped at a breakpoint. `stops`: there are any. */
static bool count_packet(struct debug *d, bool stops)
{
	uint32_t result;

	if (!d->has_packet) {
		d->unseen++;
		return true;
	}
	if (!stops && d->steps == 0 && !d->shown) {
		result = weir_bpf_trace(&d->program, &d->packet, d->hits, NULL);
		d->counted++;
	} else {
		if (!run_packet(d))
			return false;
		result = debug_now(d)->result;
		debug_settle(d);
	}
	*(result != 0 ? &d->passes : &d->fails) += 1;
	return true;
}

static void stop(struct debug *d, const char *why)
{
	d->shown = true;
	debug_put_stop(d);
	if (why)
		fprintf(d->out, "%s\n", why);
}

static enum exit_code go_on(struct debug *d)
{
	bool stops = has_breakpoint(d);
	enum weir_status status = WEIR_OK;

	while (status == WEIR_OK) {
		if (!count_packet(d, stops)) {
			stop(d, "(breakpoint)");
			return EXIT_DONE;
		}
		if (d->left != UINT64_MAX && --d->left == 0) {
			finish_run(d);
			status = debug_select_packet(d, 1);
			debug_restart(d);
			return status == WEIR_OK ? EXIT_DONE : debug_fail(d, status);
		}
		status = debug_next_packet(d);
		if (status == WEIR_OK && d->interrupted && *d->interrupted) {
			fprintf(d->out, "(interrupted before packet %llu)\n",
				(unsigned long long)d->frame.number);
			return EXIT_DONE;
		}
	}
	finish_run(d);
	return status == WEIR_END ? EXIT_DONE : debug_fail(d, status);
}

enum exit_code debug_do_run(struct debug *d, const char *rest)
{
	uint64_t limit = UINT64_MAX;
	enum exit_code code = debug_needs_both(d);

	if (code == EXIT_DONE && *rest) {
		code = debug_number(d, debug_word(&rest), 1, UINT64_MAX - 1, &limit);
		if (code == EXIT_DONE)
			code = debug_no_more(d, rest);
	}
	if (code != EXIT_DONE)
		return code;
	d->left = limit;
	return go_on(d);
}

enum exit_code debug_do_continue(struct debug *d, const char *rest)
{
	enum exit_code code = debug_no_more(d, rest);

	if (code == EXIT_DONE)
		code = debug_needs_both(d);
	return code == EXIT_DONE ? go_on(d) : code;
}

enum exit_code debug_do_finish(struct debug *d, const char *rest)
{
	enum exit_code code = debug_no_more(d, rest);

	if (code == EXIT_DONE)
		code = needs_packet(d);
	if (code != EXIT_DONE)
		return code;
	while (debug_step(d))
		;
	stop(d, NULL);
	return EXIT_DONE;
}

/* The program has ended on this packet, and the user steps on. */
static enum exit_code step_over_end(struct debug *d)
{
	*(debug_now(d)->result != 0 ? &d->passes : &d->fails) += 1;
	debug_settle(d);
	enum weir_status status = debug_next_packet(d);
	if (status == WEIR_OK)
		fputs("(next packet)\n", d->out);
	else if (status == WEIR_END)
		fputs("(going back to first packet)\n", d->out);
	else
		return debug_fail(d, status);
	if (status == WEIR_END)
		d->passes = d->fails = d->unseen = 0;
	return needs_packet(d);
}

static enum exit_code step_forward(struct debug *d, uint64_t steps)
{
	enum exit_code code = EXIT_DONE;

	if (debug_now(d)->end != WEIR_BPF_RUNS)
		code = step_over_end(d);
	while (code == EXIT_DONE && steps-- > 0 && debug_step(d)) /* the program ends */
		;
	if (code == EXIT_DONE)
		stop(d, NULL);
	return code;
}

static void step_back(struct debug *d, uint64_t steps)
{
	bool over = steps > d->steps;

	d->steps = over ? 0 : d->steps - (size_t)steps;
	stop(d, over ? "(this is the start)" : NULL);
}

enum exit_code debug_do_step(struct debug *d, const char *rest)
{
	enum exit_code code = needs_packet(d);
	uint64_t steps = 1;
	bool back = *rest == '-';

	if (code == EXIT_DONE && *rest) {
		rest += *rest == '-' || *rest == '+';
		code = debug_number(d, debug_word(&rest), 1, UINT64_MAX, &steps);
	}
	if (code == EXIT_DONE)
		code = debug_no_more(d, rest);
	if (code != EXIT_DONE)
		return code;
	if (!back)
		return step_forward(d, steps);
	step_back(d, steps);
	return EXIT_DONE;
}

enum exit_code debug_do_select(struct debug *d, const char *rest)
{
	enum exit_code code = EXIT_DONE;
	uint64_t number = 0;

	if (!d->has_frame && !d->path)
		return debug_refuse(d, EXIT_USE, "no packet is loaded: load pcap FILE");
	if (!*rest)
		return debug_refuse(d, EXIT_USE, "which packet? They count from 1");
	code = debug_number(d, debug_word(&rest), 1, UINT64_MAX, &number);
	if (code == EXIT_DONE)
		code = debug_no_more(d, rest);
	if (code != EXIT_DONE)
		return code;
	enum weir_status status = debug_select_packet(d, number);
	if (status == WEIR_END)
		return debug_refuse(d, EXIT_USE, "no packet %llu: the capture has %llu",
				    (unsigned long long)number, (unsigned long long)d->total);
	if (status != WEIR_OK)
		return debug_fail(d, status);
	if (d->program.count > 0)
		debug_settle(d);
	d->passes = d->fails = d->unseen = 0;
	d->left = UINT64_MAX;
	return EXIT_DONE;
}
