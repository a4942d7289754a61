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


def mined(dnsweir, path, threads):
    command = [*RUNNER, dnsweir, "mine", "--json", f"-j{threads}", path]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
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
        found, code, said = mined(dnsweir, capture, threads)
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
        for where in sorted(rows.keys() | found.keys()):
            if rows.get(where) != found.get(where):
                faults.append(f"-j{threads}: {' '.join(where)[:150]}: {found.get(where, 0)} times, "
                              f"put there {rows.get(where, 0)} times")
    return faults


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
            if packed and "which this build cannot read" in mined(dnsweir, capture, 1)[2]:
                tap.skip(name, "built without its decompressor")
                continue
            tap.result(name, faults_of(dnsweir, name, capture, truth, words))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
