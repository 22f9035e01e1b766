"""The worst turns of an evaluation, each with what decided it and what the right answer lacked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mistral_assistant.authoring.pack_test import (
    Failure,
    Mismatch,
    PlayedTurn,
    comparable,
    found_category,
    percent_text,
)
from mistral_assistant.domains.pack import DomainPack, Rule
from mistral_assistant.french import STOP_WORDS, words
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.approach import CONDITIONS
from mistral_assistant.reasoning.turn import Turn

WORST = 10
_WEIGHTS = {
    "error": 10.0,
    "category": 4.0,
    "not_contains": 3.0,
    "contains": 2.0,
    "approach": 2.0,
    "entities": 1.0,
}
_STEM = 5
_RULES = 2
"""Rules that are named as the ones that should have decided."""


@dataclass(frozen=True)
class WorstTurn:
    """A failed turn and why it failed."""

    failure: Failure
    reasons: tuple[str, ...]
    """Sentences in the language of the interface."""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**asdict(self.failure), "reasons": list(self.reasons)}


def worst_turns(
    played: Iterable[PlayedTurn], pack: DomainPack, most: int | None = WORST
) -> list[WorstTurn]:
    """Return the failed turns, worst first: by what failed, and by how sure we were of it."""
    failed = [turn for turn in played if turn.mismatches]
    failed.sort(key=_badness, reverse=True)
    return [WorstTurn(turn.failure, tuple(_reasons(turn, pack))) for turn in failed[:most]]


def _badness(turn: PlayedTurn) -> float:
    fields = {mismatch.field for mismatch in turn.mismatches}
    sure = turn.given is not None and turn.given.context.decision == "sure"
    confidence = turn.given.category.confidence if turn.given else 0.0
    return sum(_WEIGHTS[name] for name in fields) + (confidence if sure else 0.0)


def _reasons(turn: PlayedTurn, pack: DomainPack) -> Iterator[str]:
    given = turn.given
    if given is None:
        return
    fields = {mismatch.field: mismatch for mismatch in turn.mismatches}
    if "category" in fields:
        yield from _about_category(turn.expected.category or "", given, pack)
    elif "approach" in fields:
        # With the wrong category the rules were never to be right.
        yield from _about_rules(turn.expected.approach, given, pack)
    for mismatch in turn.mismatches:
        if mismatch.field == "entities":
            yield _about_entity(mismatch, given)
        elif mismatch.field == "contains":
            yield from _about_content(mismatch.expected, given, pack)


# --- category ----------------------------------------------------------------------------------


def _about_category(expected: str, given: Turn, pack: DomainPack) -> Iterator[str]:
    own = given.category
    found = found_category(given)
    if given.context.topic in ("follow_up", "completes") or found != own.name:
        yield _("la conversation a décidé ({topic}) : « {question} »").format(
            topic=given.context.topic, question=given.context.question
        )
    elif found:
        yield _("décidé par {ngrams}").format(ngrams=_evidence(given) or "—")
    if not found or not expected:
        yield _("appartenance au domaine : {share} (seuil {limit}, limits.in_scope)").format(
            share=percent_text(own.in_scope, 0), limit=percent_text(pack.limits.in_scope, 0)
        )
    if expected in pack.CATEGORIES:
        yield from _about_lack(expected, given, pack)


def _evidence(given: Turn) -> str:
    return ", ".join(
        f"« {match.text} » " + f"{match.weight:+.2f}".replace(".", _(","))
        for match in given.category.evidence
    )


def _about_lack(expected: str, given: Turn, pack: DomainPack) -> Iterator[str]:
    """Say what kept the right category from winning."""
    shares = dict(given.category.ranked)
    if expected in shares:
        best, share = given.category.ranked[0]
        if best != expected:
            yield _("{name} obtient {share}, {best} {other}").format(
                name=expected, share=percent_text(shares[expected], 0),
                best=best, other=percent_text(share, 0),
            )  # fmt: skip
    else:
        yield _("{name} n'est pas parmi les premières").format(name=expected)
    unknown = unknown_words(given.question, pack, expected)
    if unknown:
        quoted = ", ".join(f"« {word} »" for word in unknown)
        yield _("aucun exemple de {name} ne dit : {words}").format(name=expected, words=quoted)


def unknown_words(text: str, pack: DomainPack, category: str) -> list[str]:
    """Return the telling words of a message that a category's examples and keywords lack."""
    spec = pack.CATEGORIES[category]
    taught = {word[:_STEM] for known in (*spec.examples, *spec.keywords)
              for word, _start, _end in words(known)}  # fmt: skip
    telling = [
        word
        for word, _start, _end in words(text)
        if len(word) > 2 and word not in STOP_WORDS and word[:_STEM] not in taught
    ]
    return list(dict.fromkeys(telling))


# --- approach ----------------------------------------------------------------------------------


def _about_rules(wanted: str, given: Turn, pack: DomainPack) -> Iterator[str]:
    """Name the rules that would have given the wanted approach, and what they lacked."""
    names = [rule.id for rule in pack.rules]
    decided = names.index(given.approach.rule) if given.approach.rule in names else len(names)
    candidates = [
        (len(unmet), position, rule, unmet)
        for position, rule in enumerate(pack.rules)
        if rule.then == wanted
        for unmet in [_unmet(rule, given, pack)]
    ]
    candidates.sort(key=lambda item: item[:2])
    if not candidates:
        yield _("aucune règle ne donne « {name} »").format(name=wanted)
    for count, position, rule, unmet in candidates[:_RULES]:
        if count:
            yield _("la règle « {rule} » donnerait {name} ; il lui manque : {conditions}").format(
                rule=rule.id, name=wanted, conditions=", ".join(unmet)
            )
        elif position > decided:
            yield _("la règle « {rule} » donnerait {name}, mais « {first} » passe avant").format(
                rule=rule.id, name=wanted, first=given.approach.rule
            )


def _unmet(rule: Rule, given: Turn, pack: DomainPack) -> list[str]:
    return [
        f"{key} = {_condition(wanted)}"
        for key, wanted in rule.when.items()
        if not CONDITIONS[key](given, pack, wanted)
    ]


def _condition(wanted: Any) -> str:
    if isinstance(wanted, bool):
        return "true" if wanted else "false"
    if isinstance(wanted, Sequence) and not isinstance(wanted, str):
        return " | ".join(map(str, wanted))
    if isinstance(wanted, dict):
        return ", ".join(f"{key} : {_condition(value)}" for key, value in wanted.items())
    return str(wanted)


# --- entities and content ----------------------------------------------------------------------


def _about_entity(mismatch: Mismatch, given: Turn) -> str:
    kind = mismatch.expected.partition(" = ")[0]
    seen = [entity for entity in given.entities if entity.type == kind]
    if seen:
        quoted = ", ".join(f"« {entity.text} » → {entity.value}" for entity in seen)
        return _("{kind} a été lu autrement : {found}").format(kind=kind, found=quoted)
    return _("aucun {kind} n'a été relevé ; voyez [{kind}] dans entities.toml").format(kind=kind)


def _about_content(wanted: str, given: Turn, pack: DomainPack) -> Iterator[str]:
    """Say where the missing text stands, if anywhere."""
    if given.approach.name not in ("knowledge", "generate"):
        yield _("la réponse vient de la règle « {rule} » ({name})").format(
            rule=given.approach.rule or "—", name=given.approach.name
        )
        return
    sought = comparable(wanted)
    passages = [passage for passage in given.knowledge if passage.kind == "passage"]
    holding = [at for at, passage in enumerate(passages) if sought in comparable(passage.text)]
    if holding and passages[0].score:
        at = holding[0]
        yield _("« {title} » le dit, au rang {rank} ({score} contre {best})").format(
            title=passages[at].title, rank=at + 1, score=_score(passages[at].score),
            best=_score(passages[0].score),
        )  # fmt: skip
        return
    said = [entry.title for entry in pack.knowledge if sought in comparable(entry.text)]
    if said:
        yield _("« {title} » le dit, mais la recherche ne l'a pas trouvé").format(title=said[0])
    else:
        yield _("aucun passage du domaine ne dit « {text} »").format(text=wanted)


def _score(score: float) -> str:
    return f"{score:.3f}".replace(".", _(","))
