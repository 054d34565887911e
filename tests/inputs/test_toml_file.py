"""Is a file that cannot be read refused quickly, with its line and a reason?"""

import os
import time

import pytest

from sim.inputs.faults import FaultList, ScenarioFaults
from sim.inputs.toml_file import parse, read_bytes, read_text

BOMBS = {
    "brackets": "a = " + "[" * 500 + "]" * 500,
    "open brackets": "[" * 200_000,
    "braces": "a = " + "{b = " * 300 + "1" + "}" * 300,
    "dotted key": "a" + ".a" * 100_000 + " = 1",
    "dotted header": "[" + "a." * 20 + "a]",
    "brackets behind a string of four quotes": 'a = ["""x"""", ' + "[" * 100 + "]" * 101,
    "digits": "a = " + "1" * 100_000,
    "open strings": '"""\\' * 50_000,
    "backslashes": '"\\' * 100_000,
    "quotes": "'''" * 60_001,
}


def refused(text):
    with pytest.raises(ScenarioFaults) as caught:
        parse(text, FaultList("x.toml"))
    return str(caught.value)


@pytest.mark.parametrize("name", BOMBS)
def test_parser_bombs_are_refused_within_a_second(name):
    start = time.process_time()
    assert refused(BOMBS[name]).startswith("x.toml: ")
    assert time.process_time() - start < 1


def test_nesting_inside_strings_and_comments_does_not_count():
    deep = "[" * 40
    text = f'a = "{deep}"\nb = \'{deep}\' # {deep}\nc = """\n{deep}\n"""\nd = \'\'\'{deep}\'\'\'\n"e.{"e." * 40}" = 1.5'
    assert list(parse(text, FaultList("x.toml"))) == ["a", "b", "c", "d", "e." + "e." * 40]


def test_sixteen_levels_are_allowed_and_seventeen_are_not():
    parse("a = " + "[" * 16 + "]" * 16, FaultList("x.toml"))
    assert "17 levels of nesting; allowed is 16 levels" in refused("\n\na = " + "[" * 17 + "]" * 17)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = 1\na = 2", ("line 2", "'a = 2'", "each key once")),
        ("[a]\n[b]\n[a]", ("line 3", "'[a]'", "each [table] once")),
        ("a = 2018-02-30", ("line 1", "a date that exists")),
        ("a = 1\nb = text", ("line 2", "Put text in quotes")),
        ('a = "text\nb = 1', ("line 1", "Close the quotes")),
        ('a = """text\nb = 1', ("the end", "Close the quotes")),
        ("a = [1,\n2", ("the end", "Add the missing ]")),
        ("a: 1", ("line 1", "Write = between")),
        ("[a", ("line 1", "Add the missing ]")),
        ("a = 1 2", ("line 1", "Start a new line")),
        ("a = \\n", ("line 1", "allowed is")),
        ("\u0430 = 1", ("U+0430 CYRILLIC SMALL LETTER A", "plain letters")),
        ('title = "Gr\u00f6\u00dfe', ("Close the quotes",)),
        ("a = 1\nb = " + "9" * 5000, ("line 2", "numbers of at most 25 digits")),
        ("# nothing", ("an empty file", "minimal.toml")),
        ("a = 1\n" + "#" * 300_000, ("293 KB", "256 KB")),
    ],
)
def test_what_cannot_be_parsed_is_said_in_plain_words(text, words):
    said = refused(text)
    assert all(word in said for word in words), said
    assert len(said) < 500


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"a = 1\nb = '\xff'", ("line 2", "byte 0xFF", "Save the file with encoding UTF-8")),
        ("a = 1".encode("utf-16"), ("line 1", "UTF-8")),
        (b"a = 1\n\n\x00", ("line 3", "U+0000", "control characters")),
        (b"a = 1\rb = 2", ("U+000D",)),
        ("# \u202e evil".encode(), ("U+202E RIGHT-TO-LEFT OVERRIDE", "reading direction")),
        ("a\u200b = 1".encode(), ("U+200B ZERO WIDTH SPACE",)),
    ],
)
def test_bytes_that_are_no_plain_text_are_refused(raw, words):
    with pytest.raises(ScenarioFaults) as caught:
        read_text(raw, FaultList("x.toml"))
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_windows_line_ends_and_byte_order_mark_are_let_through():
    assert read_text(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n", FaultList("x")) == "a = 1\nb = 2\n"
    assert read_text("# \u05d0 \u00e9 \u4e2d".encode(), FaultList("x")) == "# \u05d0 \u00e9 \u4e2d"


def test_only_a_regular_file_of_moderate_size_is_read(tmp_path):
    (tmp_path / "big.toml").write_bytes(b"#" * 5000)
    (tmp_path / "good.toml").write_bytes(b"a = 1")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.toml")
    said = {}
    for name in (".", "big.toml", "pipe.toml", "god.toml", "nowhere/x.toml", "x" * 300, "a\0b"):
        with pytest.raises(ScenarioFaults) as caught:
            read_bytes(tmp_path / name, 4096, FaultList(name))
        said[name] = str(caught.value)
        assert len(caught.value.faults) == 1
    assert "a folder" in said["."]
    assert "given 5 KB; allowed is a file of at most 4 KB" in said["big.toml"]
    assert "a device or pipe" in said["pipe.toml"]
    assert "Did you mean 'good.toml'?" in said["god.toml"]
    assert "There is no folder" in said["nowhere/x.toml"]
    assert read_bytes(tmp_path / "good.toml", 4096, FaultList("x")) == b"a = 1"
