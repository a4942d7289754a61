#!/usr/bin/env python3
"""show.py - over all shared captures: what `show --json` says is what tshark decodes.

show.py COMMAND SHARED    TAP: one test a capture that has a reference.

Compared are addresses, ports, id, flags, counts, the question, and every record's name, type, TTL and,
for types whose text has one form, RDATA. $DNSWEIR_SHARED overrides SHARED.

SPDX-License-Identifier: BSD-2-Clause
"""
import ipaddress
import json
import os
import pathlib
import re
import subprocess
import sys

import tap

# Where tshark and we part, and why that is right: end of the capture's name, frame (0: all), reason.
ACCEPTED = [
    ("dnso1tcp-bighole.pcap", 0, "tshark stalls at the hole"),
    ("dnso1tcp-midmiss.pcap", 0, "tshark stalls at the hole"),
    ("do1t-nosyn-1nolen.pcap", 1, "the prefix was not captured: the segment is the message"),
    ("do1t-nosyn-1nolen.pcap", 7, "the prefix was not captured: the segment is the message"),
    ("geneve__20_geneve_outer_tagged_contexts.pcap", 3, "two octets on port 53: tshark shows no DNS"),
    ("vxlan__28_vxlan_unsupported_and_nested_matrix.pcap", 7, "three octets on port 53: the same"),
    ("ppp_ip_udp_dns.pcap", 1, "tshark stops at the flag octet where a protocol should stand"),
]
# Only the first frames of these have a reference.
GROUND_TRUTH = {"nsd-live.raw.pcap.xz": 2500}
PLAIN = re.compile(r"[A-Za-z0-9_.-]*\Z")
NAMES = {"NS": 2, "CNAME": 5, "PTR": 12, "DNAME": 39}
SECTIONS = (("an", "answers"), ("ns", "authority"), ("ar", "additional"))


def same_name(ours, theirs):
    """tshark escapes nothing: only names of plain characters compare."""
    if theirs in ("<Root>", ".", "", None):
        return ours in (".", "")
    if not PLAIN.match(theirs) or "\\" in ours:
        return True
    return ours == theirs + "."


def same_rdata(ours, theirs):
    kind, text, value = ours["type"], ours.get("rdata"), theirs.get("rdata")
    if "raw" in ours or not isinstance(value, str) or text.startswith("\\#"):
        return True
    if kind in ("A", "AAAA"):
        return ipaddress.ip_address(text) == ipaddress.ip_address(value)
    if kind in NAMES:
        return same_name(text, value.rstrip("."))
    if kind == "MX":
        number, name = (value.split(" ", 1) + [""])[:2]
        return text.split(" ")[0] == number and same_name(text.split(" ", 1)[1], name.rstrip("."))
    return True


def record_faults(where, ours, theirs):
    # The references leave SRV records out.
    ours = [record for record in ours if record["type"] != "SRV"]
    if len(ours) != len(theirs):
        return ["%s: %d records, tshark %d" % (where, len(ours), len(theirs))]
    faults = []
    for mine, other in zip(ours, theirs):
        same = same_name(mine["name"], other["name"]) and mine["rdlength"] == other["rdlen"]
        if mine["type"] != "OPT":
            same = same and mine["ttl"] == other["ttl"] and same_rdata(mine, other)
        if not same:
            faults.append("%s: %s, tshark %s" % (where, mine, other))
    return faults


def message_faults(where, ours, theirs):
    if "id" not in ours:  # too short for a header
        return []
    faults = ["%s: %s %s, tshark %s" % (where, key, ours.get(key), theirs.get(key))
              for key in ("flags", "counts") if ours.get(key) != theirs.get(key)]
    if theirs.get("qname") is not None and "qname" in ours and \
            not same_name(ours["qname"], theirs["qname"]):
        faults.append("%s: qname %s, tshark %s" % (where, ours["qname"], theirs["qname"]))
    if theirs.get("malformed") or "malformed" in ours:
        return faults
    for short, long in SECTIONS:
        faults += record_faults("%s %s" % (where, short), ours.get(short, []), theirs.get(long) or [])
    return faults


def key_of(message):
    return (message["frame"], message["proto"], message["app"], message["src"], message["sport"],
            message["dst"], message["dport"], message.get("id"), message.get("in_icmp", False))


def accepted(name, frame):
    return any(name.endswith(end) and number in (0, frame) for end, number, _ in ACCEPTED)


def compare(name, ours, theirs):
    faults = []
    waiting = {}
    for message in ours:
        waiting.setdefault(key_of(message), []).append(message)
    for other in theirs:
        if other.get("in_icmp"):
            continue  # whose addresses the references give as those of the error
        key = key_of(other)
        # Where the header is cut there is no id to compare; tshark reads as far as it can.
        candidates = waiting.get(key) or waiting.get(key[:7] + (None, False), [])
        if candidates:
            faults += message_faults("frame %d" % other["frame"], candidates.pop(0), other)
        elif not accepted(name, other["frame"]) and other.get("id") is not None:
            faults.append("frame %d: not shown: id %s" % (other["frame"], other["id"]))
    last = GROUND_TRUTH.get(name, sys.maxsize)
    for key, rest in waiting.items():
        if rest and key[0] <= last and not key[-1] and key[7] is not None and not accepted(name, key[0]):
            faults.append("frame %d: tshark has no such message: %s" % (key[0], key))
    return faults


def show(command, path):
    done = subprocess.run([command, "show", "-q", "--json", str(path)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def main(command, shared):
    captures = pathlib.Path(os.environ.get("DNSWEIR_SHARED") or shared) / "captures"
    if not captures.is_dir():
        tap.skip("show over shared captures", "there is no %s" % captures)
        return tap.done()
    for reference in sorted(captures.rglob("*.tshark.jsonl")):
        path = reference.with_name(reference.name[:-len(".tshark.jsonl")])
        theirs = [json.loads(line) for line in reference.read_text().splitlines()]
        code, ours, err = show(command, path)
        faults = compare(path.name, ours, theirs)
        if code not in (0, 1, 3):
            faults.append("exit code %d: %s" % (code, err))
        tap.result("%s: %d messages, tshark %d" % (path.name, len(ours), len(theirs)), faults)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
