"""What is learned from a pack's own words, the same each time, and kept for the next start."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.themes import (
    KEYWORD_CONFIDENCE,
    learn_categories,
    outside_examples,
)

SAID = (
    "vous êtes ouverts samedi ?",
    "mon vélo est-il prêt ?",
    "combien coûte une crevaison",
    "quelle est la capitale de l'Islande ?",
)


def weighted(pack: DomainPack, category: str, weights: dict[str, float]) -> DomainPack:
    spec = replace(pack.CATEGORIES[category], weights=weights)
    return replace(pack, CATEGORIES={**pack.CATEGORIES, category: spec})


def test_learning_twice_gives_the_same_numbers(template_pack: DomainPack) -> None:
    first, second = learn_categories(template_pack), learn_categories(template_pack)
    assert first.model.vocabulary == second.model.vocabulary
    assert np.array_equal(first.model.weights, second.model.weights)
    assert [first.categorise(text) for text in SAID] == [second.categorise(text) for text in SAID]


def test_weights_by_hand_are_added_to_the_learned_vector(template_pack: DomainPack) -> None:
    plain = learn_categories(weighted(template_pack, "HORAIRES", {}))
    once = learn_categories(weighted(template_pack, "HORAIRES", {"révision": 1.0}))
    twice = learn_categories(weighted(template_pack, "HORAIRES", {"révision": 2.0}))
    row = plain.model.vocabulary["revision"]
    gained = once.THEME_VECTORS["HORAIRES"] - plain.THEME_VECTORS["HORAIRES"]
    assert np.flatnonzero(gained).tolist() == [row]
    whole = float(plain.THEME_VECTORS["HORAIRES"][row]) + 2 * float(gained[row])
    # Weights are kept in half precision, eleven bits; here two of them are rounded.
    assert float(twice.THEME_VECTORS["HORAIRES"][row]) == pytest.approx(whole, rel=2**-10)


def test_a_weight_of_two_decides_a_weak_message_and_no_clear_one(
    template_pack: DomainPack,
) -> None:
    plain = learn_categories(weighted(template_pack, "HORAIRES", {}))
    heavy = learn_categories(weighted(template_pack, "HORAIRES", {"révision": 2.0}))
    assert plain.categorise("une révision").name == "TARIFS"
    assert heavy.categorise("une révision").name == "HORAIRES"
    assert heavy.categorise("une révision").decision == "sure"
    assert heavy.categorise("combien coûte une révision ?").ranked[0][0] == "TARIFS"


def test_a_little_weight_only_leans(template_pack: DomainPack) -> None:
    light = learn_categories(weighted(template_pack, "HORAIRES", {"révision": 0.3}))
    found = light.categorise("une révision")
    assert (found.name, found.ranked[1][0]) == ("TARIFS", "HORAIRES")


def test_a_weight_for_an_unknown_word_changes_nothing(template_pack: DomainPack) -> None:
    plain = learn_categories(weighted(template_pack, "HORAIRES", {}))
    other = learn_categories(weighted(template_pack, "HORAIRES", {"xylophone": 3.0}))
    assert np.array_equal(plain.model.weights, other.model.weights)


def test_the_outside_questions_weigh_little_where_they_have_a_keyword(
    template_pack: DomainPack,
) -> None:
    text, weight = outside_examples(template_pack)[0]
    assert weight == 1.0
    word = max(text.rstrip(" ?").split(), key=len)
    spec = replace(template_pack.CATEGORIES["TARIFS"], keywords=(word,))
    pack = replace(template_pack, CATEGORIES={**template_pack.CATEGORIES, "TARIFS": spec})
    assert dict(outside_examples(pack))[text] == KEYWORD_CONFIDENCE


def test_the_packs_own_outside_messages_teach_what_is_foreign(template_pack: DomainPack) -> None:
    message = "combien coûte une consultation chez le dentiste"
    own = replace(template_pack, outside=(message, "combien coûte le loyer d'un studio"))
    assert outside_examples(own)[-2:] == [(text, 1.0) for text in own.outside]
    plain, taught = (learn_categories(pack).categorise(message) for pack in (template_pack, own))
    assert taught.in_scope < plain.in_scope - 0.2


def test_the_second_learning_reads_the_file(template_pack: DomainPack, tmp_path: Path) -> None:
    first = learn_categories(template_pack, tmp_path)
    (file,) = tmp_path.iterdir()
    assert template_pack.content_hash in file.name
    # Other keywords under the same hash: only a learner that does not look misses them.
    other = {name: replace(spec, keywords=()) for name, spec in template_pack.CATEGORIES.items()}
    second = learn_categories(replace(template_pack, CATEGORIES=other), tmp_path)
    assert [second.categorise(text) for text in SAID] == [first.categorise(text) for text in SAID]
    assert second.left_out_accuracy == first.left_out_accuracy


def test_another_content_is_learned_anew(template_pack: DomainPack, tmp_path: Path) -> None:
    learn_categories(template_pack, tmp_path)
    learn_categories(replace(template_pack, content_hash="another"), tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_cache_does_not_freeze_the_limits(template_pack: DomainPack, tmp_path: Path) -> None:
    learn_categories(template_pack, tmp_path)
    strict = replace(template_pack, limits=replace(template_pack.limits, sure=0.99))
    assert learn_categories(strict, tmp_path).sure == 0.99


@pytest.mark.parametrize("damage", ["empty", "junk", "half", "flipped", "no end"])
def test_a_damaged_cache_file_is_learned_anew(
    template_pack: DomainPack, tmp_path: Path, damage: str
) -> None:
    whole = learn_categories(template_pack, tmp_path)
    (file,) = tmp_path.iterdir()
    raw = file.read_bytes()
    file.write_bytes(
        {
            "empty": b"",
            "junk": b"not a cache",
            "half": raw[: len(raw) // 2],
            "flipped": raw[:1000] + bytes(255 - byte for byte in raw[1000:1100]) + raw[1100:],
            "no end": raw[:-30],
        }[damage]
    )
    again = learn_categories(template_pack, tmp_path)
    assert [again.categorise(text) for text in SAID] == [whole.categorise(text) for text in SAID]
    assert file.read_bytes() == raw, "the damaged file is replaced by a whole one"


def test_writing_the_cache_leaves_nothing_else_behind(
    template_pack: DomainPack, tmp_path: Path
) -> None:
    learn_categories(template_pack, tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_where_no_cache_can_be_written_the_pack_is_learned_all_the_same(
    template_pack: DomainPack, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    learned = learn_categories(template_pack, tmp_path / "file" / "cache")
    assert learned.categorise("combien coûte une révision ?").name == "TARIFS"
