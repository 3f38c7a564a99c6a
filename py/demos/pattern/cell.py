"""The cell of this demo, and what is known of every quantity on its pages: one table, looked up here once."""

from demos.cell_view.table import table_of
from tasks.bits import INPUTS

TABLE = table_of(INPUTS)
QUANTITIES = TABLE.quantities
PARTS = TABLE.parts
READ, ANSWER = TABLE.read, TABLE.answer
GATES, STATES, SIGNED = TABLE.gates, TABLE.states, TABLE.signed
