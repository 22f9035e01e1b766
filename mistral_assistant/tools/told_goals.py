"""What a told sum asks for: the change, what is missing, a difference, the articles alone …

Once a message asks for one of these, nothing else may read it: a sum would be a wrong answer.
Each reader returns an expression, ``""`` where the question is clear and its numbers are not, or
None where the message asks for something else.
"""

import re
from collections.abc import Callable, Sequence

from mistral_assistant.tools.told_bill import costs_of
from mistral_assistant.tools.told_parts import part_asked, tax_asked
from mistral_assistant.tools.told_periods import over_time, points
from mistral_assistant.tools.told_terms import Term, singular, terms_of
from mistral_assistant.tools.worded_numbers import HOW_MUCH

UNCLEAR = ""
"""The question is clear, the numbers are not: no result."""

_QUESTION = re.compile(
    rf"{HOW_MUCH}(?! de (?:temps|jours|delai))|\bquel(?:le)?s?\b|\b[kq]u?oi\b|\bmonnaie\b"
    r"|\bque (?:me |vais-je |dois-je )|\bprix avant\b|\brest\w+ ?\?|\bdifference entre\b|= ?\?"
)
_CHANGE = re.compile(
    r"\bmonnaie\b|\brend(?:ez|re|s|ra|u|ent|ront|rait|rez)?\b|\bredonne\w*|\brendrai?t?\b"
    r"|\b(?:dois|vais|devrais)(?:-je)? (?:recuperer|recevoir)\b|\bil (?:me|lui) revient\b"
)
_HANDED = re.compile(
    r"\b(?:billet de|donn\w+|tend\w*|file\w*|remis|remets|avec|sur(?: un| mes| les| des)?|verse\w*"
    r"|pay\w+|regl\w+|passe|laisse)(?: (?:un|le|la|en|moi|lui|vous|que|la caissiere|au caissier|"
    r"a la caisse|billet de|mes|mon|ma))* $"
)
_MISSING = re.compile(
    r"\bmanqu\w*|\b(?:il (?:me |m'en |nous |lui |t'en )?(?:faut|faudra|faudrait|reste)|dois-je"
    r"|je dois|faut-il|j'ai besoin de|besoin de)(?: encore)? (?:combien|cb|cmb)? ?(?:\w+ )?encore\b"
    r"|\b(?:ajoute|rajoute)\w*\b(?=.*\b(?:port|livraison|gratuit\w*|offert\w*|atteindre|arriver"
    r"|seuil|minimum|franco)\b)|\bemprunter\b|\bpour (?:atteindre|arriver)\b"
    rf"|{HOW_MUCH}(?: d'euros| de points)?(?: \w+-\w+)? (?:\w+ ){{0,2}}?encore\b"
    rf"|\bencore {HOW_MUCH}"
    r"|\b(?:reste|faut|dois)\b[^?.!]*\b(?:a depenser|a acheter|a gagner|a economiser|a mettre)\b"
)
_NEEDED = re.compile(
    r"\b(?:faut|faudra|faudrait|besoin|arriver|atteindre|avoir|encore|objectif|pour une?)\b"
)
_TARGET = re.compile(
    r"(?:\b(?:arriver|atteindre|aller|monter|passer)(?: (?:a|jusqu'a|aux?|les))?"
    r"|\bil (?:en |me |m'en |nous |lui |t'en )?(?:faut|faudrait|faudra)|\bfaut|\bbesoin de"
    r"|\bseuil (?:de|est(?: de| a)?)|\bminimum(?: de| est(?: de| a)?)?|\b(?:gratuit|offert)\w*"
    r"(?: des| a partir de| a| pour| au-dela de)|\bobjectif (?:de|est(?: de)?)|\bcoute|\ba) $"
)
_DIFFERENCE = re.compile(
    r"\b(?:difference|ecart)\b"
    rf"|{HOW_MUCH} (?:d'euros |d'argent )?(?:[a-z'-]+ ){{0,3}}?(?:de |en |d'euros en )(?:moins"
    rf"|plus)\b"
    r"|\b(?:de|en) (?:moins|plus) (?:par rapport|que)\b"
    rf"|{HOW_MUCH} (?:[a-z'-]+ ){{0,4}}?(?:economis\w*|epargn\w*|gagn\w*|baiss\w*|augment\w*"
    r"|d'economies?)"
    rf"|\b(?:economis\w*|epargn\w*|gagn\w*|baiss\w*|augment\w*|hausse|rabais|remise|reduction)\b"
    rf"(?: \w+){{0,4}}? (?:de )?{HOW_MUCH}"
    rf"|\bde {HOW_MUCH} (?:\w+ ){{0,3}}?(?:remise|reduction|baisse|hausse|rabais)\b"
    r"|\b(?:quel(?:le)? (?:est |etait )?(?:la |l'|mon |le )?)(?:economie|gain|baisse|hausse)\b"
    rf"|\b{HOW_MUCH} (?:\w+ ){{0,2}}?(?:moins|plus) cher\b"
)
_INSTALMENT = re.compile(
    rf"{HOW_MUCH} (?:\w+ ){{0,3}}?(?:par|chaque|le|a chaque) (?:mois|fois|versement|echeance)\b"
    rf"|\b(?:chaque|la|une|par|quelles?|l'|cette) ?(?:mois|mensualite|versement|echeance)"
    rf"(?: \w+){{0,4}}? (?:de )?(?:{HOW_MUCH}|quoi)"
    r"|\bquel(?:le)?s? (?:est |sera |seront |sont )?(?:chaque |les? |la |l'|ma |mes )?"
    r"(?:montant de chaque )?(?:versement|echeance|mensualite)s?\b"
)
_PER_CENT = re.compile(r"%|\bpourcentage|\bpour[- ]cent")
_ALONE = re.compile(
    r"\b(?:seule?s?|sans (?:le |la |les |l')?(?:port|livraison|frais|tva|envoi|express|option|pose"
    r"|garantie|emballage|supplement)|hors (?:port|livraison|frais))\b"
    r"|\b(?:coutai(?:t|ent)|valai(?:t|ent)|coutent|coute|vaut|prix (?:de |du |des ))"
    r"(?: (?:l|le|la|les|de|du))*(?:[ ']| l')*(?:articles?|produits?|appareils?|marchandises?)\b"
)
_INCLUDED = re.compile(r"\b(?:dont|compren\w+|comprise?s?|inclu\w+|avec|en comptant)\b")
_LEFT = re.compile(
    r"\brest(?:e|era|erait|ait|ant|erai)\b|\breste-|\b(?:encore|puis-je) depenser\b"
    rf"|\bj'ai {HOW_MUCH} maintenant\b|{HOW_MUCH}.*\b(?:j'ai|j'aurai) encore\b"
)
_STILL_TO_PAY = re.compile(r"\brest\w*[^?.!]{0,30}? a (?:payer|regler|verser|debourser|sortir)\b"
                           r"|\breste a charge\b")  # fmt: skip
_HELD = re.compile(
    r"\b(?:j'?ai|j'avais|on a|on avait|il (?:me |m'en )?rest(?:e|ait)|avec|budget|plafond|solde"
    r"|cagnotte|carte cadeau|bon d'achat|cheque cadeau|avoir|enveloppe|economies|dispose|possede"
    r"|poche|porte-monnaie|compte|forfait|limite)(?: (?:de|est|un|une|sont|a|:|mes|mon|ma|encore"
    r"|que|d'achat|cadeau))* $"
)
_SPENT = re.compile(
    r"\b(?:depens|achet|pri[st]|prend|paye?|paie|coute|utilis|mi[st]|enlev|retir|donn|perdu|sort"
    r"|serv|regl|vers|consomm|debours|mang|bu|vend|offr|offert)\w*|\bpour\b"
)
_GIVE = (
    r"(?:met|mets|mettent|mettons|mettez|donne\w*|verse\w*|cotise\w*|participe\w*|apporte\w*"
    r"|offre\w*|file\w*|paie\w*|paye\w*)"
)
_POOL = re.compile(
    rf"\bchac\w+ (?:\w+ |des? \d+ [a-z]+ )?{_GIVE}\b|\b{_GIVE}\b.*\bchac\w+"
    rf"|\b{_GIVE}\b.*\bpar (?:personne|tete)\b"
    rf"|\b{_GIVE} chac\w+"
)
_POOLED = re.compile(
    r"\b(?:recolt\w*|cagnotte|en tout|total\w*|somme|reuni\w*|a-t-on|on (?:a|aura|obtient"
    r"|recueille)"
    r"|ensemble|collecte\w*|ca fait|avons-nous|ont-ils|auront|aurons)\b"
)
_TOGETHER = re.compile(
    r"\bensemble\b|\ba (?:nous|eux|elles)\b|\ben tout\b|\bau total\b|\bon (?:a|aura|arrive)\b"
    r"|\brecu\b|\bca (?:me |nous )?fait\b|\btotal\b|\bsomme\b|\bai-je\b|\ba-t-on\b|\ben poche\b"
)
_HELD_BY = re.compile(rf"\b(?:{_GIVE}|a|ai|j'ai|ont|recu|gagne|et|moi|toi|lui|elle|billet de)\b")
_NAME = re.compile(r",? ?(?:et )?[a-z-]+ ")


def goal(flat: str) -> str | None:
    """Return the expression of a sum whose question is one of these; see above."""
    if not _QUESTION.search(flat):
        return None
    terms = terms_of(flat)
    if not terms:
        return None
    for read in _READERS:
        found = read(flat, terms)
        if found is not None:
            return found
    return None


def _amounts(terms: Sequence[Term]) -> list[Term]:
    """Return the terms that are plain amounts; none where another number stands beside them."""
    plain = all(term.kind in ("money", "bare") and not term.sign for term in terms)
    return list(terms) if plain and any(term.kind == "money" for term in terms) else []


def _apart(terms: Sequence[Term]) -> str:
    """Return the larger of two amounts or counts minus the smaller one."""
    small, large = sorted(terms, key=lambda term: term.number)
    if not any(term.kind in ("count", "measure") for term in terms):
        return f"{large.figures} € - {small.figures} €"
    return f"{large.figures} - {small.figures}"


def _change(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *je donne 20 € pour trois cahiers à 4,50 €, que me rend-on ?*"""
    if not _CHANGE.search(flat) or any(term.kind in ("share", "people") for term in terms):
        return None
    if len(terms) == 2:
        return _apart(terms) if _amounts(terms) else None
    handed = [
        term for term in terms if term.kind in ("money", "bare") and _cue(_HANDED, flat, term)
    ]
    return _less_costs(flat, handed, terms) if len(handed) == 1 else None


def _less_costs(flat: str, whole: Sequence[Term], terms: Sequence[Term]) -> str:
    """Return one amount minus what the others cost."""
    total = costs_of(flat, [term for term in terms if term is not whole[0]])
    if total is None:
        return UNCLEAR
    return (
        f"{whole[0].price} - ({total})"
        if re.search(r" [-+] ", total)
        else (f"{whole[0].price} - {total}")
    )


def _cue(pattern: re.Pattern[str], flat: str, term: Term) -> bool:
    return bool(pattern.search(flat[: term.start]))


def _missing(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *mon panier est à 38,60 €, combien ajouter pour 49 € ?*; two numbers of one kind."""
    if not _MISSING.search(flat) or any(term.kind in ("share", "people", "rate") for term in terms):
        return None
    if _STILL_TO_PAY.search(flat):
        return None
    wanted = [*terms]
    if len(terms) > 2:
        last = max(flat.rfind(mark, 0, terms[-2].start) for mark in ".!?")
        before = [term for term in terms[:-2] if term.start > last]
        if last < 0 or before:
            return _missing_of_several(flat, terms)
        wanted = list(terms[-2:])
    if len(wanted) == 2 and not _amounts(wanted) and not _NEEDED.search(flat):
        return None
    if len(wanted) != 2 or not _of_one_kind(flat, wanted):
        return UNCLEAR if len(wanted) == 2 else None
    return _apart(wanted)


def _missing_of_several(flat: str, terms: Sequence[Term]) -> str | None:
    target = [term for term in terms if term.kind == "money" and _cue(_TARGET, flat, term)]
    largest = max(terms, key=lambda term: term.number)
    return _less_costs(flat, target, terms) if target == [largest] else None


def _of_one_kind(flat: str, terms: Sequence[Term]) -> bool:
    if _amounts(terms):
        return True
    units = {singular(term.unit) for term in terms if term.kind in ("count", "measure")}
    others = [term for term in terms if term.kind not in ("count", "measure")]
    return len(units) == 1 and all(
        term.kind in ("money", "bare") and "€" not in flat[term.start : term.end] for term in others
    )


def _difference(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *passé de 349 € à 279 €, combien de moins ?*"""
    if _PER_CENT.search(flat) or not _DIFFERENCE.search(flat):
        return None
    return _apart(terms) if len(terms) == 2 and _amounts(terms) else None


def _alone(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *48,90 € dont 3,90 € de port, combien coûtaient les articles ?*"""
    if not _ALONE.search(flat) or not _INCLUDED.search(flat) or len(terms) < 2:
        return None
    if not _amounts(terms):
        return None
    whole, *parts = terms
    if any(part.number >= whole.number for part in parts):
        return None
    return " - ".join(term.price for term in (whole, *parts))


def _left(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *un bon de 50 €, j'achète pour 29,50 €, il reste combien ?*"""
    if not _LEFT.search(flat) or any(term.kind in ("share", "people", "parts") for term in terms):
        return None
    owed = _STILL_TO_PAY.search(flat)
    if len(terms) == 2 and terms[1].kind in ("money", "bare", "count") and terms[0].kind == "money":
        spent = owed or _SPENT.search(flat)
        counted = terms[1].kind == "count" and terms[1].unit not in ("dedans", "dessus", "avec")
        return None if counted or not spent else _euros_apart(terms)
    held = [term for term in terms if term.kind == "money" and _cue(_HELD, flat, term)]
    if owed or len(held) != 1 or held[0] is not terms[0]:
        return None
    return _less_costs(flat, held, terms)


def _euros_apart(terms: Sequence[Term]) -> str:
    small, large = sorted(terms, key=lambda term: term.number)
    return f"{large.figures} € - {small.figures} €"


def _pool(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *huit personnes mettent 15 € chacune, on récolte combien ?*"""
    if not (_POOL.search(flat) and _POOLED.search(flat)) or len(terms) != 2:
        return None
    people = [term for term in terms if term.kind in ("people", "count", "bare")]
    amounts = [term for term in terms if term.kind in ("money", "rate")]
    if len(people) != 1 or len(amounts) != 1:
        return None
    return f"{people[0].figures} x {amounts[0].price}"


def _contributions(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *mon père donne 60 €, ma mère 45 € : on a combien ensemble ?*"""
    if len(terms) < 2 or not _TOGETHER.search(flat) or not re.search(HOW_MUCH, flat):
        return None
    if not all(term.kind in ("money", "bare") and not term.sign for term in terms):
        return None
    starts = [0, *(term.end for term in terms[:-1])]
    stretches = [flat[at : term.start] for at, term in zip(starts, terms, strict=True)]
    if not all(_HELD_BY.search(part) or _NAME.fullmatch(part) for part in stretches):
        return None
    cash = all("billet de" in stretch for stretch in stretches)
    if not cash and not re.search(rf"\b(?:{_GIVE}|recu|gagne|j'ai|ai|a|ont) $", stretches[0]):
        return None
    return " + ".join(f"{term.figures} €" for term in terms)


def _instalment(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *le total est de 270 €, en trois fois, combien par mois ?*"""
    parts = [term for term in terms if term.kind == "parts"]
    amounts = [term for term in terms if term.kind == "money"]
    if len(parts) != 1 or len(amounts) != 1 or len(terms) != 2 or not _INSTALMENT.search(flat):
        return None
    return f"{amounts[0].price} / {parts[0].figures}"


_READERS: Sequence[Callable[[str, Sequence[Term]], str | None]] = (
    tax_asked,
    part_asked,
    over_time,
    points,
    _instalment,
    _alone,
    _change,
    _pool,
    _missing,
    _difference,
    _left,
    _contributions,
)
"""In the order in which they are tried."""
