//! Reads dates: those that begin with a number by [`forms`], with a word by [`word`] and [`plan`], what follows
//! a day by [`point`], ranges and boundary words by [`range`], years from context by [`resolve`].

pub(crate) mod christ;
pub(crate) mod cue;
pub(crate) mod dated;
pub(crate) mod decade;
pub(crate) mod era;
pub(crate) mod figures;
pub(crate) mod five_year_plan;
pub(crate) mod forms;
pub(crate) mod month;
pub(crate) mod parsed;
pub(crate) mod point;
pub(crate) mod quarter;
pub(crate) mod range;
pub(crate) mod resolve;
pub(crate) mod word;
pub(crate) mod year;

pub(crate) use cue::Cue;
pub(crate) use point::{DayOf, Fine, MonthOf, Point, YearOf};
