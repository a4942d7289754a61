#!/usr/bin/env python3
"""iptables.py - the scripts of iptables_bpf and iptables_bpf_chain at work in the kernel; TAP.

tests/iptables.py DNSWEIR

Two network namespaces of its own, joined by a pair of interfaces: packets are sent from one to the
other, where a script has been applied, and what arrives and what the rules counted is held against
what each packet is. With iptables-legacy and iptables-nft, over IPv4 and IPv6. The namespaces have no
names and end with this process. Needs root, iptables, ipset and iproute2; skipped without them.

SPDX-License-Identifier: BSD-2-Clause
"""
import ctypes
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

import tap

RUNNER = os.environ.get("WEIR_RUNNER", "").split()
CLONE_NEWNET = 0x40000000
TOOLS = [("iptables-legacy", 4), ("iptables-nft", 4), ("ip6tables-legacy", 6), ("ip6tables-nft", 6)]
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
        sock.settimeout(2)
        enter(self.client)
        return sock

    def exchange(self, family, packets):
        """Sends them all; the indices of those that arrived."""
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


class Scene:
    """One tool: a folder with scripts, and the state of its tables."""

    def __init__(self, net, command, tool, family, folder):
        self.net, self.command, self.tool, self.family = net, command, tool, family
        self.folder = folder
        self.environment = dict(os.environ, IPTABLES=tool, DEFAULTINT="weir0")

    def make(self, *words):
        """The script's name; None and what was said: there is none."""
        words = [*words[:1], *(["-6"] if self.family == 6 else []), *words[1:]]
        done = subprocess.run([*RUNNER, self.command, *words], cwd=self.folder, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=True, timeout=60)
        if done.returncode != 0:
            return None, done.stderr
        return done.stdout.split("'")[1], ""

    def script(self, name, *words, **environment):
        return self.net.run(["./" + name, *words], check=False, cwd=self.folder,
                            env=dict(self.environment, **environment))

    def state(self):
        """Rules without counters, sets with their members."""
        sets = self.net.run("ipset save").stdout.splitlines()
        # Where members hash to is new each time; so is where a set does.
        sets = sorted(line.split(" initval ")[0] + line.partition(" bucketsize ")[1] for line in sets)
        return self.net.run([self.tool, "-S"]).stdout, sets

    def counted(self, chain="INPUT"):
        """Packets by each rule of the chain."""
        lines = self.net.run([self.tool, "-nvxL", chain]).stdout.splitlines()[2:]
        return [int(line.split()[0]) for line in lines]

    def verdicts(self, dropped, base=frozenset()):
        """Sends all packets; `dropped(packet)` says which ones must not arrive."""
        sent = packets(self.family)
        arrived = self.net.exchange(self.family, sent)
        return ["%s: %s" % (packet["what"], "arrived" if index in arrived else "was dropped")
                for index, packet in enumerate(sent)
                if (index in arrived) == bool(dropped(packet))] + list(base)


def fault(true, text):
    return [] if true else [text]


def is_hit(packet):
    return packet["hit"] and not packet.get("aside")


def test_drop(scene, before):
    name, said = scene.make("iptables_bpf", "dns", "--", "-i", "*.victim.example")
    if not name:
        yield "drop", [said]
        return
    done = scene.script(name)
    yield "applied without an address, nothing is dropped", \
        fault(done.returncode == 0, done.stderr) + scene.verdicts(lambda packet: False)
    done = scene.script(name, GUARDED[scene.family])
    once = scene.state()
    hits = sum(is_hit(packet) for packet in packets(scene.family))
    faults = fault(done.returncode == 0, done.stderr) + scene.verdicts(is_hit)
    counted = scene.counted()
    yield "what matches is dropped, all else passes, and the rule counts %d" % hits, \
        faults + fault(counted == [hits], "counted %s" % counted)
    done = scene.script(name, GUARDED[scene.family])
    yield "applied twice is applied once", \
        fault(done.returncode == 0, done.stderr) + fault(scene.state() == once, scene.state())
    done = scene.script(name, OTHER[scene.family], "nonsense.example")
    yield "an address that is none changes nothing", \
        fault(done.returncode != 0, "accepted") + fault(scene.state() == once, scene.state())
    done = scene.script(name, OTHER[scene.family], GUARDED[scene.family] + "/999")
    yield "an address that ipset refuses leaves none of the others", \
        fault(done.returncode != 0, "accepted") + fault(scene.state() == once, scene.state())
    again, said = scene.make("iptables_bpf", "-c", "incident 42", "dns", "--", "-i",
                             "*.victim.example")
    done = scene.script(again)
    rules = scene.state()[0]
    yield "made again with a comment, it takes the place of its forerunner", \
        fault(done.returncode == 0, done.stderr) + \
        fault(rules.count("--bytecode") == 1 and "incident 42" in rules, rules)
    yield from test_delete(scene, again, before)


def test_delete(scene, name, before):
    for time in ("once", "twice"):
        done = scene.script(name, "--delete", DEFAULTINT="", INPUTPLACE="9")
        yield "--delete %s leaves nothing" % time, fault(done.returncode == 0, done.stderr) + \
            fault(scene.state() == before, scene.state())


def test_several(scene, before):
    """More than one program holds; all rules are one after the other, and go."""
    names = ["*.z%d%s.example" % (i, "abcdefghij"[i] * (i + 1)) for i in range(9)]
    name, said = scene.make("iptables_bpf", "-i", GUARDED[scene.family], "dns", "--", "-i", *names,
                            "*.victim.example")
    if not name:
        yield "several programs", [said]
        return
    done = scene.script(name)
    rules = scene.state()[0].count("--bytecode")
    faults = fault(done.returncode == 0, done.stderr) + fault(rules > 1, "%d rules" % rules)
    faults += scene.verdicts(is_hit)
    hits = sum(is_hit(packet) for packet in packets(scene.family))
    counted = scene.counted()
    yield "several programs, several rules", faults + \
        fault(sum(counted) == hits, "counted %s" % counted)
    yield from test_delete(scene, name, before)


def test_negated(scene, before):
    name, said = scene.make("iptables_bpf", "-n", "-i", GUARDED[scene.family], "dns", "--", "-i",
                            "*.victim.example")
    if not name:
        yield "negated", [said]
        return
    done = scene.script(name)
    yield "negated, exactly the others are dropped", fault(done.returncode == 0, done.stderr) + \
        scene.verdicts(lambda packet: not packet.get("aside") and not packet["hit"])
    scene.script(name, "--delete")
    yield "and gone", fault(scene.state() == before, scene.state())


def test_types(scene, before):
    for kind, *words in (("dns_validate",), ("dns_validate", "--strict"), ("suffix", "0a0b0cxx"),
                         ("tcpdump", "udp and greater 100"),
                         ("p0f", "4:64:0:*:mss*10,6:mss,sok,ts,nop,ws:df,id+:0")):
        what = " ".join([kind, *words[:1]])[:30]
        name, said = scene.make("iptables_bpf", kind, "--", *words)
        if not name and ("unknown type" in said or "built without" in said):
            tap.skip("%s %s" % (scene.tool, what), said.splitlines()[0].replace("#", "?"))
            continue
        done = scene.script(name, GUARDED[scene.family]) if name else None
        faults = [said] if not done else fault(done.returncode == 0, done.stderr)
        if done:
            scene.script(name, "--delete")
            faults += fault(scene.state() == before, scene.state())
        yield what + " loads", faults


def below(packet, name):
    return is_hit(packet) and name in packet["octets"]


def test_chain(scene, before):
    address = GUARDED[scene.family]
    name, said = scene.make("iptables_bpf_chain", "-w", "guard", "-i", address, "-a",
                            "www.victim.example", "-d", "*.victim.example")
    if not name:
        yield "chain", [said]
        return
    done = scene.script(name)
    www = b"\x03www"

    def dropped(packet):
        return is_hit(packet) and www not in packet["octets"].lower()

    faults = fault(done.returncode == 0, done.stderr) + scene.verdicts(dropped)
    accepts = sum(is_hit(packet) and not dropped(packet) for packet in packets(scene.family))
    drops = sum(dropped(packet) for packet in packets(scene.family))
    counted = scene.counted("GUARD")
    yield "a chain accepts and drops", faults + \
        fault(counted[:2] == [accepts, drops] and len(counted) == 3, "counted %s" % counted)
    once = scene.state()
    done = scene.script(name)
    yield "a chain applied twice keeps its counters", fault(done.returncode == 0, done.stderr) + \
        fault(scene.state() == once, scene.state()) + \
        fault(scene.counted("GUARD") == counted, scene.counted("GUARD"))
    # What the chain returns goes on; what it accepts does not.
    scene.net.run([scene.tool, "-A", "INPUT", "-p", "udp", "--dport", "53", "-d", address, "-j", "DROP"])
    large = [] if scene.family == 4 else ["a large datagram"]  # its later fragments have no port
    faults = scene.verdicts(lambda packet: not packet.get("aside") and
                            (dropped(packet) or not is_hit(packet)))
    yield "what a chain accepts passes later rules", \
        [text for text in faults if not any(text.startswith(word + ":") for word in large)]
    scene.net.run([scene.tool, "-D", "INPUT", "-p", "udp", "--dport", "53", "-d", address, "-j", "DROP"])
    name, said = scene.make("iptables_bpf_chain", "-w", "guard", "-a", "*.victim.example", "-d", "any")
    done = scene.script(name)
    yield "a chain that was made again takes the place of the old one", \
        fault(done.returncode == 0, done.stderr) + \
        fault(scene.state()[0].count("-A GUARD") == 3, scene.state()[0]) + \
        scene.verdicts(lambda packet: not packet.get("aside") and not packet["hit"] and
                       packet["what"] != "a large datagram of another name" or
                       packet["what"] == "a large datagram of another name")
    yield from test_delete(scene, name, before)


def test_foreign_chain(scene, before):
    scene.net.run([scene.tool, "-N", "GUARD"])
    scene.net.run([scene.tool, "-A", "GUARD", "-s", GUARDED[scene.family], "-j", "ACCEPT"])
    there = scene.state()
    name, said = scene.make("iptables_bpf_chain", "-w", "guard", "-d", "any")
    for words in ([], ["--delete"]):
        done = scene.script(name, *words) if name else None
        yield "somebody else's chain stays as it is" + " --delete" * len(words), \
            fault(done and done.returncode != 0 and "not from this script" in done.stderr,
                  done.stderr if done else said) + fault(scene.state() == there, scene.state())
    scene.net.run([scene.tool, "-F", "GUARD"])
    scene.net.run([scene.tool, "-X", "GUARD"])
    yield "and gone", fault(scene.state() == before, scene.state())


def breaking(scene):
    """A command that stands for iptables and fails at the N-th change."""
    path = pathlib.Path(scene.folder, "breaking")
    path.write_text("#!/bin/sh\n"
                    "case $* in *' -I '*|*' -A '*|*' -N '*|*' -D '*|*' -X '*) "
                    "n=$(($(cat count) + 1)); echo $n >count; "
                    "[ \"$n\" -ne \"$BREAKS\" ] || { echo broken >&2; exit 4; } ;; esac\n"
                    "exec %s \"$@\"\n" % scene.tool)
    path.chmod(0o755)
    return str(path)


def test_broken(scene, before):
    """Whichever change fails, all is as it was."""
    command = breaking(scene)
    several = ["*.z%d%s.example" % (i, "abcdefghij"[i] * (i + 1)) for i in range(9)]
    makes = [("rules", ("iptables_bpf", "-i", GUARDED[scene.family], "dns", "--", "-i", *several)),
             ("a chain", ("iptables_bpf_chain", "-w", "guard", "-i", GUARDED[scene.family],
                          "-a", "a.example", "-d", "any"))]
    for what, words in makes:
        name, said = scene.make(*words)
        faults = [] if name else [said]
        breaks = 0
        while name and not faults:
            breaks += 1
            pathlib.Path(scene.folder, "count").write_text("0")
            done = scene.script(name, IPTABLES=command, BREAKS=str(breaks))
            if done.returncode == 0:
                break
            faults += fault(scene.state() == before, "at change %d: %s" % (breaks, scene.state()))
        yield "%s: a failure at any of %d changes leaves nothing" % (what, breaks - 1), \
            faults + fault(breaks > 1, "nothing failed")
        if what == "a chain":
            yield from test_broken_renewal(scene, command)
        if name:
            scene.script(name, "--delete")
    yield "and gone", fault(scene.state() == before, scene.state())


def test_broken_renewal(scene, command):
    """A chain that could not be renewed: until the new rules stand, nothing of the old ones goes."""
    there = scene.state()
    name, said = scene.make("iptables_bpf_chain", "-w", "guard", "-a", "b.example", "-a",
                            "c.example", "-d", "any")
    faults = [] if name else [said]
    for breaks in range(1, 10):
        pathlib.Path(scene.folder, "count").write_text("0")
        done = scene.script(name, IPTABLES=command, BREAKS=str(breaks))
        if "b_example" in scene.state()[0] and not done.returncode:
            break
        # Five changes fill and drop the spare chain; four fill the new one.
        faults += fault(scene.state() == there, "at change %d: %s" % (breaks, scene.state()))
    yield "a chain that cannot be renewed stays as it was", faults


def test_interface(scene, before):
    """The default route's interface, of the right version of IP."""
    name, said = scene.make("iptables_bpf", "dns", "--", "a.example")
    if not name:
        yield "interface", [said]
        return
    done = scene.script(name, DEFAULTINT="")
    yield "without a default route it says what to set", \
        fault(done.returncode != 0 and "DEFAULTINT" in done.stderr, done.stderr) + \
        fault(scene.state() == before, scene.state())
    routes = {4: "ip route %s default via 192.0.2.1", 6: "ip -6 route %s default via 2001:db8::1"}
    scene.net.run(routes[10 - scene.family] % "add")
    done = scene.script(name, DEFAULTINT="")
    yield "a default route of the other version is none", \
        fault(done.returncode != 0, "applied") + fault(scene.state() == before, scene.state())
    scene.net.run(routes[10 - scene.family] % "del")
    scene.net.run(routes[scene.family] % "add")
    done = scene.script(name, DEFAULTINT="")
    rules = scene.state()[0]
    yield "the default route's interface is taken", \
        fault(done.returncode == 0 and "-i weir0 " in rules, done.stderr + rules)
    done = scene.script(name, DEFAULTINT="+", INPUTPLACE="2")
    rules = scene.state()[0].splitlines()
    yield "every interface, at the second place", \
        fault(done.returncode == 0 and "-A INPUT -p udp" in rules[-1], "\n".join(rules))
    scene.net.run(routes[scene.family] % "del")
    once = scene.state()
    done = scene.script(name, DEFAULTINT="weir1", INPUTPLACE="7")
    yield "a place that INPUT has not is refused", \
        fault(done.returncode != 0, "applied") + fault(scene.state() == once, scene.state())
    yield from test_delete(scene, name, before)


TESTS = [test_drop, test_several, test_negated, test_types, test_chain, test_foreign_chain]
# What takes its time and has nothing to do with the version of the tables.
ONCE = {"iptables-legacy": [test_broken, test_interface], "ip6tables-nft": [test_interface]}


def unfit(net):
    """None, or what this system lacks, in its own words."""
    tries = ["ipset create weir_try hash:net family inet"]
    for tool, family in TOOLS:
        tries += [[tool, "-S"],
                  [tool, "-A", "INPUT", "-m", "bpf", "--bytecode", "1,6 0 0 0", "-m", "comment",
                   "--comment", "a", "-j", "RETURN"], [tool, "-F", "INPUT"]]
    for words in [*tries, "ipset destroy weir_try"]:
        done = net.run(words, check=False)
        if done.returncode != 0:
            words = words if isinstance(words, str) else " ".join(words)
            return "%s: %s" % (words, done.stderr.strip().replace("\n", " ").replace("#", "?"))
    return None


def start():
    """The namespaces, or why there are none."""
    if os.geteuid() != 0:
        return None, "not root"
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for program in ["ip", "ipset", *(tool for tool, _ in TOOLS)]:
        if not shutil.which(program):
            return None, "no " + program
    try:
        net = Net()
    except (OSError, RuntimeError) as why:
        return None, str(why).replace("#", "?")
    return net, unfit(net)


def main(command):
    net, reason = start()
    if reason:
        tap.skip("iptables", reason)
        return tap.done()
    command = str(pathlib.Path(command).resolve())
    for tool, family in TOOLS:
        with tempfile.TemporaryDirectory() as folder:
            scene = Scene(net, command, tool, family, folder)
            for test in TESTS + ONCE.get(tool, []):
                before = scene.state()
                for what, faults in test(scene, before):
                    tap.result("%s: %s" % (tool, what), faults)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
