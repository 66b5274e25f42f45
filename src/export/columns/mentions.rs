//! The columns of `mentions`.

use super::{Cell, decimal, flat, year};
use crate::export::days;
use crate::export::rows::{self, MentionRow};
use crate::mention::{Kind, Mention};

flat! {
    /// The columns of `mentions`.
    MENTIONS;
    /// The cells of a mention under [`MENTIONS`].
    mention(row: &MentionRow<'r>) {
        let MentionRow {
            record, section_number, section, block, number, mention, sentence, sentence_start, before, after,
        } = *row;
        let Mention {
            kind, start, end, text, value, max, bound, unit, per, basis, relation, part_of_day, time, measured, change,
            against,
        } = mention;
        let (from, to) = if *kind == Kind::Date { days::bounds(value) } else { (None, None) };
        let number_of = |text: &'r String| if rows::is_decimal(*kind) { decimal(text) } else { Cell::Null };
    }
    "record" Text = &record.id;
    "path" Text = &record.source.path;
    "uri" Text = &record.source.uri;
    "section" Int = section_number;
    "block" Int = block;
    "mention" Int = number;
    "title" Text = &record.title;
    "coverage_year" Int = year(record);
    "heading" Text = &section.heading;
    "type" Word = kind.name();
    "start" Int = start;
    "end" Int = end;
    "text" Text = text;
    "value" Text = value;
    "max" Text = max;
    "bound" Word = bound.map(rows::bound_name);
    "unit" Word = unit;
    "per" Word = per;
    "basis" Word = basis.map(rows::basis_name);
    "relation" Word = relation.map(rows::relation_name);
    "part_of_day" Word = part_of_day.map(rows::part_of_day_name);
    "time" Text = time;
    "value_decimal" Decimal = number_of(value);
    "max_decimal" Decimal = max.as_ref().map_or(Cell::Null, number_of);
    "day_from" Day = from;
    "day_to" Day = to;
    "sentence" Text = sentence;
    "measured" Text = measured.as_ref().map(|phrase| &phrase.text);
    "change" Word = change.map(rows::change_name);
    "against" Text = against.as_ref().map(|phrase| &phrase.text);
    "sentence_start" Int = sentence_start;
    "before" Text = before;
    "after" Text = after;
}
