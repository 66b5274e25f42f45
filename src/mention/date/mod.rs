//! Reads dates: points in [`forms`], words and clock times in [`point`], ranges and boundary words in
//! [`range`], years from context in [`resolve`].

pub(crate) mod decade;
pub(crate) mod forms;
pub(crate) mod point;
pub(crate) mod range;
pub(crate) mod resolve;

pub(crate) use point::{DayOf, Fine, MonthOf, Point, YearOf};
