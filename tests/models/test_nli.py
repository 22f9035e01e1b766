"""The inference model, on a model of three operations that the test makes."""

import json
from pathlib import Path

import pytest

from mistral_assistant.assistant import Assistant
from mistral_assistant.errors import ModelError
from mistral_assistant.models.nli import NliModel
from mistral_assistant.settings import Settings

WORDS = ["[UNK]", "[CLS]", "[SEP]", "livrons", "belgique", "ne", "pas", "nous", "en"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model that sees a contradiction in every « pas » behind the separator."""
    for package in ("onnx", "onnxruntime", "tokenizers"):
        pytest.importorskip(package)
    folder = tmp_path / "juge"
    folder.mkdir()
    _write_model(folder / "model.onnx")
    _write_tokenizer(folder / "tokenizer.json")
    labels = {"0": "CONTRADICTION", "1": "NEUTRAL", "2": "ENTAILMENT"}
    (folder / "config.json").write_text(json.dumps({"id2label": labels}))
    return folder


def _write_model(file: Path) -> None:
    import onnx
    from onnx import TensorProto, helper

    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, None])
    kinds = helper.make_tensor_value_info("token_type_ids", TensorProto.INT64, [1, None])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 3])
    constants = [
        helper.make_tensor("pas", TensorProto.INT64, [], [WORDS.index("pas")]),
        helper.make_tensor("axes", TensorProto.INT64, [1], [1]),
        helper.make_tensor("weights", TensorProto.FLOAT, [1, 3], [9.0, 0.0, -9.0]),
        helper.make_tensor("bias", TensorProto.FLOAT, [1, 3], [-3.0, 0.0, 3.0]),
    ]
    nodes = [
        helper.make_node("Equal", ["input_ids", "pas"], ["is_pas"]),
        helper.make_node("Cast", ["is_pas"], ["marks"], to=TensorProto.INT64),
        helper.make_node("Mul", ["marks", "token_type_ids"], ["behind"]),
        helper.make_node("Cast", ["behind"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["numbers", "axes"], ["count"]),
        helper.make_node("Mul", ["count", "weights"], ["raised"]),
        helper.make_node("Add", ["raised", "bias"], ["logits"]),
    ]
    graph = helper.make_graph(nodes, "juge", [ids, kinds], [logits], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 10
    onnx.save(model, str(file))


def _write_tokenizer(file: Path) -> None:
    from tokenizers import Tokenizer, normalizers, pre_tokenizers
    from tokenizers.models import WordLevel
    from tokenizers.processors import TemplateProcessing

    places = {word: place for place, word in enumerate(WORDS)}
    tokenizer = Tokenizer(WordLevel(places, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
    )
    tokenizer.save(str(file))


def test_labels_are_read_by_their_names_and_add_up_to_one(folder: Path) -> None:
    model = NliModel(folder)
    same = model.judge("Nous livrons en Belgique.", "Nous livrons en Belgique.")
    against = model.judge("Nous livrons en Belgique.", "Nous ne livrons pas en Belgique.")
    assert same.entailment > 0.9 and against.contradiction > 0.9
    assert same.entailment + same.neutral + same.contradiction == pytest.approx(1)


def test_a_long_source_is_cut_and_never_the_sentence(folder: Path) -> None:
    against = NliModel(folder).judge("livrons " * 5_000, "Nous ne livrons pas.")
    assert against.contradiction > 0.9


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_folder_without_one_of_its_files_is_named(missing: str, folder: Path) -> None:
    (folder / missing).unlink()
    with pytest.raises(ModelError, match="juge") as caught:
        NliModel(folder)
    assert caught.value.hint


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_damaged_file_is_an_error_of_ours(name: str, folder: Path) -> None:
    (folder / name).write_bytes(b"\x00{[")
    with pytest.raises(ModelError):
        NliModel(folder)


@pytest.mark.parametrize("labels", [None, [1], {"a": "b"}, {"0": "positive", "1": "negative"}])
def test_a_model_for_something_else_is_refused(labels: object, folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"id2label": labels}))
    with pytest.raises(ModelError):
        NliModel(folder)


def test_the_assistant_loads_it_only_where_the_settings_name_it(
    folder: Path, tmp_path: Path
) -> None:
    assert Assistant(Settings(data_dir=tmp_path)).system.judge is None
    judge = Assistant(Settings(data_dir=tmp_path, nli=str(folder))).system.judge
    assert judge is not None
    assert judge("Nous livrons en Belgique.", "Nous ne livrons pas en Belgique.") > 0.9
