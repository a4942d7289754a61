#!/usr/bin/env python3
"""bpf_run.py - dnsweir bpf run and check against the running kernel: verdicts, and what it knows of packets.

tests/bpf_run.py DNSWEIR [PROGRAMS [SEED]]

Random programs with extensions on random packets: through a pair of sockets, which nobody needs a right for;
and, as root, on a packet socket at the loopback device of a network namespace, where packets have a device,
a mark, a processor, and options tell all that to dnsweir.

SPDX-License-Identifier: BSD-2-Clause
"""
import ctypes
import json
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import time

import tap

DNSWEIR = sys.argv[1:2]
PACKETS = 12
AD, NET, LINK = 0xfffff000, 0xfff00000, 0xffe00000
PROTO, TYPE, IFIDX, NLA, NLAN, MARK, QUEUE, HATYPE, RXHASH, CPU, XOR, TCI, TAGGED, POFF, RAND, TPID = \
    range(AD, AD + 64, 4)
ATTACH, IGNORE_OUTGOING, PACKET_ALL = 26, 23, 3


def bytecode(ops):
    return "%d,%s" % (len(ops), ",".join("%d %d %d %d" % op for op in ops))


def attach(sock, ops):
    rows = b"".join(struct.pack("HBBI", *op) for op in ops)
    room = ctypes.create_string_buffer(rows, len(rows))
    sock.setsockopt(socket.SOL_SOCKET, ATTACH, struct.pack("HP", len(ops), ctypes.addressof(room)))


def make(dice, extensions, offsets):
    """A program that mixes what it loads into A, now and then ends early, and returns A modulo something."""
    ops = []
    for _ in range(dice.randrange(1, 12)):
        what = dice.randrange(8)
        if what < 3:
            ops.append((0x20, 0, 0, dice.choice(extensions)))
        elif what < 5:
            ops.append((dice.choice((0x20, 0x28, 0x30, 0x40, 0x50)), 0, 0, dice.choice(offsets)))
        elif what == 5:
            ops.append((dice.choice((0x04, 0x0c, 0x14, 0x44, 0x54, 0xa4, 0xac)), 0, 0, dice.randrange(300)))
        elif what == 6:
            ops.append((0x01, 0, 0, dice.randrange(40)) if dice.randrange(2) else (0x07, 0, 0, 0))
        else:
            ops.append((dice.choice((0x15, 0x25, 0x45)), dice.randrange(2), dice.randrange(2),
                        dice.randrange(64)))
    return ops + [(0x0c, 0, 0, 0), (0x94, 0, 0, 41), (0x16, 0, 0, 0)]


def ours(ops, packets, options):
    """What dnsweir bpf run returns for each packet."""
    with tempfile.NamedTemporaryFile("w", suffix=".hex") as file:
        file.write("\n\n".join(packet.hex() for packet in packets) + "\n")
        file.flush()
        done = subprocess.run(DNSWEIR + ["bpf", "run", "--json", "--hex-file", file.name] + options +
                              [bytecode(ops)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [row["returned"] for row in rows if "packet" in row]


def kept(returned, packet):
    return None if returned == 0 else min(returned, len(packet))


def compare(what, programs, kernel, options, extensions, offsets, packet, dice):
    runs = passed = 0
    faults = []
    for _ in range(programs):
        ops = make(dice, extensions, offsets)
        packets = [packet(dice) for _ in range(PACKETS)]
        said = ours(ops, packets, options)
        answers = kernel(ops, packets)
        for octets, returned, answer in zip(packets, said, answers):
            runs += 1
            passed += answer is not None
            if kept(returned, octets) == answer:
                continue
            faults.append("%s on %s: we return %d, the kernel keeps %s" %
                          (bytecode(ops), octets.hex(), returned, answer))
        if len(said) != PACKETS:
            faults.append("%s: %d of %d packets" % (bytecode(ops), len(said), PACKETS))
    if passed < runs // 20:
        faults.append("hardly a packet passes")
    tap.result("%s: %d runs, one verdict, %d packets pass" % (what, runs, passed), faults)


def through_pair(ops, packets):
    inside, outside = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    outside.setblocking(False)
    attach(outside, ops)
    answers = []
    for octets in packets:
        try:
            inside.send(octets)
        except PermissionError:
            pass
        try:
            answers.append(len(outside.recv(65536)))
        except BlockingIOError:
            answers.append(None)
    inside.close()
    outside.close()
    return answers


class Loopback:
    """Packets of ours as a packet socket at the loopback device gets them."""

    def __init__(self, mark):
        self.out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.out.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, mark)

    def __call__(self, ops, packets):
        inside = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(PACKET_ALL))
        inside.bind(("lo", PACKET_ALL))
        inside.setsockopt(263, IGNORE_OUTGOING, 1)
        inside.settimeout(0.05)
        # Whatever else comes by is not ours: our source address is 02:...
        attach(inside, ops)
        while True:
            try:
                inside.setblocking(False)
                inside.recv(65536)
            except BlockingIOError:
                break
        answers = []
        for octets in packets:
            self.out.sendto(octets, ("lo", 0))
            answers.append(self.next(inside, octets))
        inside.close()
        return answers

    @staticmethod
    def next(inside, octets):
        # It is there when sendto returns, or hardly later.
        for _ in range(3):
            try:
                inside.setblocking(False)
                data = inside.recv(65536)
                if octets.startswith(data):
                    return len(data)
            except BlockingIOError:
                time.sleep(0.0005)
        return None


def attributes(dice):
    """Netlink attributes, and noise behind them."""
    octets = b""
    while len(octets) < 40 + dice.randrange(20):
        size = dice.randrange(4, 16)
        octets += struct.pack("HH", size, dice.randrange(12)) + bytes(-(-(size - 4) // 4) * 4)
    return octets + bytes(dice.randrange(256) for _ in range(dice.randrange(20)))


def frame(dice):
    """Ethernet, IPv4 or IPv6, UDP or TCP, from 02:00:00:00:00:01 to nobody: no stack answers it."""
    size = dice.randrange(4, 60)
    protocol = dice.choice((6, 17, 1, 132, 50))
    carried = struct.pack(">HHHH", 1, 9, size, 0) + bytes(dice.randrange(256) for _ in range(size))
    if dice.randrange(2):
        body = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(carried), 1, 0, 64, protocol, 0,
                           b"\xc0\0\2\1", b"\xc0\0\2\2") + carried
        ether = 0x0800
    else:
        body = struct.pack(">IHBB", 6 << 28, len(carried), protocol, 64) + bytes(31) + b"\1" + carried
        ether = 0x86dd
    return bytes.fromhex("06000000000902000000000a") + struct.pack(">H", ether) + body


def pair_test(programs, dice):
    # No device, no protocol, and the packet is all there is.
    compare("a pair of sockets", programs, through_pair, ["--at", "dns", "--hatype", "0"],
            [PROTO, TYPE, NLA, NLAN, NLA, NLAN, MARK, QUEUE, RXHASH, XOR, TCI, TAGGED, POFF, TPID, HATYPE],
            [0, 1, 2, 4, 7, 8, 12, 30, 60, NET, NET + 3], attributes, dice)


def loopback_test(programs, dice):
    cpu = sorted(os.sched_getaffinity(0))[0]
    os.sched_setaffinity(0, {cpu})
    options = ["--ifidx", "1", "--hatype", "772", "--mark", "77", "--cpu", str(cpu), "--queue", "0",
               "--rxhash", "0", "--type", "otherhost"]
    compare("a packet socket", programs, Loopback(77), options,
            [PROTO, TYPE, IFIDX, NLA, NLAN, MARK, QUEUE, HATYPE, RXHASH, CPU, XOR, TCI, TAGGED, POFF, TPID],
            [0, 12, 14, 23, 30, 60, NET, NET + 9, LINK, LINK + 12, LINK + 20], frame, dice)
    # What is random there is the option here: both stay below what they are masked with.
    packets = [frame(dice) for _ in range(40)]
    there = Loopback(0)([(0x20, 0, 0, RAND), (0x54, 0, 0, 15), (0x04, 0, 0, 1), (0x16, 0, 0, 0)], packets)
    here = ours([(0x20, 0, 0, RAND), (0x16, 0, 0, 0)], packets[:2], ["--rand", "9"])
    fine = len(set(there)) > 3 and all(n and n <= 16 for n in there) and here == [9, 9]
    tap.result("rand: many values there, the option's here", [] if fine else [str(there), str(here)])


def namespace():
    """None, or why there is no loopback device of our own."""
    if os.geteuid() != 0:
        return "not root"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x40000000) != 0:
        return "no network namespace"
    if subprocess.run(["ip", "link", "set", "lo", "up"], check=False).returncode != 0:
        return "the loopback device does not come up"
    return None


def fit():
    """None, or why the kernel's filters cannot be asked."""
    try:
        if through_pair([(0x30, 0, 0, 0), (0x16, 0, 0, 0)], [b"\2345"]) == [2]:
            return None
    except OSError:
        pass
    return "this system's filters on a socket pair do not cut packets"


def main():
    programs = int(sys.argv[2]) if len(sys.argv) > 2 else 150
    dice = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    reason = fit() or ("an emulator runs dnsweir" if os.environ.get("WEIR_RUNNER") else None)
    if reason:
        tap.skip("the kernel's verdicts", reason)
        return
    pair_test(programs, dice)
    reason = namespace()
    if reason:
        tap.skip("packets with a device", reason)
    else:
        loopback_test(programs, dice)


main()
sys.exit(tap.done())
