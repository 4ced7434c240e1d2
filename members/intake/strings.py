"""The table of texts of an .xlsx, kept in a temporary file: memory grows by 8 bytes a text."""

import os
import tempfile
from array import array
from typing import IO
from xml.parsers import expat

from .archive import damaged

PIECE = 256 * 1024
LONGEST_TEXT = 32_767
REMEMBERED = 4096


def make_parser() -> expat.XMLParserType:
    """A parser to which an entity bomb or an outside entity is an error."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True

    def refuse(*_args: object) -> None:
        raise damaged()

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


class Texts:
    """`texts[7]`: reads on in the source only as far as asked for."""

    def __init__(self, source: IO[bytes] | None) -> None:
        self.source = source
        self.kept = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self.ends = array("Q", [0])
        self.recent: dict[int, str] = {}
        self._pieces: list[str] = []
        self._waiting: list[bytes] = []
        self._is_text = self._is_phonetic = False
        self._parser = make_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def __getitem__(self, number: int) -> str:
        found = self.recent.get(number)
        if found is not None:
            return found
        while number + 1 >= len(self.ends) and self._read_on():
            pass
        if not 0 <= number < len(self.ends) - 1:
            raise damaged()
        start, end = self.ends[number], self.ends[number + 1]
        text = os.pread(self.kept.fileno(), end - start, start).decode()
        if len(self.recent) >= REMEMBERED:
            self.recent.clear()
        self.recent[number] = text
        return text

    def close(self) -> None:
        self.kept.close()
        if self.source:
            self.source.close()

    def _read_on(self) -> bool:
        piece = self.source.read(PIECE) if self.source else b""
        if self.source and not self._parser.Parse(piece, not piece):
            raise damaged()
        self.kept.write(b"".join(self._waiting))
        self.kept.flush()
        self._waiting.clear()
        if not piece and self.source:
            self.source.close()
            self.source = None
        return bool(piece)

    def _start(self, name: str, _attributes: object) -> None:
        name = name.rpartition("}")[2]
        if name == "rPh":
            self._is_phonetic = True
        self._is_text = name == "t" and not self._is_phonetic

    def _end(self, name: str) -> None:
        name = name.rpartition("}")[2]
        self._is_text = False
        if name == "rPh":
            self._is_phonetic = False
        elif name == "si":
            text = "".join(self._pieces)[:LONGEST_TEXT].encode("utf-8", "replace")
            self._pieces.clear()
            self._waiting.append(text)
            self.ends.append(self.ends[-1] + len(text))

    def _characters(self, text: str) -> None:
        if self._is_text:
            self._pieces.append(text)
