"""Reads the keys of a Unix terminal so that no byte of it can end the app or pose as a key.

Textual 8.2 gives up at a byte that is no UTF-8, as older terminals send it, and takes the escape
sequences inside a pasted text for keys. All else is Textual's own driver.
"""

import os
import selectors
from codecs import getincrementaldecoder

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers.linux_driver import LinuxDriver

_BYTES = 4096
_HUNG_UP = 129
"""Exit code of a program whose terminal was closed, as shells count it: 128 + SIGHUP."""


class TerminalDriver(LinuxDriver):
    """Textual's driver, with an input that takes any byte."""

    def run_input_thread(self) -> None:
        """Pass on keys, mouse and pastes until the app ends; leave when the terminal is gone."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        guard = PasteGuard()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    data = self._read()
                    if not data:
                        self._app.call_later(self._app.exit, None, _HUNG_UP)
                        return
                    text = decode(data)
                    for event in parser.feed(guard.pass_on(text)) if text else ():
                        self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)

    def _read(self) -> bytes:
        """Return what was typed; nothing at all means that the terminal is gone."""
        try:
            return os.read(self.fileno, _BYTES)
        except OSError:  # how a terminal that hung up answers on some systems
            return b""


class PasteGuard:
    """Takes the escape characters out of pasted texts, however the input is cut into pieces."""

    def __init__(self) -> None:
        self._pasting = False
        self._tail = ""
        """Outside a paste: what was passed on last. Inside: what may be the mark of its end."""

    def pass_on(self, text: str) -> str:
        """Return what of ``text`` the parser may see now."""
        passed = ""
        while text:
            step = self._inside if self._pasting else self._outside
            seen, text = step(text)
            passed += seen
        return passed

    def _outside(self, text: str) -> tuple[str, str]:
        # Nothing is held back here: a single Escape must not wait for the next key.
        seen = self._tail + text
        place = seen.find(BRACKETED_PASTE_START)
        self._pasting = place >= 0
        end = place + len(BRACKETED_PASTE_START) - len(self._tail) if self._pasting else len(text)
        self._tail = "" if self._pasting else seen[1 - len(BRACKETED_PASTE_START) :]
        return text[:end], text[end:]

    def _inside(self, text: str) -> tuple[str, str]:
        pasted, mark, rest = (self._tail + text).partition(BRACKETED_PASTE_END)
        self._pasting = not mark
        self._tail = "" if mark else _begun(pasted)
        pasted = pasted[: len(pasted) - len(self._tail)]
        return pasted.replace("\x1b", "") + mark, rest


def _begun(text: str) -> str:
    """Return the end of ``text`` that the next piece could make the mark of a paste's end."""
    sizes = range(len(BRACKETED_PASTE_END) - 1, 0, -1)
    return next(
        (text[-size:] for size in sizes if text.endswith(BRACKETED_PASTE_END[:size])),
        "",
    )
