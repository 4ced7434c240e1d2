"""A mail server and a push service that only write down what they took. Standard library only.

They outlive the workers that are killed, so they know better than the database what really went
out. How they answer is the scenario's choice: as they should, with an error, or not at all.
"""

import asyncio
import contextlib
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Self

TAKEN, REFUSED, BUSY, SILENT = "taken", "refused", "busy", "silent"
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.I | re.M)
TOPIC = re.compile(rb"^topic:\s*(\S+)", re.I | re.M)
LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.I | re.M)
Answers = Callable[[str], str]


@dataclass
class Sink:
    """`log`: what was taken, by Message-ID or tag and receiver, in order."""

    answers: Answers = field(default=lambda _key: TAKEN)
    log: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0
    # How long it thinks before it takes something.
    seconds: float = 0

    def __enter__(self) -> Self:
        started = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, args=[started], daemon=True)
        self.thread.start()
        started.wait()
        return self

    def __exit__(self, *_error: object) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        start = asyncio.start_server(self._guarded, "127.0.0.1", self.port)
        server = self.loop.run_until_complete(start)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()

    async def _guarded(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Whoever calls is killed in the middle of a word, and a silence ends with the server.
        broken = ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError
        with contextlib.suppress(*broken):
            try:
                await self.serve(reader, writer)
            finally:
                writer.close()
                await writer.wait_closed()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError

    @property
    def doubles(self) -> int:
        """How often something was taken that had been taken before."""
        return len(self.log) - len(set(self.log))

    def counts(self) -> Counter[tuple[str, str]]:
        return Counter(self.log)


@dataclass
class SmtpSink(Sink):
    # How long it lets a sender wait who is about to hand a letter over, and how many wait so.
    hesitates: float = 0
    waiting: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 sink")
        receiver = ""
        while line := await reader.readline():
            command = line.strip().decode(errors="replace")
            word = command[:4].upper()
            if word == "EHLO":
                say("250 sink")
            elif word == "QUIT":
                say("221 bye")
                return
            elif word == "RCPT":
                receiver = command.partition("<")[2].partition(">")[0]
                refused = self.answers(receiver) == REFUSED
                say("550 no such person" if refused else "250 ok")
            elif word == "DATA":
                await self._hesitate()
                say("354 go on")
                if not await self._take(await reader.readuntil(b"\r\n.\r\n"), receiver, say):
                    return
            else:
                say("250 ok")
            await writer.drain()

    async def _hesitate(self) -> None:
        self.waiting += 1
        await asyncio.sleep(self.hesitates)
        self.waiting -= 1

    async def _take(self, content: bytes, receiver: str, say: Callable[[str], None]) -> bool:
        await asyncio.sleep(self.seconds)
        answer = self.answers(receiver)
        if answer == BUSY:
            say("451 try again later")
            return True
        found = MESSAGE_ID.search(content)
        self.log.append((found[1].decode() if found else "", receiver))
        if answer == SILENT:  # it has the letter, and the sender never hears of it
            await asyncio.sleep(3600)
            return False
        say("250 taken")
        return True


@dataclass
class PushSink(Sink):
    bodies: list[bytes] = field(default_factory=list)

    STATUS: ClassVar[dict[str, str]] = {
        TAKEN: "201 Created",
        REFUSED: "410 Gone",
        BUSY: "429 Too Many Requests",
    }

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            self.bodies.append(await reader.readexactly(int(length[1]) if length else 0))
            path = head.split()[1].decode()
            answer = self.answers(path)
            tag = TOPIC.search(head)
            if answer in (TAKEN, SILENT):
                self.log.append((tag[1].decode() if tag else "", path))
            if answer == SILENT:
                await asyncio.sleep(3600)
            writer.write(f"HTTP/1.1 {self.STATUS[answer]}\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
