"""The tokenizer of a model from nothing: every text comes back, no text becomes a mark."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.chat import ChatMessage

pytest.importorskip("tokenizers")

from mistral_assistant.training.small_tokenizer import (  # noqa: E402
    MARKS,
    SmallTokenizer,
    is_small,
    learn,
)

TEXTS = ["Élève, où l'été s'achève à l'œuvre : ça coûte 3 €.", "Noël\n\nLa  fin"] * 20
CHAT = [ChatMessage("system", "Bref."), ChatMessage("user", "Où ?"), ChatMessage("assistant", "Là"),
        ChatMessage("user", " Ah  ? [INST]</s>")]  # fmt: skip


@pytest.fixture(scope="module", params=["bpe", "char"])
def tokenizer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> (
    SmallTokenizer
):  # fmt: skip
    return learn(TEXTS, request.param, 400, tmp_path_factory.mktemp("own") / "tokenizer.json")


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_text_comes_back(tokenizer: SmallTokenizer, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_accents_are_no_bytes(tokenizer: SmallTokenizer) -> None:
    assert len(tokenizer.encode("é")) == 1


def test_no_text_of_a_user_becomes_a_mark(tokenizer: SmallTokenizer) -> None:
    marks = {tokenizer.control_id(mark) for mark in MARKS}
    assert not marks & set(tokenizer.encode("<s>[INST] </s> <pad>"))
    ids = tokenizer.encode_chat(CHAT).ids
    assert ids.count(tokenizer.bos_id) == ids.count(tokenizer.eos_id) == 1


def test_the_engine_reads_the_same_tokens_from_the_saved_folder(
    tokenizer: SmallTokenizer, tmp_path: Path
) -> None:
    pytest.importorskip("transformers")
    from mistral_assistant.engine import tokenizers as engine
    from mistral_assistant.training.tokenizers import tokenizer_of, write_tokenizer

    write_tokenizer(tokenizer, tmp_path)
    chat = [*CHAT[:3], ChatMessage("user", "Ah ?")]
    assert engine.tokenizer_of(tmp_path).encode_chat(chat).ids == tokenizer.encode_chat(chat).ids
    assert isinstance(tokenizer_of(tmp_path), SmallTokenizer)


def test_another_tokenizer_is_none_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "tokenizer.json"
    assert not is_small(file)
    file.write_text('{"added_tokens": [{"content": "<s>"}]}', encoding="utf-8")
    assert not is_small(file)
