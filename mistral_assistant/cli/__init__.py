"""The command line: reads the arguments, builds the settings, calls one command, prints errors.

Exit codes: 0 done · 1 refused or failed, with a message · 2 wrong usage · 3 a check or test of a
pack did not pass · 130 stopped with Ctrl+C.
"""

import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mistral_assistant.cleaning import clean
from mistral_assistant.errors import AssistantError, UsageError
from mistral_assistant.i18n import LANGUAGES, _, set_language, system_reason

if TYPE_CHECKING:
    from mistral_assistant.settings import Settings

EXIT_OK, EXIT_ERROR, EXIT_USAGE, EXIT_CHECK, EXIT_INTERRUPTED = 0, 1, 2, 3, 130

SETTING_FLAGS = ("pack", "lang", "theme", "debug", "domains", "data_dir")
"""Options of every command that are settings of the same name."""


def main(argv: Sequence[str] | None = None, recipe: Callable[[Any], None] | None = None) -> int:
    """Run one command and return its exit code; a user's mistake never shows a traceback.

    ``recipe`` takes the place of the stages of ``train`` (see ``fine_tune.py``).
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    set_language(_language(arguments))
    _keep_streams_alive()
    try:
        code = _run(arguments, recipe)
        sys.stdout.flush()  # a full disk or a reader that went away shows up here, not at the end
        return code
    except AssistantError as error:
        return _refuse(error)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return EXIT_OK  # the reader had enough (… | head)
    except OSError as error:
        return _refuse(_unreadable(error))
    finally:
        _drop_what_cannot_be_written()


def _run(arguments: Sequence[str], recipe: Callable[[Any], None] | None) -> int:
    from mistral_assistant.cli.parser import parse
    from mistral_assistant.settings import load_settings

    try:
        options = parse(arguments)
    except SystemExit as end:  # argparse has printed the help or the version
        return int(end.code or EXIT_OK)
    options.recipe = recipe
    settings = load_settings(
        {name: getattr(options, name) for name in SETTING_FLAGS}, config_file=options.config
    )
    set_language(settings.lang)
    return int(options.run(options, _with_pack_found(settings)))


def _with_pack_found(settings: "Settings") -> "Settings":
    """Let the pack of the settings be the path of its folder, as after the commands of packs."""
    path = Path(settings.pack)
    if str(path) == path.name and path.name not in (".", "..") or not path.is_dir():
        return settings
    path = path.resolve()
    return replace(settings, pack=path.name, domains=(path, *settings.domains))


def _refuse(error: AssistantError) -> int:
    with suppress(OSError):  # where nobody can be told, the exit code must do
        print(clean(_("Erreur : {error}").format(error=error)), file=sys.stderr)
    return EXIT_USAGE if isinstance(error, UsageError) else EXIT_ERROR


def _unreadable(error: OSError) -> AssistantError:
    reason = system_reason(error)
    what = reason
    if error.filename:
        what = _("{name} : {text}").format(name=error.filename, text=reason)
    return AssistantError(
        _("Lecture ou écriture impossible ({what}).").format(what=what),
        _("Vérifiez le chemin, vos droits et la place libre."),
    )


def _language(arguments: Sequence[str]) -> str:
    """Find the language ahead of the parser, whose own help must already speak it."""
    wanted = os.environ.get("MISTRAL_ASSISTANT_LANG")
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
        elif argument == "--lang" and position + 1 < len(arguments):
            wanted = arguments[position + 1]
    return wanted if wanted in LANGUAGES else "fr"


def _keep_streams_alive() -> None:
    """Never fail on a byte that is no text, or a character that an old console cannot show."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with suppress(io.UnsupportedOperation):  # something was read from it already
                stream.reconfigure(errors="replace")


def _drop_what_cannot_be_written() -> None:
    """Empty the buffer in vain, or the interpreter would complain about it when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
