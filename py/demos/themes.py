"""The colours that a page's address may ask for; the page itself obeys them, before Python is there."""

# In a frame, the page around it is seen through the transparent ones; see site/frame.js.
THEMES = ("light", "dark", "transparent", "transparent-light", "transparent-dark")


def check_theme(text: str) -> None:
    """Let a theme pass.

    Raises:
        ValueError: there is none of that name.
    """
    if text not in THEMES:
        raise ValueError("the themes are light, dark and transparent")
