#!/usr/bin/env python3
"""mine.py - rows and counts of `dnsweir mine` against a second miner over tshark's decoding.

mine.py COMMAND SHARED    TAP: one test for each shared capture that has a reference beside it.

The second miner is written from the description, not from the code: it pairs what tshark decoded by
addresses, ports, id and question, follows aliases from the question, and counts each record once an
answered question. Rows of types whose text is the same everywhere are compared, with their counts.

SPDX-License-Identifier: BSD-2-Clause
"""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

import tap

TYPES = {1: "A", 2: "NS", 5: "CNAME", 12: "PTR", 15: "MX", 28: "AAAA"}
PLAIN = re.compile(r"[-a-z0-9_.*/:+= ]*$")
TIMEOUT = 10 * 10**9
WINDOW = 200 * 10**6

# Captures in which ours may be more, and why. Nothing of theirs may be missing.
STALLS = "tshark stalls at holes in TCP streams"
MORE = {
    "DNS-OARC__dnscap/dnso1tcp-bighole.pcap": STALLS,
    "DNS-OARC__dnscap/dnso1tcp-midmiss.pcap": STALLS,
    "DNS-OARC__dnscap/do1t-nosyn-1nolen.pcap": "tshark finds no message before the first hole",
    "dns-stats__compactor/nsd-live.raw.pcap.xz": "the reference ends after 2500 frames",
}


def nanoseconds(text):
    seconds, _, rest = text.partition(".")
    return int(seconds) * 10**9 + int((rest + "000000000")[:9])


def messages(path):
    """What is DNS on port 53, opcode QUERY, in the order of the capture."""
    for line in path.open():
        m = json.loads(line)
        if m["app"] != "dns" or m.get("in_icmp") or m.get("opcode"):
            continue
        if 53 in (m["sport"], m["dport"]):
            m["time"] = nanoseconds(m["ts"])
            yield m


def question(m):
    return m["qname"].lower(), m["qtype"], m["qclass"]


def ends(m):
    client, server = (m["src"], m["sport"]), (m["dst"], m["dport"])
    return (server, client, m["proto"]) if m["qr"] else (client, server, m["proto"])


def rcode(m):
    code = m["rcode"]
    for r in m.get("additional") or []:
        if r["type"] == 41 and isinstance(r.get("rdata"), dict):
            code |= int(r["rdata"].get("dns.resp.ext_rcode", "0"), 16) << 4
    return code


def name(text):
    text = text.lower().rstrip(".")
    return text + "."


def rdata_of(r):
    """RDATA as text that both print alike; None: not compared."""
    rdata = r.get("rdata")
    if r["type"] not in TYPES or not isinstance(rdata, str):
        return None
    return rdata if r["type"] in (1, 28) else name(rdata)


def reached(m, start):
    """The answer records that aliases lead to from the question."""
    ways, left, taken = {name(start)}, list(m["answers"]), []
    while True:
        now = [r for r in left if r.get("class") == 1 and name(r["name"]) in ways]
        if not now:
            return taken
        left = [r for r in left if r not in now]
        taken += now
        ways |= {name(r["rdata"]) for r in now if r["type"] == 5 and isinstance(r["rdata"], str)}


def second_miner(path):
    waiting = collections.defaultdict(list)  # questions asked; each: time, answered
    early = []                               # responses that wait for their question
    rows = collections.Counter()

    def answer(m):
        ours = waiting[ends(m), m["id"], question(m) if m.get("qname") is not None else None]
        if not ours or not 0 <= abs(m["time"] - ours[-1][0]) <= TIMEOUT:
            return False
        if ours[-1][1]:
            return True
        ours[-1][1] = True
        if rcode(m) == 0 and m["qclass"] == 1:
            for r in reached(m, m["qname"]):
                text = rdata_of(r)
                if text is not None:
                    rows[name(r["name"]), TYPES[r["type"]], text] += 1
        return True

    for m in messages(path):
        if m.get("qname") is None:
            continue
        if m["qr"]:
            if not answer(m):
                early.append(m)
            continue
        ours = waiting[ends(m), m["id"], question(m)]
        if ours and not ours[-1][1] and m["time"] - ours[-1][0] <= TIMEOUT:
            ours[-1][0] = m["time"]
        else:
            ours.append([m["time"], False])
            early = [e for e in early if m["time"] - e["time"] <= WINDOW and not answer(e)]
    return rows


def mined(command, path):
    done = subprocess.run([command, "mine", "-q", "--json", path], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
    rows = collections.Counter()
    for line in done.stdout.splitlines():
        row = json.loads(line)
        if row["rrtype"] in TYPES.values():
            rows[row["rrname"], row["rrtype"], row["rdata"][0]] += row["count"]
    return rows


def compared(rows):
    """tshark escapes nothing inside a label, so only plain names can be compared."""
    return {k: v for k, v in rows.items() if PLAIN.match(k[0]) and PLAIN.match(k[2])}


def faults_of(theirs, ours, more_is_fine):
    faults = []
    for key in sorted(theirs.keys() | ours.keys()):
        a, b = theirs.get(key, 0), ours.get(key, 0)
        if a > b or (a < b and not more_is_fine):
            faults.append("%s: theirs %d, ours %d" % (key, a, b))
    return faults


def main(command, shared):
    captures = pathlib.Path(os.environ.get("DNSWEIR_SHARED", shared)) / "captures"
    references = sorted(captures.glob("*/*.tshark.jsonl"))
    if not references:
        tap.skip("mine", "no shared captures")
        return tap.done()
    total = 0
    for reference in references:
        capture = reference.with_name(reference.name.removesuffix(".tshark.jsonl"))
        label = str(capture.relative_to(captures))
        theirs, ours = compared(second_miner(reference)), compared(mined(command, capture))
        total += len(ours)
        tap.result(label, faults_of(theirs, ours, label in MORE))
    tap.result("there were rows to compare", [] if total > 500 else ["only %d" % total])
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
