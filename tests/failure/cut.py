#!/usr/bin/env python3
"""cut.py - a capture of 50 packets, cut at every octet, through the command.

cut.py COMMAND STEP    TAP: one test a format and subcommand. STEP 1 is every octet.

What lies before the cut is shown, whole and nothing else; a cut inside a record is exit code 3 and a
word about it, a cut between records is none.

SPDX-License-Identifier: BSD-2-Clause
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

import tap
import wire

PACKETS = 50


def frames():
    out = []
    for i in range(PACKETS // 2):
        owner = wire.name("h%d" % i, "example")
        out += wire.exchange(i + 1, owner, 1, [wire.record(owner, 1, bytes([192, 0, 2, i]))])
    return out


def run(command, *words):
    done = subprocess.run([command, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, check=False,
                          env=dict(os.environ, LC_ALL="C", TZ="UTC"))
    return done.returncode, done.stdout, done.stderr


def fault_of(command, words, path, capture, at, expected):
    """None, or what is wrong with the file cut at `at`. `expected`: output by whole packets."""
    octets, starts, ends = capture
    file = path.with_name("cut%d" % at)
    file.write_bytes(octets[:at])
    code, out, err = run(command, *words, str(file))
    file.unlink()
    whole = sum(end <= at for end in ends)
    boundary = at in starts or at in ends
    where = "cut at %d, behind %d packets: " % (at, whole)
    if expected is not None and out != expected[whole]:
        return where + "shows %r" % out[-200:]
    if code not in ((0, 1) if boundary else (3,)):
        return where + "exit code %d: %r" % (code, err[-200:])
    if not boundary and not err.strip():
        return where + "not a word about it"
    return None


def check(command, folder, form, capture, words, step):
    octets = capture[0]
    path = folder / ("whole." + form)
    path.write_bytes(octets)
    code, out, err = run(command, *words, str(path))
    what = "dnsweir %s of a %s" % (" ".join(words), form)
    lines = out.splitlines(keepends=True)
    expected = None
    if words[0] == "show":
        if code != 0 or len(lines) != PACKETS:
            tap.result(what, ["the whole file: exit code %d, %d lines: %s" % (code, len(lines), err)])
            return
        expected = [b"".join(lines[:n]) for n in range(PACKETS + 1)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as crew:
        faults = list(filter(None, crew.map(
            lambda at: fault_of(command, words, path, capture, at, expected),
            range(1, len(octets), step))))
    tap.result("%s, cut at %d places" % (what, len(range(1, len(octets), step))), faults)


def main(command, step):
    command = os.path.abspath(command)
    with tempfile.TemporaryDirectory() as name:
        for form, capture in (("pcap", wire.pcap(frames())), ("pcapng", wire.pcapng(frames()))):
            for words, coarse in ((["show"], 1), (["mine"], 7), (["pcap2hex"], 11)):
                check(command, pathlib.Path(name), form, capture, words, step * coarse)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
