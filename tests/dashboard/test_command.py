"""Does the command say in plain words what is wrong, and end with its code?"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.cli import dashboard as command


def typed(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["dashboard", *words])
    return done.exit_code, done.output


def test_a_port_in_use_is_said_with_one_that_is_free() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = typed("minimal", "--port", str(port), "--no-browser")
    assert code == 2
    assert f"Port {port} cannot be used" in said and "--port " in said


def test_an_unknown_scenario_is_said_with_the_nearest() -> None:
    code, said = typed("minmal", "--no-browser")
    assert code == 65 and "Did you mean 'minimal'?" in said


def test_missing_libraries_are_said_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "NEEDS", {"no_such_module": "shiny"})
    code, said = typed("minimal")
    assert code == 2 and "[dashboard]" in said and "shiny" in said


def test_it_says_its_address_and_ends_with_ctrl_c() -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "sim", "dashboard", "minimal", "--port", "0", "--no-browser"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    assert run.stdout and run.stdout.readline().startswith("http://127.0.0.1:")
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=20)
    assert run.returncode == 0 and "has stopped" in said and "Traceback" not in said
