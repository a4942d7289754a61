#!/usr/bin/env python3
"""truth.py - what mine finds in the generated captures is what the generator put there; TAP.

tests/truth.py WEIR_GENERATE DNSWEIR    with WEIR_RUNNER in front of each, if set

The generator and the library share no code: it writes down the rows of a right miner beside each
capture, and here both are compared, row by row and count by count, with one thread and with three;
so are the totals that the summary has a counter for.

SPDX-License-Identifier: BSD-2-Clause
"""
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

import tap

RUNNER = os.environ.get("WEIR_RUNNER", "").split()

# RDATA with hexadecimal digits, whose case is free.
HEX = {"DS", "SSHFP", "TLSA", "CDS", "NSEC3", "NSEC3PARAM", "SMIMEA", "ZONEMD"}
# Captures that end inside a record: exit 3, and what was before it counts.
CUT = {"cut", "ng-cut", "gzip-cut"}
BENCH = ("bench", "-n", "30000", "-s", "3")


def key(name, rrtype, rdata):
    # Unknown types are numbers in COF and TYPEn in zone files.
    rrtype = str(rrtype)
    if rrtype.isdigit():
        rrtype = "TYPE" + rrtype
    return name, rrtype, rdata.lower() if rrtype in HEX else rdata


def expected(path):
    rows, totals = {}, {}
    for line in path.read_text().splitlines():
        if line.startswith("# "):
            name, value = line[2:].split()
            totals[name] = int(value)
        else:
            name, rrtype, rdata, count = line.split("\t")
            rows[key(name, rrtype, rdata)] = int(count)
    return rows, totals


def words_of_counters(source):
    """What the summary says for each counter that a total can be held against."""
    words = {}
    for table in ("mine.def", "traffic.def"):
        text = (source / "include" / "dnsweir" / table).read_text()
        words.update(re.findall(r'^COUNTER\((\w+), "([^"]+)"\)', text, re.M))
    return words


def counted(said, words):
    """How often the summary says these words; 0 when it does not."""
    found = re.search(r"^ *([0-9]+)  " + re.escape(words) + "$", said, re.M)
    return int(found.group(1)) if found else 0


def malformed(said):
    return sum(map(int, re.findall(r"^ *([0-9]+)  malformed records: ", said, re.M)))


def mined(dnsweir, paths, threads, data=None):
    command = [*RUNNER, dnsweir, "mine", "--json", f"-j{threads}", *paths]
    run = subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         check=False)
    rows = {}
    for line in run.stdout.decode().splitlines():
        row = json.loads(line)
        for rdata in row["rdata"]:
            where = key(row["rrname"], row["rrtype"], rdata)
            rows[where] = rows.get(where, 0) + row["count"]
    return rows, run.returncode, run.stderr.decode(errors="replace")


def faults_of(dnsweir, name, capture, truth, words):
    rows, totals = expected(truth)
    faults = []
    for threads in (1, 3):
        found, code, said = mined(dnsweir, [capture], threads)
        # What was withheld or lost makes no failure of a file that could be read; none: 1.
        right = {3} if name in CUT else {0, 1} if not rows else {0}
        if code not in right:
            faults.append(f"-j{threads}: exit {code}: {said.strip()[:200]}")
        for total, value in totals.items():
            if total in words and counted(said, words[total]) != value:
                faults.append(f"-j{threads}: {total}: {counted(said, words[total])}, "
                              f"put there {value}")
        if malformed(said) != totals.get("malformed_records", 0):
            faults.append(f"-j{threads}: {malformed(said)} malformed records, "
                          f"put there {totals.get('malformed_records', 0)}")
        if "rows_open" in totals:
            continue
        faults += [f"-j{threads}: {fault}" for fault in differing(rows, found)]
    return faults


def split(path, parts):
    """The capture in so many files of consecutive frames."""
    data = path.read_bytes()
    places, at = [], 24
    while at < len(data):
        places.append(at)
        at += 16 + struct.unpack_from("<I", data, at + 8)[0]
    files = []
    for part in range(parts):
        first = places[len(places) * part // parts]
        last = (places + [len(data)])[len(places) * (part + 1) // parts]
        files.append(path.with_name(f"part-{part}.pcap"))
        files[-1].write_bytes(data[:24] + data[first:last])
    return files


def differing(rows, found):
    return [f"{' '.join(where)[:150]}: {found.get(where, 0)} times, put there {rows.get(where, 0)}"
            for where in sorted(rows.keys() | found.keys()) if rows.get(where) != found.get(where)]


def test_other_ways(dnsweir, capture, truth):
    """The same frames in several files, in any order, through a pipe and really compressed."""
    rows = expected(truth)[0]
    files = split(capture, 3)
    for order in ((0, 1, 2), (2, 0, 1)):
        found = mined(dnsweir, [files[i] for i in order], 2)[0]
        tap.result(f"bench in three files, named {order}", differing(rows, found))
    tap.result("bench from standard input",
               differing(rows, mined(dnsweir, ["-"], 2, capture.read_bytes())[0]))
    for tool in ("gzip", "zstd", "xz", "lz4"):
        if not shutil.which(tool):
            tap.skip(f"bench through {tool}", "not installed")
            continue
        packed = subprocess.run([tool, "-3", "-c", capture], check=True, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL).stdout
        found, _, said = mined(dnsweir, ["-"], 2, packed)
        if "which this build cannot read" in said:
            tap.skip(f"bench through {tool}", "built without its decompressor")
        else:
            tap.result(f"bench through {tool}", differing(rows, found))


def main():
    generate, dnsweir = sys.argv[1:3]
    words = words_of_counters(pathlib.Path(__file__).resolve().parent.parent)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        subprocess.run([*RUNNER, generate, "all", "-o", folder], check=True)
        subprocess.run([*RUNNER, generate, *BENCH, "-o", folder / "bench.pcap", "--truth",
                        folder / "bench.truth"], check=True)
        for truth in sorted(folder.glob("*.truth")):
            name = truth.stem
            capture = next(folder.glob(f"{name}.pcap*"))
            packed = capture.suffix not in (".pcap", ".pcapng")
            if packed and "which this build cannot read" in mined(dnsweir, [capture], 1)[2]:
                tap.skip(name, "built without its decompressor")
                continue
            tap.result(name, faults_of(dnsweir, name, capture, truth, words))
        test_other_ways(dnsweir, folder / "bench.pcap", folder / "bench.truth")
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
