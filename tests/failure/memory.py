#!/usr/bin/env python3
"""memory.py - every allocation of a command fails once, and from there on: no crash, no silence.

memory.py COMMAND PRELOAD GENERATE    TAP: one test a command line and manner of starving.

SPDX-License-Identifier: BSD-2-Clause
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import tap

# What must survive: command lines; FILE stands for a capture of all kinds of traffic. Not `show -e`:
# libpcap's compiler of expressions (1.10.3) ends the process or crashes when its scanner starves.
LINES = [
    "version",
    "help version",
    "show FILE",
    "show --tree -c 30 FILE",
    "show --json FILE",
    "show -c 30 -f dns.qry.name==www.example.com||dns.qry.type==A&&!tcp FILE",
    "show -c 9 -f dns.qry.name==a||dns.qry.name==b||dns.qry.name==c||dns.qry.name==d||"
    "dns.qry.name==www.example.com FILE",
    "show --all --tree -c 30 FILE",
    "show --json --layers -c 30 FILE",
    "ls",
    "ls --json ip dns.qry.type",
    # Not -e: the scanner in libpcap's pcap_compile calls exit, or crashes, when its memory fails.
    "rule list",
    "rule list --json refused root edns",
    "mine FILE",
    "mine -j2 FILE",
    "mine -j2 -f ip.src==192.0.2.53 FILE",
    "mine --json --chains FILE",
    "mine --each FILE",
    "rule check dns.qry.name==a.b&&(dns.qry.type==A||dns.qry.type==AAAA||frame.len>5&&frame.len<3)",
    "rule check -r FILE dns",
    "rule compile -t ip --within-depth 1 dns.qry.name==a.b||dns.qry.type==A",
    "rule compile -t udp-socket dns.count.queries==1&&dns.count.answers==0&&dns.count.auth_rr==0&&"
    "dns.count.add_rr==1&&dns.resp.z.do==1&&dns.qry.name==a.b",
    "rule check --json dns.qry.name==a.b||udp&&ipv6.src==2001:db8::/32",
    "filter FILE",
    "filter FILE FILE -w out.pcap.gz",
    "filter -f dns.qry.name==www.example.com FILE",
    "filter -v -b @PROGRAM FILE",
    "filter -c ASSEMBLER FILE",
    "bpf asm ASSEMBLER",
    "bpf disasm --format json PROGRAM",
    "bpf disasm JSON",
    "bpf check PROGRAM",
    "bpf check --json ASSEMBLER",
    "bpf run -q --coverage -f udp FILE",
    "bpf debug -c run -c dump -c why PROGRAM FILE",
    "bpf debug -s SCRIPT",
    "bpf run --json --why -f dns.flags.response==1 FILE",
    "filter --pair -f dns.flags.rcode==3 FILE",
    # Not --anonymise: OpenSSL 3.0.19 crashes in EVP_CIPHER_fetch when its set-up starves.
    "filter -w out.pcap.zst FILE",
    "filter -w out.pcap.xz FILE",
    "filter -w out.pcap.lz4 FILE",
    "pcap2hex -s -a FILE",
    "hex2pcap HEX",
    "offset -p -s a FILE",
    "parsedns 123401000001000000000000037777770000010001",
    "bpfgen -6 dns -- -i *.example.com a.**",
    "bpfgen -n -s -o 14 dns_validate",
    "bpfgen -n -o 14 suffix -- 0102 03xx",
    # Neither tcpdump nor p0f: libpcap again.
    "bpf compile -t ip -d -f dns.qry.name==a.b",
    "iptables_bpf -w - -i 192.0.2.53 -c one dns a.b",
    "iptables_bpf_chain -w name -i 192.0.2.53 -a a.b -d any",
]
# More allocations than this are tried at even steps, ends included; fewer where a sanitizer makes each
# run many times as long (nothing is preloaded there).
TRIES = 400
TRIES_SANITIZED = 60


def attempt(command, preload, line, folder, **starve):
    """(exit code, stdout, stderr, allocations)."""
    report = folder / "report"
    report.unlink(missing_ok=True)
    env = dict(os.environ, STARVE_REPORT=str(report), LC_ALL="C", TZ="UTC")
    env.update({"STARVE_" + key.upper(): str(value) for key, value in starve.items()})
    if preload:
        env["LD_PRELOAD"] = preload
    done = subprocess.run([command, *line], env=env, cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
    count = int(report.read_text() or 0) if report.exists() else 0
    return done.returncode, done.stdout, done.stderr, count


def fault_of(code, out, err, whole):
    """None, or what is wrong with the way a starved run ended."""
    if code < 0:
        return "killed by signal %d" % -code
    if code not in (0, 4):
        return "exit code %d, not 4: %s" % (code, err[-300:])
    if code == 0 and out != whole:
        return "exit code 0, but the output is not the whole one"
    if code == 4 and not err.strip():
        return "exit code 4 without a word"
    return None


def main(command, preload, generate):
    command, preload, generate = (os.path.abspath(p) if p else p for p in (command, preload, generate))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # TCP, fragments, tunnels, damage: whatever takes memory of its own.
        subprocess.run([generate, "demo", "-o", str(folder / "FILE")], check=True)
        (folder / "PROGRAM").write_text("1,6 0 0 0\n")
        (folder / "ASSEMBLER").write_text("ldh [12]\njeq #0x800, a, b\na: ret #1\nb: ret #0\n")
        (folder / "SCRIPT").write_text("load bpf 1,6 0 0 0\nload pcap FILE\nb 0\nrun\nstep\ninfo\n")
        (folder / "HEX").write_text("0102\n0304\n")
        (folder / "JSON").write_text('{"ops": [{"code": 6, "jt": 0, "jf": 0, "k": 1}]}\n')
        tries = TRIES if preload else TRIES_SANITIZED
        for line in map(str.split, LINES):
            missing = tap.missing(command, line)
            if missing:
                tap.skip("dnsweir " + " ".join(line), missing)
                continue
            code, whole, err, total = attempt(command, preload, line, folder)
            steps = range(1, total + 1)
            if total > tries:
                steps = sorted({1 + i * (total - 1) // (tries - 1) for i in range(tries)})
            for manner in ("at", "from"):
                faults = []
                if code != 0 or not total:
                    faults.append("well fed: exit code %d after %d allocations: %s" % (code, total, err))
                for n in steps:
                    fault = fault_of(*attempt(command, preload, line, folder, **{manner: n})[:3], whole)
                    if fault:
                        faults.append("allocation %d of %d: %s" % (n, total, fault))
                tap.result("dnsweir %s: %d allocations, failing %s each" % (
                    " ".join(line), total, manner), faults)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
