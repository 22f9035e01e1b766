"""Which messages are shown out of all that are loaded."""

from datetime import datetime

from mistral_assistant.tui.transcript import MOST_SHOWN, PAGE, Entry, Transcript, time_of_day


def transcript(count: int) -> Transcript:
    entries = [Entry("user", str(number)) for number in range(count)]
    return Transcript(entries, last=count)


def shown(item: Transcript) -> list[str]:
    return [entry.text for entry in item.shown]


def test_the_latest_page_is_shown() -> None:
    item = transcript(100)
    item.show_latest()
    assert shown(item) == [str(number) for number in range(100 - PAGE, 100)]
    assert item.at_end
    assert item.more_above


def test_older_messages_are_added_and_the_far_end_is_folded_away() -> None:
    item = transcript(400)
    item.show_latest()
    while item.show_older():
        assert len(item.shown) <= MOST_SHOWN
    assert shown(item)[0] == "0"
    assert not item.at_end
    assert not item.more_above


def test_newer_messages_come_back_down_to_the_end() -> None:
    item = transcript(400)
    item.first, item.last = 0, PAGE
    while not item.at_end:
        item.show_newer()
        assert len(item.shown) <= MOST_SHOWN
    assert shown(item)[-1] == "399"


def test_a_page_of_the_store_goes_before_all_and_moves_nothing() -> None:
    item = transcript(3)
    item.add_older([Entry("user", "a"), Entry("user", "b")], more=True)
    assert shown(item) == ["0", "1", "2"]
    assert item.more_above
    item.show_older()
    assert shown(item) == ["a", "b", "0", "1", "2"]


def test_a_new_entry_is_shown_only_if_the_end_is() -> None:
    item = transcript(10)
    item.add(Entry("user", "neuf"))
    assert shown(item)[-1] == "neuf"
    item.last = 5
    item.add(Entry("user", "plus tard"))
    assert shown(item)[-1] == "4"


def test_an_answer_goes_right_behind_its_question() -> None:
    item = transcript(3)
    item.insert_after(Entry("assistant", "réponse"), item.entries[1])
    assert shown(item) == ["0", "1", "réponse", "2"]
    item.first, item.last = 3, 4
    item.insert_after(Entry("assistant", "autre"), item.entries[0])
    assert shown(item) == ["2"]


def test_removing_keeps_the_window_on_its_entries() -> None:
    item = transcript(5)
    item.first = 2
    item.remove(item.entries[0])
    assert shown(item) == ["2", "3", "4"]
    item.remove(item.entries[-1])
    assert shown(item) == ["2", "3"]


def test_today_needs_no_date() -> None:
    now = datetime(2026, 3, 12, 20, 0)
    assert time_of_day(datetime(2026, 3, 12, 14, 2), now) == "14:02"
    assert time_of_day(datetime(2026, 3, 11, 14, 2), now) == "11/03/2026 14:02"
