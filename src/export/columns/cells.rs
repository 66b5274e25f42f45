//! The columns of `tables`.

use super::{flat, year};
use crate::export::rows::CellRow;

flat! {
    /// The columns of `tables`: a row is a cell.
    CELLS;
    /// The cells of a table's cell under [`CELLS`].
    cell(of: &CellRow<'r>) {
        let CellRow { record, section_number, section, block, caption, unit_note, row, column, header, value } = *of;
    }
    "record" Text = &record.id;
    "path" Text = &record.source.path;
    "uri" Text = &record.source.uri;
    "section" Int = section_number;
    "block" Int = block;
    "row" Int = row;
    "column" Int = column;
    "header" Flag = header;
    "title" Text = &record.title;
    "coverage_year" Int = year(record);
    "heading" Text = &section.heading;
    "caption" Text = caption;
    "unit_note" Text = unit_note;
    "value" Text = value;
}
