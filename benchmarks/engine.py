"""The engine beside `transformers serve` and llama.cpp's own server, on one random model.

    python benchmarks/engine.py [--millions 20] [--turns 1,5,20] [--repeats 1]
                                [--servers ours,ours-llamacpp,…]

All servers run at once, each in a process of its own, and are asked in turn, forwards and
backwards, at every turn, so that whatever else the machine does strikes all of them. A conversation
grows by about 150 tokens a turn. At the turns asked for a server is asked thrice: for one token,
whose time and seconds of processor time are the first token's; for one again; and for 24 (greedy),
which take as much more as 23 tokens do. With ``--repeats`` all go back to the turn before and come
again; a turn's figure is the median. At the turns between a server says 4 tokens. `transformers
serve` keeps nothing between turns and is not asked at those. Also reported: of the prompt how many
tokens were computed, where a server tells, beside how many differ from the prompt before; each
server's figures beside those of the first one named, as median of the pairs, of a turn and of all;
what a swap of the adapter costs (median); the memory after one conversation and after ten at once.
All servers speak OpenAI's API over HTTP to one client. The last line is one JSON object.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, cast

import httpx2
from engine_servers import SIZES, make_adapters, make_model, started

from mistral_assistant.chat import ChatMessage, Role
from mistral_assistant.engine.runtimes.prefix import common
from mistral_assistant.models.tokenizer import MistralTokenizer

NEW_TOKENS = 24
SETTLE_S = 0.05
SERVERS = ("ours", "ours-llamacpp", "transformers-serve", "llamacpp")
SENTENCE = "Le client du magasin demande quand arrive le colis numéro {n}, parti hier de Lyon. "
RATES = ("first_token_s", "first_token_cpu_s", "tokens_per_s", "tokens_per_cpu_s")
Message = dict[str, str]
Samples = dict[str, dict[int, list[float]]]


def main() -> None:
    options = _options()
    turns = sorted({int(turn) for turn in options.turns.split(",")})
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        model = folder / "modele"
        count = make_model(model, options.millions)
        make_adapters(model, folder, options.rank)
        print(f"{count / 1e6:.0f} M de paramètres, {options.threads} fil(s)", flush=True)
        result: dict[str, Any] = {"parameters": count, "threads": options.threads, "servers": {}}
        asked = []
        for server in options.servers.split(","):
            try:
                place = running.enter_context(started(server, model, folder, options))
            except (OSError, RuntimeError) as error:
                result["servers"][server] = {"failed": f"{type(error).__name__}: {error}"[:300]}
                continue
            asked.append(Asked(server, str(model), *place))
        talk(asked, turns, options.repeats)
        for one in asked:
            one.found |= {name: middle(values) for name, values in one.samples.items()}
            one.found["memory_mb"] = _memory(one.process)
            if one.server.startswith("ours") and options.swaps:
                one.found["swap_ms"] = swaps(one.client, one.address, one.model, options.swaps)
                one.found["ten_windows"] = windows(one)
            result["servers"][one.server] = one.found
            print(one.server, json.dumps(one.found), flush=True)
        result[f"beside_{asked[0].server}"] = {
            one.server: beside(one.samples, asked[0].samples) for one in asked[1:]
        }
    print(json.dumps(result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=int, default=20, choices=tuple(SIZES))
    parser.add_argument("--turns", default="1,5,20")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--swaps", type=int, default=10, help="0: no swaps and no ten windows")
    parser.add_argument("--servers", default=",".join(SERVERS))
    return parser.parse_args()


@dataclass
class Asked:
    """A running server and the conversation that is led with it."""

    server: str
    path: str
    address: str
    token: str
    process: int
    before: tuple[int, ...] = ()
    """The prompt before, in tokens."""
    messages: list[Message] = field(
        default_factory=lambda: [{"role": "system", "content": "Tu aides un magasin."}]
    )
    samples: Samples = field(default_factory=lambda: {name: {} for name in RATES})
    """What was measured, by turn, in the order of the repeats."""
    found: dict[str, Any] = field(default_factory=lambda: {"computed_differing_prompt": {}})

    def __post_init__(self) -> None:
        # A connection that is kept may have been closed by the server while nobody asked.
        self.client = httpx2.Client(
            timeout=600, trust_env=False, headers={"authorization": f"Bearer {self.token}"},
            limits=httpx2.Limits(max_keepalive_connections=0),
        )  # fmt: skip

    @property
    def forgets(self) -> bool:
        """True where a turn between would change nothing."""
        return self.server == "transformers-serve"

    @property
    def model(self) -> str:
        return self.path if self.forgets else Path(self.path).name

    def say(
        self, count: int, messages: list[Message] | None = None
    ) -> tuple[str, float, float, dict[str, Any], float]:
        """Ask for ``count`` tokens: what ``answer`` returns, and the processor time in seconds."""
        began = cpu(self.process)
        said = answer(self.client, self.address, self.model, messages or self.messages, count)
        time.sleep(SETTLE_S)  # the server may still be writing its last words
        return *said, cpu(self.process) - began


def talk(asked: Sequence[Asked], turns: Sequence[int], repeats: int) -> None:
    """Let a conversation with each server grow, in turns, and note the turns asked for."""
    for one in asked:
        answer(one.client, one.address, one.model, [_user(0)], 4)  # what is only done once
    for turn in range(1, max(turns) + 1):
        said = dict.fromkeys((one.server for one in asked), "")
        for one in asked:
            one.messages.append(_user(turn))
        # Before the first turn there is nothing to go back to.
        for repeat in range(repeats if turn in turns and turn > 1 else 1):
            for one in asked if (turn + repeat) % 2 else asked[::-1]:
                if repeat and not one.forgets:
                    one.say(1, one.messages[:-2])
                said[one.server] = measured(one, turn) if turn in turns else passed(one)
        for one in asked:
            one.before = tokens(one.messages)
            one.messages.append({"role": "assistant", "content": said[one.server] or "…"})


def passed(one: Asked) -> str:
    """Ask at a turn that does not count; returns what was said."""
    return "Votre colis arrive demain." if one.forgets else one.say(4)[0]


def measured(one: Asked, turn: int) -> str:
    """Ask at a turn that counts; returns what was said."""
    ids = tokens(one.messages)
    _said, seconds, _pace, usage, used = one.say(1)
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens")
    if cached is not None:
        read, differing = usage["prompt_tokens"] - cached, len(ids) - common(one.before, ids)
        one.found["computed_differing_prompt"][turn] = [read, differing, usage["prompt_tokens"]]
    *_again, again = one.say(1)
    said, _seconds, pace, _usage, more = one.say(NEW_TOKENS)
    rate = (NEW_TOKENS - 1) / max(0.01, more - again)
    for name, value in zip(RATES, (seconds, used, pace, rate), strict=True):
        one.samples[name].setdefault(turn, []).append(value)
    return said


def middle(values: dict[int, list[float]]) -> dict[int, float]:
    """Return the median of each turn."""
    return {turn: round(median(found), 3) for turn, found in values.items()}


def beside(samples: Samples, others: Samples) -> dict[str, Any]:
    """Return how many times as much a server gives or takes as the other one, as medians."""
    result: dict[str, Any] = {}
    for name, turns in samples.items():
        pairs = {
            turn: [one / max(0.01, two) for one, two in zip(found, others[name][turn], strict=True)]
            for turn, found in turns.items()
        }
        result[name] = {**middle(pairs), "all": round(median(sum(pairs.values(), [])), 3)}
    return result


def cpu(process: int) -> float:
    """Return the processor time that a process has taken, in seconds; 0 where nobody can tell."""
    try:
        # Linux numbers the clocks of other processes so; see clock_getcpuclockid(3).
        return time.clock_gettime(~process << 3 | 2)
    except OSError:
        return 0.0


def tokens(messages: list[Message]) -> tuple[int, ...]:
    """Return the prompt in v3's tokens."""
    chat = [ChatMessage(cast(Role, item["role"]), item["content"]) for item in messages]
    return tokenizer().encode_chat(chat).ids


@cache
def tokenizer() -> MistralTokenizer:
    return MistralTokenizer()


def windows(one: Asked) -> dict[str, int]:
    """Lead ten conversations at once; returns what they took of the one process, in MiB."""

    def converse(number: int) -> None:
        with httpx2.Client(timeout=600, trust_env=False, headers=one.client.headers) as client:
            messages = [_user(1_000 + number)]
            for turn in range(2):
                said = answer(client, one.address, one.model, messages, 4)[0]
                messages += [{"role": "assistant", "content": said or "…"}, _user(turn)]

    before = _memory(one.process)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(converse, range(10)))
    return {"before_mb": before, "after_mb": _memory(one.process)}


def answer(
    client: Any, address: str, model: str, messages: list[Message], count: int
) -> tuple[str, float, float, dict[str, Any]]:
    """Return the text, seconds to the first token, tokens/s after it, and the counts."""
    body = {"model": model, "messages": messages, "temperature": 0, "max_tokens": count,
            "stream": True}  # fmt: skip
    if not model.startswith("/"):  # `transformers serve` refuses it
        body["stream_options"] = {"include_usage": True}
    began, text = time.perf_counter(), ""
    marks: list[float] = []
    usage: dict[str, Any] = {}
    with client.stream("POST", f"{address}/v1/chat/completions", json=body) as reply:
        if reply.status_code != 200:
            raise RuntimeError(reply.read().decode()[:200])
        for line in reply.iter_lines():
            if not line.startswith("data: {"):
                continue
            event = json.loads(line[6:])
            usage = event.get("usage") or usage
            choice = (event.get("choices") or [{}])[0]
            said = (choice.get("delta") or {}).get("content")
            if said:
                marks.append(time.perf_counter())
                text += said
    if not marks:
        raise RuntimeError("no text")
    pace = (count - 1) / (marks[-1] - marks[0]) if len(marks) > 1 else 0.0
    return text, marks[0] - began, pace, usage


def swaps(client: Any, address: str, base: str, count: int) -> dict[str, float]:
    """Return what a first token costs more when the adapter changes, in milliseconds.

    The prompt differs at its very beginning each time, so that no prefix helps either side.
    """

    def first(model: str, number: int) -> float:
        body = {"model": model, "prompt": f"{number} bonjour", "max_tokens": 1, "temperature": 0}
        began = time.perf_counter()
        client.post(f"{address}/v1/completions", json=body).raise_for_status()
        return (time.perf_counter() - began) * 1000

    cold = first("un", 1), first("deux", 2)
    stay, swap = [], []
    for number in range(10, 10 + count):
        swap.append(first("un" if number % 2 else "deux", number * 10))
        stay.append(first("un" if number % 2 else "deux", number * 10 + 1))
    return {
        "first_use": round(max(cold), 1),
        "swapped": round(median(swap), 1),
        "same": round(median(stay), 1),
        "swap": round(median(swap) - median(stay), 1),
    }


def _memory(process: int) -> int:
    """Return the peak memory of a process in MiB; 0 where that cannot be read."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return int(text.split("VmHWM:")[1].split()[0]) // 1024


def _user(turn: int) -> Message:
    return {"role": "user", "content": "".join(SENTENCE.format(n=turn * 10 + n) for n in range(5))}


if __name__ == "__main__":
    main()
