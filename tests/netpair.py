"""netpair.py - two network namespaces, joined by a pair of interfaces, and packets from one to the other.

They have no names and end with this process. Needs root and iproute2.

SPDX-License-Identifier: BSD-2-Clause
"""
import ctypes
import os
import socket
import struct
import subprocess

CLONE_NEWNET = 0x40000000
GUARDED = {4: "192.0.2.53", 6: "2001:db8::53"}
OTHER = {4: "192.0.2.54", 6: "2001:db8::54"}
PORTS = (53, 5353)
LIBC = ctypes.CDLL(None, use_errno=True)
IPV6_DSTOPTS = 59


def enter(space):
    if LIBC.setns(space, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Net:
    """The two namespaces; this process stays in the client's, commands run in the server's."""

    def __init__(self):
        self.server = self.unshared()
        self.client = self.unshared()
        self.run("ip link add weir0 type veth peer name weir1 netns %d" % os.getpid())
        for command in ("link set lo up", "link set weir0 up", "addr add 192.0.2.53/24 dev weir0",
                        "addr add 192.0.2.54/24 dev weir0",
                        "addr add 2001:db8::53/64 dev weir0 nodad",
                        "addr add 2001:db8::54/64 dev weir0 nodad"):
            self.run("ip " + command)
        for command in ("link set weir1 up", "addr add 192.0.2.1/24 dev weir1",
                        "addr add 2001:db8::1/64 dev weir1 nodad"):
            subprocess.run(["ip", *command.split()], check=True)
        self.listeners = {(family, port): self.listener(family, port)
                          for family in (4, 6) for port in PORTS}

    @staticmethod
    def unshared():
        if LIBC.unshare(CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "unshare")
        return os.open("/proc/self/ns/net", os.O_RDONLY)

    def run(self, words, check=True, **more):
        words = words.split() if isinstance(words, str) else words
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, preexec_fn=lambda: enter(self.server),
                              universal_newlines=True, timeout=60, check=False, **more)
        if check and done.returncode != 0:
            raise RuntimeError("%s: %s" % (" ".join(words), done.stderr.strip()))
        return done

    def listener(self, family, port):
        enter(self.server)
        sock = socket.socket(socket.AF_INET6 if family == 6 else socket.AF_INET, socket.SOCK_DGRAM)
        if family == 6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        sock.bind(("", port))
        sock.settimeout(10)
        enter(self.client)
        return sock

    def exchange(self, family, packets):
        """Sends them all; the indices of those that arrived."""
        # On one processor, so that what is sent last comes last.
        processors = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(processors)})
        sock = socket.socket(socket.AF_INET6 if family == 6 else socket.AF_INET, socket.SOCK_DGRAM)
        for index, packet in enumerate(packets):
            options = (socket.IPPROTO_IPV6, IPV6_DSTOPTS) if family == 6 else \
                (socket.IPPROTO_IP, socket.IP_OPTIONS)
            sock.setsockopt(*options, packet.get("options", b""))
            payload = struct.pack(">H", index) + packet["octets"]
            sock.sendto(payload, (packet.get("to", GUARDED)[family], packet.get("port", 53)))
            sock.setsockopt(*options, b"")
        arrived = set()
        for port in PORTS:
            # What is sent last to an address that nobody guards ends the count.
            listener = self.listeners[family, port]
            sock.sendto(b"\xff\xff", (OTHER[family], port))
            while True:
                index = struct.unpack_from(">H", listener.recv(65536))[0]
                if index == 0xffff:
                    break
                arrived.add(index)
        sock.close()
        os.sched_setaffinity(0, processors)
        return arrived


def wire(name):
    labels = [part for part in name.split(".") if part]
    return b"".join(bytes([len(label)]) + label.encode("latin-1") for label in labels) + b"\0"


def query(name, flags=0x0100, counts=(1, 0, 0, 0), tail=b"", kind=1):
    """A message but for its first two octets, the ID."""
    owner = name if isinstance(name, bytes) else wire(name)
    return struct.pack(">H4H", flags, *counts) + owner + struct.pack(">HH", kind, 1) + tail


def packets(family):
    """`hit`: a request over UDP to port 53 for *.victim.example, one label, any case."""
    opt = b"\0\0\x29\x04\xd0\0\0\0\0\0\0"
    # A destination option header with nothing but padding; in IPv4 three NOPs and an end.
    options = b"\0\0\x01\x04\0\0\0\0" if family == 6 else b"\x01\x01\x01\0"
    hit, miss = "www.victim.example", "www.legit.example"
    rows = [
        ("a name below", True, query(hit)),
        ("another one", True, query("a.victim.example")),
        ("capitals", True, query("WWW.ViCTiM.EXAMPLE")),
        ("63 octets", True, query("x" * 63 + ".victim.example")),
        ("with EDNS", True, query(hit, counts=(1, 0, 0, 1), tail=opt)),
        ("type ANY", True, query(hit, kind=255)),
        ("no recursion", True, query(hit, flags=0)),
        ("a large datagram", True, query(hit, tail=b"\0" * 3000)),
        ("another name", False, query(miss)),
        ("the zone itself", False, query("victim.example")),
        ("two labels", False, query("a.b.victim.example")),
        ("a longer zone", False, query("www.victim.example.net")),
        ("the root, type 0x0161", False, query(".", kind=0x0161)),
        ("a response", False, query(hit, flags=0x8180)),
        ("two questions", False, query(hit, counts=(2, 0, 0, 0), tail=wire("a") + b"\0\1\0\1")),
        ("no question", False, query(hit, counts=(0, 0, 0, 0))),
        ("64 octets", False, query(b"\x40" + b"x" * 64 + wire("victim.example"))),
        ("no label", False, query(b"\0" + wire("victim.example"))),
        ("bits of case in no letter", False, query("www.victim.exampl\x05")),
        ("a large datagram of another name", False, query(miss, tail=b"\0" * 3000)),
        ("six octets", False, b"\x01\0\0\1"),
        ("a name that is cut", False, query(hit)[:24]),
    ]
    made = [{"what": what, "hit": hit_, "octets": octets} for what, hit_, octets in rows]
    made += [dict(row, what=row["what"] + ", options", options=options)
             for row in made if "large" not in row["what"]]
    aside = [dict(made[0], what="another port", port=5353, aside=True),
             dict(made[0], what="an address that is not guarded", to=OTHER, aside=True)]
    return made + aside
