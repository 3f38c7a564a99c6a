"""What is really painted."""

import base64
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page

type Array = np.ndarray[Any, Any]

# The browser decodes what it has painted: nothing else here can read a PNG.
DECODE = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const { width, height } = image;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  let bytes = "";
  for (const byte of pen.getImageData(0, 0, width, height).data) bytes += String.fromCharCode(byte);
  return [width, height, btoa(bytes)];
}"""


def painted(element: Locator) -> Array:
    """The pixels (height, width, 3) of an element as it is on the screen."""
    return _decoded(element.page, element.screenshot())


def painted_at(page: Page, x: float, y: float) -> tuple[int, ...]:
    """The colour of a point of the window."""
    return tuple(_decoded(page, page.screenshot(clip={"x": x, "y": y, "width": 1, "height": 1}))[0, 0].tolist())


def _decoded(page: Page, screenshot: bytes) -> Array:
    png = base64.b64encode(screenshot).decode()
    width, height, data = page.evaluate(DECODE, png)
    return np.frombuffer(base64.b64decode(data), np.uint8).reshape(height, width, 4)[..., :3].astype(int)


def coloured(pixels: Array) -> float:
    """The share of pixels that are clearly orange, blue or the like, and not a grey."""
    return float(np.mean(pixels.max(-1) - pixels.min(-1) > 60))
