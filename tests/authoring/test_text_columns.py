from mistral_assistant.authoring.text_columns import columns, shortened


def test_columns_are_aligned_and_lines_have_no_space_at_their_end() -> None:
    assert columns([("a", "1", "x"), ("bcd", "22", "")], right={1}) == ["  a     1  x", "  bcd  22"]
    assert columns([]) == []


def test_a_long_text_is_cut_and_says_so() -> None:
    assert shortened("un deux trois", 9) == "un deux…"
    assert shortened("un deux", 9) == "un deux"
