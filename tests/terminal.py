#!/usr/bin/env python3
"""terminal.py - the BPF debugger at a terminal: prompt, history, completion, ^C; TAP.

tests/terminal.py WEIR-GENERATE DNSWEIR yes|no

A pseudo terminal types; what comes back is held against what a user expects to see. `no`: this build is
without libedit; then, and where libedit is not installed, only what works without it is tried.

SPDX-License-Identifier: BSD-2-Clause
"""
import ctypes
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time

import tap

RUNNER = os.environ.get("WEIR_RUNNER", "").split()
PROGRAM = "4,40 0 0 12,21 0 1 2048,6 0 0 65535,6 0 0 0"
PATIENCE = 20
# Escape sequences by which an editor draws its line.
DRAWING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>()][0B]?|\x07")


class Terminal:
    def __init__(self, words, folder, edits=True):
        term = "xterm" if edits else "dumb"
        self.seen = ""
        self.edits = edits
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(words[0], words, dict(os.environ, TERM=term, LC_ALL="C", HOME=folder))

    def more(self, wait):
        ready, _, _ = select.select([self.fd], [], [], wait)
        if not ready:
            return False
        try:
            octets = os.read(self.fd, 65536)
        except OSError:  # the other side has gone
            octets = b""
        self.seen += DRAWING.sub("", octets.decode("latin-1"))
        return bool(octets)

    def until(self, words, times=1):
        """What came until `words` were there so often; None: they did not come."""
        end = time.monotonic() + PATIENCE
        while self.seen.count(words) < times:
            if time.monotonic() > end or not self.more(end - time.monotonic()):
                return None
        at = -1
        for _ in range(times):
            at = self.seen.index(words, at + 1)
        text, self.seen = self.seen[:at + len(words)], self.seen[at + len(words):]
        return text

    def prompt(self):
        """Until a prompt is there; an editor prints it a moment before it takes the terminal over."""
        if self.until("> ") is None:
            return None
        end = time.monotonic() + PATIENCE
        while self.edits and termios.tcgetattr(self.fd)[3] & termios.ICANON:
            if time.monotonic() > end:
                return None
            time.sleep(0.01)
        return "> "

    def type(self, text):
        os.write(self.fd, text.encode())

    def ticks(self):
        """Processor time so far, in hundredths of a second."""
        with open("/proc/%d/stat" % self.pid, encoding="latin-1") as file:
            return int(file.read().rsplit(")", 1)[1].split()[11])

    def end(self):
        """The exit code; None: it does not end."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return os.waitstatus_to_exitcode(status)
            self.more(0.05)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return None


def expect(what, terminal, words):
    """`words` None: a prompt."""
    faults = [] if (terminal.until(words) if words else terminal.prompt()) is not None else \
        ["no %r in %r" % (words, terminal.seen[-400:])]
    tap.result(what, faults)


def converse(kind, command, folder, edits):
    """What works with libedit and without."""
    terminal = Terminal([*RUNNER, command, "bpf", "debug", PROGRAM, "some.pcap"], folder, edits)
    expect(kind + ": a prompt", terminal, None)
    terminal.type("disassemble 0\n")
    expect(kind + ": an answer", terminal, "ldh [12]")
    expect(kind + ": and a prompt again", terminal, None)
    terminal.type("nonsense")
    terminal.until("nonsense")
    terminal.type("\x03")
    expect(kind + ": ^C gives up the line", terminal, None)
    terminal.type("run 1\n")
    expect(kind + ": and the next is read", terminal, "bpf passes:1 fails:0")
    terminal.prompt()
    terminal.type("nonsense\n")
    expect(kind + ": a complaint", terminal, "unknown command 'nonsense'")
    terminal.prompt()
    terminal.type("load pcap large.pcap\n")
    expect(kind + ": a large capture", terminal, None)
    terminal.type("load asm long.bpf\n")
    terminal.prompt()
    before = terminal.ticks()
    terminal.type("run\n")
    end = time.monotonic() + PATIENCE
    while terminal.ticks() < before + 5 and time.monotonic() < end:
        time.sleep(0.01) # a ^C that comes too early would take the line back
    terminal.type("\x03")
    expect(kind + ": ^C stops a run", terminal, "(interrupted before packet ")
    terminal.prompt()
    terminal.type("select 2\n")
    terminal.prompt()
    terminal.type("info\n")
    expect(kind + ": and nothing more", terminal, "packet:      2")
    terminal.prompt()
    terminal.type("\x04")
    code = terminal.end()
    tap.result(kind + ": ^D ends, with the code of what failed", [] if code == 2 else [code])
    return terminal


def edit(command, folder):
    terminal = Terminal([*RUNNER, command, "bpf", "debug", PROGRAM, "some.pcap"], folder)
    terminal.prompt()
    terminal.type("disassemble 2\n")
    terminal.until("ret #0xffff")
    terminal.prompt()
    terminal.type("\x1b[A\n")
    expect("edited: the line before comes back", terminal, "ret #0xffff")
    terminal.prompt()
    terminal.type("disasx 3\x1b[D\x1b[D\x7f\n")
    expect("edited: a letter is mended", terminal, "ret #0\r\n")
    terminal.prompt()
    terminal.type("cover\t\n")
    expect("edited: a command is completed", terminal, "instructions executed")
    terminal.prompt()
    terminal.type("load p\tsom\t\n")
    terminal.prompt()
    terminal.type("info\n")
    expect("edited: so are a word behind it and the name of a file", terminal, "capture:     some.pcap")
    terminal.prompt()
    terminal.type("quit\n")
    code = terminal.end()
    tap.result("edited: quit ends with 0", [] if code == 0 else [code])


def have_libedit():
    for name in "libedit.so.2", "libedit.so.0":
        try:
            ctypes.CDLL(name)
            return True
        except OSError:
            pass
    return False


def main(generate, command, built):
    command = os.path.abspath(command)
    why = ("another machine's program has no terminal of this one" if RUNNER
           else tap.missing(command, ["bpf", "debug"]))
    if why:
        tap.skip("the debugger at a terminal", why)
        return tap.done()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([generate, "demo", "-o", folder + "/some.pcap"], check=True)
        with open(folder + "/some.pcap", "rb") as file:
            octets = file.read()
        with open(folder + "/large.pcap", "wb") as file:
            file.write(octets[:24])
            for _ in range(600):
                file.write(octets[24:])
        with open(folder + "/long.bpf", "w", encoding="ascii") as file:
            file.write("ld #1\n" * 4000 + "ret a\n")
        converse("plain", command, folder, False)
        if built != "yes" or not have_libedit():
            tap.skip("the debugger with libedit", "no libedit")
        else:
            converse("edited", command, folder, True)
            edit(command, folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
