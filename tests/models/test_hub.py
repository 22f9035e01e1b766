"""Fetching from the hub: its own client against a hub that this test runs, and against none."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.cli import main
from mistral_assistant.errors import ModelError
from mistral_assistant.models import hub, registry

COMMIT = "0" * 40
FILES = {"config.json": b'{"model_type": "mistral"}', "model.safetensors": b"\x00" * 3_000,
         "pytorch_model.bin": b"pickle", "modeling_x.py": b"raise SystemExit",
         "README.md": b"---\nlicense: apache-2.0\n---\n"}  # fmt: skip


class Hub(BaseHTTPRequestHandler):
    """As much of the hub as its client asks for."""

    asked: list[str]

    def do_HEAD(self) -> None:  # noqa: N802
        self._answer(body=False)

    def do_GET(self) -> None:  # noqa: N802
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        path = self.path.partition("?")[0]
        if path.endswith("/auth-check") or "/reserve" in path and "/resolve/" in path:
            self._send(403, b"{}", body, **{"x-error-code": "GatedRepo"})
        elif path.startswith("/api/models/") and "/absent" in path:
            self._send(401, b"{}", body, **{"x-error-code": "RepoNotFound"})
        elif path.startswith("/api/models/") and "/tree/" in path:
            listed = [{"type": "file", "path": name, "size": len(data), "oid": f"{len(data):040}"}
                      for name, data in FILES.items()]  # fmt: skip
            self._send(200, json.dumps(listed).encode(), body)
        elif path.startswith("/api/models/"):
            gated = "auto" if "/reserve" in path else False
            names = [n for n in FILES if "/pickle" not in path or not n.endswith("safetensors")]
            files = [{"rfilename": name, "size": len(FILES[name])} for name in names]
            said = {"id": "essai/x", "sha": COMMIT, "gated": gated, "siblings": files,
                    "cardData": {"license": "apache-2.0"}}  # fmt: skip
            self._send(200, json.dumps(said).encode(), body)
        elif (name := path.rpartition("/")[2]) in FILES:
            type(self).asked.append(name)
            self._send(200, FILES[name], body, etag=f'"{name}"', **{"x-repo-commit": COMMIT})
        else:
            self._send(404, b"{}", body, **{"x-error-code": "EntryNotFound"})

    def _send(self, status: int, data: bytes, body: bool, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def own_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """A hub of the test's own; gives the names of the files that were asked for."""
    client = pytest.importorskip("huggingface_hub")
    Hub.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _point(client, monkeypatch, f"http://127.0.0.1:{server.server_port}", tmp_path)
    yield Hub.asked
    server.shutdown()
    server.server_close()


def _point(client: Any, patch: pytest.MonkeyPatch, address: str, cache: Path) -> None:
    """Point the hub's client, which reads its surroundings when it is imported, to an address."""
    import huggingface_hub.constants  # noqa: F401  the client imports its parts when they are named

    patch.setattr(client.constants, "ENDPOINT", address)
    patch.setattr(client.constants, "HF_HUB_CACHE", str(cache / "hub"))
    patch.setattr(client.constants, "HF_HUB_DISABLE_XET", True)
    patch.setattr(client.constants, "HUGGINGFACE_CO_URL_TEMPLATE",
                  address + "/{repo_id}/resolve/{revision}/{filename}")  # fmt: skip
    from huggingface_hub import hf_api

    patch.setattr(hf_api.api, "endpoint", address)


def test_a_model_is_fetched_without_what_could_run_code(
    own_hub: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "donnees"
    assert main(["models", "pull", "essai/libre", "--data-dir", str(data)]) == 0, (
        capsys.readouterr().err
    )
    assert "apache-2.0" in capsys.readouterr().out
    entry = registry.find(data, "essai/libre")
    assert entry and {file.name for file in entry.path.iterdir()} == {
        "config.json", "model.safetensors", "README.md"
    }  # fmt: skip
    assert not {"pytorch_model.bin", "modeling_x.py"} & set(own_hub)
    assert main(["models", "pull", "essai/libre", "--data-dir", str(data)]) == 1
    cached = hub.fetched_into(entry.path)
    assert cached and cached.name == "models--essai--libre"
    assert main(["models", "remove", "essai/libre", "--files", "--data-dir", str(data)]) == 0
    assert not cached.exists()


def test_a_model_is_described_before_it_is_fetched_and_none_of_it_stays(
    own_hub: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    sizes = {"num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4, "head_dim": 16,
             "num_key_value_heads": 2, "intermediate_size": 160, "vocab_size": 32_768}  # fmt: skip
    monkeypatch.setitem(FILES, "config.json", json.dumps(sizes).encode())
    monkeypatch.setitem(FILES, "tokenizer_config.json", b'{"mask_token": "<mask>"}')
    command = ["models", "info", "essai/libre", "--data-dir", str(tmp_path)]
    assert main([*command, "--json"]) == 0, capsys.readouterr().err
    facts = json.loads(capsys.readouterr().out)
    assert (facts["path"], facts["here"], facts["gated"]) == ("essai/libre", False, False)
    assert (facts["licence"], facts["special_tokens"]) == ("apache-2.0", {"mask": "<mask>"})
    assert facts["nf4_bytes"] < facts["half_bytes"]
    assert main(command) == 0
    assert "accès : libre" in capsys.readouterr().out
    assert "model.safetensors" not in own_hub
    assert not list((tmp_path / "hub").glob("models--*")), "it would be taken for a fetched model"
    assert main(["models", "info", "essai/reserve", "--data-dir", str(tmp_path)]) == 1
    assert "models pull qwen2.5:1.5b" in capsys.readouterr().err
    assert main(["models", "info", "nulle-part", "--data-dir", str(tmp_path)]) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [("essai/reserve", "models pull"), ("essai/absent", "HF_TOKEN"), ("essai/pickle", "code")],
)
def test_what_cannot_be_had_is_told_before_anything_is_fetched(
    own_hub: list[str], name: str, said: str
) -> None:
    with pytest.raises(ModelError) as caught:
        hub.look_up(name)
    assert said in caught.value.hint
    assert own_hub == []


def test_without_a_network_the_user_is_told_what_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client = pytest.importorskip("huggingface_hub")
    _point(client, monkeypatch, "http://127.0.0.1:1", tmp_path)
    with pytest.raises(ModelError) as caught:
        hub.look_up("mistral-7b")
    assert "mistralai/Mistral-7B-Instruct-v0.3" in caught.value.problem
    assert "models import" in caught.value.hint
    found = hub.Found("essai/libre", ("config.json",), 1, "", False)
    with pytest.raises(ModelError, match="joint"):
        hub.fetch(found)


@pytest.mark.parametrize("name", ["", "x", "../..", "a/b/c", "https://x/y"])
def test_what_is_no_name_of_the_hub_is_refused_without_asking(name: str) -> None:
    with pytest.raises(ModelError, match="hub"):
        hub.look_up(name)
