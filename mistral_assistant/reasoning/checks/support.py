"""Do the words of the answer occur in its sources at all? A hint, never a proof.

A good paraphrase uses other words than its source, so these findings warn only.
"""

import re
from collections.abc import Iterator
from itertools import chain

from mistral_assistant.french import SAME_MEANING, STOP_WORDS
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.figures import borne_out
from mistral_assistant.reasoning.checks.findings import WARNING, finding, quoted
from mistral_assistant.reasoning.checks.sources import SENTENCE, ReadText, Sources, stem
from mistral_assistant.reasoning.facts import Day, Fact, Figure
from mistral_assistant.reasoning.turn import Finding
from mistral_assistant.tools.french_text import Word, fold_plain

_UNSUPPORTED = 0.26
"""Share of a sentence's words found in the sources under which it counts as unsupported."""
_OFF_TOPIC = 0.3
"""The same for a whole answer."""
_OFF_TOPIC_LONG = 0.4
_LONG_ANSWER = 12
"""Words from which an answer that is to the point shares more with its sources."""
_SENTENCE_WORDS = 4
_ANSWER_WORDS = 5
_FACT_WORDS = 2
"""Words that a sentence needs before its facts can be out of place."""
_NEAR = 30
"""Words around a fact in a source among which the answer's own must be."""
_PRONOUN = re.compile(r"\W*(?:ils?|elles?|ce|c|cela|ca|on|dont|celles?-ci|celui-ci)(?!\w)")
"""A sentence that begins so goes on about what was named before."""
_TELLING = 10
"""Words that must stand around a fact before their subject can be told."""
_QUOTED = 6
_FACT_WEIGHT = 3
"""Words that a borne-out figure, date or address is worth."""
_EMPTY = """
    afin ainsi alors apres aujourd hui auquel aura aurez auriez autre autres avant beaucoup car
    cependant certain certains chaque concernant contre depuis dernier derniere dessous dessus
    devez devient doit doivent donc durant egalement encore ensuite entre environ fois hors jusqu
    lequel laquelle lors lorsque malgre malheureusement meme mieux non oui par parce pendant peuvent
    plusieurs pourra pourrez pouvons pouvez premier premiere premieres premiers pres puis puisque
    quelque quelques sans sera serait serez seront sommes suite suivant surtout tant tel telle
    toujours toute toutes vers via voici votre jour jours semaine semaines mois annee annees heure
    heures minute minutes euro euros lundi mardi mercredi jeudi vendredi samedi dimanche week end
    deux trois quatre cinq six sept huit neuf dix quinze vingt trente"""
_POLITE = """
    hesitez hesiter disposition aider aide souhaite journee soiree remercie merci desole navre
    excuses regrette plaisir bienvenue contacter question questions renseignement informations
    comprends volontiers heureux ravi confirme precise resume bref nouvelle bonne inquietude
    effectivement absolument parfait parfaitement"""
_SAME = """
    colis paquet envoi | recevoir recu reception arrive parvenir | acheter achat commande panier |
    couper debrancher eteindre | rebrancher remettre rallumer | ticket dossier demande |
    autoriser permettre accepter possible | interdire refuser | commencer debuter partir |
    finir terminer fin cloture | obligatoire exiger falloir devoir necessaire imposer |
    voiture vehicule | logement domicile maison chez | argent somme montant rembourser |
    enfant mineur | gratuit offert frais payer rien | magasin boutique | ecrire courriel message |
    horaires ouvert ouverture accueillir | ferme fermeture | valable valide validite |
    abonnement forfait | technicien intervention | patienter attendre | choisir option"""
_NO_CONTENT = STOP_WORDS | frozenset((_EMPTY + _POLITE).split())
"""Words that no source needs to hold."""


def _synonyms() -> dict[str, frozenset[str]]:
    groups = [line.split() for line in _SAME.split("|")]
    groups += [fold_plain(" ".join(group)).split() for group in SAME_MEANING]
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        stems = frozenset(map(stem, group))
        for one in stems:
            found[one] = found.get(one, frozenset()) | stems
    return found


_SYNONYMS = _synonyms()
"""Stem → the stems of words that mean the same, itself among them."""


def check_support(answer: ReadText, sources: Sources, facts: int = 0) -> Iterator[Finding]:
    """Yield the sentences whose words the sources do not hold, or the whole answer.

    ``facts`` is the number of hard facts that the sources do bear out.
    """
    sentences = [
        (match.span(), _content(answer, *match.span()))
        for match in SENTENCE.finditer(answer.folded.text)
        if not match.group().rstrip().endswith("?")
    ]
    content = [word for _span, words in sentences for word in words]
    least = _OFF_TOPIC if len(content) < _LONG_ANSWER else _OFF_TOPIC_LONG
    if len(content) >= _ANSWER_WORDS and _share(content, sources, facts) < least:
        first, last = sentences[0][0][0], sentences[-1][0][1]
        evidence = _("Les sources parlent d'autre chose.")
        yield finding(answer, (first, last), "off_topic", evidence, WARNING)
        return
    for span, words in sentences:
        facts = 0 if len(words) < _SENTENCE_WORDS else _facts_held(answer, span, sources)
        if len(words) >= _SENTENCE_WORDS and _share(words, sources, facts) < _UNSUPPORTED:
            evidence = _("Rien de tel dans les sources : {words}.").format(
                words=quoted(", ".join(word.text for word in words if not _held(word, sources)))
            )
            yield finding(answer, span, "unsupported", evidence, WARNING)
        elif len(words) >= _FACT_WORDS and not _PRONOUN.match(answer.folded.text, span[0]):
            stems = frozenset(chain.from_iterable(_stems(word.text) for word in words))
            yield from _strayed(answer, span, stems, sources)


def _facts_held(answer: ReadText, span: tuple[int, int], sources: Sources) -> int:
    """Return how many figures and dates of a sentence the sources bear out."""
    return sum(
        any(borne_out(slot.fact, known) for known, _text in sources.facts)
        for slot in answer.slots
        if span[0] <= slot.fact.start < span[1]
    )


def _strayed(
    answer: ReadText, span: tuple[int, int], stems: frozenset[str], sources: Sources
) -> Iterator[Finding]:
    """Yield the facts of a sentence that the sources give, but about something else."""
    for slot in answer.slots:
        fact = slot.fact
        if not (span[0] <= fact.start and fact.end <= span[1]) or _is_opening_time(fact):
            continue
        homes = [
            (text, mate.fact)
            for text in sources.everything
            for mate in text.places
            if mate.fact.kind == fact.kind and borne_out(fact, mate.fact)
        ]
        near = [_near(text, home) for text, home in homes]
        if homes and all(len(words) >= _TELLING and stems.isdisjoint(words) for words in near):
            yield finding(answer, (fact.start, fact.end), "unsupported", _home(*homes[0]), WARNING)


def _near(text: ReadText, fact: Fact) -> frozenset[str]:
    """Return the stems of the words with a meaning around a fact."""
    words = text.folded.words
    first = max(0, text.folded.word_at(fact.start) - _NEAR)
    last = text.folded.word_at(fact.end) + _NEAR
    return frozenset(stem(word.text) for word in words[first:last] if has_meaning(word))


def _is_opening_time(fact: Fact) -> bool:
    """Tell whether a fact is an hour or a day of the week, which have no subject of their own."""
    value = fact.value
    if isinstance(value, Figure):
        return value.unit in ("heure", "minute")
    return isinstance(value, Day) and value.month is None


def _home(text: ReadText, fact: Fact) -> str:
    words = text.folded.words
    first = max(0, text.folded.word_at(fact.start) - _QUOTED)
    last = min(len(words), text.folded.word_at(fact.end) + _QUOTED) - 1
    start, end = text.folded.span(words[first].start, words[last].end)
    return _("Les sources le disent d'autre chose : « {quote} ».").format(
        quote=quoted(text.raw[start:end])
    )


def _content(answer: ReadText, start: int, end: int) -> list[Word]:
    """Return the words of a stretch that carry meaning."""
    words = answer.folded.words
    first, last = answer.folded.word_at(start), answer.folded.word_at(end)
    return [word for word in words[first:last] if has_meaning(word)]


def has_meaning(word: Word) -> bool:
    """Tell whether a word says what a sentence is about."""
    return len(word.text) > 2 and word.text not in _NO_CONTENT and not word.text.isdigit()


def _share(words: list[Word], sources: Sources, facts: int = 0) -> float:
    held = sum(_held(word, sources) for word in words)
    return (held + _FACT_WEIGHT * facts) / (len(words) + _FACT_WEIGHT * facts)


def _held(word: Word, sources: Sources) -> bool:
    return word.text in sources.words or not sources.stems.isdisjoint(_stems(word.text))


def _stems(word: str) -> tuple[str, ...]:
    """Return the stems of a word and of those that mean the same."""
    own = stem(word)
    return (own, *_SYNONYMS.get(own, ()))
