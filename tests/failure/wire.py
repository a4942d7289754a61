"""wire.py - DNS messages and captures for the failure tests, written by hand and by none of our code.

SPDX-License-Identifier: BSD-2-Clause
"""
import ipaddress
import struct

CLIENT = ipaddress.ip_address("192.0.2.10").packed
SERVER = ipaddress.ip_address("192.0.2.53").packed
START = 1_700_000_000


def name(*labels):
    """Labels of octets or text, as they stand on the wire."""
    octets = b""
    for label in labels:
        label = label.encode() if isinstance(label, str) else label
        octets += bytes([len(label)]) + label
    return octets + b"\0"


def record(owner, rrtype, rdata, ttl=60, rrclass=1):
    return owner + struct.pack(">HHIH", rrtype, rrclass, ttl, len(rdata)) + rdata


def message(ident, flags, question, rrtype, answers=(), additional=()):
    return (struct.pack(">HHHHHH", ident, flags, 1, len(answers), 0, len(additional)) + question +
            struct.pack(">HH", rrtype, 1) + b"".join(answers) + b"".join(additional))


def frame(payload, response, port):
    """Ethernet, IPv4 and UDP around a message."""
    source, target = (SERVER, CLIENT) if response else (CLIENT, SERVER)
    ports = (53, port) if response else (port, 53)
    udp = struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0) + source + target
    total = sum(struct.unpack(">10H", head))
    total = (total & 0xffff) + (total >> 16)
    total = (total & 0xffff) + (total >> 16)
    head = head[:10] + struct.pack(">H", total ^ 0xffff) + head[12:]
    return bytes(12) + b"\x08\x00" + head + udp


def exchange(number, question, rrtype, answers, additional=()):
    """A query and its response as two frames."""
    port = 20000 + number % 40000
    return [frame(message(number & 0xffff, 0x0100, question, rrtype), False, port),
            frame(message(number & 0xffff, 0x8180, question, rrtype, answers, additional), True,
                  port)]


def pcap(frames):
    """(file, offsets before the first record where a file may end, offsets behind each record)."""
    octets = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)
    starts = [len(octets)]
    ends = []
    for i, data in enumerate(frames):
        octets += struct.pack("<IIII", START + i, i, len(data), len(data)) + data
        ends.append(len(octets))
    return octets, starts, ends


def pcapng_block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))


def pcapng(frames):
    """The same in pcapng."""
    octets = pcapng_block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1))
    starts = [len(octets)]
    octets += pcapng_block(1, struct.pack("<HHI", 1, 0, 262144))
    starts.append(len(octets))
    ends = []
    for i, data in enumerate(frames):
        when = (START + i) * 1_000_000 + i
        octets += pcapng_block(6, struct.pack("<IIIII", 0, when >> 32, when & 0xffffffff, len(data),
                                              len(data)) + data)
        ends.append(len(octets))
    return octets, starts, ends
