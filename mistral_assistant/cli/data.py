"""``data``: repair of training files; the work is done in ``dataset``."""

import argparse
import sys

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.cli.output import print_json
from mistral_assistant.cli.progress import Bar
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.settings import Settings


def repair(options: argparse.Namespace, _settings: Settings) -> int:
    """Write the pairs of a damaged file and say what was done to it."""
    _check_extra()
    from mistral_assistant.dataset import csv_repair
    from mistral_assistant.dataset.output import (
        check_format,
        check_outputs,
        report_text,
        write_pieces,
        write_rows,
    )
    from mistral_assistant.dataset.review import read_review, write_review
    from mistral_assistant.dataset.summary import summary

    outputs = (options.output, options.report, options.review)
    check_outputs([output for output in outputs if output], options.input, options.corrected)
    if options.output:
        check_format(options.output)
    corrections = read_review(options.corrected) if options.corrected else {}
    with Bar(options.input.stat().st_size, sys.stderr) as bar:
        done = csv_repair.repair(
            options.input,
            normalise=options.normalise,
            columns=options.columns,
            keep=options.keep,
            corrections=corrections,
            progress=bar.advance,
        )
    if options.output:
        names = ("instruction", "response", *done.extra)
        write_rows(done.rows(), names, options.output)
    if options.report:
        entries = (entry.to_json() for entry in done.report.entries())
        write_pieces(report_text(done.report.to_json(), entries), options.report)
    reviewed = write_review(options.review, done.report.entries()) if options.review else 0
    if options.json:
        print_json(done.report.to_json())
        return 0
    for line in summary(done.report):
        print(clean(line))
    _print_files(options, reviewed)
    return 0


def _print_files(options: argparse.Namespace, reviewed: int) -> None:
    if options.output:
        print(clean_line(_("Écrit : {path}").format(path=options.output)))
    if reviewed:
        print(clean_line(ngettext(
            "{count} ligne à corriger dans {path} ; ensuite : --corrected {path}",
            "{count} lignes à corriger dans {path} ; ensuite : --corrected {path}",
            reviewed,
        ).format(count=reviewed, path=options.review)))  # fmt: skip


def _check_extra() -> None:
    """Say how to install what reading needs, where it is missing."""
    from importlib.util import find_spec

    missing = [name for name in ("charset_normalizer", "openpyxl") if find_spec(name) is None]
    if missing:
        raise DataError(
            _("Il manque de quoi lire les données ({names}).").format(names=", ".join(missing)),
            _("Installez-le : pip install 'mistral-assistant[data]'"),
        )
