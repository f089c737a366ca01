"""HTTP as the program needs it wherever it asks somebody: with bounds, with reasons, and so that it can be ended at any moment."""
