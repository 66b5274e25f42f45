//! Holds what a form of dates reads.

use crate::mention::date::Point;

/// What a form reads: a point, or both ends of a range whose unit is written once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parsed {
    pub(crate) first: Point,
    pub(crate) last: Option<Point>,
    pub(crate) end: usize,
}

impl Parsed {
    pub(crate) fn point(first: Point, end: usize) -> Option<Parsed> {
        Some(Parsed { first, last: None, end })
    }
}
