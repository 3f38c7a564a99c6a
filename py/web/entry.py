"""What PyScript runs: hands the page's messages to the demos. The only module that needs a browser."""

from pyscript import sync

from web.app import App

sync.dispatch = App().dispatch
