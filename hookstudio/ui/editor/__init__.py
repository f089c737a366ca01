"""The code editor: one widget above one narrow port to Scintilla, and the tabs that hold it."""
