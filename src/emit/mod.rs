//! Writes records: JSON and JSON Lines.
