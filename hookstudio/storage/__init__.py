"""The disk: the workspace folder, its local state, the program's own files. Nothing here knows a window or a Node."""
