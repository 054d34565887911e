"""Does each person have their own random stream, uniform, from the published generator?"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.kernels import random_streams

ROOT = Path(__file__).resolve().parents[2]
# Published answers of Philox4x32-10: counter, key, result (Random123, kat_vectors).
PUBLISHED = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip
PEOPLE = random_streams.person_key(77, np.arange(20_000))


def words(text: str) -> tuple[np.uint32, ...]:
    return tuple(np.uint32(int(word, 16)) for word in text.split())


def plain_philox(counter: list[int], key: list[int]) -> list[int]:
    """The generator as its authors write it down, in whole numbers of Python."""
    (a, b, c, d), (k, m) = counter, key
    for _ in range(10):
        first, second = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = second >> 32 ^ b ^ k, second & 0xFFFFFFFF, first >> 32 ^ d ^ m, first & 0xFFFFFFFF
        k, m = (k + 0x9E3779B9) & 0xFFFFFFFF, (m + 0xBB67AE85) & 0xFFFFFFFF
    return [a, b, c, d]


def plain_bits(seed: int, decision: int, person: int, occasion: int) -> list[int]:
    counter = [person & 0xFFFFFFFF, person >> 32, occasion, decision]
    return plain_philox(counter, [seed & 0xFFFFFFFF, seed >> 32])


@pytest.mark.parametrize(("counter", "key", "answer"), PUBLISHED)
def test_the_generator_gives_the_published_answers(counter, key, answer):
    assert random_streams.philox(*words(counter), *words(key)) == words(answer)
    assert plain_philox([*map(int, words(counter))], [*map(int, words(key))]) == [*words(answer)]


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**40 + 3])
def test_a_draw_is_the_first_bits_of_its_own_counter(seed):
    for person, occasion in [(0, 0), (5, 1), (77 << 32 | 12, 103), (2**62 + 9, 0xFFFFFFFF)]:
        first, second = plain_bits(seed, 300, person, occasion)[:2]
        fine = ((first << 20 ^ second >> 12) + 0.5) / 2**52
        coarse = ((first >> 9) + 0.5) / 2**23
        assert random_streams.uniform(seed, 300, person, occasion) == fine
        assert random_streams.uniform32(seed, 300, person, occasion) == np.float32(coarse)


def test_the_array_forms_are_the_scalar_form_person_by_person():
    some = PEOPLE[:50]
    occasions = np.arange(50)
    assert [random_streams.uniform(3, 400, p, 7) for p in some] == random_streams.uniforms(3, 400, some, 7).tolist()
    each = random_streams.uniforms_each(3, 400, some, occasions).tolist()
    assert each == [random_streams.uniform(3, 400, p, t) for p, t in zip(some, occasions, strict=True)]


def test_luck_depends_on_who_and_not_on_the_order_of_rows():
    order = np.argsort(random_streams.uniforms(1, 999, PEOPLE, 0))
    assert (
        random_streams.uniforms(5, 400, PEOPLE[order], 3) == random_streams.uniforms(5, 400, PEOPLE, 3)[order]
    ).all()
    assert (
        random_streams.uniforms(5, 400, PEOPLE[10:20], 3) == random_streams.uniforms(5, 400, PEOPLE, 3)[10:20]
    ).all()


@pytest.mark.parametrize("key", [(1, 400, 0), (1, 400, 1), (1, 401, 0), (2, 400, 0), (2**33, 400, 0)])
def test_draws_are_even(key):
    seed, decision, occasion = key
    luck = random_streams.uniforms(seed, decision, PEOPLE, occasion)
    assert luck.min() > 0 and luck.max() < 1
    assert stats.kstest(luck, "uniform").pvalue > 0.001
    counts = np.bincount((luck * 100).astype(int), minlength=100)
    assert stats.chisquare(counts).pvalue > 0.001


def test_seeds_decisions_and_occasions_share_no_luck():
    keys = [(1, 400, 0), (1, 400, 1), (1, 401, 0), (2, 400, 0), (2**32 + 1, 400, 0)]
    luck = np.array([random_streams.uniforms(s, d, PEOPLE, t) for s, d, t in keys])
    between = np.corrcoef(luck)[np.triu_indices(len(keys), 1)]
    assert np.abs(between).max() < 4 / np.sqrt(len(PEOPLE))


def test_neighbours_in_the_list_share_no_luck():
    luck = random_streams.uniforms(1, 400, PEOPLE, 0)
    for lag in (1, 2, 3, 7, 64):
        assert abs(np.corrcoef(luck[:-lag], luck[lag:])[0, 1]) < 4 / np.sqrt(len(PEOPLE))


def test_normals_are_normal():
    z = random_streams.normals(4, 120, PEOPLE, 0)
    assert stats.kstest(z, "norm").pvalue > 0.001
    assert abs(z.mean()) < 0.03 and abs(z.std() - 1) < 0.03


def test_ends_of_the_range_are_never_reached():
    last = np.float32(2**23 - 1)
    assert np.float32(0.5) * np.float32(2.0**-23) > 0
    assert (last + np.float32(0.5)) * np.float32(2.0**-23) < 1


def test_each_decision_has_a_number_of_its_own():
    assert len(set(random_streams.DECISION.values())) == len(random_streams.DECISION)


def test_keys_hold_place_and_number_and_are_never_negative():
    keys = random_streams.person_key(0xFFFFFFFF, np.array([0, 1, 2**32 - 1]))
    assert keys.dtype == np.int64 and (keys > 0).all()
    assert (keys >> 32 == 0x7FFFFFFF).all()
    assert (keys & 0xFFFFFFFF).tolist() == [0, 1, 2**32 - 1]


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_luck_is_the_same_in_another_process(hash_seed):
    line = "from sim.kernels import random_streams as s; print(s.uniform(3, 400, 12345678901, 17).hex())"
    out = subprocess.run(
        [sys.executable, "-c", line], cwd=ROOT, capture_output=True, text=True, check=True,
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert out.stdout.strip() == random_streams.uniform(3, 400, 12345678901, 17).hex()
