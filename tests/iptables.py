#!/usr/bin/env python3
"""iptables.py - the scripts of iptables_bpf and iptables_bpf_chain at work in the kernel; TAP.

tests/iptables.py DNSWEIR

Packets are sent from one network namespace to another (netpair.py), where a script has been applied;
what arrives and what the rules counted is held against what each packet is. With iptables-legacy and
iptables-nft, over IPv4 and IPv6. Needs root, iptables, ipset and iproute2; skipped without them.

SPDX-License-Identifier: BSD-2-Clause
"""
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

import tap
from netpair import GUARDED, OTHER, Net, enter, packets, wire

RUNNER = os.environ.get("WEIR_RUNNER", "").split()
TOOLS = [("iptables-legacy", 4), ("iptables-nft", 4), ("ip6tables-legacy", 6), ("ip6tables-nft", 6)]

# More than one program has room for.
SEVERAL = ["*.z%d%s.example" % (i, "abcdefghij"[i] * (i + 1)) for i in range(9)]


class Scene:
    """One tool: a folder with scripts, and the state of its tables."""

    def __init__(self, net, command, tool, family, folder):
        self.net, self.command, self.tool, self.family = net, command, tool, family
        self.folder = folder
        self.environment = dict(os.environ, IPTABLES=tool, DEFAULTINT="weir0")

    def make(self, *words):
        """The script's name; None and what was said: there is none."""
        words = [*words[:1], *(["-6"] if self.family == 6 else []), *words[1:]]
        done = subprocess.run([self.command, *words], cwd=self.folder, check=False,
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

    def verdicts(self, dropped, sent=None):
        """Sends packets; `dropped(packet)` says which ones must not arrive."""
        sent = sent or packets(self.family)
        arrived = self.net.exchange(self.family, sent)
        return ["%s: %s" % (packet["what"], "arrived" if index in arrived else "was dropped")
                for index, packet in enumerate(sent)
                if (index in arrived) == bool(dropped(packet))]


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
    name, said = scene.make("iptables_bpf", "-i", GUARDED[scene.family], "dns", "--", "-i",
                            *SEVERAL, "*.victim.example")
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
    """Alone, and with others: one rule then, in which several programs all have to match."""
    for names in (["*.victim.example"], [*SEVERAL, "*.victim.example"]):
        name, said = scene.make("iptables_bpf", "-n", "-i", GUARDED[scene.family], "dns", "--",
                                "-i", *names)
        if not name:
            yield "negated", [said]
            continue
        done = scene.script(name)
        faults = fault(done.returncode == 0, done.stderr) + scene.verdicts(
            lambda packet: not packet.get("aside") and not packet["hit"])
        once = scene.state()
        rules = once[0].count("--match-set"), once[0].count("--bytecode") > 1
        faults += fault(rules == (1, len(names) > 1), once[0])
        scene.script(name)
        faults += fault(scene.state() == once, scene.state())
        scene.script(name, "--delete")
        yield "%d names negated, exactly the others are dropped" % len(names), faults + \
            fault(scene.state() == before, scene.state())


LEGIT = wire("legit.example") + b"\0\1\0\1"


def is_long(family, packet):
    """Of 200 octets or more from the IP header on; the first fragment of a large one is."""
    headers = 28 if family == 4 else 48
    return headers + len(packet.get("options", b"")) + 2 + len(packet["octets"]) >= 200


def types(family):
    """What a type matches: (words, verdict); None: not judged."""
    malformed = {"two questions": True, "no question": True, "six octets": True}
    fine = ("a name below", "capitals", "with EDNS", "type ANY", "another name", "the zone itself")
    malformed.update((what, False) for what in fine)

    def validate(packet):
        return malformed.get(packet["what"].replace(", options", ""))

    def strict(packet):
        # Nobody asks an authoritative server for recursion; all but these do.
        if packet["what"].startswith("no recursion"):
            return False
        return None if validate(packet) is None else True

    return [(["dns_validate", "--"], validate), (["dns_validate", "--", "--strict"], strict),
            (["suffix", "--", LEGIT.hex()], lambda packet: packet["octets"].endswith(LEGIT)),
            (["suffix", "--", LEGIT[:-1].hex() + "xx"],
             lambda packet: packet["octets"].endswith(LEGIT)),
            (["tcpdump", "greater 200"], lambda packet: is_long(family, packet))]


def test_types(scene, before):
    for words, verdict in types(scene.family):
        what = " ".join(words)[:30]
        name, said = scene.make("iptables_bpf", "-i", GUARDED[scene.family], *words)
        if not name and ("unknown type" in said or "built without" in said):
            tap.skip("%s: %s" % (scene.tool, what), said.splitlines()[0].replace("#", "?"))
            continue
        done = scene.script(name) if name else None
        faults = [said] if not done else fault(done.returncode == 0, done.stderr)
        if done:
            sent = [packet for packet in packets(scene.family)
                    if packet.get("aside") or verdict(packet) is not None]
            faults += scene.verdicts(lambda packet: not packet.get("aside") and verdict(packet),
                                     sent)
            scene.script(name, "--delete")
            faults += fault(scene.state() == before, scene.state())
        yield what, faults


def test_p0f(scene, before):
    """The first packet of a connection over TCP, by what kind of system sends it."""
    enter(scene.net.server)
    server = socket.create_server((GUARDED[4], 53))
    enter(scene.net.client)
    signatures = [("4:64:0:*:*,*:mss,sok,ts,nop,ws:df,id+:0", "is dropped"),
                  ("4:128:0:*:8192,8:mss,nop,ws,nop,nop,sok:df,id+:0", "passes")]
    for signature, expected in signatures:
        name, said = scene.make("iptables_bpf", "-i", GUARDED[4], "p0f", "--", signature)
        if not name:
            yield "p0f", [said]
            continue
        done = scene.script(name)
        try:
            socket.create_connection((GUARDED[4], 53), timeout=0.6).close()
            got = "passes"
        except OSError:
            got = "is dropped"
        faults = fault(done.returncode == 0, done.stderr) + fault(got == expected, got)
        scene.script(name, "--delete")
        yield "p0f: a connection " + expected, faults + \
            fault(scene.state() == before, scene.state())
    server.close()


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
    """A command that stands for iptables: at the N-th change it fails, or the user presses ^C."""
    path = pathlib.Path(scene.folder, "breaking")
    path.write_text("#!/bin/sh\n"
                    "case $* in *' -I '*|*' -A '*|*' -N '*|*' -D '*|*' -X '*)\n"
                    "\tread -r n <count; n=$((n + 1)); echo $n >count\n"
                    "\t[ $n -ne \"$BREAKS\" ] || [ $HOW = signal ] || { echo broken >&2; exit 4; }\n"
                    "\t[ $n -ne \"$BREAKS\" ] || kill -INT $PPID ;;\n"
                    "esac\n"
                    "exec %s \"$@\"\n" % scene.tool)
    path.chmod(0o755)
    return str(path)


def broken_at(scene, name, breaks, how):
    """True: it has come to its end before that change."""
    pathlib.Path(scene.folder, "count").write_text("0\n")
    done = scene.script(name, IPTABLES=str(pathlib.Path(scene.folder, "breaking")),
                        BREAKS=str(breaks), HOW=how)
    return done.returncode == 0


def faults_of_breaking(scene, name, before, how, changes):
    """Whichever change fails, all is as it was."""
    for breaks in range(1, changes + 1):
        if broken_at(scene, name, breaks, how):
            yield "change %d of %d never came" % (breaks, changes)
            return
        if scene.state() != before:
            yield "at change %d: %s" % (breaks, scene.state())
            return


def test_broken(scene, before):
    breaking(scene)
    bad = GUARDED[scene.family] + "/999"
    chain = "iptables_bpf_chain", "-w", "guard", "-i", GUARDED[scene.family]
    # What is made, then a second time and differently; how many changes each is, deletion aside.
    cases = [("a rule", ["iptables_bpf", "-w", "one", "dns", "a.example"], 1,
              ["iptables_bpf", "-w", "two", "-c", "two", "dns", "a.example"], 1),
             ("rules", ["iptables_bpf", "-w", "one", "dns", "--", *SEVERAL], 2,
              ["iptables_bpf", "-w", "two", "-c", "two", "dns", "--", *SEVERAL], 2),
             ("a chain", [*chain, "-a", "a.example", "-d", "any"], 5,
              [*chain, "-a", "b.example", "-a", "c.example", "-d", "any"], 10)]
    for what, first, first_changes, second, second_changes in cases:
        there = before
        for words, changes in ((first, first_changes), (second, second_changes)):
            name, said = scene.make(*words)
            faults = [] if name else [said]
            for how in ("failure", "signal"):
                faults += faults_of_breaking(scene, name, there, how, changes) if name else []
            done = scene.script(name, OTHER[scene.family], bad)
            faults += fault(done.returncode != 0, "took " + bad) + \
                fault(scene.state() == there, "after %s: %s" % (bad, scene.state()))
            done = scene.script(name)
            faults += fault(done.returncode == 0, done.stderr)
            yield "%s %s: what cannot be finished is undone" % (
                what, "renewed" if there != before else "made"), faults
            there = scene.state()
        scene.script(name, "--delete")
        yield "%s and gone" % what, fault(scene.state() == before, scene.state())


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
def test_longest(scene, before):
    """64 instructions are as many as the kernel takes; one name of the lot has them."""
    for digits, letters in [(d, n) for d in range(12) for n in range(48, 72, 4)]:
        pattern = "%s%s.%s" % ("1" * digits, "a" * min(letters, 63 - digits), "b" * (letters - 40))
        name, _ = scene.make("iptables_bpf", "-w", "longest", "dns", "--", "-i", pattern)
        if name and "--bytecode '64," in pathlib.Path(scene.folder, name).read_text():
            done = scene.script(name, GUARDED[scene.family])
            scene.script(name, "--delete")
            yield "64 instructions load", fault(done.returncode == 0, done.stderr) + \
                fault(scene.state() == before, scene.state())
            return
    yield "64 instructions load", ["no name has as many"]


# What takes its time and has nothing to do with the version of the tables.
ONCE = {"iptables-legacy": [test_broken, test_interface, test_p0f, test_longest], "ip6tables-nft": [test_interface, test_longest]}


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
    if RUNNER:
        return None, "a build for this machine asks its kernel"
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
