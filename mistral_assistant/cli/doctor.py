"""``doctor``: print or save what ``mistral_assistant.doctor`` found."""

import argparse
from dataclasses import asdict

from mistral_assistant.cleaning import clean_line
from mistral_assistant.cli.output import json_text, say
from mistral_assistant.doctor import examine, redacted
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.settings import Settings

MARKS = {"ok": "✓", "warning": "!", "info": "·"}


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Print one line for each thing examined; ``--report`` writes them for a bug ticket."""
    found = examine(settings)
    lines = [
        f"{MARKS[item.state]} {item.name:<26} {clean_line(redacted(item.text))}" for item in found
    ]
    if options.json:
        print(redacted(json_text([asdict(item) for item in found])))
    else:
        print("\n".join(lines))
    if options.report:
        try:
            options.report.write_text("\n".join(lines) + "\n", encoding="utf-8")
        except OSError as error:
            raise UsageError(
                _("Le rapport {file} ne peut pas être écrit : {error}.").format(
                    file=options.report, error=error.strerror
                )
            ) from error
        say(_("Rapport écrit dans {file}.").format(file=options.report))
    return 0
