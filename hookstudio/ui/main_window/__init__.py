"""The window: the frame around the panels, and what joins them to the session."""
