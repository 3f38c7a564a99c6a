"""How long is waited for what should come.

Long: waiting costs nothing where it comes, and on a busy machine everything takes its time.
"""

PATIENCE = 240_000.0  # ms, for an answer
LONG_PATIENCE = 480_000.0  # ms, for a start of Python, or for a training to its end
