#!/usr/bin/env python3
"""hostile.py - every octet in names and RDATA, through every form of output.

hostile.py COMMAND    TAP: one test a form.

The oracles: text holds line ends and printable ASCII only; a JSON output is one object a line that jq
and Python read alike; a CSV has the same number of fields in every row; line counts show that no
octet of a name began a line of its own.

SPDX-License-Identifier: BSD-2-Clause
"""
import csv
import io
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

import tap
import wire

# Labels that have meant something to a terminal, a shell, a spreadsheet, a parser or a page.
LABELS = [
    b"\x1b]0;owned\x07", b"\x1b[2J", b"\r\n", b"\n", b"\0", b"\x7f", b"\x9b31m", b"\xff\xfe", b"\xc3\x28",
    b"\xe2\x80\xae", b'"', b"'", b"\\", b"\\000", b"a.b", b" ", b"\t", b",", b";", b"|", b"=1+1", b"+1",
    b"-1", b"@SUM(1)", b"%n%s", b"$(id)", b"`id`", b"<script>", b"-->", b"*/", b"{}", b"[]", b"null",
    b"#", b"(", b")", b"*", b"_", b"\\\"", b"x" * 63,
]
TYPES = {"TXT": 16, "HINFO": 13, "CAA": 257, "NAPTR": 35, "URI": 256, "SVCB": 64, "PRIVATE": 65400,
         "CNAME": 5, "SOA": 6, "LOC": 29, "CERT": 37}


def strings(*values):
    return b"".join(bytes([len(v)]) + v for v in values)


def records(owner, value):
    """Records of many types with `value` (up to 63 octets) in every place that takes octets."""
    target = wire.name(value, "example")
    rows = [
        ("TXT", strings(value, b"", value)), ("HINFO", strings(value, value)),
        ("CAA", b"\x80" + strings(b"issue") + value),
        ("CAA", b"\0" + strings(value[:15] or b"x") + value),
        ("NAPTR", struct.pack(">HH", 1, 2) + strings(value, value, value) + target),
        ("URI", struct.pack(">HH", 1, 2) + value), ("PRIVATE", value),
        ("SVCB", struct.pack(">H", 1) + target + struct.pack(">HH", 1, 1 + len(value)) +
         strings(value) + struct.pack(">HH", 65280, len(value)) + value),
        ("SOA", target + target + struct.pack(">IIIII", 1, 2, 3, 4, 5)),
        ("LOC", value[:16]), ("CERT", struct.pack(">HHB", 1, 2, 8) + value),
    ]
    return [wire.record(owner, TYPES[kind], rdata) for kind, rdata in rows]


def frames():
    values = LABELS + [bytes(range(at, min(at + 32, 256))) for at in range(0, 256, 32)]
    out = []
    for number, value in enumerate(values):
        owner = wire.name(value, value[:20], "example")
        alias = wire.name(value, b"alias", "example")
        answers = [wire.record(owner, 5, alias)] + records(alias, value)
        opt = wire.record(b"\0", 41, struct.pack(">HH", 65001, len(value)) + value +
                          struct.pack(">HHH", 15, 2 + len(value), 3) + value, rrclass=1232, ttl=0)
        out += wire.exchange(number + 1, owner, 255, answers, [opt])
        # And once so that each RR type is answered for what was asked.
        out += wire.exchange(number + 1000, alias, 16, [wire.record(alias, 16, strings(value))])
    return out


def printable(out):
    bad = sorted({octet for octet in out if octet != 0x0a and not 0x20 <= octet <= 0x7e})
    return ["octets %s" % " ".join("%02x" % octet for octet in bad)] if bad else []


def text_faults(out):
    return printable(out) + ([] if out.endswith(b"\n") else ["the last line has no end"])


def columns_faults(out):
    """Two columns: one tab a line."""
    lines = out.splitlines()
    faults = ["not one tab: %r" % line for line in lines if line.count(b"\t") != 1]
    return text_faults(out.replace(b"\t", b"")) + faults


def json_faults(out):
    faults = printable(out)
    lines = out.decode("ascii", "replace").splitlines()
    for line in lines:
        try:
            value = json.loads(line)
        except ValueError as error:
            faults.append("%s: %s" % (error, line[:200]))
            continue
        if not isinstance(value, dict):
            faults.append("not an object: " + line[:100])
    jq = shutil.which("jq")
    if jq:
        done = subprocess.run([jq, "-e", "-c", "."], input=out, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
        if done.returncode != 0 or len(done.stdout.splitlines()) != len(lines):
            faults.append("jq reads %d of %d lines: %s" % (len(done.stdout.splitlines()), len(lines),
                                                           done.stderr[-200:]))
    return faults


def csv_faults(out):
    rows = list(csv.reader(io.StringIO(out.decode("ascii", "replace"), newline="")))
    widths = {len(row) for row in rows}
    faults = ["rows of %s fields" % sorted(widths)] if len(widths) != 1 else []
    bad = sorted({octet for octet in out if octet not in (0x0a, 0x0d) and not 0x20 <= octet <= 0x7e})
    if bad:
        faults.append("octets %s" % " ".join("%02x" % octet for octet in bad))
    for row in rows:
        for field in row:
            if field[:1] in ("=", "+", "-", "@"):
                faults.append("a field that a spreadsheet takes for a formula: " + field[:80])
    return faults


# Each form of output and its oracle; `lines`: one line a message.
FORMS = [
    (["show"], text_faults, True),
    (["show", "--all"], text_faults, True),
    (["show", "--tree"], text_faults, False),
    (["show", "--hex"], text_faults, False),
    (["show", "--short"], text_faults, False),
    (["show", "--dig"], text_faults, False),
    (["show", "--json"], json_faults, True),
    (["show", "--json", "--layers"], json_faults, True),
    (["show", "--all", "--tree"], text_faults, False),
    (["show", "--json=8427"], json_faults, True),
    (["show", "--print", "qname,an[*].rdata"], columns_faults, True),
    (["mine"], text_faults, False),
    (["mine", "--json"], json_faults, False),
    (["mine", "--csv"], csv_faults, False),
    (["mine", "--each"], text_faults, False),
    (["mine", "--classic"], columns_faults, False),
    (["mine", "--chains"], text_faults, False),
]


def main(command):
    command = os.path.abspath(command)
    frames_made = frames()
    with tempfile.TemporaryDirectory() as name:
        path = pathlib.Path(name) / "hostile.pcap"
        path.write_bytes(wire.pcap(frames_made)[0])
        for words, oracle, one_line in FORMS:
            missing = tap.missing(command, words)
            if missing:
                tap.skip("dnsweir " + " ".join(words), missing)
                continue
            done = subprocess.run([command, *words, str(path)], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                                  check=False, env=dict(os.environ, LC_ALL="C", TZ="UTC"))
            faults = oracle(done.stdout) + ["standard error: " + f for f in printable(done.stderr)]
            if done.returncode != 0:
                faults.append("exit code %d: %s" % (done.returncode, done.stderr[-300:]))
            lines = done.stdout.count(b"\n")
            if one_line and lines != len(frames_made):
                faults.append("%d lines for %d messages" % (lines, len(frames_made)))
            if lines == 0:
                faults.append("nothing was printed")
            tap.result("dnsweir %s" % " ".join(words), faults)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
