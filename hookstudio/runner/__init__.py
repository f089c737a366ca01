"""Runs hooks in real Node processes: runtimes, workers, what they say, and the outcome that is made of it. No Qt here."""
