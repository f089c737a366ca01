"""The modules panel: search npm, add, update and remove the modules of the current hook."""
