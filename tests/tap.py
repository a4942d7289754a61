"""tap.py - TAP for the tests that are written in Python.

SPDX-License-Identifier: BSD-2-Clause
"""
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


def done():
    print("1..%d" % count)
    return 1 if failed else 0
