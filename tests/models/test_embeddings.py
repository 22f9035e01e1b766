"""Embedding models, on two that the test makes: one vector per word, and the same as ONNX."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mistral_assistant.errors import ModelError
from mistral_assistant.models.embeddings import EmbeddingModel

ROOT = Path(__file__).parents[2]
WORDS = ["[UNK]", "livraison", "colis", "retour", "rendre", "le"]
VECTORS = np.array(
    [[9, 9, 9], [2, 0, 0], [2, 0, 0.5], [0, 3, 0], [0, 3, 0.5], [0, 0, 1]], np.float32
)


def write_tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, normalizers, pre_tokenizers
    from tokenizers.models import WordLevel

    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))


def write_static(folder: Path, **more: np.ndarray) -> Path:
    from safetensors.numpy import save_file

    write_tokenizer(folder)
    save_file({"embeddings": VECTORS, **more}, str(folder / "model.safetensors"))
    (folder / "config.json").write_text(json.dumps({"model_type": "model2vec"}))
    return folder


def write_onnx(folder: Path) -> Path:
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    write_tokenizer(folder)
    shape = ["texts", "tokens"]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, shape)
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [*shape, 3])
    nodes = [helper.make_node("Gather", ["vectors", "input_ids"], ["hidden"])]
    graph = helper.make_graph(
        nodes, "sens", inputs, [output], [numpy_helper.from_array(VECTORS, "vectors")]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 10
    (folder / "onnx").mkdir()
    onnx.save(model, str(folder / "onnx" / "model.onnx"))
    return folder


@pytest.fixture(autouse=True)
def _packages() -> None:
    for package in ("onnx", "onnxruntime", "tokenizers", "safetensors"):
        pytest.importorskip(package)


def test_a_static_model_gives_the_mean_of_its_words_at_unit_length(tmp_path: Path) -> None:
    found = EmbeddingModel(str(write_static(tmp_path / "sens"))).encode(["Le colis inconnu", ""])
    assert found[0] == pytest.approx(np.array([1, 0, 0.75]) / 1.25)  # the unknown word is left out
    assert found[1].tolist() == [0, 0, 0]


def test_token_weights_and_merged_vectors_of_model2vec_are_read(tmp_path: Path) -> None:
    places = np.array([0, 1, 1, 3, 3, 5])
    weights = np.array([1, 1, 1, 1, 1, 0], np.float32)
    folder = write_static(tmp_path / "sens", mapping=places, weights=weights)
    found = EmbeddingModel(str(folder)).encode(["le colis", "rendre"])
    assert found.tolist() == [[1, 0, 0], [0, 1, 0]]


def test_an_onnx_model_is_pooled_over_the_tokens_of_each_text(tmp_path: Path) -> None:
    folder = write_onnx(tmp_path / "sens")
    texts = ["colis", "le retour", "le colis", "rendre rendre rendre"]
    together = EmbeddingModel(str(folder)).encode(texts)
    alone = [EmbeddingModel(str(folder)).encode([text])[0] for text in texts]
    assert together == pytest.approx(np.stack(alone))  # the filling of a batch counts nothing
    assert together[1] == pytest.approx(np.array([0, 3, 1]) / 10**0.5)


def test_the_first_token_stands_for_the_text_where_the_model_says_so(tmp_path: Path) -> None:
    folder = write_onnx(tmp_path / "sens")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    assert EmbeddingModel(str(folder)).encode(["retour le"]).tolist() == [[0, 1, 0]]


def test_the_identity_follows_the_content_and_not_the_place(tmp_path: Path) -> None:
    first = EmbeddingModel(str(write_static(tmp_path / "un")))
    moved = EmbeddingModel(str(write_static(tmp_path / "deux")))
    weighted = EmbeddingModel(str(write_static(tmp_path / "trois", weights=np.ones(6, np.float32))))
    assert first.identity == moved.identity != weighted.identity


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="n'est pas un modèle de plongement") as caught:
        EmbeddingModel(str(tmp_path))
    assert str(tmp_path) in str(caught.value)


def test_weights_of_another_kind_are_refused_when_they_are_read(tmp_path: Path) -> None:
    folder = write_static(tmp_path / "sens")
    (folder / "model.safetensors").write_bytes(b"\0" * 64)
    with pytest.raises(ModelError, match="plongement"):
        EmbeddingModel(str(folder)).encode(["colis"])


def test_a_missing_package_comes_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_static(tmp_path / "sens")
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(ModelError) as caught:
        EmbeddingModel(str(folder)).encode(["colis"])
    assert "pip install 'mistral-assistant[embeddings]'" in caught.value.hint


def test_what_is_neither_a_folder_nor_on_the_hub_is_refused_without_a_network() -> None:
    with pytest.raises(ModelError, match="ni un dossier ni un modèle du hub"):
        EmbeddingModel("pas/un/dossier")


def test_a_model_of_the_hub_is_taken_from_its_cache_before_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = pytest.importorskip("huggingface_hub")
    from huggingface_hub.errors import LocalEntryNotFoundError

    asked: list[tuple[str, bool]] = []
    folder = write_static(tmp_path / "sens")

    def download(name: str, local_files_only: bool = False, **_more: object) -> str:
        asked.append((name, local_files_only))
        if local_files_only and len(asked) == 1:
            raise LocalEntryNotFoundError("nothing kept")
        return str(folder)

    monkeypatch.setattr(hub, "snapshot_download", download)
    assert EmbeddingModel("maison/sens").folder == folder
    assert EmbeddingModel("maison/sens").folder == folder
    assert [offline for _name, offline in asked] == [True, False, True]


def test_without_a_network_the_hub_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = pytest.importorskip("huggingface_hub")
    import httpx2
    from huggingface_hub.errors import LocalEntryNotFoundError

    def download(name: str, local_files_only: bool = False, **_more: object) -> str:
        if local_files_only:
            raise LocalEntryNotFoundError("nothing kept")
        raise httpx2.ConnectError("pas de réseau")

    monkeypatch.setattr(hub, "snapshot_download", download)
    with pytest.raises(ModelError, match="hub n'a pas pu être joint pour « maison/sens »"):
        EmbeddingModel("maison/sens")


def test_a_chat_with_embeddings_imports_no_deep_learning(tmp_path: Path) -> None:
    folder = write_static(tmp_path / "sens")
    packs = tmp_path / "packs"
    shutil.copytree(ROOT / "domains" / "_template", packs / "atelier")
    manifest = packs / "atelier" / "pack.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"template"', '"atelier"', 1))
    code = f"""
import sys
from pathlib import Path
from mistral_assistant.assistant import Assistant
from mistral_assistant.settings import Settings
settings = Settings(pack="atelier", embeddings={str(folder)!r}, domains=(Path({str(packs)!r}),),
                    data_dir=Path({str(tmp_path / "data")!r}))
Assistant(settings).system.categoriser.categorise("mon colis")
heavy = {{"torch", "transformers", "pandas", "sklearn", "onnxruntime"}} & set(sys.modules)
print("safetensors" in sys.modules, sorted(heavy))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("True []", "")
