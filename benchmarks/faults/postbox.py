"""python -m benchmarks.faults.postbox PORT FOLDER: a mail server that does what the file FOLDER/mood says.

`well`: takes every letter. `451` and `550`: refuses the recipient so. `silent`: takes the letter and hangs up before
it says so. `deaf`: hangs up at once. What it took stands in FOLDER/letters, a line of JSON each.
"""

import json
import socketserver
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import ClassVar


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    folder: ClassVar[Path]
    timeout = 30

    def say(self, line: str) -> None:
        """One line to the client."""
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        """What SMTP wants to hear, by the mood of the moment."""
        mood = (self.folder / "mood").read_text().strip()
        if mood == "deaf":
            return
        self.say("220 postbox")
        to: list[str] = []
        while line := self.rfile.readline().decode("latin-1").strip():
            match line[:4].upper():
                case "RCPT" if mood.isdigit():
                    self.say(f"{mood} not now")
                case "RCPT":
                    to.append(line.partition("<")[2].partition(">")[0])
                    self.say("250 taken")
                case "DATA":
                    self.say("354 go on")
                    self.take(to)
                    if mood == "silent":
                        return
                    self.say("250 taken")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 postbox")

    def take(self, to: list[str]) -> None:
        """A letter, to the file."""
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        told = {"to": to, "subject": str(letter["Subject"]), "id": str(letter["Message-ID"])}
        with (self.folder / "letters").open("a") as file:
            file.write(json.dumps({**told, "text": letter.get_content()}) + "\n")


class Server(socketserver.ThreadingTCPServer):
    """At an address that was just in use, too."""

    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Talk.folder = Path(sys.argv[2])
    with Server(("127.0.0.1", int(sys.argv[1])), Talk) as server:
        server.serve_forever()
