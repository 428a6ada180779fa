"""Runs a program in a terminal: what it shows goes to standard output, and each line of standard
input, a string of JSON, is typed. The program is ended when there is no more input."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios

# What programs ask their terminal before they begin, and what a plain one says.
ANSWERS = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?62;22c", b"\x1b[0c": b"\x1b[?62;22c"}

child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 140, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])

typed = b""
try:
    while True:
        ready, _, _ = select.select([terminal, 0], [], [])
        if terminal in ready:
            try:
                shown = os.read(terminal, 65536)
            except OSError:
                break
            if not shown:
                break
            os.write(1, shown)
            for asked, answer in ANSWERS.items():
                os.write(terminal, answer * shown.count(asked))
        if 0 in ready:
            more = os.read(0, 65536)
            if not more:
                break
            *lines, typed = (typed + more).split(b"\n")
            for line in lines:
                os.write(terminal, json.loads(line).encode())
finally:
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
