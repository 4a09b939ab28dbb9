# SPDX-License-Identifier: Apache-2.0
"""Types at a prompt as a person does: prompt.py COMMAND...

Reads lines from its input: `type TEXT` (with \\r, \\x03 and the like), `wait TEXT` until the screen shows it behind what
was waited for before, `rest SECONDS`. What the screen shows goes to its output, and it ends with the command's exit code.
"""
import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

child, screen = pty.fork()
if child == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
shown = b""


def look(seconds):
    """Adds what the screen shows within that time; False at the end."""
    global shown
    if not select.select([screen], [], [], seconds)[0]:
        return True
    try:
        more = os.read(screen, 65536)
    except OSError:  # the command has ended
        return False
    shown += more
    sys.stdout.buffer.write(more)
    sys.stdout.flush()
    return bool(more)


for line in sys.stdin:
    what, text = line.rstrip("\n").split(" ", 1)
    if what == "type":
        os.write(screen, codecs.decode(text, "unicode_escape").encode())
    elif what == "rest":
        end = time.monotonic() + float(text)
        while time.monotonic() < end and look(0.05):
            pass
    else:
        end = time.monotonic() + 60
        while text.encode() not in shown:
            if not look(0.2) or time.monotonic() > end:
                sys.exit(f"\nthere is no {text!r}")
        shown = shown[shown.index(text.encode()) + len(text.encode()):]
while look(60):
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
