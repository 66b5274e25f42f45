//! The flat tables in the database: `observations` and `checks`, whose columns are those of the other views.

use rusqlite::types::{Null, ToSqlOutput};
use rusqlite::{Connection, ToSql, params_from_iter};

use super::SqliteView;
use crate::check::findings;
use crate::export::columns::{self, Cell, Column, Holds};
use crate::export::fold::fold;
use crate::export::rows::ObservationRow;
use crate::export::{rows, sortable, stated};
use crate::mention::{Bound, Kind};
use crate::record::Record;

/// What `observations` has beside the columns of the flat table: where the value stands in the other tables, and for
/// a value of a table what it is compared by. A number of running text is compared by its mention.
pub(super) const BESIDE: &str =
    "page_id INTEGER NOT NULL REFERENCES pages, section_id INTEGER NOT NULL REFERENCES sections,
    block_id INTEGER REFERENCES blocks, mention_id INTEGER REFERENCES mentions,
    type TEXT, low TEXT, low_open INTEGER, high TEXT, high_open INTEGER, measured_folded TEXT";

/// A flat table as it stands in the other views, whose columns are named there alone, with what stands `beside`
/// them. What holds decimals is a binary number here, near, for sums; the exact text stands beside it.
pub(super) fn flat_table(table: &str, columns: &[Column], beside: &[&str]) -> String {
    let columns = columns.iter().map(|(name, holds)| {
        let affinity = match holds {
            Holds::Text | Holds::Word | Holds::Day => "TEXT",
            Holds::Int | Holds::Flag => "INTEGER",
            Holds::Decimal => "REAL",
        };
        format!("\"{name}\" {affinity}")
    });
    let columns: Vec<String> = columns.chain(beside.iter().map(|b| (*b).to_owned())).collect();
    format!("CREATE TABLE {table} ({});", columns.join(", "))
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Cell::Null => Ok(ToSqlOutput::from(Null)),
            Cell::Text(text) => Ok(ToSqlOutput::from(text.as_ref())),
            Cell::Int(number) => Ok(ToSqlOutput::from(*number)),
            Cell::Flag(flag) => Ok(ToSqlOutput::from(*flag)),
        }
    }
}

impl SqliteView {
    pub(super) fn insert_observations(&self, record: &Record) -> rusqlite::Result<()> {
        let beside = BESIDE.matches(',').count() + 1;
        let places = vec!["?"; columns::OBSERVATIONS.len() + beside].join(",");
        let mut put = self.database.prepare_cached(&format!("INSERT INTO observations VALUES ({places})"))?;
        let mut done = Ok(());
        let mut add = |row: &ObservationRow<'_>| {
            if done.is_ok() {
                let mut cells = columns::observation(row);
                cells.extend(self.beside(row));
                done = put.execute(params_from_iter(cells)).map(drop);
            }
        };
        rows::each_observation(record, |row| add(&row));
        stated::each_stated(record, |row| add(&row));
        done
    }

    /// The cells of a value under [`BESIDE`].
    fn beside(&self, row: &ObservationRow<'_>) -> [Cell<'static>; 10] {
        let section = row.section_number.checked_sub(1).and_then(|at| self.places.get(at));
        let place = section.and_then(|s| s.texts.get(row.block));
        let mention = place.zip(row.prose.as_ref()).and_then(|((_, before), stated)| {
            i64::try_from(stated.number).ok().map(|number| before + number)
        });
        let id = |id: Option<i64>| id.map_or(Cell::Null, Cell::Int);
        let ids = [Some(self.pages), section.map(|s| s.section), place.and_then(|p| p.0), mention].map(id);
        let [page, section, block, mention] = ids;
        if row.prose.is_some() {
            let none = || Cell::Null;
            return [page, section, block, mention, none(), none(), none(), none(), none(), none()];
        }
        let o = &row.observation;
        let (low, high) = rows::ends_of(o.value, o.max, o.bound);
        let (low, high) = (low.and_then(sortable::key), high.and_then(sortable::key));
        let open = |key: &Option<String>, bound| {
            key.as_ref().map_or(Cell::Null, |_| Cell::Flag(o.bound == Some(bound)))
        };
        let (low_open, high_open) = (open(&low, Bound::MoreThan), open(&high, Bound::LessThan));
        let steps: String = o.indicator().split(" · ").collect();
        [
            page,
            section,
            block,
            mention,
            rows::kind_of_unit(o.unit).map(Kind::name).into(),
            low.into(),
            low_open,
            high.into(),
            high_open,
            fold(&steps).into(),
        ]
    }
}

pub(super) fn insert_checks(database: &Connection, record: &Record) -> rusqlite::Result<()> {
    let places = ["?"; columns::CHECKS.len()].join(",");
    let mut put = database.prepare_cached(&format!("INSERT INTO checks VALUES ({places})"))?;
    for finding in &findings(record) {
        put.execute(params_from_iter(columns::check(&columns::CheckRow { record, finding })))?;
    }
    Ok(())
}
