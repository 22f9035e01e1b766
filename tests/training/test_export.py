"""A tuned model for elsewhere: Q4_K_M, archive, Ollama, the hub (a fake one on the loopback)."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from mistral_assistant.cli import main
from mistral_assistant.errors import ModelError, TrainingError, UsageError
from mistral_assistant.training import k_quants, recipe
from mistral_assistant.training.arguments import read_arguments
from mistral_assistant.training.export import execute, write_gguf, write_zip
from mistral_assistant.training.upload import upload

Finished = tuple[recipe.Job, list[str]]


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a finished run."""
    run = tmp_path_factory.mktemp("runs") / "2026-boutique"
    (run / "final").mkdir(parents=True)
    (run / "data").mkdir()
    (run / "data" / "train.jsonl").write_text("secret", encoding="utf-8")
    for name in ("arguments.toml", "result.json"):
        (run / name).write_text("{}", encoding="utf-8")
    for name, text in (("adapter_config.json", "{}"), ("README.md", "---\nlanguage: fr\n---\n# x"),
                       ("adapter_model.safetensors", "poids")):  # fmt: skip
        (run / "final" / name).write_text(text, encoding="utf-8")
    return run


# --- Q4_K_M --------------------------------------------------------------------------------------


def test_types_are_those_of_llama_cpp() -> None:
    """For 32 layers the first and the last four, and every third between, get 6 bits."""

    def six(name: str) -> list[int]:
        names = (f"blk.{layer}.{name}.weight" for layer in range(32))
        kinds = [k_quants.type_of(one, (4096, 4096), 32) for one in names]
        return [layer for layer, kind in enumerate(kinds) if kind == "Q6_K"]

    expected = [0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31]
    assert six("attn_v") == six("ffn_down") == expected
    assert six("attn_q") == six("ffn_up") == []
    assert k_quants.type_of("output.weight", (32768, 4096), 32) == "Q6_K"
    assert k_quants.type_of("token_embd.weight", (32768, 4096), 32) == "Q4_K"
    assert k_quants.type_of("token_embd.weight", (32768, 4096), 32, tied=True) == "Q6_K"
    assert k_quants.type_of("output_norm.weight", (4096,), 32) == "F32"
    assert k_quants.type_of("output.weight", (32768, 64), 2) == "Q8_0"


@pytest.mark.slow
def test_q4_k_m_is_read_by_llama_cpp_and_loses_as_little_as_its_own(tmp_path: Path) -> None:
    """Relative error of 4-bit blocks of normal weights: 0.072 with llama.cpp's quantiser."""
    pytest.importorskip("xllamacpp")
    import numpy as np
    from gguf import GGUFReader
    from gguf.quants import dequantize
    from llama_cpp_server import LlamaCpp

    from mistral_assistant.training.rehearsal import write_tiny_base

    write_tiny_base(tmp_path / "m", hidden_size=256, intermediate_size=512, head_dim=64)
    for kind in ("F32", "Q4_K_M"):
        write_gguf(tmp_path / "m", tmp_path / f"{kind}.gguf", kind)
    whole = {one.name: one for one in GGUFReader(tmp_path / "F32.gguf").tensors}
    for stored in GGUFReader(tmp_path / "Q4_K_M.gguf").tensors:
        wanted = dequantize(whole[stored.name].data, whole[stored.name].tensor_type).ravel()
        off = dequantize(stored.data, stored.tensor_type).ravel() - wanted
        share = float(np.sqrt(np.square(off).mean() / np.square(wanted).mean()))
        most = {"Q4_K": 0.0735, "Q6_K": 0.019, "F32": 0.0}[stored.tensor_type.name]
        assert share <= most, stored.name
    told = LlamaCpp(tmp_path / "Q4_K_M.gguf").log_probabilities([1, 3, 1000, 4])
    assert len(told) == 10
    assert sorted(path.name for path in tmp_path.iterdir()) == ["F32.gguf", "Q4_K_M.gguf", "m"]


def test_llama_quantize_on_the_path_does_it_where_there_is_no_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(k_quants, "_quantiser", lambda: None)
    program = tmp_path / "bin" / "llama-quantize"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s" "$3" > "$2"\n')
    program.chmod(0o755)
    (tmp_path / "f16.gguf").write_bytes(b"GGUF")
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}/bin")
    k_quants.write_q4_k_m(tmp_path / "f16.gguf", tmp_path / "q4.gguf")
    assert (tmp_path / "q4.gguf").read_text() == "Q4_K_M"
    program.write_text("#!/bin/sh\necho cassé >&2\nexit 1\n")
    with pytest.raises(ModelError, match="llama-quantize » a échoué : cassé"):
        k_quants.write_q4_k_m(tmp_path / "f16.gguf", tmp_path / "q5.gguf")
    program.unlink()
    with pytest.raises(ModelError, match="Rien ici ne sait.*ollama create -q q4_K_M"):
        k_quants.write_q4_k_m(tmp_path / "f16.gguf", tmp_path / "q5.gguf")
    assert not list(tmp_path.glob("q5*"))


# --- archive and Ollama --------------------------------------------------------------------------


def test_an_archive_holds_the_model_and_its_scores_and_no_data(tuned: Path, tmp_path: Path) -> None:
    assert main(["export", "zip", str(tuned), str(tmp_path / "m.zip")]) == 0
    names = ZipFile(tmp_path / "m.zip").namelist()
    assert names == ["m/README.md", "m/adapter_config.json", "m/adapter_model.safetensors",
                     "m/run/arguments.toml", "m/run/result.json"]  # fmt: skip
    with pytest.raises(UsageError, match="existe déjà"):
        write_zip(tuned, tmp_path / "m.zip")


def test_ollama_is_started_on_request(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "m.gguf").write_bytes(b"GGUF")
    command = ["export", "ollama", str(tmp_path / "m.gguf"), "--execute"]
    assert main(command) == 1
    assert "Ollama n'est pas installé ici" in capsys.readouterr().err
    program = tmp_path / "ollama"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/said\n')
    program.chmod(0o755)
    (tmp_path / "Modelfile").unlink()
    assert main(command) == 0
    assert (tmp_path / "said").read_text() == f"create m -f {tmp_path / 'Modelfile'}\n"
    program.write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(ModelError, match="code 3.*ollama serve"):
        execute(["ollama", "create", "m"])


# --- the hub -------------------------------------------------------------------------------------


class Hub(BaseHTTPRequestHandler):
    """As much of the hub's interface as an upload needs; keeps what it is given."""

    kept: dict[str, bytes]
    created: list[dict[str, Any]]
    refuse: int = 0

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(size)
        if self.refuse:
            return self.reply({"error": "no"}, self.refuse)
        if self.path == "/api/repos/create":
            self.created.append({**json.loads(body), "token": self.headers["authorization"]})
            return self.reply({"url": self.address()})
        if "/preupload/" in self.path:
            files = [{"path": one["path"], "uploadMode": "regular", "shouldIgnore": False}
                     for one in json.loads(body)["files"]]  # fmt: skip
            return self.reply({"files": files})
        if "/commit/" in self.path:
            for line in map(json.loads, body.splitlines()):
                if line["key"] == "file":
                    value = line["value"]
                    self.kept[value["path"]] = base64.b64decode(value["content"])
            return self.reply({"commitUrl": self.address() + "/commit/1", "commitOid": "1"})
        return self.reply({})

    def do_GET(self) -> None:
        self.reply({"id": "compte/modele", "siblings": [], "sha": "0"})

    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/compte/modele"

    def reply(self, value: Any, status: int = 200) -> None:
        text = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, type[Hub]]]:
    pytest.importorskip("huggingface_hub")
    monkeypatch.setenv("HF_TOKEN", "hf_jeton")
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    played = type("Played", (Hub,), {"kept": {}, "created": [], "refuse": 0})
    server = ThreadingHTTPServer(("127.0.0.1", 0), played)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    # The library reads HF_ENDPOINT once, when it is imported.
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
    yield address, played
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_tuned_model_is_uploaded_without_its_data(
    tuned: Path, hub: tuple[str, type[Hub]], capsys: Any
) -> None:
    endpoint, played = hub
    assert main(["export", "hub", str(tuned), "compte/modele"]) == 0
    assert capsys.readouterr().out == f"En ligne : {endpoint}/compte/modele\n"
    (created,) = played.created
    assert (created["organization"], created["name"]) == ("compte", "modele")
    assert created.get("private") is True or created.get("visibility") == "private"
    assert created["token"] == "Bearer hf_jeton"
    files = {path.name: path.read_bytes() for path in (tuned / "final").iterdir()}
    assert played.kept == files


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "jeton qui a le droit.*HF_TOKEN.*export hub"), (403, "jeton qui a le droit"),
     (400, "répondu 400.*Rien n'est perdu")],
)  # fmt: skip
def test_a_hub_that_refuses_is_told_with_a_remedy(
    status: int, told: str, tuned: Path, hub: tuple[str, type[Hub]]
) -> None:
    _endpoint, played = hub
    played.refuse = status
    with pytest.raises(TrainingError, match=told):
        upload(tuned, "compte/modele")


def test_no_hub_and_no_name_are_told(tuned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("huggingface_hub")
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(TrainingError, match="n'est pas un nom de modèle.*compte/modèle"):
        upload(tuned, "pas un nom//")
    with pytest.raises(TrainingError, match="n'a pas pu être joint.*Vérifiez le réseau"):
        upload(tuned, "compte/modele")
    with pytest.raises(UsageError, match="push_to_hub demande un nom"):
        read_arguments(None, {"push_to_hub": True})
