//! The columns of `sections`.

use super::{flat, year};
use crate::export::rows::{self, SectionRow};
use crate::record::Section;

flat! {
    /// The columns of `sections`.
    SECTIONS;
    /// The cells of a section under [`SECTIONS`].
    section(row: &SectionRow<'r>) {
        let SectionRow { record, number, section } = *row;
        let Section { heading, heading_surface, outline, heading_mentions: _, blocks } = section;
    }
    "record" Text = &record.id;
    "path" Text = &record.source.path;
    "uri" Text = &record.source.uri;
    "section" Int = number;
    "title" Text = &record.title;
    "coverage_year" Int = year(record);
    "heading" Text = heading;
    "heading_surface" Text = heading_surface;
    "outline" Text = outline;
    "blocks" Int = blocks.len();
    "mentions" Int = rows::mention_count(section);
    "text" Text = rows::body(section);
}
