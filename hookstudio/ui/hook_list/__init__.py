"""The list of hooks: a tree by type that can be filtered, ordered and edited."""
