"""Whether a file can be trained on: roles, alternation, empty and too long rows, by line."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from mistral_assistant.dataset.clean_rules import is_empty
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.reading import open_source
from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.dataset.rows import Fault
from mistral_assistant.errors import DataError, Problem
from mistral_assistant.i18n import _


def problems(
    path: Path,
    *,
    count_tokens: Callable[[Example], int] | None = None,
    max_length: int = 0,
    renamed: Mapping[str, str] | None = None,
) -> Iterator[Problem]:
    """Yield every fault of a file in the order of its lines.

    ``count_tokens`` and ``max_length``: rows of more tokens are told as warnings.

    Raises:
        DataError: the file as a whole cannot be read; the message names the line.
    """
    source = open_source(path, damaged=True)
    layout = source.layout(renamed)
    count = 0
    for row in source.rows_or_faults():
        count += 1
        if isinstance(row, Fault):
            remedy = _("Corrigez la ligne, ou passez le fichier par « data repair » d'abord.")
            yield Problem(str(path), row.line, source.container, row.what, remedy)
            continue
        try:
            example = layout.read(row.values, row.line)
        except RowFault as fault:
            yield Problem(str(path), row.line, layout.form, str(fault), _("Corrigez la ligne."))
            continue
        for what, remedy in _faults(example):
            yield Problem(str(path), row.line, layout.form, what, remedy)
        if max_length and count_tokens and not list(_faults(example)):
            tokens = count_tokens(example)
            if tokens > max_length:
                yield Problem(str(path), row.line, "tokens",
                    _("{count} tokens, {most} au plus").format(count=tokens, most=max_length),
                    _("La fin serait coupée : raccourcissez, ou augmentez max_length."),
                    "warning")  # fmt: skip
    if not count:
        raise DataError(
            _("« {file} » ne contient aucune ligne.").format(file=path),
            _("Vérifiez le fichier ; « data repair » en dit plus."),
        )


def _faults(example: Example) -> Iterator[tuple[str, str]]:
    if example.kind != "text":
        roles = [message.role for message in example.messages]
        spoken = roles[1:] if roles[:1] == ["system"] else roles
        if "system" in spoken:
            yield _("un message « system » n'est pas le premier"), _("Mettez-le en tête.")
        elif not spoken or spoken[-1] != "assistant":
            yield _("la conversation ne finit pas par une réponse"), _("Ajoutez la réponse.")
        elif spoken != ["user", "assistant"] * (len(spoken) // 2):
            yield (
                _("les rôles n'alternent pas : user, assistant"),
                _("Réunissez les messages d'un même rôle."),
            )
    if is_empty(example):
        yield _("un texte est vide"), _("« data clean » écarte ces lignes.")
