//! Makes the page that says what the marks mean and how the values were made.

use askama::Template;

use super::frame::{Frame, Place};
use super::survey::Survey;
use super::words::fill;
use crate::record::GENERATOR;

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage<'a> {
    frame: Frame<'a>,
    made: String,
    downloads: &'a [String],
}

/// Makes the page.
pub(crate) fn page(survey: &Survey) -> String {
    let w = survey.w;
    let page = AboutPage {
        frame: Frame::new(survey, w.about, Place::About, ""),
        made: fill(w.about_made, &[&GENERATOR, &survey.entries.len()]),
        downloads: &survey.downloads,
    };
    page.render().unwrap_or_default()
}
