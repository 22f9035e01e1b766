"""Text that was meant for the model and not for the user: templates, instructions, the persona."""

import re
from collections.abc import Iterator
from functools import lru_cache

from mistral_assistant.backends.text_tools import INSTRUCTIONS
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.findings import WARNING, finding
from mistral_assistant.reasoning.checks.sources import SENTENCE, ReadText, Sources, read
from mistral_assistant.reasoning.prompt_lines import AS_DATA, NOT_AGAIN
from mistral_assistant.reasoning.turn import Finding

_MARKS = re.compile(
    r"\[/?(?:inst|available_tools|tool_calls|tool_results|system_prompt)\]"
    r"|</?s>|<unk>|<pad>|<0x[0-9a-f]{2}>|<\|[\w ]{2,30}\|>|<</?sys>>|<(?:start|end)_of_turn>"
    r"|</?(?:documents?|context|think(?:ing)?|tool_call|tool_response|tools?|system|user|assistant)>"
    r"|\{\{ ?[\w.]+ ?\}\}|\{% ?\w+"
    r"|\[document \d+\]|(?<!\w)score ?[=:] ?0[.,]\d+|contexte fourni ?:"
    r"|(?:^|[\n.!?]) *(?:assistant|user|utilisateur|human|system) ?:"
    r"|(?:^|\n) *(?:question|q) ?: [^\n]{1,300}\n+ *(?:reponse|r) ?:"
    r"|(?<!\w)sujet ?: [^.\n]{1,40}\. ?ton ?:"
    r"|(?<!#)#{2,6} *(?:instructions?|response|reponse|system|input|context)(?!\w)"
    r"|(?<![\w$])\$\{?[a-z]\w{2,}\}?"
)
_MENTIONS = re.compile(
    r"(?<!\w)(?:(?:le|du|au) contexte (?:fourni|donne|ci-dessus|ci-dessous)"
    r"|les (?:extraits|passages|documents) (?:ci-dessus|ci-dessous|qui me sont fournis)"
    r"|(?:passage|extrait|document|source) n ?[o°] ?\d|ma base de connaissances)(?!\w)"
)
"""Talk of the passages as such, which the user never saw: clumsy, no fault."""
_SELF = re.compile(
    r"(?:en tant que|comme|je suis)(?: un| qu'un)?(?: grand)? modele "
    r"(?:de langage|d'ia|linguistique)"
    r"|en tant qu'(?:ia|intelligence artificielle)(?!\w)"
    r"|(?<!\w)as an? (?:ai|artificial intelligence|large language model|language model)(?!\w)"
    r"|(?:prompt|message|invite) systeme|system prompt"
    r"|(?<!\w)mes (?:instructions|consignes)(?!\w)"
    r"|(?:revele\w*|ignore\w*) (?:jamais )?ces instructions"
    r"|(?<!\w)tu es (?:un|une|l'|le|la) ?(?:assistant|chatbot|ia(?!\w))"
    r"|(?:^|[.!?:\n] *)tu es (?:un|une|l'|le|la) ?(?:agent|conseill)"
    r"|(?<!\w)(?:entraine|developpe|cree|concu)e? par (?:openai|mistral|google|meta)(?!\w)"
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
    for match in _MENTIONS.finditer(flat):
        if match.group() not in sources.folded:
            evidence = _("L'utilisateur ne voit pas de quoi il est question.")
            yield finding(answer, match.span(), "leak", evidence, WARNING)
    yield from _instructions(answer, sources, f"{persona}\n{AS_DATA}\n{NOT_AGAIN}\n{INSTRUCTIONS}")


def _instructions(answer: ReadText, sources: Sources, told: str) -> Iterator[Finding]:
    runs = _instruction_runs(told)
    words = answer.folded.words
    for index in range(len(words) - _VERBATIM + 1):
        run = words[index : index + _VERBATIM]
        said = answer.folded.text[run[0].start : run[-1].end]
        if tuple(word.text for word in run) in runs and said not in sources.folded:
            evidence = _("Ce passage est une consigne donnée au modèle.")
            yield finding(answer, (run[0].start, run[-1].end), "leak", evidence)
            return


@lru_cache(maxsize=16)
def _instruction_runs(told: str) -> frozenset[tuple[str, ...]]:
    """Return every run of words in the sentences of ``told`` that speak to the model."""
    runs: set[tuple[str, ...]] = set()
    for match in SENTENCE.finditer(read(told).folded.text):
        if _ADDRESSED.search(match.group()):
            words = re.findall(r"[^\W_]+", match.group())
            runs |= {tuple(words[i : i + _VERBATIM]) for i in range(len(words) - _VERBATIM + 1)}
    return frozenset(runs)
