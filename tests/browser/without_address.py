"""Pages of other people that put one of ours into a frame where it has no address that settings could be added to.

So do notebooks and apps that show HTML. Every page holds all of the other: from disk it may not read a second file.
"""

import base64
import html
import json
from pathlib import Path

SCRIPTS, SAME_ORIGIN = "allow-scripts", "allow-scripts allow-same-origin"

# The first script of the page inside. As it is loaded again, all is well.
FAILS_AT_FIRST = """<script>
if (performance.getEntriesByType("navigation")[0]?.type !== "reload") delete window.DecompressionStream;
</script>"""

_PUT = {
    "blob": 'frame.src = URL.createObjectURL(new Blob([text], { type: "text/html" }));',
    "written": "frame.contentDocument.open(); frame.contentDocument.write(text); frame.contentDocument.close();",
}


def write_around(folder: Path, name: str, page: str, way: str, sandbox: str | None = None) -> Path:
    """A page that has `page` in a frame: as "srcdoc" or "data" in its markup, or put there by a script."""
    allowed = "" if sandbox is None else f'sandbox="{sandbox}"'
    source, script = "", ""
    match way:
        case "srcdoc":
            source = f'srcdoc="{html.escape(page)}"'
        case "data":
            source = f'src="data:text/html;charset=utf-8;base64,{base64.b64encode(page.encode()).decode()}"'
        case _:
            text = json.dumps(page).replace("</", "<\\/")
            script = f'<script>const text = {text}, frame = document.querySelector("iframe");{_PUT[way]}</script>'
    frame = f'<iframe {allowed} {source} title="demo" width="100%" height="900"></iframe>'
    file = folder / f"{name}.html"
    head = '<meta charset="utf-8"><link rel="icon" href="data:,"><title>A notebook</title>'
    file.write_text(f"<!doctype html>{head}{frame}{script}", "utf-8")
    return file


def with_first_script(page: str, script: str) -> str:
    """The page, which runs `script` before anything else."""
    return page.replace("<head>", f"<head>{script}", 1)
