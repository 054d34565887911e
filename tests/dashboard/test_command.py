"""Does the command say in plain words what is wrong, and end with its code?"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.cli import dashboard as command
from sim.dashboard.server import NEXT


def typed(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["dashboard", *words])
    return done.exit_code, done.output


def started(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip


def test_a_port_in_use_is_said_and_the_next_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = started("dashboard", "minimal", "--port", str(port), "--no-browser")
        assert run.stdout
        there = int(run.stdout.readline().strip().rstrip("/").rpartition(":")[2])
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=20)
    assert port < there <= port + NEXT and f"Port {port} is in use; this dashboard is at port {there}." in said


def test_healing_alone_offers_the_dashboard_and_asks_nobody_who_is_not_there() -> None:
    done = CliRunner().invoke(app, [])
    assert done.exit_code == 0 and "healing dashboard" in done.output.splitlines()[-1]


def test_an_unknown_scenario_is_said_with_the_nearest() -> None:
    code, said = typed("minmal", "--no-browser")
    assert code == 65 and "Did you mean 'minimal'?" in said


def test_missing_libraries_are_said_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "NEEDS", {"no_such_module": "shiny"})
    code, said = typed("minimal")
    assert code == 2 and "[dashboard]" in said and "shiny" in said


def test_it_says_its_address_and_ends_with_ctrl_c() -> None:
    run = started("dashboard", "minimal", "--port", "0", "--no-browser")
    assert run.stdout and run.stdout.readline().startswith("http://127.0.0.1:")
    run.send_signal(signal.SIGINT)
    began = time.monotonic()
    _, said = run.communicate(timeout=20)
    # Two seconds are promised; a busy machine of tests is given more.
    assert run.returncode == 0 and "Traceback" not in said and time.monotonic() - began < 6
