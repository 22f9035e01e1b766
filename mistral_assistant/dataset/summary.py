"""The account of a repair for a reader who never saw a CSV file from inside."""

from collections import Counter

from mistral_assistant.dataset.labels import label
from mistral_assistant.dataset.report import Report
from mistral_assistant.i18n import _, ngettext

_NAMES = {"\t": "TAB", "\x1f": "US", "\x01": "SOH"}


def summary(report: Report) -> list[str]:
    """Return the lines of a summary: the balance first, then what was done, and why not."""
    lines = [
        _("Lu : {count} — gardé tel quel : {kept}, réparé : {repaired}, écarté : {dropped}, "
          "hors tableau : {junk}.").format(
            count=report.rows_in, kept=report.kept, repaired=report.repaired,
            dropped=report.dropped.total(), junk=report.junk.total(),
        ),
        ngettext("{count} paire à la sortie.", "{count} paires à la sortie.", report.pairs).format(
            count=report.pairs
        ),
        _("Fichier : {facts}.").format(facts=", ".join(_facts(report))),
    ]  # fmt: skip
    for title, counts in (
        (_("Réparé :"), report.rules),
        (_("Écarté :"), report.dropped),
        (_("Hors tableau :"), report.junk),
    ):
        lines += _section(title, counts)
    return lines


def _facts(report: Report) -> list[str]:
    facts = [_("encodage {name}").format(name=report.encoding)] if report.encoding else []
    if report.container:
        facts.append(_("contenant {name}").format(name=report.container))
    if report.delimiter:
        mark = _NAMES.get(report.delimiter, report.delimiter)
        facts.append(_("séparateur « {mark} »").format(mark=mark))
    if report.columns:
        columns = ", ".join(f"{role} = {name}" for role, name in report.columns.items())
        facts.append(_("colonnes {columns}").format(columns=columns))
    known = ("encoding", "delimiter")
    return facts + [label(rule) for rule in dict.fromkeys(report.file_rules) if rule not in known]


def _section(title: str, counts: Counter[str]) -> list[str]:
    if not counts:
        return []
    return [title, *(f"  {count:>7}  {label(name)}" for name, count in counts.most_common())]
