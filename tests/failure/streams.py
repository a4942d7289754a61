#!/usr/bin/env python3
"""streams.py - what a command says when its input or output is not what it hoped for.

streams.py COMMAND    TAP: one test a row and command line.

SPDX-License-Identifier: BSD-2-Clause
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import tap
import wire

# Command lines that read a capture.
LINES = [["show"], ["show", "--json"], ["mine"], ["mine", "--json"], ["mine", "--csv"],
         ["pcap2hex", "-a"], ["pcap2hex", "-s"], ["offset", "a"], ["filter", "-q"],
         ["filter", "-q", "--whole", "-f", "dns"],
         ["bpf", "run", "1,6 0 0 1"]]
NOBODY = 65534


def restore_pipe():
    # Python ignores SIGPIPE, and that would be inherited.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def as_nobody():
    restore_pipe()
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def run(command, words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, before=restore_pipe):
    return subprocess.run([command, *words], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE,
                          timeout=60, check=False, preexec_fn=before,
                          env=dict(os.environ, LC_ALL="C", TZ="UTC"))


def expect(what, done, codes, word=None, silent=False):
    """The exit code, a word of the complaint, and never more than one line that is not printable."""
    faults = []
    if done.returncode not in codes:
        faults.append("exit code %d, not %s: %r" % (done.returncode, codes, done.stderr[-300:]))
    if word and word.encode() not in done.stderr:
        faults.append("nothing about %r: %r" % (word, done.stderr[-300:]))
    if silent and done.stderr:
        faults.append("words where none are due: %r" % done.stderr[-300:])
    if not silent and codes != (0,) and not done.stderr.strip():
        faults.append("not a word")
    if any(octet not in b"\n" and not 0x20 <= octet <= 0x7e for octet in done.stderr):
        faults.append("standard error holds octets that are not printable: %r" % done.stderr[-300:])
    tap.result(what, faults)


def bad_inputs(folder):
    """(what, operand, exit codes, word): files that are no captures."""
    rows = [("no such file", "absent.pcap", (4,), "absent.pcap"), ("a directory", ".", (3, 4), ".")]

    def made(what, name, octets, codes, word):
        (folder / name).write_bytes(octets)
        rows.append((what, name, codes, word))

    made("an empty file", "empty.pcap", b"", (3,), "empty.pcap")
    made("one octet", "one.pcap", b"\xd4", (3,), "one.pcap")
    made("a text", "text.txt", b"Hello, world. This is not a capture.\n" * 9, (3,), "text.txt")
    made("zeros", "zeros.bin", bytes(4096), (3,), "zeros.bin")
    made("gzip of nothing like it", "bad.gz", b"\x1f\x8b\x08\x00" + b"\xff" * 40, (3,), "bad.gz")
    made("gzip of itself only in name", "head.gz", b"\x1f\x8b", (3,), "head.gz")
    made("zstd that ends at once", "cut.zst", b"\x28\xb5\x2f\xfd\x24", (3,), "cut.zst")
    made("xz that ends at once", "cut.xz", b"\xfd7zXZ\0\0\4", (3,), "cut.xz")
    made("lz4 that ends at once", "cut.lz4", b"\x04\x22\x4d\x18\x64", (3,), "cut.lz4")
    made("a name that would steer a terminal", "\x1b[31mred\nline", b"no capture", (3,), "red")
    rows.append(("/dev/null", "/dev/null", (3,), "/dev/null"))
    return rows


def test_inputs(command, words, folder):
    what = "dnsweir %s: " % " ".join(words)
    for title, operand, codes, word in bad_inputs(folder):
        expect(what + title, run(command, words + [operand]), codes, word)
    secret = folder / "secret.pcap"
    secret.write_bytes(b"\xd4\xc3\xb2\xa1")
    secret.chmod(0)
    # Nobody may not reach the build directory either: take the program along.
    program = shutil.copy(command, folder / "dnsweir")
    try:
        expect(what + "a file it may not read",
               run(program, words + [str(secret)], before=as_nobody), (4,), "secret.pcap")
    except PermissionError:
        tap.skip(what + "a file it may not read", "temporary files are not for everybody")
    expect(what + "an empty standard input", run(command, words + ["-"]), (3,))
    expect(what + "a closed standard input",
           run(command, words + ["-"], before=lambda: (restore_pipe(), os.close(0))), (3, 4))


def test_outputs(command, words, capture):
    what = "dnsweir %s: " % " ".join(words)
    with open("/dev/full", "wb") as full:
        expect(what + "a full disk", run(command, words + [capture], stdout=full), (4,), "cannot write")
    expect(what + "a closed output",
           run(command, words + [capture], before=lambda: (restore_pipe(), os.close(1))), (4,))
    reader, writer = os.pipe()
    os.close(reader)
    done = run(command, words + [capture], stdout=writer)
    os.close(writer)
    faults = []
    if done.returncode not in (0, -signal.SIGPIPE):
        faults.append("exit code %d: %r" % (done.returncode, done.stderr))
    if b"write" in done.stderr or b"ipe" in done.stderr:
        faults.append("complains of a reader that left: %r" % done.stderr)
    tap.result(what + "a reader that left", faults)


def main(command):
    command = os.path.abspath(command)
    owner = wire.name("www", "example")
    frames = []
    for i in range(3000):
        # Each its own name: more rows than any buffer holds.
        owner = wire.name("host%d" % i, "example")
        frames += wire.exchange(i, owner, 1, [wire.record(owner, 1, bytes([10, 0, i >> 8, i & 255]))])
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)
        os.chmod(name, 0o755)
        pathlib.Path("good.pcap").write_bytes(wire.pcap(frames)[0])
        for words in LINES:
            missing = tap.missing(command, words)
            if missing:
                tap.skip("dnsweir " + " ".join(words), missing)
                continue
            test_inputs(command, words, pathlib.Path(name))
            test_outputs(command, words, "good.pcap")
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
