"""The cell of this demo, and what is known of every quantity on its pages: one table, looked up here once."""

from demos.cell_view.table import table_of
from tasks.bits import INPUTS

LOOKED_UP = table_of(INPUTS)
TABLE = LOOKED_UP.quantities
PARTS = LOOKED_UP.parts
READ, ANSWER = LOOKED_UP.read, LOOKED_UP.answer
GATES, STATES, SIGNED = LOOKED_UP.gates, LOOKED_UP.states, LOOKED_UP.signed
