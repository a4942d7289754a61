/* debug_command.c - the table of the debugger's commands; help and completion out of it.
 * SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "cli/debug_session.h"
#include "cli/manual.h"
#include "cli/prose.h"
#include "cli/suggest.h"

enum { WIDTH = 79, TEXT_AT = 27, LABEL_MAX = 80 };

static enum exit_code do_help(struct debug *d, const char *rest);

static enum exit_code do_quit(struct debug *d, const char *rest)
{
	enum exit_code code = debug_no_more(d, rest);

	d->quit = code == EXIT_DONE;
	return code;
}

const struct debug_command debug_commands[] = {
	{ "load", NULL, "bpf PROGRAM | bpf @FILE | asm FILE | pcap FILE",
	  "Load a program or a capture",
	  "`load bpf` takes the program itself, as text on the same line: bytecode as `bpf_asm` and "
	  "`iptables` have it, or any other form that fits one line; behind an at sign the name of a "
	  "file with it, in any form that `dnsweir bpf disasm` reads. `load asm` takes a file with "
	  "assembler text. A program that the kernel would refuse is loaded all the same, with a "
	  "warning that says why.\n\n"
	  "`load pcap` takes pcap and pcapng, compressed or not, and selects the first packet. The words "
	  "`bpf`, `asm` and `pcap` may be shortened.",
	  "bpf asm pcap", true, debug_do_load },
	{ "run", "r", "[N]", "Run the program on all packets from this one on, or on N of them",
	  "Each packet for which the program returns 0 fails, any other passes. At the end both are "
	  "counted and the first packet is selected again. At a breakpoint the run stops before that "
	  "instruction; `run` or `continue` go on from there with the same counters.",
	  NULL, false, debug_do_run },
	{ "continue", "c", NULL, "Go on with a run that stopped",
	  "As `run`, but a limit that was given to it still holds.", NULL, false,
	  debug_do_continue },
	{ "step", "s", "[+N | -N]", "Execute one instruction, or N, or go back",
	  "Never goes beyond the end of the program on this packet; where it has ended already, the next "
	  "packet is taken. Going back restores everything as it was, however far.",
	  NULL, false, debug_do_step },
	{ "finish", "f", NULL, "Execute the rest of the program on this packet and stop there",
	  "Breakpoints are passed over.", NULL, false, debug_do_finish },
	{ "breakpoint", "b", "[N | reset]",
	  "Stop runs before instruction N; list or clear breakpoints",
	  "Instructions count from 0; `3` and `l3` are the same.", "reset", false,
	  debug_do_breakpoint },
	{ "delete", NULL, "N", "Remove the breakpoint at instruction N", NULL, NULL, false,
	  debug_do_delete },
	{ "select", NULL, "N", "Go to packet N, counting from 1",
	  "The program begins anew there, and the counters of `run` do.", NULL, false,
	  debug_do_select },
	{ "disassemble", "d", "[N]", "Show the program, or instruction N of it",
	  "The lines are assembler text that `load asm` and `dnsweir bpf asm` take.", NULL, false,
	  debug_do_disassemble },
	{ "dump", NULL, "[FORM]", "Print the program as rows of a C array, or in another form",
	  "FORM is one of `rows`, `c`, `dd`, `ddd`, `d`, `asm`, `bytecode` and `old`, as "
	  "`dnsweir bpf asm` prints them.",
	  "rows c dd ddd d asm bytecode old", false, debug_do_dump },
	{ "registers", NULL, NULL, "Show where the program is, A and X", NULL, NULL, false,
	  debug_do_registers },
	{ "memory", "m", NULL, "Show all sixteen words of scratch memory", NULL, NULL, false,
	  debug_do_memory },
	{ "packet", "p", NULL, "Show the packet, in brackets the octets that were loaded last",
	  NULL, NULL, false, debug_do_packet },
	{ "info", "i", NULL, "Show what is loaded, and where the program is", NULL, NULL, false,
	  debug_do_info },
	{ "why", "w", NULL, "Say why this packet passes or fails",
	  "Which instruction ends the program, which branch was the last to decide, and the way there. "
	  "It looks ahead from where the program is, and leaves it there.",
	  NULL, false, debug_do_why },
	{ "coverage", NULL, "[reset]", "Count how often each instruction was executed",
	  "In all packets since the program was loaded or `coverage reset` was said.", "reset",
	  false, debug_do_coverage },
	{ "hits", NULL, "[reset]", "The same as coverage", NULL, "reset", false,
	  debug_do_coverage },
	{ "set", NULL, "a | x | M[K] | EXTENSION VALUE",
	  "Change a register or what an extension reads",
	  "VALUE is decimal, or hexadecimal behind 0x. The extensions are `proto`, `type`, `ifidx`, "
	  "`hatype`, `mark`, `queue`, `rxhash`, `cpu`, `rand`, `vlan_tci`, `vlan_avail`, `vlan_tpid` and "
	  "`poff`. Their values hold for all packets, and going back does not undo them.",
	  "a x M[ proto type ifidx hatype mark queue rxhash cpu rand vlan_tci vlan_avail vlan_tpid "
	  "poff",
	  false, debug_do_set },
	{ "help", "h", "[COMMAND]", "List the commands, or explain one", NULL, NULL, false,
	  do_help },
	{ "quit", "q", NULL, "End", NULL, NULL, false, do_quit },
	{ 0 },
};

static bool is_word(struct weir_slice word, const char *whole)
{
	return whole && strlen(whole) == word.size && debug_begins(word, whole);
}

static enum exit_code refuse_unknown(struct debug *d, struct weir_slice word)
{
	char typed[40] = "";
	struct suggestion suggestion = { .typed = typed };

	snprintf(typed, sizeof(typed), "%.*s", word.size < 32 ? (int)word.size : 32,
		 (const char *)word.data);
	for (const struct debug_command *c = debug_commands; c->name; c++)
		suggestion_offer(&suggestion, c->name);
	if (suggestion.best)
		return debug_refuse(d, EXIT_USE, "unknown command '%s' (did you mean %s?)", typed,
				    suggestion.best);
	return debug_refuse(d, EXIT_USE, "unknown command '%s'; 'help' lists them", typed);
}

const struct debug_command *debug_command_find(struct debug *d, struct weir_slice word,
					       enum exit_code *code)
{
	const struct debug_command *found = NULL;
	char names[200];
	struct weir_writer out;
	size_t count = 0;

	weir_writer_init(&out, names, sizeof(names));
	for (const struct debug_command *c = debug_commands; c->name; c++) {
		if (is_word(word, c->name) || is_word(word, c->letter))
			return c;
		if (!debug_begins(word, c->name))
			continue;
		weir_writer_print(&out, "%s%s", count++ > 0 ? ", " : "", c->name);
		found = c;
	}
	if (count == 1)
		return found;
	*code = count == 0 ? refuse_unknown(d, word)
			   : debug_refuse(d, EXIT_USE, "'%.*s' may be %.*s", (int)word.size,
					  (const char *)word.data, (int)out.size, names);
	return NULL;
}

static void label_of(const struct debug_command *command, char out[LABEL_MAX])
{
	snprintf(out, LABEL_MAX, "%s%s%s", command->name, command->arguments ? " " : "",
		 command->arguments ? command->arguments : "");
}

static void put_row(FILE *out, const struct debug_command *command)
{
	char label[LABEL_MAX];

	label_of(command, label);
	int column = fprintf(out, "%2s %s", command->letter ? command->letter : "", label);
	if (column + 2 > TEXT_AT) {
		putc('\n', out);
		column = 0;
	}
	fprintf(out, "%*s", TEXT_AT - column, "");
	prose_fill(out, command->help, strlen(command->help), TEXT_AT, TEXT_AT, WIDTH);
}

static void put_more(FILE *out, const struct debug_command *command)
{
	struct weir_slice block;
	const char *at = command->more;
	char label[LABEL_MAX];

	label_of(command, label);
	fprintf(out, "%s", label);
	if (command->letter)
		fprintf(out, "   (or %s)", command->letter);
	fprintf(out, "\n    ");
	prose_fill(out, command->help, strlen(command->help), 4, 4, WIDTH);
	while (at && prose_next(&at, &block) == PROSE_PARAGRAPH) { /* the prose ends */
		fputs("\n    ", out);
		prose_fill(out, (const char *)block.data, block.size, 4, 4, WIDTH);
	}
}

static enum exit_code do_help(struct debug *d, const char *rest)
{
	enum exit_code code = EXIT_DONE;

	if (*rest) {
		struct weir_slice word = debug_word(&rest);
		const struct debug_command *command = debug_command_find(d, word, &code);

		if (command)
			code = debug_no_more(d, rest);
		if (command && code == EXIT_DONE)
			put_more(d->out, command);
		return code;
	}
	for (const struct debug_command *c = debug_commands; c->name; c++)
		put_row(d->out, c);
	fputs("Any unambiguous beginning of a name will do, and the letters on the left.\n",
	      d->out);
	return EXIT_DONE;
}

void debug_manual(struct manual *m, const struct manual_format *format)
{
	char label[LABEL_MAX];
	char text[400];

	format->list_begin(m);
	for (const struct debug_command *c = debug_commands; c->name; c++) {
		label_of(c, label);
		format->item_term(m, label);
		snprintf(text, sizeof(text), c->letter ? "%s (or `%s`)." : "%s.", c->help,
			 c->letter);
		format->paragraph(m, (struct weir_slice){ (const uint8_t *)text, strlen(text) });
		if (c->more)
			manual_prose(m, format, c->more);
	}
	format->list_end(m);
}

/* The n-th word of a list that begins with what is typed. */
static const char *nth_listed(const char *list, struct weir_slice typed, size_t n)
{
	static char word[16]; /* of the caller until the next call */

	while (*list) {
		size_t size = strcspn(list, " ");

		snprintf(word, sizeof(word), "%.*s", (int)size, list);
		if ((typed.size == 0 || debug_begins(typed, word)) && n-- == 0)
			return word;
		list += size + (list[size] == ' ');
	}
	return NULL;
}

const char *debug_complete(const char *before, const char *word, size_t n, bool *file)
{
	struct weir_slice typed = { (const uint8_t *)word, strlen(word) };
	struct weir_slice first = debug_word(&before);
	bool nested = is_word(first, "help") || is_word(first, "h");

	*file = false;
	if (first.size == 0 || (nested && !*before)) {
		for (const struct debug_command *c = debug_commands; c->name; c++)
			if ((typed.size == 0 || debug_begins(typed, c->name)) && n-- == 0)
				return c->name;
		return NULL;
	}
	for (const struct debug_command *c = debug_commands; c->name; c++) {
		if (!is_word(first, c->name) && !is_word(first, c->letter))
			continue;
		*file = c->file && *before;
		return c->words && !*before ? nth_listed(c->words, typed, n) : NULL;
	}
	return NULL;
}
