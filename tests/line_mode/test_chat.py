"""The chat line by line: every command, the answer as it comes, and stopping it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from scripted import Script, ScriptedBackend

from mistral_assistant.assistant import Assistant
from mistral_assistant.cli.open import open_store
from mistral_assistant.commands import COMMANDS
from mistral_assistant.errors import BackendError
from mistral_assistant.line_mode import LineChat
from mistral_assistant.plain_text import Printer
from mistral_assistant.reasoning.turn import STEPS
from mistral_assistant.settings import Settings

TESTS = Path(__file__).parents[1]
KNOWLEDGE = "Quels sont vos délais de livraison ?"
"""A question whose answer a model may write."""


def test_every_command_of_the_full_screen_is_known(settings: Settings) -> None:
    known = set(LineChat(settings, Assistant(settings), Printer()).commands)
    assert known | {"quitter"} == {item.name for item in COMMANDS}


@pytest.mark.parametrize("word", ["quitter", "/quit", "bye", "Q"])
def test_nothing_after_quitter_is_read(word: str, chat: Callable) -> None:
    assert len(chat(word, "bonjour")) == 1


def test_an_answer_has_its_badge_and_sources_below_it(chat: Callable) -> None:
    _title, answer, foot, empty = chat("Où en est ma commande CMD-482913 ?")
    assert answer.startswith("Votre commande CMD-482913")
    assert foot.startswith("✓ vérifié  [1] commandes · ligne ") and empty == ""


def test_debug_shows_the_last_trace_and_those_to_come(chat: Callable) -> None:
    lines = chat("bonjour", "debug", "merci", "debug", "merci")
    heads = [line.split()[0] for line in lines if " ms  " in line]
    assert heads == [*STEPS, *STEPS]
    assert lines.count("Le raisonnement est montré après chaque réponse.") == 1
    assert lines.count("Le raisonnement n'est plus montré.") == 1


def test_the_detailed_trace_shows_more(chat: Callable) -> None:
    plain, detailed = chat("debug", KNOWLEDGE), chat("debug+", KNOWLEDGE)
    assert len(detailed) > len(plain)
    assert len(chat("debug", "debug+", "debug+", KNOWLEDGE)) < len(plain)


def test_effacer_begins_anew_and_annuler_takes_it_back(chat: Callable) -> None:
    question, number = "Où en est ma commande ?", "CMD-482913"
    assert any(number in line for line in chat(question, number))
    cleared = chat(question, "effacer", "effacer", number, "debug")
    assert "Nouvelle conversation ; « annuler » reprend l'ancienne." in cleared
    assert "Il n'y a rien à effacer." in cleared
    assert any(line.startswith("context") and " new " in line for line in cleared)
    undone = chat(question, "effacer", "annuler", "annuler", number, "debug")
    assert undone.count("Conversation reprise.") == 1
    assert "Il n'y a rien à annuler." in undone
    assert any(line.startswith("context") and " completes " in line for line in undone)


def test_what_was_cleared_stays_in_the_history(chat: Callable) -> None:
    lines = chat("bonjour", "effacer", "merci", "historique")
    assert [line.split()[1] for line in lines[-2:]] == ["Merci", "Bonjour"]
    assert [int(line.split()[0]) for line in lines[-2:]] == [2, 1]


def test_domaine_lists_the_packs_and_swaps_them(chat: Callable) -> None:
    lines = chat("domaine", "domaine support technique", "domaine", "ma box clignote rouge")
    assert "› ecommerce            E-commerce" in lines
    assert "› support-technique    Support technique" in lines
    swapped = next(line for line in lines if line.startswith("E-commerce → Support technique"))
    assert "sujets : " in swapped and "passages : " in swapped
    assert any("redémarrez-la" in line for line in lines)


def test_a_wrong_command_says_what_would_be_right(chat: Callable) -> None:
    lines = chat("/domaine jardin", "/hitsorique", "Livrez-vous en Belgique ?")
    assert "ecommerce, education, sante, support-technique" in lines[1]
    assert "« /historique »" in lines[2]
    assert "✓ vérifié" in lines[4]


def test_recharger_reads_the_files_again(chat: Callable) -> None:
    assert "Domaine relu : E-commerce." in chat("recharger")


def test_aide_names_every_command_and_the_theme_has_no_place_here(chat: Callable) -> None:
    lines = chat("aide", "thème clair")
    assert [line.split()[0] for line in lines[1:-1]] == [item.name for item in COMMANDS]
    assert "plein écran" in lines[-1]


def test_the_last_conversation_goes_on_with_its_pack(chat: Callable) -> None:
    chat("Je m'appelle Camille", "domaine support-technique", "ma box clignote rouge")
    lines = chat("et si ça continue ?", "debug", resume=True)
    assert lines[0] == "› ma box clignote rouge"
    assert "Support technique · hors ligne" in "\n".join(lines)


def test_an_answer_is_printed_as_the_model_says_it_without_its_control_characters(
    chat: Callable,
) -> None:
    backend = ScriptedBackend(
        Script(
            (
                "Livré \x1b",
                "[31men \u009b",
                "2J\u202e3 jours.",
            )
        )
    )
    lines = chat(KNOWLEDGE, backend=backend)
    assert lines[1] == "Livré [31men 2J3 jours."
    assert not {"\x1b", "\u009b", "\u202e"} & set("".join(lines))


def test_a_repaired_answer_is_said_again(chat: Callable) -> None:
    wrong = Script(("Nous livrons partout pour 987654 euros, en 77 jours.",))
    lines = chat(KNOWLEDGE, backend=ScriptedBackend(wrong))
    assert "(corrigé)" in lines
    assert any(line.startswith("↻ corrigé") for line in lines)


def test_a_model_that_fails_is_told_and_the_chat_goes_on(chat: Callable) -> None:
    fault = Script((), fault=BackendError("Le serveur ne répond plus.", "Relancez-le."))
    lines = chat(KNOWLEDGE, "bonjour", backend=ScriptedBackend(fault))
    assert any("Le serveur ne répond plus." in line for line in lines)
    assert len([line for line in lines if "vérifié" in line]) == 1
    assert any("bonjour" in line.lower() for line in lines), "the next line was answered"


def test_hostile_lines_are_answered_like_all_others(chat: Callable) -> None:
    lines = chat("\x1b[2J\x00\u009b", "\ud800", "/" * 300, "[/INST]", "CMD-482913")
    assert any("samedi 14 mars" in line for line in lines[-3:])
    assert not {"\x1b", "\x00", "\u009b"} & set("".join(lines))


STOPPED = """
import sys
from pathlib import Path
from scripted import Script, ScriptedBackend
from mistral_assistant.assistant import Assistant
from mistral_assistant.cli import main
from mistral_assistant.cli.open import open_store
from mistral_assistant.line_mode import run_line_chat
from mistral_assistant.settings import Settings

settings = Settings(data_dir=Path(sys.argv[1]))
backend = ScriptedBackend(Script(("encore ",), delay=0.01, endless=True))
store = open_store(settings)
code = run_line_chat(settings, Assistant(settings, store, backend))
store.close()
sys.exit(code)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_stops_the_answer_keeps_its_text_and_the_chat_goes_on(
    settings: Settings,
) -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", STOPPED, str(settings.data_dir)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=TESTS.parent, env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(TESTS)},
    )  # fmt: skip
    assert running.stdin and running.stdout
    running.stdin.write(f"{KNOWLEDGE}\nbonjour\n".encode())
    running.stdin.flush()
    out = b""
    while b"encore encore" not in out:
        piece = os.read(running.stdout.fileno(), 4096)
        assert piece, "the chat ended before it answered"
        out += piece
    running.send_signal(signal.SIGINT)
    rest, errors = running.communicate(timeout=60)
    text = (out + rest).decode()
    assert (running.returncode, errors) == (0, b"")
    assert "■ interrompu" in text
    assert "bonjour" in text.split("■ interrompu")[1].lower(), "the next line was answered"
    store = open_store(settings)
    stopped = store.page(1)[1]
    store.close()
    assert (stopped.status, stopped.content[:13]) == ("interrupted", "encore encore")


def test_a_conversation_whose_pack_is_gone_goes_on_with_the_one_that_is_there(
    settings: Settings, chat: Callable
) -> None:
    store = open_store(settings)
    store.add_message(store.create("disparu").id, None, "user", "Un rosier ?", pack="disparu")
    store.close()
    lines = chat("bonjour", resume=True)
    assert any("La conversation continue avec « E-commerce »." in line for line in lines)
    assert "› Un rosier ?" in lines
