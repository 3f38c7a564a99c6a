"""The cell of this demo, and what is known of every quantity on its pages: one table, looked up here once."""

from rnn import cells
from rnn.cells import lstm
from rnn.heads import logistic
from tasks.bits import INPUTS

TABLE = {one.name: one for one in (*INPUTS, *lstm.QUANTITIES, *logistic.QUANTITIES)}
"""Inputs, quantities of the cell, and the answer, in the order in which they come about."""

PARTS = tuple(TABLE)  # of the diagram, each with its formula
READ = tuple(one.name for one in INPUTS)  # in every step
TRACED = frozenset(TABLE) & frozenset(lstm.Trace._fields) - frozenset(READ)  # of each unit
ANSWER = logistic.QUANTITIES[0].name  # after the last step only
GATES = tuple(one.name for one in cells.gates(lstm))  # as they stand along the cell
STATES = tuple(name for name in TABLE if name in lstm.State._fields)
SIGNED = frozenset(one.name for one in TABLE.values() if one.signed)  # shown with + or a minus sign
