"""The tools that look at the page's scripts and sheets refuse what they are there to refuse."""

import shutil
from pathlib import Path

import pytest

from bundler.page_check import check_page

ROOT = Path(__file__).resolve().parents[2]
TYPED = "// Two numbers.\n/**\n * @param {number} a\n * @param {number} b\n */\nexport const sum = (a, b) => a + b;\n"

pytestmark = pytest.mark.slow  # the tools may have to be installed first


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Our own tools and their configuration, over one sheet and one script that they have nothing against."""
    for file in ("biome.json", "tsconfig.json"):
        shutil.copy(ROOT / file, tmp_path)
    (tmp_path / "tools").symlink_to(ROOT / "tools", target_is_directory=True)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "base.css").write_text("p {\n  color: var(--text);\n}\n")
    (tmp_path / "site" / "sum.js").write_text(TYPED)
    return tmp_path


def test_what_is_right_passes(project: Path) -> None:
    assert check_page(project) == 0


FAULTS = {
    "a sheet that is not formatted": ("base.css", "p { color: var(--text) }\n", "format"),
    "a colour that is not the palette's": ("base.css", "p {\n  color: #123456;\n}\n", "Colours stand in"),
    "a script that is not formatted": ("sum.js", TYPED.replace("a + b", "a+b"), "format"),
    "a name that nobody uses": ("sum.js", f"{TYPED}const spare = 1;\n", "noUnusedVariables"),
    "a type that does not fit": ("sum.js", f'{TYPED}sum("1", 2);\n', "error TS2345"),
    "a type that nobody gave": ("sum.js", "export const same = (a) => a;\n", "error TS7006"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told(project: Path, capfd: pytest.CaptureFixture[str], fault: str) -> None:
    name, content, words = FAULTS[fault]
    (project / "site" / name).write_text(content)
    assert check_page(project) != 0
    printed = capfd.readouterr()
    assert words in printed.out + printed.err
