"""A day of the month named without its month: ``avant le 15``, ``le 3 au soir``, ``du 15 au 18``.

Since « le 3 » is many things, words before and after it must say that it is a day.
"""

import re
from collections.abc import Iterator
from datetime import date

from mistral_assistant.tools import calendar_days as days
from mistral_assistant.tools.date_words import DAY_PART, FoundDate, day_number, side_of_today
from mistral_assistant.tools.french_text import Folded

_EVENTS = (
    r"livrable|livre[ers]*|livraison|prevue?s?|attendue?s?|recue?s?|commande[ers]*|acheter?|achat"
    r"|passee?s?|payee?s?|debitee?s?|expediee?s?|envoyee?s?|partie?s?|arrivee?s?|arrivera?|rdv"
    r"|rendez-vous|venir|viendra|passer|passera|absente?|dispo|disponible|deposee?s?|retournee?s?"
    r"|renvoyee?s?|installee?s?|repousser|decaler|reporter|avancee?|fixee?|promise?|postee?s?"
    r"|facturee?s?|rembourse[ers]*|retour|souscrite?|appelee?s?|contactee?s?|ecrite?|signee?"
)
_WORD = r"[a-z']{1,12}"
_AFTER = (
    r"(?=$| ?[.,;!?)\n]| ?:(?! ?[0-9])| (?:au|et|ou|du mois|de ce mois|courant|mais|je|j'|on|il"
    r"|elle|ils|elles|c'|a|pour|si|svp|stp|rien|toujours|tjs|tjrs|avec|car|donc|puis|merci|inclus"
    r"|compris|par|chez|dernier|prochain|vers|entre|sans|ca|nous|vous|aucun|aucune|aurait|serait"
    r"|en (?:point|magasin|relais|boutique|main)|est|pas|deja|n'|ne|qui|que|alors|quand|et)\b)"
)
_DAY = r"(?<![0-9a-z])(?P<day>[0-3]?[0-9])(?:er)?(?![0-9a-z]|[.,/:-][0-9]| ?[€$%°])"
_DEADLINE = re.compile(
    rf"\b(?:(?:avant|apres|depuis|des|d'ici|pour|vers|entre) le|jusqu'au|a partir du|a compter du"
    rf"|des le) {_DAY}{_AFTER}"
)
_EVENT = re.compile(
    rf"\b(?:{_EVENTS})(?: {_WORD}){{0,2}}? (?:le|au) {_DAY}{_AFTER}"
    rf"|\b(?:mails?|courriels?|courriers?|messages?|sms|facture|commande|colis|appel|devis|celle|celui"
    rf"|virement|paiement|reponse|date|debit|promo|soldes|echeance|prelevement) du"
    rf" (?<![0-9a-z])(?P<dated>[0-3]?[0-9])(?:er)?(?![0-9a-z]|[.,/:-][0-9]| ?[€$%°]){_AFTER}"
)
_PART_OF_DAY = re.compile(
    rf"\b(?:le|du|au) (?P<day>[0-3]?[0-9])(?:er)? (?:{DAY_PART}|au plus tard|du mois\b|courant\b"
    r"|(?:a|vers) [0-9]{1,2} ?h)"
)
_RANGE = re.compile(
    r"\b(?P<from>du|entre le) (?P<first>[0-3]?[0-9])(?:er)?(?: inclus)? (?:au|et le)"
    rf" {_DAY}{_AFTER}"
)
_SIZES = re.compile(
    r"\b(?:tailles?|pointures?|pages?|articles?|chapitres?|tomes?|numeros?|etages?|niveaux?|departement"
    r"|chaussures?|lignes?|episodes?)\b[^.;!?]{0,20}$"
)
_ITEM = re.compile(r"\b(?:article|produit|lot|modele|numero|etage|appartement|appt)[^.;!?]{0,12}$")
_PLANNED = re.compile(
    r"\b(?:prevue?s?|attendue?s?|promise?s?|echeance|prelevement|promo|soldes|date|paiement)\b"
)
_PAST = re.compile(r"\b(?:depuis|recue?s?|livree?s?|passees?|payee?s?|debitee?s?|expediee?s?)\b")


_DONE = re.compile(r"(?:é|ée|és|ées|parti|partie|partis|parties) (?:le|au) $")


def days_only(text: Folded, today: date) -> Iterator[FoundDate]:
    """Yield days of the month around today."""
    for match in _RANGE.finditer(text.text):
        if not _SIZES.search(text.text[max(0, match.start() - 40) : match.start()]):
            yield from _range(text, today, match)
    for pattern in (_DEADLINE, _EVENT, _PART_OF_DAY):
        for match in pattern.finditer(text.text):
            group = "day" if match["day"] else "dated"
            if _ITEM.search(text.text[max(0, match.start() - 20) : match.start(group)]):
                continue
            value = days.without_month(today, day_number(match[group]), _side(text, match, group))
            if value:
                yield FoundDate(value, *match.span(group), False)


def _range(text: Folded, today: date, match: re.Match[str]) -> Iterator[FoundDate]:
    side = side_of_today(text, match.start("first"), days.FUTURE)
    last = days.without_month(today, int(match["day"]), side)
    first = last and days.without_month(last, int(match["first"]), days.PAST)
    if first and last:
        yield FoundDate(first, *match.span("first"), False)
        yield FoundDate(last, *match.span("day"), False)


def _side(text: Folded, match: re.Match[str], group: str) -> int:
    """Return the side of today: what was done lies behind, what is to come lies ahead."""
    words = text.text[match.start() : match.end(group)]
    if _PLANNED.search(words):
        return days.NEAREST
    said = side_of_today(text, match.start(group), days.NEAREST)
    if said != days.NEAREST:
        return said
    first, last = text.span(match.start(), match.start(group))
    done = group == "dated" or _PAST.search(words) or _DONE.search(text.raw[first:last])
    return days.PAST if done else days.FUTURE
