//! Finds the year that a text reports on, and the evidence for it.
