"""The command line, and the order of the tests."""

from pathlib import Path

import pytest

from bundler import cli, stamp
from bundler.errors import BuildError
from bundler.python import native


def test_no_command_builds() -> None:
    assert cli.parse([]).command == "build"


@pytest.mark.parametrize(
    "argv", [["--url", "https://a.org/x"], ["build", "--url", "https://a.org/x/"], ["--url=https://a.org/x"]]
)
def test_the_sites_address_is_that_of_a_folder(argv: list[str]) -> None:
    options = cli.parse(argv)
    assert (options.command, options.url) == ("build", "https://a.org/x/")


def test_serve_has_a_port() -> None:
    options = cli.parse(["serve", "--port", "81", "--no-open"])
    assert (options.port, options.no_open) == (81, True)


def test_pytests_options_pass_through() -> None:
    assert cli.parse(["test", "-k", "cell", "--help"]).pytest == ["-k", "cell", "--help"]


def test_the_benchmark_has_all_tables_or_some() -> None:
    everything = cli.parse(["bench"])
    assert (everything.quick, everything.tables) == (False, [])
    some = cli.parse(["bench", "--quick", "epochs", "bytes"])
    assert (some.quick, some.write, some.tables) == (True, False, ["epochs", "bytes"])
    kept = cli.parse(["bench", "--write", "bytes"])
    assert (kept.quick, kept.write, kept.tables) == (False, True, ["bytes"])


@pytest.mark.parametrize(
    "argv",
    [
        *(["bulid"], ["serve", "--port", "x"], ["serve", "--port", "70000"], ["build", "x"], ["bench", "epoch"]),
        ["bench", "--quick", "--write"],  # figures to be kept come of all rounds
    ],
)
def test_nonsense_is_answered_with_usage(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.parse(argv)
    assert caught.value.code == 2
    assert "usage: build.py" in capsys.readouterr().err


def test_a_build_error_is_its_message_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(url: str | None) -> int:
        raise BuildError("Node is missing. Install it.")

    monkeypatch.setattr(cli, "_build", fail)
    assert cli.main(["build"]) == 1
    assert capsys.readouterr().err == "\nbuild.py: Node is missing. Install it.\n"


def test_the_library_of_this_machine_is_made_even_if_the_site_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr(native, "build_native", made.append)
    monkeypatch.setattr(stamp, "is_current", lambda dist, inputs: True)
    assert cli.main(["build"]) == 0
    assert made == [cli.ROOT]


def test_browser_tests_come_last() -> None:
    paths = cli._test_paths()
    assert any(path.endswith("bundler") for path in paths)
    assert [path for path in paths if path.endswith("browser")] in ([], paths[-1:])


@pytest.mark.parametrize(
    ("arguments", "together"),
    [([], True), (["-m", "not slow and not browser"], True), (["-k", "gru"], False), (["tests/rnn"], False)],
)
def test_only_whole_runs_and_those_of_a_kind_go_side_by_side(
    arguments: list[str], together: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(cli, "_build", lambda: None)
    monkeypatch.setattr("bundler.fetch.browser.ensure_browser", lambda: "a browser")

    def call(command: list[str], **options: object) -> int:
        called.append(command)
        return 0

    monkeypatch.setattr("subprocess.call", call)
    assert cli.main(["test", *arguments]) == 0
    [command] = called
    assert ("--dist=loadfile" in command) == together
