"""What PyScript runs: hands the page's messages to the demos. The only module that needs a browser."""

from pyscript import RUNNING_IN_WORKER, sync, window

from web.app import App

if RUNNING_IN_WORKER:
    sync.dispatch = App().dispatch
else:  # on the page itself; see site/python/run.js
    window.lstmChannel.dispatch = App().dispatch
