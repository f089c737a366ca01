"""Dialogs: each asks for one value and touches nothing else; whoever opens it acts on the answer."""
