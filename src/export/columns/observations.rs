//! The columns of `observations`.

use super::{Cell, decimal, flat, list, year};
use crate::export::days;
use crate::export::rows::{self, ObservationRow};
use crate::record::Observation;

flat! {
    /// The columns of `observations`: a row is a value of a table or a number of running text. Paths, marks
    /// and doubts are JSON lists.
    OBSERVATIONS;
    /// The cells of a value under [`OBSERVATIONS`].
    observation(of: &ObservationRow<'r>) {
        let ObservationRow { record, section_number, section, block, table, caption, observation, prose } = of;
        let Observation {
            row, column, row_path, column_path, text, value, max, bound, places, unit, unit_surface, unit_from, per, base,
            date, date_from, missing, missing_note, marks, doubts, place_code,
        } = observation;
        let stated = prose.as_ref();
        let date = date.or(stated.and_then(|s| s.date.as_deref())).map(str::to_owned);
        let dated_by = date_from.map(rows::date_from_name).or(stated.and_then(|s| s.dated_by));
        let (from, to) = date.as_deref().map(days::bounds).unwrap_or_default();
        let mention = stated.map(|s| s.mention);
        let indicator: Cell<'r> = match mention {
            Some(mention) => mention.measured.as_ref().map(|phrase| phrase.text.as_str()).into(),
            None => observation.indicator().into(),
        };
        let doubts: Vec<&str> = doubts.iter().map(|d| rows::doubt_name(*d)).collect();
        let place = place_code.or(record.place.as_ref().map(|p| p.code.as_str()));
    }
    "record" Text = &record.id;
    "path" Text = &record.source.path;
    "uri" Text = &record.source.uri;
    "title" Text = &record.title;
    "coverage_year" Int = year(record);
    "heading" Text = &section.heading;
    "table" Int = table;
    "caption" Text = *caption;
    "row" Int = row;
    "column" Int = column;
    "row_path" Text = super::json(row_path);
    "column_path" Text = super::json(column_path);
    "date" Text = date;
    "day_from" Day = from;
    "day_to" Day = to;
    "date_from" Word = dated_by;
    "text" Text = *text;
    "value" Text = *value;
    "max" Text = *max;
    "bound" Word = bound.map(rows::bound_name);
    "places" Int = *places;
    "unit" Word = *unit;
    "unit_surface" Word = *unit_surface;
    "unit_from" Word = unit_from.map(rows::unit_from_name);
    "per" Word = *per;
    "base" Word = *base;
    "missing" Word = *missing;
    "marks" Text = list(marks);
    "doubts" Text = list(&doubts);
    "missing_note" Text = *missing_note;
    "value_decimal" Decimal = value.map(decimal);
    "max_decimal" Decimal = max.map(decimal);
    "section" Int = section_number;
    "block" Int = block;
    "place_code" Word = place;
    "source" Word = if stated.is_some() { "prose" } else { "table" };
    "indicator" Text = indicator;
    "change" Word = mention.and_then(|m| m.change).map(rows::change_name);
    "against" Text = mention.and_then(|m| m.against.as_ref()).map(|phrase| phrase.text.as_str());
    "mention" Int = stated.map(|s| s.number);
    "manner" Word = stated.and_then(|s| s.manner);
}
