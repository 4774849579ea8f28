"""How many rows an answer has, counted on its bytes as they pass; never more than there are (but for one)."""

from __future__ import annotations


class Rows:
    """Counts the solutions or statements of one answer. `count` holds for what has passed so far; in JSON rows are seen where the next one begins."""

    def __init__(self, format: str) -> None:
        self.count = 1 if format == "json" else 0
        self.pass_on = getattr(self, f"_{format}", self._other)
        self.rest = b""
        self.is_quoted = False
        # The line of the variables is no row.
        self.is_head = format in ("csv", "tsv")

    def _json(self, data: bytes) -> None:
        """Between two objects that begin with a name; a text that ends so is followed by a comma or a brace, a quote in one has a backslash."""
        data = self.rest + data
        self.count += data.count(b'},{"') - data.count(b'},{"}') - data.count(b'},{",')
        # What may go on in the next part is counted there.
        self.rest = data[-4:] if data.endswith(b'},{"') else data[-3:]
        self.count -= data.endswith(b'},{"')

    def _xml(self, data: bytes) -> None:
        """A smaller-than sign in a text is written as an entity."""
        data = self.rest + data
        self.count += data.count(b"<result>")
        self.rest = data[-7:]

    def _csv(self, data: bytes) -> None:
        """A quote in a quoted text is written twice (RFC 4180), which changes nothing in the end."""
        if b'"' not in data:
            if not self.is_quoted:
                self._lines(data.count(b"\n"))
            return
        for number, part in enumerate(data.split(b'"')):
            if number:
                self.is_quoted = not self.is_quoted
            if not self.is_quoted:
                self._lines(part.count(b"\n"))

    def _tsv(self, data: bytes) -> None:
        self._lines(data.count(b"\n"))

    def _nt(self, data: bytes) -> None:
        self.count += data.count(b"\n")

    _nq = _nt

    def _other(self, data: bytes) -> None:
        """Turtle, JSON-LD and RDF/XML put several statements together."""

    def _lines(self, number: int) -> None:
        if number and self.is_head:
            self.is_head = False
            number -= 1
        self.count += number
