#!/usr/bin/env python3
"""recipes.py - every ```sh block of the documents works as written.

recipes.py BUILD DOCUMENT...    TAP: one test a block.

Each block is run by bash in a directory that holds capture.pcap (the demo), night.pcap.zst (the same,
packed), example.pcap (the same and three requests below www.example.uk) and message.hex (one answer). It has to end with exit code 0. A ```text block right behind it
is what it prints on standard output, to the byte (but for the carriage returns of CSV). A first line "# needs: PROGRAM..." skips the block
where a program is absent.

SPDX-License-Identifier: BSD-2-Clause
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import tap

BLOCK = re.compile(r"^```sh\n(.*?)^```\n(?:\n?```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)
ANSWER = ("11bf81800001000300000000037777770670617970616c03636f6d0000010001c00c0005000100000e100013"
          "0670617970616c03313132046f376f036e657400c02c0005000100000e10001204656467650363646e0765"
          "78616d706c6500c04b0001000100000e100004c0000201")
# On Ethernet, for d0.www.example.uk and so on.
REQUESTS = ("0200000000020200000000010800" "4500003f0000000040110000c6336407c0000235" "d4310035002b0000"
            "12340100000100000000000002643%d03777777076578616d706c6502756b0000010001\n")


def prepare(build, folder):
    subprocess.run([build / "weir-generate", "demo", "-o", folder / "capture.pcap"], check=True)
    requests = "".join(REQUESTS % number for number in range(3))
    subprocess.run([build / "dnsweir", "hex2pcap", "-w", folder / "requests.pcap"], check=True,
                   input=requests.encode())
    subprocess.run([build / "dnsweir", "filter", "-q", "-w", folder / "example.pcap",
                    folder / "capture.pcap", folder / "requests.pcap"], check=True)
    if shutil.which("zstd"):
        subprocess.run(["zstd", "-q", folder / "capture.pcap", "-o", folder / "night.pcap.zst"],
                       check=True)
    (folder / "message.hex").write_text(ANSWER + "\n")


def missing(script):
    needs = re.match(r"# needs: (.*)\n", script)
    return [word for word in needs.group(1).split() if not shutil.which(word)] if needs else []


def run(build, script, expected):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        prepare(build, folder)
        env = dict(os.environ, PATH="%s:%s" % (build, os.environ["PATH"]), LC_ALL="C", TZ="UTC")
        done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, env=env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120, check=False)
    faults = []
    if done.returncode != 0:
        faults.append("exit code %d: %s" % (done.returncode, done.stderr.decode()[-400:]))
    if expected is not None and done.stdout.decode().replace("\r", "") != expected:
        faults.append("prints:\n" + done.stdout.decode())
    return faults


def main(build, documents):
    build = pathlib.Path(build).resolve()
    for document in documents:
        text = pathlib.Path(document).read_text()
        blocks = BLOCK.findall(text)
        if not blocks:
            tap.result(document, ["no recipe found"])
        for script, expected in blocks:
            lines = [line for line in script.splitlines() if not line.startswith("#")]
            what = "%s: %s" % (os.path.basename(document), lines[0] if lines else "?")
            absent = missing(script)
            if absent:
                tap.skip(what.replace("#", ""), "no " + " ".join(absent))
            else:
                tap.result(what.replace("#", ""), run(build, script, expected or None))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
