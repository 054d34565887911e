"""Do ordinary words find what they mean, and do nonsense and names that are close still find nothing and the nearest?"""

from __future__ import annotations

import pytest

import sim
from sim.reference.lookup import UnknownNameError


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("attachment", "attachment_theory"), ("sel", "social_emotional_learning"), ("SEL", "social_emotional_learning"),
        ("narrative", "narrative_exposure_therapy"), ("narratives", "narrative_exposure_therapy"), ("somatic", "somatic_experiencing"),
        ("dual process", "dual_process_model"), ("dual-process", "dual_process_model"), ("biopsychosocial", "biopsychosocial_model"),
        ("trauma informed", "trauma_informed_school"), ("trauma-informed", "trauma_informed_school"), ("counseling", "crisis_counselling"),
        ("the dual process of grief", "dual_process_model"),
    ],
)  # fmt: skip
def test_ordinary_words_find_what_they_mean(words: str, meant: str) -> None:
    found = sim.explain(words)
    assert meant in (found.name, *(part.name for part in found.parts))
    assert "() , ." not in str(found)


@pytest.mark.parametrize("words", ["xyzzy", "a", "of", "the", "stigmaa", "", "zz top"])
def test_what_means_nothing_finds_nothing(words: str) -> None:
    with pytest.raises(UnknownNameError):
        sim.explain(words)


def test_a_full_name_is_itself() -> None:
    assert sim.explain("stigma").name == "stigma" and sim.explain("cbt").name == "cbt"
