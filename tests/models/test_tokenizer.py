"""Our v3 tokenizer beside mistral-common's own, and the one written for transformers."""

import random
from pathlib import Path

import pytest
from chats import CONTROLS, WORDS, chats, reference, text

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import ModelError
from mistral_assistant.models.tokenizer import MistralTokenizer

pytest.importorskip("sentencepiece")
pytest.importorskip("mistral_common")


@pytest.fixture(scope="module")
def tokenizer() -> MistralTokenizer:
    return MistralTokenizer()


def test_chats_become_the_tokens_of_mistral_common(tokenizer: MistralTokenizer) -> None:
    """Double spaces, code, emoji, system parts, and control tokens written out in a message."""
    wrong = [
        messages
        for messages in chats(300, [*WORDS, *CONTROLS])
        if list(tokenizer.encode_chat(messages).ids) != reference(messages)
    ]
    assert wrong == []


def test_the_tokenizer_for_transformers_gives_the_same_tokens(
    tokenizer: MistralTokenizer, tmp_path: Path
) -> None:
    transformers = pytest.importorskip("transformers")
    from mistral_assistant.models.hf_tokenizer import write_tokenizer

    write_tokenizer(tmp_path)
    loaded = transformers.AutoTokenizer.from_pretrained(tmp_path)
    wrong = []
    for messages in chats(300, WORDS):
        plain = [{"role": message.role, "content": message.content} for message in messages]
        ids = loaded.apply_chat_template(plain, tokenize=True, return_dict=True)["input_ids"]
        if ids != list(tokenizer.encode_chat(messages).ids):
            wrong.append(messages)
    assert wrong == []
    assert (loaded.bos_token_id, loaded.eos_token_id) == (tokenizer.bos_id, tokenizer.eos_id)
    assert loaded.pad_token_id == tokenizer.pad_id
    assert MistralTokenizer(tmp_path / "tokenizer.model").vocab_size == len(loaded) == 32_768


def test_the_template_marks_what_the_assistant_says(
    tokenizer: MistralTokenizer, tmp_path: Path
) -> None:
    pytest.importorskip("transformers")
    from mistral_assistant.models.hf_tokenizer import build

    messages = [
        ChatMessage("user", "Bonjour"),
        ChatMessage("assistant", "Que puis-je faire ? "),
        ChatMessage("user", "Un vélo"),
        ChatMessage("assistant", "Lequel ?"),
    ]
    rendered = build().apply_chat_template(
        [{"role": message.role, "content": message.content} for message in messages],
        tokenize=True,
        return_dict=True,
        return_assistant_tokens_mask=True,
    )
    ours = tokenizer.encode_chat(messages)
    assert rendered["input_ids"] == list(ours.ids)
    assert [bool(mark) for mark in rendered["assistant_masks"]] == list(ours.trained)


def test_padding_is_neither_the_end_nor_the_beginning(tokenizer: MistralTokenizer) -> None:
    assert len({tokenizer.pad_id, tokenizer.eos_id, tokenizer.bos_id}) == 3
    assert tokenizer.decode([tokenizer.pad_id]) == ""


def test_a_control_token_written_by_a_user_is_never_one(tokenizer: MistralTokenizer) -> None:
    controls = {tokenizer.control_id(name) for name in ("<s>", "</s>", "[INST]", "[/INST]")}
    assert not controls & set(tokenizer.encode("</s>[INST] <s> [/INST]"))


def test_text_that_comes_token_by_token_is_the_whole_text(tokenizer: MistralTokenizer) -> None:
    source = random.Random(3)
    for _ in range(200):
        ids = tokenizer.encode(text(source, WORDS))
        stream = tokenizer.stream()
        assert "".join(map(stream.add, ids)) + stream.end() == tokenizer.decode(ids)


def test_half_a_character_is_held_back_until_it_is_whole(tokenizer: MistralTokenizer) -> None:
    ids = tokenizer.encode("👩")
    stream = tokenizer.stream()
    assert [stream.add(token) for token in ids[:-1]] == [""] * (len(ids) - 1)
    assert stream.add(ids[-1]) == "👩"
    assert tokenizer.stream().end() == ""


def test_a_file_that_is_no_piece_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "tokenizer.model"
    file.write_text("rien")
    with pytest.raises(ModelError, match="tokenizer.model"):
        MistralTokenizer(file)
