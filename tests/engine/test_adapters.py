"""Adapters and configurations of strangers: damaged in every way, and of other models."""

import json
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tiny_models import save_tiny_mistral

from mistral_assistant.engine.adapters import base_shapes, read_adapter
from mistral_assistant.engine.choose import EngineOptions, build
from mistral_assistant.engine.places import resolve
from mistral_assistant.errors import ModelError

LIMIT_S = 5.0
FAULTS = 20
MANY_FAULTS = 100
_ODD = [
    None,
    -1,
    0,
    2**70,
    1e300,
    "x",
    "__import__('os')",
    [],
    {},
    [[]],
    True,
    "../../etc",
    "(a+)+$",
]


@pytest.fixture
def copy(adapters: dict[str, Path], tmp_path: Path) -> Path:
    shutil.copytree(adapters["velos"], tmp_path / "adaptateur")
    return tmp_path / "adaptateur"


def change(folder: Path, **values: Any) -> None:
    file = folder / "adapter_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


def refused(folder: Path, base: Path) -> ModelError:
    with pytest.raises(ModelError) as caught:
        read_adapter(folder, base_shapes(base))
    assert caught.value.problem and caught.value.hint
    return caught.value


def test_a_sound_adapter_is_read(copy: Path, tiny: tuple[Path, Any]) -> None:
    adapter = read_adapter(copy, base_shapes(tiny[0]))
    assert (adapter.rank, adapter.alpha, len(adapter.modules)) == (8, 16.0, 14)


def test_an_adapter_of_another_base_is_refused(copy: Path, tmp_path: Path) -> None:
    save_tiny_mistral(tmp_path / "autre", hidden_size=96, num_hidden_layers=1)
    assert "autre modèle de base" in refused(copy, tmp_path / "autre").problem


@pytest.mark.parametrize(
    "values",
    [
        {"peft_type": "IA3"}, {"use_dora": True}, {"modules_to_save": ["lm_head"]}, {"bias": "all"},
        {"rank_pattern": {"(a+)+$": 4}}, {"layer_replication": [[0, 2], [0, 2]]},
        {"r": 4}, {"r": 2**40}, {"lora_alpha": float("nan")}, {"lora_alpha": "16"}, {"r": True},
    ],
)  # fmt: skip
def test_what_is_no_plain_lora_is_refused(
    copy: Path, tiny: tuple[Path, Any], values: dict[str, Any]
) -> None:
    change(copy, **values)
    refused(copy, tiny[0])


def test_weights_that_could_run_code_are_never_opened(copy: Path, tiny: tuple[Path, Any]) -> None:
    (copy / "adapter_model.safetensors").rename(copy / "adapter_model.bin")
    assert "pickle" in refused(copy, tiny[0]).problem


def test_a_model_whose_config_names_code_of_its_own_runs_none(
    tiny: tuple[Path, Any], tmp_path: Path
) -> None:
    shutil.copytree(tiny[0], tmp_path / "m")
    file, trace = tmp_path / "m" / "config.json", tmp_path / "execute"
    (tmp_path / "m" / "configuration_x.py").write_text(f"open({str(trace)!r}, 'w').close()")
    config = json.loads(file.read_text())
    config |= {"model_type": "x", "auto_map": {"AutoConfig": "configuration_x.X"}}
    file.write_text(json.dumps(config))
    runtime = build(EngineOptions(tmp_path / "m", {}, "transformers")).runtime
    with pytest.raises(ModelError):
        runtime.load(lambda _done, _total: None)
    assert not trace.exists()


def test_a_run_directory_brings_its_base_and_itself(
    adapters: dict[str, Path], tiny: tuple[Path, Any]
) -> None:
    place = resolve(adapters["velos"])
    assert (place.base, place.adapters) == (
        tiny[0].resolve(),
        {"velos": adapters["velos"].resolve()},
    )
    engine = build(EngineOptions(adapters["velos"], {}, "transformers"))
    assert (engine.default, engine.models) == ("velos", ("velos", "minuscule"))
    engine.close()


def test_a_folder_without_a_model_is_told_what_one_looks_like(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        resolve(tmp_path)
    assert "adapter_config.json" in caught.value.hint


# --- seeded damage -------------------------------------------------------------------------------


def damage(folder: Path, chance: random.Random) -> str:
    """Damage one file of an adapter; returns how."""
    kinds: list[Callable[[Path, random.Random], str]] = [flip, cut, odd_value, no_json]
    return chance.choice(kinds)(folder, chance)


def flip(folder: Path, chance: random.Random) -> str:
    name = chance.choice(["adapter_config.json", "adapter_model.safetensors"])
    data = bytearray((folder / name).read_bytes())
    for _ in range(chance.randrange(1, 30)):
        data[chance.randrange(min(len(data), 2_000))] ^= 1 << chance.randrange(8)
    (folder / name).write_bytes(data)
    return f"flip {name}"


def cut(folder: Path, chance: random.Random) -> str:
    name = chance.choice(["adapter_config.json", "adapter_model.safetensors"])
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: chance.randrange(len(data))])
    return f"cut {name}"


def odd_value(folder: Path, chance: random.Random) -> str:
    values = json.loads((folder / "adapter_config.json").read_text())
    name = chance.choice(sorted(values))
    change(folder, **{name: chance.choice(_ODD)})
    return f"odd {name}"


def no_json(folder: Path, chance: random.Random) -> str:
    text = chance.choice(["", "[" * 50_000, "null", '{"r": 1e999}', '"x"', "{" * 10, "\x00"])
    (folder / "adapter_config.json").write_text(text)
    return "no json"


def survive(seed: int, adapters: dict[str, Path], tiny: tuple[Path, Any], target: Path) -> None:
    """Damage a copy and use it: it is refused within the limit, or it works."""
    from mistral_assistant.engine.runtimes.gguf_base import adapter_file
    from mistral_assistant.engine.runtimes.lora import Loras

    shutil.copytree(adapters["velos"], target / "a")
    how = damage(target / "a", random.Random(seed))
    began = time.process_time()
    loras = Loras(tiny[1], base_shapes(tiny[0]), "cpu")
    loras.set_folders({"a": target / "a"})
    try:
        with loras.using("a"):
            pass
        adapter_file(target / "a", tiny[0], target / "cache")
    except ModelError as error:
        assert error.problem, how
    finally:
        loras.set_folders({})
    assert time.process_time() - began < LIMIT_S, how


@pytest.mark.parametrize("seed", range(FAULTS))
def test_a_damaged_adapter_is_refused_or_harmless(
    seed: int, adapters: dict[str, Path], tiny: tuple[Path, Any], tmp_path: Path
) -> None:
    survive(seed, adapters, tiny, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(FAULTS, MANY_FAULTS))
def test_the_other_damaged_adapters_as_well(
    seed: int, adapters: dict[str, Path], tiny: tuple[Path, Any], tmp_path: Path
) -> None:
    survive(seed, adapters, tiny, tmp_path)
