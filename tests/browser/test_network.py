"""Everything comes from the page's own folder, and nothing complains."""

from urllib.parse import urlsplit

import pytest

from tests.browser.demo import Demo
from tests.browser.record import EXPECTED, Record

pytestmark = pytest.mark.browser


def use(demo: Demo) -> None:
    """Do what could want the network."""
    demo.train()
    demo.run("10")
    demo.load(demo.export_text())


@pytest.mark.parametrize("place", ["shared", "article"])
def test_no_foreign_requests_and_no_complaints(place: str, request: pytest.FixtureRequest) -> None:
    demo, record = request.getfixturevalue(place)
    assert isinstance(record, Record)
    use(demo)
    origin = urlsplit(demo.page.url)
    own = f"{origin.scheme}://{origin.netloc}/"
    assert any(url.endswith("pyodide.asm.wasm") for url in record.requests)  # the worker's requests are seen too
    foreign = [url for url in record.requests if not url.removeprefix("blob:").startswith((own, "data:"))]
    assert foreign == []
    assert record.errors == []
    complaints = [text for text in record.console if EXPECTED not in text]
    assert complaints == []
    assert len(record.console) <= 1


def test_python_starts_without_asking_again(demo: Demo, shared: tuple[Demo, Record]) -> None:
    before = len(shared[1].requests)
    demo.train()
    demo.run("01")
    demo.explain("f", 1)
    fonts = ".woff2"  # comes with the first letter that needs it
    assert [url for url in shared[1].requests[before:] if not url.endswith(fonts)] == []
