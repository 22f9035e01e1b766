"""A process of its own that chats on a store, for the tests that kill it.

It prints a line only once the commit behind it has returned.
"""

import sys
import time
from pathlib import Path

from mistral_assistant.conversations.store import Store


def chat(path: Path, name: str, turns: int) -> None:
    """Write whole messages as fast as possible."""
    store = Store(path)
    conversation = store.create("ecommerce", name)
    parent = None
    for number in range(turns):
        parent = store.add_message(conversation.id, parent, "user", f"{name} {number}").id
        print("message", parent, len(f"{name} {number}"), flush=True)
    store.close()


def stream(path: Path, name: str, turns: int) -> None:
    """Ask, and stream each answer piece by piece, until killed."""
    store = Store(path)
    print("recovered", *store.recover(), flush=True)
    conversation = store.create("ecommerce", name)
    parent = None
    for number in range(turns):
        question = store.add_message(conversation.id, parent, "user", f"question {number}")
        print("message", question.id, len(question.content), flush=True)
        answer = store.add_message(conversation.id, question.id, "assistant", "", status="partial")
        print("partial", answer.id, 0, flush=True)
        text = ""
        for piece in range(8):
            text += f"morceau {piece} "
            store.update_message(answer.id, content=text)
            print("partial", answer.id, len(text), flush=True)
        store.update_message(answer.id, status="complete", trace={"number": number})
        print("message", answer.id, len(text), flush=True)
        parent = answer.id


def wait(path: Path, name: str, turns: int) -> None:
    """Hold one unfinished answer open until killed."""
    store = Store(path)
    conversation = store.create("ecommerce", name)
    answer = store.add_message(conversation.id, None, "assistant", "début", status="partial")
    print("partial", answer.id, len("début"), flush=True)
    time.sleep(600)


if __name__ == "__main__":
    action = {"chat": chat, "stream": stream, "wait": wait}[sys.argv[1]]
    action(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
