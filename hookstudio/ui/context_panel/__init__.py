"""The test context of the current hook: generated from a seed, edited by hand, saved and loaded."""
