"""Text that was meant for the model and not for the user: templates, instructions, the persona."""

import re
from collections.abc import Iterator

from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.findings import finding
from mistral_assistant.reasoning.checks.form import SENTENCE
from mistral_assistant.reasoning.checks.sources import ReadText, Sources, read
from mistral_assistant.reasoning.turn import Finding

_MARKS = re.compile(
    r"\[/?(?:inst|available_tools|tool_calls|tool_results|system_prompt)\]"
    r"|</?s>|<unk>|<pad>|<0x[0-9a-f]{2}>|<\|[\w ]{2,30}\|>|<</?sys>>|<(?:start|end)_of_turn>"
    r"|\[document \d+\]|(?<!\w)score ?= ?0[.,]\d+|contexte fourni ?:"
    r"|(?:^|\n) *(?:assistant|user|utilisateur|human) ?:"
    r"|(?<!#)#{2,6} *(?:instructions?|response|reponse|system|input|context)(?!\w)"
    r"|(?<![\w$])\$\{?[a-z]\w{2,}\}?"
)
_SELF = re.compile(
    r"(?:en tant que|comme|je suis)(?: un| qu'un)?(?: grand)? modele "
    r"(?:de langage|d'ia|linguistique)"
    r"|en tant qu'(?:ia|intelligence artificielle)(?!\w)"
    r"|(?<!\w)as an? (?:ai|artificial intelligence|large language model|language model)(?!\w)"
    r"|(?:prompt|message|invite) systeme|system prompt"
    r"|(?<!\w)mes (?:instructions|consignes)(?!\w)"
    r"|(?:revele\w*|ignore\w*) (?:jamais )?ces instructions"
    r"|(?:^|[.!?:\n] *)tu es (?:un|une|l'|le|la) ?(?:assistant|agent|conseill|chatbot|ia(?!\w))"
    r"|(?<!\w)you are an? (?:helpful |ai |virtual )*assistant"
    r"|(?:^|[.!?:\n\]] *)reponds (?:uniquement|toujours|en francais|en \d)"
)
_ADDRESSED = re.compile(
    r"(?<!\w)(?:tu|te|toi|ton|ta|tes|you|your|vouvoie|tutoie|reponds|n'invente|n'utilise)(?!\w)"
)
_VERBATIM = 7
"""Words in a row by which an instruction of the persona is recognised."""


def check_leak(answer: ReadText, sources: Sources, persona: str) -> Iterator[Finding]:
    """Yield template marks, talk about the prompt, and instructions of ``persona`` word for word.

    What a passage or the user says in the same words is no leak, template marks excepted.
    """
    flat = answer.folded.text
    for pattern in (_MARKS, _SELF):
        for match in pattern.finditer(flat):
            if match.group().strip() not in sources.folded:
                evidence = _("Ce texte s'adresse au modèle, pas à l'utilisateur.")
                yield finding(answer, match.span(), "leak", evidence)
    if persona:
        yield from _persona(answer, sources, persona)


def _persona(answer: ReadText, sources: Sources, persona: str) -> Iterator[Finding]:
    runs = _instruction_runs(persona)
    words = answer.folded.words
    for index in range(len(words) - _VERBATIM + 1):
        run = words[index : index + _VERBATIM]
        said = answer.folded.text[run[0].start : run[-1].end]
        if tuple(word.text for word in run) in runs and said not in sources.folded:
            evidence = _("Ce passage est une consigne donnée au modèle.")
            yield finding(answer, (run[0].start, run[-1].end), "leak", evidence)
            return


def _instruction_runs(persona: str) -> set[tuple[str, ...]]:
    """Return every run of words in the sentences of ``persona`` that speak to the model."""
    runs: set[tuple[str, ...]] = set()
    for match in SENTENCE.finditer(read(persona).folded.text):
        if _ADDRESSED.search(match.group()):
            words = re.findall(r"[^\W_]+", match.group())
            runs |= {tuple(words[i : i + _VERBATIM]) for i in range(len(words) - _VERBATIM + 1)}
    return runs
