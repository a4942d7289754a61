"""tap.py - TAP for the tests that are written in Python.

SPDX-License-Identifier: BSD-2-Clause
"""
import subprocess

count = 0
failed = 0


def result(what, faults=()):
    """One test; each fault is a line of explanation."""
    global count, failed
    count += 1
    failed += bool(faults)
    print("%sok %d - %s" % ("not " if faults else "", count, what), flush=True)
    for fault in list(faults)[:8]:
        print("# " + str(fault).encode("ascii", "backslashreplace").decode().replace("\n", "\n# "))


def skip(what, reason):
    global count
    count += 1
    print("ok %d - %s # SKIP %s" % (count, what, reason), flush=True)


def missing(command, words):
    """None, or why the command line cannot be tried: a subcommand or option that does not exist yet."""
    name = words[:2] if words[0] in ("rule", "bpf") else words[:1]  # an action has options of its own
    known = subprocess.run([command, *name, "--help"], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, check=False)
    if known.returncode != 0:
        return "there is no dnsweir %s yet" % " ".join(name)
    listed = known.stdout.decode().replace(",", " ").replace("[", " ").replace("=", " ").split()
    for word in words[len(name):]:
        option = word.split("=")[0] if word.startswith("--") else word[:2]
        if word.startswith("-") and len(word) > 1 and option not in listed:
            return "dnsweir %s has no %s yet" % (" ".join(name), option)
    return None


def done():
    print("1..%d" % count)
    return 1 if failed else 0
