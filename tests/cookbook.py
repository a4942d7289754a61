#!/usr/bin/env python3
"""cookbook.py - every rule of the cookbook matches exactly the labelled packets, in every engine; TAP.

tests/cookbook.py WEIR_GENERATE DNSWEIR    with WEIR_RUNNER in front of each, if set

The generator writes down which rules have to match a packet, seen alone and as part of a message.
Held against it: filter -f (packet scope), show -f (message scope), the program that rule compile makes
in our machine (filter -b) and in the running kernel. The expressions that are wrong in a rule's place
go through filter -e, are counted, and have to be wrong.

SPDX-License-Identifier: BSD-2-Clause
"""
import ctypes
import json
import os
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile

import tap

RUNNER = os.environ.get("WEIR_RUNNER", "").split()
START, STEP = 1700000000000000, 5000  # microseconds: each frame of the case has its own time
SO_ATTACH_FILTER = 26


def run(*words):
    return subprocess.run([*RUNNER, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)


def pcap(data):
    """Octets by frame number; of a frame that was copied, by its time."""
    frames, at = {}, 24
    while at + 16 <= len(data):
        seconds, micros, size, _ = struct.unpack_from("<IIII", data, at)
        frames[(seconds * 1000000 + micros - START) // STEP + 1] = data[at + 16:at + 16 + size]
        at += 16 + size
    return frames


def filtered(dnsweir, capture, *words):
    """Frame numbers, and why there are none."""
    done = run(dnsweir, "filter", "-q", *words, "-w", "-", capture)
    if done.returncode not in (0, 1):
        return set(), "exit %d: %s" % (done.returncode, done.stderr.decode().strip()[:300])
    return set(pcap(done.stdout)), None


def shown(dnsweir, capture, rule):
    done = run(dnsweir, "show", "-q", "-f", rule, "--print", "frame", capture)
    if done.returncode not in (0, 1, 3):
        return set(), "exit %d: %s" % (done.returncode, done.stderr.decode().strip()[:300])
    return {int(line) for line in done.stdout.split()}, None


def kernel(bytecode, frames):
    """The frames that the running kernel keeps, or None where it takes no filter."""
    ops = [tuple(map(int, op.split())) for op in bytecode.rstrip(",").split(",")[1:]]
    octets = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *op) for op in ops))
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        try:
            theirs.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                              struct.pack("@HP", len(ops), ctypes.addressof(octets)))
        except OSError as error:
            return None, str(error)
        theirs.setblocking(False)
        kept = set()
        for number, frame in frames.items():
            ours.send(frame)
            try:
                theirs.recv(1 << 16)
                kept.add(number)
            except BlockingIOError:
                pass
    return kept, None


def faults_of(found, wanted, labels, why=None):
    if why:
        return [why]
    return ["%s frame %d: %s" % (word, frame, describe(labels, frame))
            for word, which in (("not", found - wanted), ("missing", wanted - found))
            for frame in sorted(which)]


def describe(labels, frame):
    line = labels.get(frame)
    return "%s over %s" % (line["what"], line["carrier"]) if line else "unlabelled"


def test_rule(dnsweir, capture, frames, labels, recipe):
    name, rule = recipe["name"], recipe["rule"]
    seen = {scope: {frame for frame, line in labels.items() if name in line[scope]}
            for scope in ("packet", "message")}
    found, why = filtered(dnsweir, capture, "-f", rule)
    tap.result("%s: a packet alone, %d of them" % (name, len(seen["packet"])),
               faults_of(found, seen["packet"], labels, why))
    found, why = filtered(dnsweir, capture, "-v", "-f", rule)
    tap.result("%s: all others" % name,
               faults_of(found, frames.keys() - seen["packet"], labels, why))
    found, why = shown(dnsweir, capture, rule)
    tap.result("%s: as a message, %d of them" % (name, len(seen["message"])),
               faults_of(found, seen["message"], labels, why))
    target = recipe["targets"]["ether"]
    if "instructions" not in target:
        tap.result("%s: no program, and a reason" % name, [] if target.get("reason") else ["none"])
    else:
        test_program(dnsweir, capture, frames, labels, recipe, seen["packet"])
    for wrong in recipe["wrong"]:
        test_wrong(dnsweir, capture, seen["packet"], name, wrong["expression"])


def test_program(dnsweir, capture, frames, labels, recipe, wanted):
    name, kept, why = recipe["name"], set(), None
    for bytecode in recipe["bytecode"]:
        found, why = filtered(dnsweir, capture, "-b", bytecode)
        kept |= found
    tap.result("%s: %d instructions in our machine" % (name, recipe["targets"]["ether"]["instructions"]),
               faults_of(kept, wanted, labels, why))
    kept = set()
    for bytecode in recipe["bytecode"]:
        found, refused = kernel(bytecode, frames)
        if found is None:
            tap.skip("%s: in the kernel" % name, refused)
            return
        kept |= found
    tap.result("%s: in the kernel" % name, faults_of(kept, wanted, labels))


def test_wrong(dnsweir, capture, wanted, name, expression):
    found, why = filtered(dnsweir, capture, "-e", expression)
    if why and "built without libpcap" in why:
        tap.skip("%s: an expression in wide use" % name, "built without libpcap")
        return
    right, wrong = len(found & wanted), len(found - wanted)
    faults = [why] if why else []
    if not faults and found == wanted:
        faults = ["it is right"]
    tap.result("%s: not `%s`: %d/%d right, %d wrong"
               % (name, expression.replace("#", ""), right, len(wanted), wrong), faults)


def main():
    generate, dnsweir = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as scratch:
        capture, truth = pathlib.Path(scratch, "cookbook.pcap"), pathlib.Path(scratch, "labels")
        subprocess.run([*RUNNER, generate, "case", "cookbook", "-o", capture, "--labels", truth],
                       check=True)
        frames = pcap(capture.read_bytes())
        labels = {line["frame"]: line for line in map(json.loads, truth.read_text().splitlines())}
        listed = run(dnsweir, "rule", "list", "--json", "--target", "ether")
        recipes = [json.loads(line) for line in listed.stdout.splitlines()]
        tap.result("%d rules, %d packets, %d of them labelled" % (len(recipes), len(frames), len(labels)),
                   [] if recipes else [listed.stderr.decode()])
        for recipe in recipes:
            test_rule(dnsweir, capture, frames, labels, recipe)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
