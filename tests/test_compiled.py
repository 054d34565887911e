"""Are kernels compiled the same everywhere, kept per version of the sources, and usable where nothing can be written?"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim import compiled
from sim.interrupts import undisturbed

ROOT = Path(__file__).resolve().parents[1]


@compiled.kernel
def ratio(a, b, out):
    for i in range(a.shape[0]):
        out[i] = a[i] / b[i]


def run_python(line: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", line], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
    )  # fmt: skip


def test_division_by_nothing_follows_numpy_and_does_not_raise():
    out = np.empty(3, np.float32)
    ratio(np.array([1, 0, -1], np.float32), np.zeros(3, np.float32), out)
    assert out[0] == np.inf and np.isnan(out[1]) and out[2] == -np.inf


@pytest.fixture
def heard() -> Iterator[None]:
    """Ctrl-C as Python hears it, whatever the shell that started the tests said."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Slow:
    """A kernel whose compilation is disturbed."""

    done = ""

    def compile(self, signature: str) -> None:
        signal.raise_signal(signal.SIGINT)
        self.done = signature


@pytest.mark.usefixtures("heard")
def test_ctrl_c_waits_until_a_kernel_is_compiled():
    slow = compiled.made_undisturbed(Slow())
    with pytest.raises(KeyboardInterrupt):
        slow.compile("float64")
    assert slow.done == "float64"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("heard")
def test_a_thread_that_compiles_leaves_ctrl_c_alone():
    def compile_here():
        with undisturbed():
            found.append(signal.getsignal(signal.SIGINT))

    found = []
    thread = threading.Thread(target=compile_here)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]


def test_kernels_never_use_fast_math():
    options = ratio.targetoptions
    assert not options["fastmath"]
    assert options["error_model"] == "numpy"
    assert options["nogil"]


def test_the_digest_names_the_sources():
    digest = compiled.source_digest()
    assert digest == compiled.source_digest()
    assert len(digest) == 16 and int(digest, 16) >= 0


def test_a_changed_source_has_another_folder(tmp_path, monkeypatch):
    (tmp_path / "rules.py").write_text("LIMIT = 1\n")
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "compiled.py"))
    before = compiled.source_digest()
    (tmp_path / "rules.py").write_text("LIMIT = 2\n")
    assert compiled.source_digest() != before


def test_the_cache_goes_where_the_user_says(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = compiled.writable_folder()
    assert folder is not None and folder.is_relative_to(tmp_path)
    assert folder.is_dir()


def test_without_a_folder_to_write_the_kernels_still_work():
    line = (
        "import pathlib\n"
        "def refuse(*a, **k): raise OSError('read-only')\n"
        "pathlib.Path.mkdir = refuse\n"
        "from sim import compiled, draws\n"
        "assert compiled.CACHE_FOLDER is None and not compiled.kernels_are_warm()\n"
        "print(draws.uniform(1, 2, 3, 4))\n"
    )
    out = run_python(line)
    assert out.returncode == 0, out.stderr
    assert 0 < float(out.stdout) < 1


def test_the_second_process_finds_the_kernels_warm(tmp_path):
    line = "from sim import compiled, draws; warm = compiled.kernels_are_warm();print(warm, draws.uniform(1, 2, 3, 4))"
    first = run_python(line, XDG_CACHE_HOME=str(tmp_path))
    second = run_python(line, XDG_CACHE_HOME=str(tmp_path))
    assert first.stdout.split()[0] == "False", first.stderr
    assert second.stdout.split()[0] == "True", second.stderr
    assert first.stdout.split()[1] == second.stdout.split()[1]


@pytest.mark.slow
def test_an_older_processor_gives_the_same_bytes(tmp_path):
    """Without wide vectors and fused multiplication, as on a processor of 2008, a year comes out alike to the last bit."""
    line = (
        "import hashlib;"
        "from tests.small_town import town, town_plan; from sim.model import HealingModel;"
        "model = HealingModel(town_plan(), 'everything', 3, community=town()); model.run(); r = model.world.residents;"
        "print(hashlib.sha256(b''.join(getattr(r, name).tobytes() for name in r.columns())).hexdigest())"
    )
    here = run_python(line)
    older = run_python(line, NUMBA_CPU_NAME="nehalem", NUMBA_CPU_FEATURES="+sse4.2", XDG_CACHE_HOME=str(tmp_path))
    assert here.stdout == older.stdout != "", here.stderr + older.stderr
