/* terminal.c - what changes on a terminal: colour, progress; seen from the terminal's other side.
 * SPDX-License-Identifier: BSD-2-Clause */
#include "present/terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "present/colour.h"
#include "present/progress.h"
#include "tap.h"

static const struct row {
	const char *what;
	const char *term;
	const char *no_color;
	enum colour_when when;
	bool wanted;
} rows[] = {
	{ "a terminal gets colour", "xterm", NULL, COLOUR_AUTO, true },
	{ "an empty NO_COLOR says nothing", "xterm", "", COLOUR_AUTO, true },
	{ "NO_COLOR", "xterm", "1", COLOUR_AUTO, false },
	{ "NO_COLOR, whatever it says", "xterm", "0", COLOUR_AUTO, false },
	{ "a dumb terminal", "dumb", NULL, COLOUR_AUTO, false },
	{ "a terminal of no name", NULL, NULL, COLOUR_AUTO, false },
	{ "never", "xterm", NULL, COLOUR_NEVER, false },
	{ "always is the nearer word", "dumb", "1", COLOUR_ALWAYS, true },
};

static void set(const char *name, const char *value)
{
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

/* What arrived on the terminal so far; terminated. */
static const char *screen(int master, char *text, size_t size)
{
	ssize_t got = read(master, text, size - 1);

	text[got > 0 ? got : 0] = 0;
	return text;
}

static void wait_for(long milliseconds)
{
	nanosleep(&(struct timespec){ milliseconds / 1000, milliseconds % 1000 * 1000000 }, NULL);
}

static void test_progress(FILE *terminal, int master)
{
	const struct progress_state state = { 1000000, 4000000, 50000 };
	struct progress progress;
	char text[400];

	progress_open(&progress, terminal, false);
	wait_for(520);
	progress_step(&progress, &state);
	check("not wanted, not shown", !progress.shown && !*screen(master, text, sizeof(text)));
	setenv("TERM", "dumb", 1);
	progress_open(&progress, terminal, true);
	check("nor on a dumb terminal, which could not erase it", !progress.wanted);
	setenv("TERM", "xterm", 1);
	progress_open(&progress, terminal, true);
	progress_step(&progress, &state);
	check("a short run shows none", !progress.shown);
	progress_erase(&progress);
	check("and has nothing to erase", !*screen(master, text, sizeof(text)));
	wait_for(520);
	progress_step(&progress, &state);
	screen(master, text, sizeof(text));
	check("a long one does",
	      progress.shown && strncmp(text, "\r1.00 MB of 4.00 MB (25 %), 50.0 k", 33) == 0 &&
		      strcmp(text + strlen(text) - 3, "\033[K") == 0);
	progress_step(&progress, &state);
	check("not at every step", !*screen(master, text, sizeof(text)));
	progress_erase(&progress);
	progress_erase(&progress);
	check("erased once",
	      !progress.shown && strcmp(screen(master, text, sizeof(text)), "\r\033[K") == 0);

	ioctl(fileno(terminal), TIOCSWINSZ, &(struct winsize){ .ws_row = 5, .ws_col = 12 });
	wait_for(220);
	progress_step(&progress, &state);
	check("a narrow terminal cuts it, so that it stays one line",
	      strcmp(screen(master, text, sizeof(text)), "\r1.00 MB of \033[K") == 0);
}

static void test_file(void)
{
	FILE *file = tmpfile();
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (!file || !memory) {
		check("streams", false);
		return;
	}
	check("a file is no terminal", !terminal_is(file) && terminal_width(file) == 80);
	check("memory is no terminal", !terminal_is(memory) && terminal_width(memory) == 80);
	fclose(file);
	fclose(memory);
	free(text);
}

int main(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	FILE *terminal = NULL;

	if (master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0) {
		int slave = open(ptsname(master), O_RDWR | O_NOCTTY);

		terminal = slave >= 0 ? fdopen(slave, "w") : NULL;
	}
	test_file();
	if (!terminal) {
		skip("what a terminal gets", "no pseudo terminal here");
		return tap_done();
	}
	check("a terminal is one", terminal_is(terminal));
	ioctl(fileno(terminal), TIOCSWINSZ, &(struct winsize){ .ws_row = 25, .ws_col = 132 });
	check("and has a width", terminal_width(terminal) == 132);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		set("TERM", rows[i].term);
		set("NO_COLOR", rows[i].no_color);
		check(rows[i].what, colour_wanted(rows[i].when, terminal) == rows[i].wanted);
	}
	test_progress(terminal, master);
	fclose(terminal);
	close(master);
	return tap_done();
}
