"""A PlusAuth tenant: its API, what it takes and says, and how to bring it and a workspace together. Nothing here touches the disk."""
