"""Are kernels compiled the same everywhere, kept per version of the sources, and usable if nothing can be written?"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sim.kernels import compiled
from sim.kernels.interrupts import undisturbed

ROOT = Path(__file__).resolve().parents[2]


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


def test_a_digest_follows_imports_and_nothing_else(tmp_path, monkeypatch):
    """A changed constant in a file that a kernel imports is another digest; a changed page of the dashboard is not."""
    package = tmp_path / "sim"
    for name, text in {
        "__init__.py": "", "kernels/__init__.py": "", "kernels/limits.py": "LIMIT = 1\n",
        "kernels/rules.py": "from sim.kernels.limits import LIMIT\n", "page.py": "WORDS = 1\n",
        "week.py": "from sim.kernels import rules\nif TYPE:\n    from sim import page\n",
    }.items():  # fmt: skip
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    monkeypatch.setattr(compiled, "PACKAGE", package)

    def digest() -> str:
        compiled.source_digest.cache_clear()
        compiled.imported_files.cache_clear()
        return compiled.source_digest(package / "week.py")

    before = digest()
    (package / "page.py").write_text("WORDS = 2\n")
    assert digest() == before
    (package / "kernels/limits.py").write_text("LIMIT = 2\n")
    assert digest() != before
    compiled.source_digest.cache_clear()
    compiled.imported_files.cache_clear()


def test_a_comment_on_the_page_recompiles_nothing():
    needed = compiled.PACKAGE / "engine" / "run.py"
    files, left = set(), [needed]
    while left:
        file = left.pop()
        if file not in files:
            files.add(file)
            left += compiled.imported_files(file)
    rooms = {file.relative_to(compiled.PACKAGE).parts[0] for file in files}
    assert "processes" in rooms and rooms.isdisjoint(
        {"cli", "dashboard", "report", "reference", "studies", "validation"}
    )


def test_numba_keeps_the_settings_of_its_other_users():
    line = "import numba; before = numba.config.CACHE_DIR; from sim.kernels import random_streams; print(before == numba.config.CACHE_DIR)"
    assert run_python(line).stdout.strip() == "True"


@pytest.mark.slow
def test_kernels_run_as_plain_python_for_a_debugger():
    line = "import sim; r = sim.run('minimal', weeks=2, scale=0.05); print(float(r.weekly['cases'].sum()))"
    compiled_says, plain_says = run_python(line), run_python(line, NUMBA_DISABLE_JIT="1")
    assert plain_says.returncode == 0, plain_says.stderr
    assert plain_says.stdout == compiled_says.stdout


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
        "from sim.kernels import compiled, random_streams\n"
        "from sim.engine.warm import kernels_are_warm\n"
        "assert compiled.CACHE_FOLDER is None and not kernels_are_warm()\n"
        "print(random_streams.uniform(1, 2, 3, 4))\n"
    )
    out = run_python(line)
    assert out.returncode == 0, out.stderr
    assert 0 < float(out.stdout) < 1


def test_the_second_process_finds_the_kernels_warm(tmp_path):
    line = (
        "import sim; from sim.engine.warm import kernels_are_warm; warm = kernels_are_warm();"
        "r = sim.run('minimal', weeks=1, scale=0.05); print(warm, float(r.weekly['cases'].sum()))"
    )
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
        "from tests.small_town import town, town_plan; from sim.engine.mesa_model import HealingModel;"
        "model = HealingModel(town_plan(), 'everything', 3, community=town()); model.run(); r = model.world.residents;"
        "print(hashlib.sha256(b''.join(getattr(r, name).tobytes() for name in r.columns())).hexdigest())"
    )
    here = run_python(line)
    older = run_python(line, NUMBA_CPU_NAME="nehalem", NUMBA_CPU_FEATURES="+sse4.2", XDG_CACHE_HOME=str(tmp_path))
    assert here.stdout == older.stdout != "", here.stderr + older.stderr


RUN = "import sim; r = sim.run('minimal', weeks=2, scale=0.05); print(float(r.weekly['cases'].sum()))"


@pytest.mark.slow
def test_damaged_files_of_the_cache_are_dropped_and_compiled_again(tmp_path):
    places = {"XDG_CACHE_HOME": str(tmp_path)}
    whole = run_python(RUN, **places)
    files = sorted((tmp_path / "community-healing").rglob("*.nb[ic]"))
    assert len(files) > 20
    for n, file in enumerate(files):
        content = bytearray(file.read_bytes())
        content[(0, 5, len(content) // 2, -1)[n % 4]] ^= 0xFF
        file.write_bytes(content[: len(content) // 3] if n % 7 == 0 else content)
    again = run_python(RUN, **places)
    assert (again.returncode, again.stdout) == (0, whole.stdout), again.stderr


def test_a_damaged_file_is_no_file(tmp_path):
    cache = compiled.CheckedCacheFile(str(tmp_path), "kernel", "stamp")
    cache.save("key", [1, 2])
    assert cache.load("key") == [1, 2]
    for file in tmp_path.iterdir():
        good = file.read_bytes()
        for at in (0, len(good) // 2, len(good) - 1):
            file.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
            assert cache.load("key") is None and not file.exists()
        file.write_bytes(good[:10])
        assert cache.load("key") is None
        file.write_bytes(good)
    assert cache.load("key") == [1, 2]


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_folder_that_others_may_write_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = compiled.writable_folder()
    folder.chmod(0o777)
    assert compiled.writable_folder() != folder
    folder.chmod(0o700)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert compiled.writable_folder() is None or not compiled.writable_folder().is_relative_to(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_linked_folder_is_not_used(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "community-healing").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = compiled.writable_folder()
    assert folder is None or not folder.is_relative_to(tmp_path)
