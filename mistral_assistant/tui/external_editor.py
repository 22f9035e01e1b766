"""The user's own editor for a longer text, through a private file that is removed afterwards.

Whoever calls this has given the terminal up before. No Textual here.
"""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from mistral_assistant.cleaning import clean
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _, system_reason

USUAL = ("nano", "vim", "vi", "notepad")
"""What is tried where neither VISUAL nor EDITOR says which editor."""
MAX_BYTES = 4 * 1024 * 1024


def editor_command(environment: Mapping[str, str] = os.environ) -> Sequence[str]:
    """Return the command line of the user's editor.

    Raises:
        UsageError: there is none.
    """
    for name in ("VISUAL", "EDITOR"):
        if wanted := environment.get(name, "").strip():
            return _words(wanted, name)
    found = next((name for name in USUAL if shutil.which(name)), None)
    if found is None:
        raise UsageError(
            _("Aucun éditeur n'a été trouvé."),
            _("Nommez le vôtre dans la variable EDITOR, par exemple EDITOR=nano."),
        )
    return [found]


def edit(text: str, command: Sequence[str]) -> str:
    """Let the user change ``text`` in an editor and return it clean, once that has ended.

    Raises:
        UsageError: the editor cannot be run, failed, or left no text.
    """
    handle, name = tempfile.mkstemp(prefix="mistral-assistant-", suffix=".md")
    file = Path(name)  # readable by its owner only, as mkstemp makes it
    try:
        with open(handle, "w", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
        done = subprocess.run([*command, name], check=False)
        if done.returncode:
            raise UsageError(
                _("L'éditeur « {name} » s'est arrêté sur une erreur.").format(name=command[0]),
                _("Le texte est resté tel quel."),
            )
        return _read(file)
    except OSError as error:
        raise UsageError(
            _("L'éditeur « {name} » ne peut pas être lancé : {error}.").format(
                name=command[0], error=system_reason(error)
            ),
            _("Corrigez la variable VISUAL ou EDITOR."),
        ) from error
    finally:
        for left in file.parent.glob(f"{file.name}*"):  # with the editor's own back-up copy
            left.unlink(missing_ok=True)


def _read(file: Path) -> str:
    if file.stat().st_size > MAX_BYTES:
        raise UsageError(
            _("Ce texte est trop long pour un message."),
            _("Joignez-le plutôt comme fichier, avec @."),
        )
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    return clean(text.replace("\r\n", "\n").replace("\r", "\n")).removesuffix("\n")


def _words(command: str, name: str) -> Sequence[str]:
    try:
        return shlex.split(command, posix=os.name == "posix")
    except ValueError as error:
        raise UsageError(
            _("La variable {name} ne se laisse pas lire : {error}.").format(name=name, error=error),
            _("Corrigez ses guillemets."),
        ) from error
