"""The chat line by line, for pipes, old consoles and screen readers; and how a turn is printed."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import colorama

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.commands import COMMANDS, ParsedCommand, parse
from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.events import (
    AnswerReplaced,
    TextDelta,
    TurnFailed,
    TurnFinished,
)
from mistral_assistant.settings import Settings

BADGES = {
    "verified": "✓ vérifié",
    "warning": "! à vérifier",
    "corrected": "↻ corrigé",
    "ungrounded": "○ sans source",
}


class Printer:
    """Prints with or without colour, as the terminal and ``NO_COLOR`` say."""

    def __init__(self) -> None:
        colorama.just_fix_windows_console()
        self.colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def print(self, text: str = "", style: str = "", end: str = "\n") -> None:
        """Print cleaned text, in a colorama style where colour is wanted."""
        text = clean(text)
        if self.colour and style:
            text = f"{style}{text}{colorama.Style.RESET_ALL}"
        print(text, end=end, flush=True)


def run_line_chat(settings: Settings, assistant: Assistant, *, resume: bool = False) -> int:
    """Read messages line by line until the end of input or ``quitter``; return the exit code."""
    return _LineChat(settings, assistant, Printer()).run(resume)


class _LineChat:
    def __init__(self, settings: Settings, assistant: Assistant, printer: Printer) -> None:
        self.assistant = assistant
        self.printer = printer
        self.debug = settings.debug
        self.conversation = assistant.new_conversation()
        self.before: Conversation | None = None

    def run(self, resume: bool) -> int:
        self.assistant.load()
        store = self.assistant.store
        latest = store.latest() if store and resume else None
        if latest:
            self.conversation = self.assistant.open(latest.id)
        self.printer.print(
            _("{title} · hors ligne · « aide » pour les commandes").format(
                title=self.assistant.pack_title
            ),
            colorama.Style.DIM,
        )
        while (text := self._read()) is not None:
            if text.strip() and not self._handle(text.strip()):
                break
        return 0

    def _read(self) -> str | None:
        try:
            return input("› " if sys.stdin.isatty() else "")
        except EOFError:
            return None
        except KeyboardInterrupt:
            self.printer.print()
            return ""

    def _handle(self, text: str) -> bool:
        """Carry out a command or answer a message; False ends the chat."""
        try:
            command = parse(text, [summary.name for summary in self.assistant.packs()])
            if command is None:
                self._answer(text)
                return True
            return self._command(command)
        except AssistantError as error:
            self.printer.print(str(error), colorama.Fore.RED)
            return True

    def _command(self, command: ParsedCommand) -> bool:
        match command.name:
            case "quitter":
                return False
            case "aide":
                for item in COMMANDS:
                    self.printer.print(f"  {item.name:<12} {_(item.help)}")
            case "effacer":
                self.before, self.conversation = self.conversation, Conversation()
                self.printer.print(_("Nouvelle conversation ; « annuler » reprend l'ancienne."))
            case "annuler":
                self._undo()
            case "debug" | "debug+":
                self.debug = not self.debug
                self.printer.print(_("Raisonnement affiché.") if self.debug else _("Masqué."))
            case "domaine":
                self._swap(command.argument)
            case "recharger":
                self.assistant.reload()
                self.printer.print(_("Domaine relu."))
            case "historique":
                self._history()
            case _:
                self.printer.print(_("Cette commande n'existe qu'en plein écran."))
        return True

    def _undo(self) -> None:
        if self.before is None:
            self.printer.print(_("Il n'y a rien à annuler."))
            return
        self.conversation, self.before = self.before, None
        self.printer.print(_("Conversation reprise."))

    def _swap(self, name: str) -> None:
        if not name:
            for summary in self.assistant.packs():
                self.printer.print(f"  {summary.name:<20} {summary.title}")
            return
        report = self.assistant.swap(name, self.conversation)
        self.printer.print(
            _("{before} → {after} : {count} sujets, {passages} passages.").format(
                before=report.before,
                after=report.after,
                count=len(report.categories),
                passages=report.passages,
            )
        )

    def _history(self) -> None:
        store = self.assistant.store
        for item in store.list(10) if store else ():
            self.printer.print(f"  {item.id:>4}  {clean_line(item.title)}")

    def _answer(self, text: str) -> None:
        """Stream the answer; Ctrl+C stops it and keeps what was said."""
        import threading

        cancel = threading.Event()
        events = self.assistant.answer(text, self.conversation, cancel=cancel)
        while True:
            try:
                event = next(events, None)
            except KeyboardInterrupt:
                cancel.set()
                continue
            if event is None:
                return
            if isinstance(event, TextDelta):
                self.printer.print(event.text, end="")
            elif isinstance(event, AnswerReplaced):
                self.printer.print("\n" + _("(corrigé)"), colorama.Fore.YELLOW)
                self.printer.print(event.text, end="")
            elif isinstance(event, TurnFailed):
                raise event.error
            elif isinstance(event, TurnFinished):
                self.printer.print()
                for line in list(answer_lines(event.turn.trace()))[1:]:
                    self.printer.print(line, colorama.Style.DIM)
                if self.debug:
                    for line in trace_lines(event.turn.trace()):
                        self.printer.print(line, colorama.Style.DIM)


def answer_lines(trace: dict[str, Any]) -> Iterator[str]:
    """Yield the answer, then its badge and sources, from a turn's trace."""
    answer = trace["answer"]
    yield answer["text"]
    marks = [BADGES[trace["consistency"]["badge"]]]
    if answer["status"] == "interrupted":
        marks.append(_("interrompu"))
    marks += [f"[{number}] {source}" for number, source in enumerate(answer["sources"], 1)]
    yield "  ".join(marks)
    if answer["notice"]:
        yield answer["notice"]


def trace_lines(trace: dict[str, Any]) -> Iterator[str]:
    """Yield the eight steps of a turn, one or more lines each."""
    for name, detail in _details(trace):
        spent = trace["timings_ms"].get(name, 0.0)
        yield f"{name:<12} {spent:>8.2f} ms  {detail}"


def _details(trace: dict[str, Any]) -> Iterator[tuple[str, str]]:
    moderation, category, context = trace["moderation"], trace["category"], trace["context"]
    yield "moderation", moderation["level"] + _quoted(moderation["matches"])
    ranked = ", ".join(f"{name} {share:.0%}" for name, share in category["ranked"][:3])
    yield "category", f"{category['decision']} · {ranked}{_quoted(category['evidence'])}"
    yield "context", f"{context['topic']} · {context['sentiment']} · {context['question']}"
    found = ", ".join(f"{e['type']}={e['value']}" for e in trace["entities"])
    yield "entities", found or "—"
    passages = ", ".join(f"{p['source']} {p['score']:.2f}" for p in trace["knowledge"])
    yield "knowledge", passages or "—"
    approach = trace["approach"]
    yield "approach", f"{approach['name']} · {approach['rule']} · {approach['reason']}"
    yield "answer", f"{trace['answer']['backend']} · {trace['answer']['status']}"
    consistency = trace["consistency"]
    findings = "; ".join(
        f"{f['kind']} ({f['severity']}) « {f['text']} » : {f['evidence']}"
        for f in consistency["findings"]
    )
    yield "consistency", findings or f"{consistency['badge']} · {consistency['checked']}"


def _quoted(matches: list[dict[str, Any]]) -> str:
    return "".join(f" « {match['text']} »" for match in matches)
