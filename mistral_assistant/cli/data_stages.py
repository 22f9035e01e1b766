"""``data convert | clean | mask | split | validate | leaks | stats``: what is said about the work.

This is where the stages meet the model's tokenizer and the language of the reasoning layer.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mistral_assistant.chat import ChatMessage
from mistral_assistant.cleaning import clean_line
from mistral_assistant.cli import data_figures
from mistral_assistant.cli.output import print_json
from mistral_assistant.dataset import clean as cleaning_stage
from mistral_assistant.dataset import leaks as leaks_stage
from mistral_assistant.dataset import privacy, validation
from mistral_assistant.dataset import split as split_stage
from mistral_assistant.dataset import stats as stats_stage
from mistral_assistant.dataset.convert import convert as convert_file
from mistral_assistant.dataset.encoding import text_of
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.masking import mask_file
from mistral_assistant.errors import DataError, ModelError, UsageError
from mistral_assistant.i18n import _, ngettext

SHOWN = 20
"""Findings that are printed; all of them stand in the JSON."""


def convert(options: argparse.Namespace, _settings: Any) -> int:
    """Write a file in another form."""
    done = convert_file(
        options.file, options.output, options.to, renamed=_renamed(options),
        render=_rendered if options.template else None, guard=options.spreadsheet,
        guarded=options.from_spreadsheet, force=options.force,
    )  # fmt: skip
    count = ngettext("{count} ligne écrite dans « {file} » ({form}).",
                     "{count} lignes écrites dans « {file} » ({form}).", done.rows)  # fmt: skip
    _tell(options, done.to_json(),
          [count.format(count=done.rows, file=done.target, form=done.form)])  # fmt: skip
    return 0


def clean(options: argparse.Namespace, _settings: Any) -> int:
    """Drop what teaches nothing good, and tell how much and why."""
    from mistral_assistant.reasoning.language import identify

    choice = cleaning_stage.Choice(
        tweets=options.tweets, without=options.without, languages=options.language,
        mini=options.mini,
    )  # fmt: skip
    done = cleaning_stage.clean(options.file, options.output, choice, language=identify,
                                renamed=_renamed(options), force=options.force)  # fmt: skip
    told = _("{rows} lignes lues = {kept} gardées + {changed} changées + {dropped} écartées")
    lines = [told.format(rows=done.rows_in, kept=done.kept, changed=done.changed,
                         dropped=done.dropped.total())]  # fmt: skip
    lines += [_("  écartées, {rule} : {count}").format(rule=rule, count=count)
              for rule, count in done.dropped.most_common()]  # fmt: skip
    lines += [_("  changées, {rule} : {count}").format(rule=rule, count=count)
              for rule, count in done.changes.most_common()]  # fmt: skip
    for conflict in done.conflicts[:SHOWN]:
        lines.append(_("  même question, réponses différentes : lignes {lines}").format(
            lines=", ".join(map(str, conflict))))  # fmt: skip
    _tell(options, done.to_json(), lines)
    return 0


def mask(options: argparse.Namespace, _settings: Any) -> int:
    """Mask personal data, or list it."""
    names = text_of(options.names).splitlines() if options.names else ()
    done = mask_file(options.file, options.output, options.kind or privacy.KINDS, names,
                     renamed=_renamed(options), force=options.force)  # fmt: skip
    lines = [_("{count} données personnelles dans {rows} lignes sur {all}").format(
        count=sum(done.counts.values()), rows=done.rows_with, all=done.rows)]  # fmt: skip
    lines += [_("  {kind} : {count}, dont {distinct} différentes").format(
        kind=kind, count=count, distinct=done.distinct.get(kind, 0))
        for kind, count in done.counts.items()]  # fmt: skip
    if options.list:
        lines += [f"  {line} : {kind} : {clean_line(text)}" for line, kind, text in done.found]
    _tell(options, done.to_json(with_texts=options.list), lines)
    return 0


def split(options: argparse.Namespace, _settings: Any) -> int:
    """Write the three parts and check that nothing stands in two of them."""
    wanted = split_stage.Wanted(
        shares=_shares(options.ratios), seed=options.seed, stratify=options.stratify,
        group=options.group, time=options.time,
    )  # fmt: skip
    done = split_stage.split(options.file, options.into, wanted, renamed=_renamed(options),
                             force=options.force)  # fmt: skip
    paths = [Path(done.files[name]) for name in done.files if done.rows[name]]
    found = leaks_stage.leaks(paths, renamed=_renamed(options)) if len(paths) > 1 else []
    lines = [_("{name} : {count} lignes, « {file} »").format(name=name, count=done.rows[name],
             file=done.files[name]) for name in done.files]  # fmt: skip
    lines += [_("écartées, {reason} : {count}").format(reason=reason, count=count)
              for reason, count in done.dropped.items()]  # fmt: skip
    lines.append(_("Contrôle : {count} question commune à deux parts.").format(count=len(found)))
    _tell(options, done.to_json() | {"leaks": [leak.to_json() for leak in found]}, lines)
    return 3 if found else 0


def validate(options: argparse.Namespace, _settings: Any) -> int:
    """Tell every fault of a file with its line; 3 where there is one."""
    count = _counter() if options.max_length else None
    found = list(validation.problems(
        options.file, count_tokens=_of_example(count) if count else None,
        max_length=options.max_length, renamed=_renamed(options),
    ))  # fmt: skip
    wrong = [problem for problem in found if problem.severity == "error"]
    lines = [clean_line(str(problem)) for problem in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(_("… et {count} autres").format(count=len(found) - SHOWN))
    told_count = ngettext("{count} faute.", "{count} fautes.", len(wrong))
    lines.append(told_count.format(count=len(wrong)))
    told = [{"line": p.line, "what": p.what, "remedy": p.remedy, "severity": p.severity}
            for p in found]  # fmt: skip
    _tell(options, {"file": str(options.file), "problems": told}, lines)
    return 3 if wrong else 0


def leaks(options: argparse.Namespace, _settings: Any) -> int:
    """Tell what files have in common; 3 where there is anything."""
    found = leaks_stage.leaks(options.files, near=not options.exact_only, group=options.group,
                              renamed=_renamed(options))  # fmt: skip
    lines = [
        clean_line(f"{leak.kind} {leak.score:.2f}  {leak.one}:{leak.one_line}  {leak.two}:"
                   f"{leak.two_line}  « {leak.text_one[:60]} » / « {leak.text_two[:60]} »")
        for leak in found[:SHOWN]
    ]  # fmt: skip
    if len(found) > SHOWN:
        lines.append(_("… et {count} autres").format(count=len(found) - SHOWN))
    lines.append(_("{count} fuite(s) d'une part à l'autre.").format(count=len(found)))
    _tell(options, {"leaks": [leak.to_json() for leak in found]}, lines)
    return 3 if found else 0


def stats(options: argparse.Namespace, _settings: Any) -> int:
    """Print the figures of a file, and draw them."""
    from mistral_assistant.reasoning.language import identify

    if options.plot:
        stats_stage.check_plot(options.plot)
    try:
        count = _counter()
    except ModelError as error:
        count = None
        print(error, file=sys.stderr)
    by = options.by or "category"
    told = stats_stage.stats(options.file, count_tokens=count, language=identify, by=by,
                             max_length=options.max_length, near=options.near,
                             renamed=_renamed(options))  # fmt: skip
    if options.by and told["rows"] and options.by not in told["columns"]:
        raise DataError(
            _("« {file} » n'a pas de colonne « {name} ».").format(file=options.file, name=by),
            _("Colonnes trouvées : {names}.").format(names=", ".join(told["columns"])),
        )
    if options.plot:
        stats_stage.draw(told, options.plot)
    bars = map(clean_line, stats_stage.bars(told.get("histogram", ())))
    _tell(options, told, [*data_figures.lines(told), *bars])
    return 0


def _tell(options: argparse.Namespace, told: Mapping[str, Any], lines: Sequence[str]) -> None:
    if options.json:
        print_json(told)
    else:
        print("\n".join(lines))


def _renamed(options: argparse.Namespace) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in options.columns]
    wrong = next(("".join(pair) for pair in pairs if not (pair[0] and pair[2])), None)
    if wrong is not None:
        raise UsageError(_("« {text} » n'est pas de la forme A=B.").format(text=wrong),
                         _("Par exemple : --columns question=instruction"))  # fmt: skip
    return {name: role for name, _sign, role in pairs}


def _shares(text: str) -> tuple[float, ...]:
    try:
        shares = tuple(float(part) for part in text.split("/"))
        if len(shares) != 3 or min(shares) < 0 or not 0 < sum(shares) < 1e6:
            raise ValueError(text)
    except ValueError as error:
        raise UsageError(_("« {text} » n'est pas trois parts.").format(text=text),
                         _("Par exemple : --ratios 80/10/10"))  from error  # fmt: skip
    return shares


def _counter() -> stats_stage.CountTokens:
    """Return what counts tokens as training will."""
    from mistral_assistant.models.tokenizer import MistralTokenizer

    tokenizer = MistralTokenizer()

    def count(messages: Sequence[ChatMessage], text: str | None) -> int:
        if text is not None:
            return len(tokenizer.encode(text)) + 2  # the beginning and the end of the text
        return len(tokenizer.encode_chat(messages).ids)

    return count


def _of_example(count: stats_stage.CountTokens) -> Callable[[Example], int]:
    return lambda example: count(example.chat, example.text)


def _rendered(example: Example) -> str:
    """Write a dialogue as the model reads it."""
    from mistral_assistant.models.template import parts

    try:
        return "".join(part.text for part in parts(example.chat))
    except ModelError as error:
        raise DataError(error.problem, error.hint) from error
