#!/usr/bin/env python3
"""every.py - every shared capture goes through every form of show and mine: no crash, no leak; TAP.

tests/shared/every.py DNSWEIR SHARED

What comes out is judged elsewhere. Here a run must end by itself with an exit code of the table, and
a sanitizer, where the command was built with one, must have nothing to say.

SPDX-License-Identifier: BSD-2-Clause
"""
import os
import pathlib
import subprocess
import sys

import tap

FORMS = [
    "show", "show --all", "show --tree --hex", "show --all --tree", "show --json", "show --json --layers",
    "show --json=8427", "show --dig", "show --short", "show --checksums --print time,src,qname,an[*].rdata,edns.options",
    "mine -j1", "mine -j3 --json --chains --mdns --llmnr --unpaired=keep",
    "mine --each --sections an,ns,ar --rcode NOERROR,NXDOMAIN,SERVFAIL",
]


def fault_of(command, form, capture):
    """None, or what is wrong with the way the run ended."""
    try:
        done = subprocess.run([command, *form.split(), capture], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120,
                              check=False)
    except subprocess.TimeoutExpired:
        return f"{form}: still running after two minutes"
    said = done.stderr.decode(errors="replace")
    # 4 with a word: a format that this build or version does not read.
    if done.returncode not in (0, 1, 3) and not (done.returncode == 4 and "unknown version" in said):
        return f"{form}: exit code {done.returncode}: {said[-300:]}"
    if "Sanitizer" in said or "runtime error" in said:
        return f"{form}: {said[-300:]}"
    return None


def main(command, shared):
    folder = pathlib.Path(os.environ.get("DNSWEIR_SHARED", shared)) / "captures"
    if not folder.is_dir():
        tap.skip("every capture through every form", f"no {folder}")
        return tap.done()
    captures = sorted(p for p in folder.rglob("*")
                      if p.is_file() and p.suffix not in (".jsonl", ".txt", ".md"))
    for capture in captures:
        faults = [f for f in (fault_of(command, form, capture) for form in FORMS) if f]
        tap.result(capture.relative_to(folder).as_posix(), faults)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
