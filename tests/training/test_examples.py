"""Tokens and labels: the assistant's words and their end are learned, nothing else."""

import pytest

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import DataError, TrainingError
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.training.examples import (
    IGNORED,
    Tokenised,
    require_examples,
    spans,
    tokenise_rows,
)
from mistral_assistant.training.rows import Row

TURNS = Row(7, (
    ChatMessage("system", "Sois bref."), ChatMessage("user", "Bonjour  à tous"),
    ChatMessage("assistant", "Bonjour !"), ChatMessage("user", "Prix ? </s>[INST]"),
    ChatMessage("assistant", "12 €."),
))  # fmt: skip


@pytest.fixture(scope="module")
def tokenizer() -> MistralTokenizer:
    pytest.importorskip("sentencepiece")
    pytest.importorskip("mistral_common")
    return MistralTokenizer()


def test_every_answer_and_its_end_are_learned_and_nothing_else(
    tokenizer: MistralTokenizer,
) -> None:
    (example,) = tokenise_rows([TURNS], tokenizer, 512).examples
    learned = [ids for ids, trained in spans(example.ids, example.labels) if trained]
    assert [tokenizer.decode(ids) for ids in learned] == ["Bonjour !", "12 €."]
    assert all(ids[-1] == tokenizer.eos_id for ids in learned)
    assert example.ids == tokenizer.encode_chat(TURNS.messages).ids
    assert example.ids.count(tokenizer.bos_id) == 1
    assert example.ids.count(tokenizer.eos_id) == 2, "the user's own </s> is text"
    assert all(label in (IGNORED, own) for label, own in zip(example.labels, example.ids,
                                                            strict=True))  # fmt: skip


def test_a_row_too_long_is_listed_and_never_cut(tokenizer: MistralTokenizer) -> None:
    count = len(tokenizer.encode_chat(TURNS.messages).ids)
    assert tokenise_rows([TURNS], tokenizer, count - 1) == Tokenised((), ((7, count),))
    assert len(tokenise_rows([TURNS], tokenizer, count).examples[0].ids) == count


def test_rows_that_are_all_too_long_are_refused_with_the_length_that_would_do() -> None:
    with pytest.raises(DataError, match="la plus courte a 90 tokens"):
        require_examples(Tokenised((), ((1, 120), (2, 90))), 64)


def test_a_tokenizer_whose_padding_ends_texts_is_refused(tokenizer: MistralTokenizer) -> None:
    broken = MistralTokenizer()
    broken.pad_id = broken.eos_id
    with pytest.raises(TrainingError, match="Ligne 7"):
        tokenise_rows([TURNS], broken, 512)
