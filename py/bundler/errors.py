"""The one exception a user may see."""


class BuildError(Exception):
    """Something outside the program's control went wrong.

    The message is shown as it is, without a traceback, so it names what failed and what the reader can do about it.
    """
