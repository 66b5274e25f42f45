//! Parses HTML, or takes flat text as lines, so that the later stages see one shape.
