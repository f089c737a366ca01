"""The window in which a workspace is compared and brought together with a tenant."""
