"""Hook Studio: write, order, run and understand PlusAuth hooks on the desk, offline."""

__version__ = "0.1.0"
