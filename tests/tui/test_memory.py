"""Memory after loading: nothing breaks, and the collector leaves what is loaded alone."""

import gc

from mistral_assistant.tui.memory import collect_again, settle_memory


def test_what_is_loaded_is_left_alone_by_the_collector() -> None:
    before = gc.get_freeze_count()
    try:
        settle_memory()
        assert gc.get_freeze_count() > before + 1_000
    finally:
        gc.unfreeze()


def test_after_the_first_frame_the_collector_works_again_and_leaves_alone_what_is_there() -> None:
    before = gc.get_freeze_count()
    gc.disable()
    try:
        collect_again()
        assert gc.isenabled()
        assert gc.get_freeze_count() > before + 1_000
    finally:
        gc.enable()
        gc.unfreeze()
