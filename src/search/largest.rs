//! Orders the sections of a query by their largest value that meets its condition.

use std::collections::{HashMap, HashSet};

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{Condition, Index, Query, SearchError};

/// Sections of which each is asked for its largest value; beyond them the values are walked through, the largest
/// first.
const EACH: usize = 300;
/// Sections that are known before the values are walked through; beyond them most values stand in one that answers.
const KNOWN: usize = 50_000;

impl Index {
    /// Hands the sections that may answer a query to `take`, that with the largest value first, until it says that it
    /// has enough. The first condition on numbers says which value; without one they come in their order.
    pub(crate) fn each_by_value(
        &self,
        query: &Query,
        mut take: impl FnMut(i64) -> Result<bool, SearchError>,
    ) -> Result<(), SearchError> {
        let Some(condition) = query.conditions.iter().find(|c| !c.is_of_dates()) else {
            return self.each_section(query, 0, take);
        };
        let free = Query { conditions: Vec::new(), ..query.clone() };
        let narrowed = free.words.is_some()
            || free.heading.is_some()
            || free.years.is_some()
            || free.undated
            || free.place.is_some()
            || free.volume.is_some();
        let among = if narrowed { Some(self.first_sections(&free, KNOWN + 1)?) } else { None };
        if let Some(sections) = among.as_ref().filter(|sections| sections.len() <= EACH) {
            for section in self.sorted(sections, condition, query.possible)? {
                if !take(section)? {
                    break;
                }
            }
            return Ok(());
        }
        let among: Option<HashSet<i64>> =
            among.filter(|sections| sections.len() <= KNOWN).map(|sections| sections.into_iter().collect());
        let mut seen = HashSet::new();
        let (sql, values) = walk(condition, query.possible, None);
        let mut statement = self.database.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let section: i64 = row.get(1)?;
            let wanted = match &among {
                Some(among) => among.contains(&section),
                None => self.is_of_pages(section, query)?,
            };
            if wanted && seen.insert(section) && !take(section)? {
                break;
            }
        }
        Ok(())
    }

    /// Those of some sections that have such a value, that with the largest first.
    fn sorted(
        &self,
        sections: &[i64],
        condition: &Condition,
        possible: bool,
    ) -> Result<Vec<i64>, SearchError> {
        let mut largest: HashMap<i64, Option<String>> = HashMap::new();
        for section in sections {
            let (sql, values) = walk(condition, possible, Some(*section));
            let mut statement = self.database.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            if let Some(row) = rows.next()? {
                largest.insert(*section, row.get(0)?);
            }
        }
        let mut sorted: Vec<(i64, Option<String>)> = largest.into_iter().collect();
        sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        Ok(sorted.into_iter().map(|(section, _)| section).collect())
    }
}

/// The statement that walks through the values that meet a condition, the largest first: its key and its section.
fn walk(condition: &Condition, possible: bool, section: Option<i64>) -> (String, Vec<Value>) {
    let mut values = Vec::new();
    let (sure, may) = condition.sql(&mut values);
    let test = if possible { may } else { sure };
    let end = condition.end();
    let mut of = |column: &str| match section {
        Some(section) => {
            values.push(Value::Integer(section));
            format!(" AND {column} = ?{}", values.len())
        }
        None => String::new(),
    };
    let (mentions, cells) = (of("section"), of("section_id"));
    let (by_mentions, by_cells) = match section {
        Some(_) => (" INDEXED BY mentions_section", " INDEXED BY observations_section"),
        None => ("", ""),
    };
    let sql = format!(
        "SELECT {end}, section FROM mentions{by_mentions} WHERE {test} AND {end} IS NOT NULL{mentions}
         UNION ALL
         SELECT {end}, section_id FROM observations{by_cells}
         WHERE source = 'table' AND {test} AND {end} IS NOT NULL{cells} ORDER BY 1 DESC"
    );
    (sql, values)
}
