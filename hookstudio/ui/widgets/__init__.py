"""Small widgets that several panels share; one file each."""
