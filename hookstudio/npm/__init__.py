"""npm: what a registry says of packages, and installing them. Knows nothing of hooks or workspaces."""
