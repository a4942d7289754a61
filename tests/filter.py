#!/usr/bin/env python3
"""filter.py - dnsweir filter copies records octet for octet, and -v keeps exactly the others; TAP.

tests/filter.py WEIR_GENERATE DNSWEIR             the generated captures
tests/filter.py --shared DNSWEIR SHARED           the shared ones

The captures are split into records by a reader of its own. WEIR_RUNNER goes in front of commands.

SPDX-License-Identifier: BSD-2-Clause
"""
import gzip
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import tap

RUNNER = os.environ.get("WEIR_RUNNER", "").split()
# Each splits some captures in two; what an option cannot do in this build is skipped.
RULES = [
    ["-e", "udp"],
    ["-e", "ip6 or greater 120"],
    ["-f", "dns.qry.type == AAAA or tcp or not ip"],
    ["-f", "dns.qry.name like \"*.example\" or frame.len > 200"],
    ["--whole", "-f", "dns.flags.response == 1"],
    ["--pair", "-f", "dns.qry.type == A"],
    ["--pair", "-e", "greater 300"],
    ["-b", "4,48 0 0 20,69 0 1 1,6 0 0 65535,6 0 0 0"],
]
PACKETS = (2, 3, 6)  # pcapng blocks that hold a frame


def records_of_pcap(data):
    order = ">" if data[0] == 0xa1 else "<"
    header = 24 if data[:4] in (b"\xa1\xb2\xcd\x34", b"\x34\xcd\xb2\xa1") else 16
    swapped = struct.unpack_from(order + "HH", data, 4) < (2, 3)
    records, at = [], 24
    while len(data) - at >= header:
        first, second = struct.unpack_from(order + "II", data, at + 8)
        size = header + (second if swapped else min(first, second))
        if len(data) - at < size:
            break
        records.append((True, data[at:at + size]))
        at += size
    return [(False, data[:24])] + records


def records_of_pcapng(data):
    records, at, order = [], 0, "<"
    while len(data) - at >= 12:
        if data[at:at + 4] == b"\x0a\x0d\x0d\x0a":
            order = ">" if data[at + 8] == 0x1a else "<"
        kind, size = struct.unpack_from(order + "II", data, at)
        if size < 12 or size % 4 or len(data) - at < size:
            break
        block = data[at:at + size]
        if kind == 0x0a0d0d0a:
            # The section's length: what is kept is shorter.
            block = block[:16] + b"\xff" * 8 + block[24:]
        records.append((kind in PACKETS, block))
        at += size
    return records


def records_of(data):
    if not data:
        return []
    return records_of_pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else records_of_pcap(data)


def run(command, *words):
    done = subprocess.run([*RUNNER, command, "filter", *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def fault_of_copy(data, code, out, said):
    """None, or how a copy of everything differs from what was read."""
    if code not in (0, 1, 3):
        return "exit code %d: %s" % (code, said)
    if code == 3:
        if not data.startswith(out):
            return "what came before the damage is not what was written"
    elif records_of(data) != records_of(out) or len(data) != len(out):
        return "%d octets in, %d out, and not the same" % (len(data), len(out))
    return None


def fault_of_parts(whole, kept, rest):
    """None, or why two captures are not a partition of the third."""
    parts = [iter(records_of(kept)), iter(records_of(rest))]
    heads = [next(part, None) for part in parts]
    for number, record in enumerate(records_of(whole), 1):
        takers = [i for i in (0, 1) if heads[i] == record]
        # A frame is in one of them, everything else in both.
        if len(takers) != (1 if record[0] else 2):
            return "record %d is in %d of the two" % (number, len(takers))
        for i in takers:
            heads[i] = next(parts[i], None)
    return "records that were not in the capture" if heads != [None, None] else None


def plain(path):
    """The capture's octets unpacked; None: packed in a way that is not Python's, or cut."""
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        try:
            return gzip.decompress(data)
        except EOFError:
            return None
    return data if path.suffix not in (".xz", ".zst", ".lz4") else None


def faults_of(command, path, turn):
    """Of the copy and of two rules, by turns another two."""
    code, whole, said = run(command, "-q", str(path))
    data = plain(path)
    fault = data is not None and fault_of_copy(data, code, whole, said)
    if fault:
        yield "a copy: " + fault
    for rule in [RULES[(2 * turn + i) % len(RULES)] for i in range(2)]:
        parts = [run(command, "-q", *rule, *more, str(path)) for more in ([], ["-v"])]
        # libpcap has no such expression for this link type.
        if all(code == 2 and "-e: " in said for code, _, said in parts):
            continue
        if any(code not in (0, 1, 3) for code, _, _ in parts):
            yield "%s: %s" % (" ".join(rule), parts)
            continue
        fault = fault_of_parts(whole, parts[0][1], parts[1][1])
        if fault:
            yield "%s: %s" % (" ".join(rule), fault)


def unfit(said):
    """What this build was made without, in the command's own words; None: nothing of it."""
    lacking = "built without" in said or "this build cannot read" in said
    return said.strip().replace("#", "?")[-100:] if lacking else None


def drop_unknown_rules(command):
    for rule in list(RULES):
        reason = tap.missing(command, ["filter", rule[0]]) if not RUNNER else None
        reason = reason or unfit(run(command, "-q", *rule, os.devnull)[2])
        if reason:
            tap.skip(" ".join(rule), reason)
            RULES.remove(rule)


def of_generated(generate, command):
    drop_unknown_rules(command)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([*RUNNER, generate, "all", "-o", name], check=True)
        captures = sorted(p for p in folder.iterdir() if p.suffix != ".truth")
        for turn, path in enumerate(captures):
            reason = unfit(run(command, "-q", str(path))[2])
            if reason:
                tap.skip(path.name, reason)
            else:
                tap.result(path.name, list(faults_of(command, path, turn)))
    return tap.done()


def of_shared(command, shared):
    folder = pathlib.Path(os.environ.get("DNSWEIR_SHARED", shared)) / "captures"
    if not folder.is_dir():
        tap.skip("every capture in two parts", f"no {folder}")
        return tap.done()
    drop_unknown_rules(command)
    captures = (p for p in folder.rglob("*")
                if p.is_file() and p.suffix not in (".jsonl", ".txt", ".md"))
    for turn, path in enumerate(sorted(captures)):
        code, _, said = run(command, "-q", str(path))
        what = path.relative_to(folder).as_posix()
        if code not in (0, 1, 3) or "neither pcap nor pcapng" in said or "unknown version" in said:
            tap.skip(what, said.strip().replace("#", "?")[-100:])
        else:
            tap.result(what, list(faults_of(command, path, turn)))
    return tap.done()


if __name__ == "__main__":
    if sys.argv[1] == "--shared":
        sys.exit(of_shared(*sys.argv[2:]))
    sys.exit(of_generated(*sys.argv[1:]))
