//! Splits an article at its headings.
