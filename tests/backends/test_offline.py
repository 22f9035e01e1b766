"""The offline backend says the finished text or the best passage, and stops when told to."""

import threading
from dataclasses import replace

from mistral_assistant.backends.offline import OfflineBackend, answering
from mistral_assistant.chat import BESIDE, Finish, GenerationOptions, Passage, Prompt, Text

PASSAGE = Passage("livraison.md · Délais", "Trois à cinq jours ouvrables.", 0.9)
ROW = Passage("commandes · ligne 2", "numéro : 1", 1.0, kind="row")


def spoken(prompt: Prompt, cancel: threading.Event | None = None) -> tuple[str, str]:
    chunks = list(
        OfflineBackend().generate(prompt, GenerationOptions(), cancel or threading.Event())
    )
    assert isinstance(chunks[-1], Finish)
    text = "".join(chunk.text for chunk in chunks if isinstance(chunk, Text))
    return text, chunks[-1].reason


def test_a_finished_text_is_spoken_as_it_stands() -> None:
    assert spoken(Prompt((), "Bonjour", "template", text="Bonjour à vous !\n\n- a  b")) == (
        "Bonjour à vous !\n\n- a  b",
        "stop",
    )


def test_knowledge_is_answered_with_the_best_passage() -> None:
    prompt = Prompt((), "Quels délais ?", "knowledge", passages=(ROW, PASSAGE), fallback="Non.")
    assert spoken(prompt)[0] == PASSAGE.text
    assert answering((ROW, PASSAGE)) == (PASSAGE,)


def test_a_passage_that_stands_beside_the_first_is_said_with_its_heading() -> None:
    first = replace(PASSAGE, title="Délais")
    second = Passage("s.md · Suisse", "Huit jours.", 0.8, title="Suisse", fields={BESIDE: "Suisse"})
    other = replace(second, text="Dix jours.", fields={})
    prompt = Prompt((), "?", "knowledge", passages=(first, second, other))
    assert spoken(prompt)[0] == f"**Délais**\n\n{PASSAGE.text}\n\n**Suisse**\n\nHuit jours."
    assert answering((first, other)) == (first,)


def test_without_a_passage_it_says_that_it_does_not_know() -> None:
    prompt = Prompt((), "?", "knowledge", fallback="Je ne sais pas.")
    assert spoken(prompt)[0] == "Je ne sais pas."


def test_an_opening_stands_before_the_passage() -> None:
    prompt = Prompt((), "?", "knowledge", text="Je suis désolé.", passages=(PASSAGE,))
    assert spoken(prompt)[0] == f"Je suis désolé. {PASSAGE.text}"


def test_it_stops_when_told_to() -> None:
    cancel = threading.Event()
    chunks = OfflineBackend().generate(
        Prompt((), "?", "template", text="mot " * 100), GenerationOptions(), cancel
    )
    first = next(chunks)
    assert isinstance(first, Text)
    cancel.set()
    assert list(chunks) == [Finish("cancelled")]
