"""``doctor``: print or save what ``mistral_assistant.doctor`` found."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from mistral_assistant.cleaning import clean_line
from mistral_assistant.cli.output import print_json
from mistral_assistant.doctor import Examined, examine, redacted
from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import _, system_reason
from mistral_assistant.settings import Settings

MARKS = {"ok": "✓", "warning": "!", "info": "·"}


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Print one line for each thing examined; ``--report`` writes them for a bug ticket."""
    found = redacted(examine(settings, config_file=options.config))
    if options.json:
        print_json([asdict(item) for item in found])
    else:
        print("\n".join(_lines(found)))
    if options.report:
        _write(options.report, found)
        print(_("Rapport écrit dans {file}.").format(file=options.report), file=sys.stderr)
    return 0


def _lines(found: Sequence[Examined]) -> list[str]:
    names = [clean_line(item.name) for item in found]  # some are those of folders
    width = max(map(len, names))
    return [
        f"{MARKS[item.state]} {name:<{width}}  {clean_line(item.text)}"
        for item, name in zip(found, names, strict=True)
    ]


def _write(file: Path, found: Sequence[Examined]) -> None:
    try:
        file.write_text("\n".join(_lines(found)) + "\n", encoding="utf-8", errors="replace")
    except OSError as error:
        raise AssistantError(
            _("Le rapport {file} ne peut pas être écrit ({reason}).").format(
                file=file, reason=system_reason(error)
            ),
            _("Vérifiez le dossier, vos droits et la place libre."),
        ) from error
