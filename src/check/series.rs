//! The same indicator and date in two volumes: a revised figure, or a misprint. It is never accused, only shown as
//! possible.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::across::scaled;
use super::column::Sheet;
use super::printed::{Fit, Printed};
use super::{Claim, Finding, Kind, Place, Verdict, finding};
use crate::record::{Block, Record};
use crate::table::DateFrom;

/// How many values are kept, so that memory is bounded: those of a few hundred volumes of tables.
const KEPT: usize = 1 << 20;

/// The values of tables that have gone by, by what they are of.
#[derive(Debug, Default)]
pub struct Series {
    seen: HashMap<u64, Seen>,
}

#[derive(Debug)]
struct Seen {
    number: Printed,
    text: String,
    path: Option<String>,
    record: String,
}

impl Series {
    /// Where values of a record differ from those of the records before it, of the same book, names, unit and year.
    /// Only values whose year the table itself says are compared.
    ///
    /// ```
    /// use nianjian::check::Series;
    /// use nianjian::{Options, Page, convert};
    ///
    /// let mut series = Series::default();
    /// let mut found = Vec::new();
    /// for value in ["186.42", "184.62"] {
    ///     let page = format!(
    ///         "<h1>工业</h1><p>全县工业生产平稳增长，主要产品产量见下表，数据来自统计部门。</p><table border=1>\
    ///          <tr><td>产品</td><td>2006年</td></tr><tr><td>原煤（万吨）</td><td>{value}</td></tr>\
    ///          <tr><td>水泥（万吨）</td><td>94.27</td></tr></table>"
    ///     );
    ///     let record = convert(&Page { body: page.into(), ..Page::default() }, &Options::default())?;
    ///     found.extend(series.compare(&record));
    /// }
    /// assert_eq!(found.len(), 1);
    /// assert_eq!((found[0].stated.as_str(), found[0].computed.as_str()), ("1846200", "1864200"));
    /// # Ok::<(), nianjian::Rejection>(())
    /// ```
    pub fn compare(&mut self, record: &Record) -> Vec<Finding> {
        let mut found = Vec::new();
        for (s, section) in record.sections.iter().enumerate() {
            for (b, block) in section.blocks.iter().enumerate() {
                let Block::Table(table) = block else { continue };
                for value in &table.values {
                    let (
                        Some(date),
                        Some(DateFrom::Cell | DateFrom::Row | DateFrom::Column | DateFrom::Caption),
                    ) = table.date_of(value)
                    else {
                        continue;
                    };
                    let measure = table.measure_of(value);
                    let head = table.head_of(value.row, value.column);
                    let column = table.columns.get(value.column as usize);
                    let text = table.rows.get(value.row as usize).and_then(|r| r.get(value.column as usize));
                    let (Some(unit), Some(head), Some(column), Some(text)) =
                        (measure.unit, head, column, text)
                    else {
                        continue;
                    };
                    let Some(number) = scaled(text, value, measure.surface != Some(unit)) else { continue };
                    let mut hash = DefaultHasher::new();
                    (&record.work.title, &section.heading, &table.caption, &head.path, &column.path)
                        .hash(&mut hash);
                    (unit, measure.per, date).hash(&mut hash);
                    let place = Sheet { table, section: s, block: b }.place((value.row, value.column));
                    found.extend(self.seen(hash.finish(), number, place, unit, record));
                }
            }
        }
        found
    }

    fn seen(
        &mut self,
        key: u64,
        number: Printed,
        place: Place,
        unit: &str,
        record: &Record,
    ) -> Option<Finding> {
        let Some(before) = self.seen.get(&key) else {
            if self.seen.len() < KEPT {
                let (path, record) = (record.source.path.clone(), record.id.clone());
                self.seen.insert(key, Seen { number, text: place.text, path, record });
            }
            return None;
        };
        if before.record == record.id || before.number.fit(number) != Fit::Apart {
            return None;
        }
        let note = format!("{} has {}", before.path.as_deref().unwrap_or(&before.record), before.text);
        let claim = Claim {
            verdict: Verdict::NotComparable,
            difference: Some(before.number.apart(number).shown()),
            unit: Some(unit.to_owned().into()),
            note,
            reason: Some("another volume has another number"),
            possible: true,
            ..Claim::new(Kind::Series, vec![place], number.shown(), before.number.shown())
        };
        Some(finding(record, claim))
    }
}
