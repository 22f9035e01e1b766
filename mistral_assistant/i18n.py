"""The language of the interface: French in the source, other languages from gettext catalogues.

Call :func:`_` where a text is *shown*, not at import time, so that the language chosen on the
command line is the one that is used.
"""

import errno
import gettext
from pathlib import Path

LANGUAGES = ("fr", "en")
_CATALOGUES = Path(__file__).with_name("locale")

_translations: gettext.NullTranslations = gettext.NullTranslations()
_language = "fr"


def set_language(lang: str) -> None:
    """Use ``lang`` for every text from now on; French needs no catalogue."""
    global _translations, _language
    _translations, _language = gettext.NullTranslations(), lang
    catalogue = _CATALOGUES / lang / "LC_MESSAGES" / "mistral_assistant.mo"
    if lang != "fr" and catalogue.is_file():
        with catalogue.open("rb") as file:
            _translations = gettext.GNUTranslations(file)


def language() -> str:
    """Return the language of the interface, one of LANGUAGES."""
    return _language


def _(text: str) -> str:
    """Return ``text`` in the language of the interface."""
    return _translations.gettext(text) if text else ""  # gettext's "" is the catalogue's header


def N_(text: str) -> str:  # noqa: N802
    """Mark a text for the catalogue that is translated where it is shown."""
    return text


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of a text that fits ``count``; in French 0 is singular too."""
    if type(_translations) is gettext.NullTranslations:
        return singular if count < 2 else plural
    return _translations.ngettext(singular, plural, count)


def system_reason(error: OSError) -> str:
    """Return what the operating system says, in the language of the interface where it is known."""
    match error.errno:
        case errno.ENOENT:
            return _("il n'existe pas")
        case errno.EACCES | errno.EPERM:
            return _("accès refusé")
        case errno.EROFS:
            return _("lecture seule")
        case errno.ENOSPC | errno.EDQUOT:
            return _("disque plein")
        case errno.EISDIR:
            return _("c'est un dossier")
        case errno.ENOTDIR:
            return _("ce n'est pas un dossier")
        case errno.ENAMETOOLONG:
            return _("nom trop long")
    return error.strerror or str(error)
