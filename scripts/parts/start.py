"""Starts a program on empty folders and measures it from outside.

usage: start.py PROGRAM ROUNDS
Prints for each round: milliseconds from start to the first page with status 200, and
resident kilobytes five seconds later.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse

SETTLES_S = 5
GIVES_UP_S = 60


def first_page(origin, until):
    """Follows redirects from / until something answers 200."""
    url = urllib.parse.urljoin(origin, "/")
    while time.monotonic() < until:
        parts = urllib.parse.urlsplit(url)
        try:
            connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
            connection.request("GET", parts.path or "/")
            answer = connection.getresponse()
            answer.read()
            connection.close()
        except OSError:
            time.sleep(0.001)
            continue
        if answer.status == 200:
            return
        target = answer.getheader("location")
        url = urllib.parse.urljoin(url, target) if target else urllib.parse.urljoin(origin, "/")
    sys.exit(f"no page within {GIVES_UP_S} s")


def resident_kb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))


def measure(program):
    with tempfile.TemporaryDirectory(prefix="herald-bench-") as folder:
        began = time.monotonic()
        child = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--site-listen", "127.0.0.1:0"],
            env={**os.environ, "HERALD_DATA": folder},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            line = next((said for said in child.stdout if said.startswith("desk http://")), None)
            if line is None:
                sys.exit("the program ended before it named its address")
            first_page(line.split()[1], began + GIVES_UP_S)
            milliseconds = (time.monotonic() - began) * 1000
            time.sleep(SETTLES_S)
            return milliseconds, resident_kb(child.pid)
        finally:
            child.terminate()
            child.wait()


for _ in range(int(sys.argv[2])):
    print("%.0f %d" % measure(sys.argv[1]), flush=True)
