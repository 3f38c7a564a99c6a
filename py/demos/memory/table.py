"""What is known of every quantity of the LSTM on the stage."""

from demos.cell_view.table import table_of
from tasks.latch import INPUTS

TABLE = table_of(INPUTS)
PARTS = TABLE.parts
