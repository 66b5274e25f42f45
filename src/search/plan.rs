//! Turns a query into the statement that names the sections in which to look, a few too many at most.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{Condition, Index, Query, SearchError, Volume};

/// Values that meet a condition are looked up first where there are no more than this many; where several conditions
/// must be met, than the second.
const FEW: (i64, i64) = (2_000, 20_000);

impl Index {
    /// The first sections that the index names for a query, a few too many at most.
    #[cfg(feature = "site")]
    pub(super) fn first_sections(&self, query: &Query, limit: usize) -> Result<Vec<i64>, SearchError> {
        let (sql, values) = self.plan(query, 0)?;
        let mut sections = self.database.prepare_cached(&sql)?;
        let found = sections.query_map(params_from_iter(values), |r| r.get(0))?;
        Ok(found.take(limit).collect::<rusqlite::Result<_>>()?)
    }

    /// How many sections the index names for a query: what is looked through to count all hits.
    pub fn count_sections(&self, query: &Query) -> Result<u64, SearchError> {
        let (sql, values) = self.plan(query, 0)?;
        let count = self.database.query_row(
            &format!("SELECT count(*) FROM ({sql})"),
            params_from_iter(values),
            |r| r.get::<_, i64>(0),
        )?;
        Ok(count.unsigned_abs())
    }

    /// The statement that names the sections behind `after`, in their order, a few too many at most.
    pub(super) fn plan(&self, query: &Query, after: i64) -> Result<(String, Vec<Value>), SearchError> {
        let mut values = Vec::new();
        let mut wanted: Vec<String> = Vec::new();
        let heading = query.heading.as_ref().and_then(|w| w.to_index()).map(|w| format!("(heading : {w})"));
        let words: Vec<String> =
            query.words.as_ref().and_then(|w| w.to_index()).into_iter().chain(heading).collect();
        // The page of a section is looked up where it matters alone.
        let of_page =
            of_pages(query, &mut Vec::new()).is_some() || query.conditions.iter().any(|c| c.year().is_some());
        let (from, section) = match (words.is_empty(), of_page) {
            (true, _) => ("sections s", "s.section"),
            (false, true) => ("search CROSS JOIN sections s ON s.section = search.rowid", "search.rowid"),
            (false, false) => ("search", "search.rowid"),
        };
        if !words.is_empty() {
            values.push(Value::Text(words.join(" AND ")));
            wanted.push("search MATCH ?1".into());
        }
        let mut stretch = String::new();
        if let Some(pages) = of_pages(query, &mut values) {
            let (low, high) = self.stretch(query)?;
            let n = values.len();
            values.extend([low.max(after.saturating_add(1)), high].map(Value::Integer));
            stretch = format!(" AND section BETWEEN ?{} AND ?{}", n + 1, n + 2);
            wanted.push(format!("{section} BETWEEN ?{} AND ?{}", n + 1, n + 2));
            // The sign keeps the planner from walking through all sections of the pages first.
            wanted.push(format!("+s.page IN (SELECT page FROM pages WHERE {pages})"));
        } else if after > 0 {
            values.push(Value::Integer(after));
            stretch = format!(" AND section > ?{}", values.len());
            wanted.push(format!("{section} > ?{}", values.len()));
        }
        for condition in &query.conditions {
            wanted.push(self.meets(condition, query, (section, &stretch), &mut values)?);
        }
        let wanted = if wanted.is_empty() { "1".into() } else { wanted.join(" AND ") };
        Ok((format!("SELECT {section} FROM {from} WHERE {wanted} ORDER BY {section}"), values))
    }

    /// Whether a section is of a page that a query is about.
    #[cfg(feature = "site")]
    pub(super) fn is_of_pages(&self, section: i64, query: &Query) -> Result<bool, SearchError> {
        let mut values = vec![Value::Integer(section)];
        let Some(pages) = of_pages(query, &mut values) else { return Ok(true) };
        let sql =
            format!("SELECT 1 FROM sections s JOIN pages USING (page) WHERE s.section = ?1 AND {pages}");
        Ok(self.database.prepare_cached(&sql)?.exists(params_from_iter(values))?)
    }

    /// That a section has a value which meets a condition.
    fn meets(
        &self,
        condition: &Condition,
        query: &Query,
        (section, stretch): (&str, &str),
        values: &mut Vec<Value>,
    ) -> Result<String, SearchError> {
        let few = if query.conditions.len() > 1 { FEW.1 } else { FEW.0 };
        let (sure, may) = condition.sql(values);
        let test = if query.possible { may } else { sure };
        // Values of tables have the same columns to be compared by; numbers of running text have none there.
        let in_tables = condition.is_of_numbers();
        let mut rows = vec![format!("SELECT 1 FROM mentions WHERE {test} LIMIT {few}")];
        if in_tables {
            rows.push(format!("SELECT 1 FROM observations WHERE source = 'table' AND {test} LIMIT {few}"));
        }
        let counts: Vec<String> =
            rows.iter().map(|rows| format!("(SELECT count(*) FROM ({rows}))")).collect();
        let mut count = self.database.prepare(&format!("SELECT {}", counts.join(" + ")))?;
        let used = count.parameter_count();
        let count: i64 = count.query_row(params_from_iter(values.iter().take(used)), |r| r.get(0))?;
        let met = if count < few {
            let of_tables = stretch.replace("section", "section_id");
            let mut rows = format!("SELECT section FROM mentions WHERE {test}{stretch}");
            if in_tables {
                rows.push_str(&format!(
                    " UNION ALL SELECT section_id FROM observations WHERE source = 'table' AND {test}{of_tables}"
                ));
            }
            format!("{section} IN ({rows})")
        } else {
            let mut exists = format!(
                "EXISTS (SELECT 1 FROM mentions INDEXED BY mentions_section WHERE mentions.section = {section} AND {test})"
            );
            if in_tables {
                exists.push_str(&format!(
                    " OR EXISTS (SELECT 1 FROM observations INDEXED BY observations_section
                       WHERE source = 'table' AND observations.section_id = {section} AND {test})"
                ));
            }
            format!("({exists})")
        };
        Ok(match condition.year() {
            Some(year) => format!("{met} AND {}", speaks_of(year)),
            None => met,
        })
    }

    /// The first and the last section of the pages that a query is about. Volumes mostly stand one after the other:
    /// what lies before and behind need not be looked at.
    fn stretch(&self, query: &Query) -> Result<(i64, i64), SearchError> {
        let mut values = Vec::new();
        let pages = of_pages(query, &mut values).unwrap_or_else(|| "1".into());
        let sql = format!(
            "SELECT (SELECT section FROM sections WHERE page >= low ORDER BY page, number LIMIT 1),
                    (SELECT section FROM sections WHERE page <= high ORDER BY page DESC, number DESC LIMIT 1)
             FROM (SELECT min(page) AS low, max(page) AS high FROM pages WHERE {pages})"
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        let found = statement.query_row(params_from_iter(values), |r| {
            Ok((r.get::<_, Option<i64>>(0)?, r.get::<_, Option<i64>>(1)?))
        })?;
        // No such page: a stretch that holds nothing.
        Ok((found.0.unwrap_or(1), found.1.unwrap_or(0)))
    }
}

/// What a query wants of a page; none where any will do. Values go to `values`, numbered from there on.
pub(super) fn of_pages(query: &Query, values: &mut Vec<Value>) -> Option<String> {
    let mut wanted = Vec::new();
    let mut bind = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    if let Some((first, last)) = query.years {
        let [first, last] = [first, last].map(|year| bind(Value::Integer(year.into())));
        wanted.push(format!("coverage_year BETWEEN {first} AND {last}"));
    }
    if query.undated {
        wanted.push("coverage_year IS NULL".to_owned());
    }
    if let Some(code) = &query.place {
        wanted.push(format!("place_code GLOB {}", bind(Value::Text(format!("{code}*")))));
    }
    if let Some(Volume { title, volume, place }) = &query.volume {
        let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
        let (title, volume) = (bind(text(title)), bind(text(volume)));
        wanted.push(format!("work_title IS {title} AND work_volume IS {volume}"));
        if let Some(place) = place {
            wanted.push(format!("coalesce(place, '') = {}", bind(Value::Text(place.clone()))));
        }
    }
    (!wanted.is_empty()).then(|| wanted.join(" AND "))
}

/// That a section may hold a number of a year: its page reports on the year, or a date or cell of it is of the year.
fn speaks_of(year: i32) -> String {
    let days = format!("day_from BETWEEN '{year:04}-01-01' AND '{year:04}-12-31'");
    format!(
        "(EXISTS (SELECT 1 FROM pages WHERE pages.page = s.page AND coverage_year = {year})
          OR EXISTS (SELECT 1 FROM mentions INDEXED BY mentions_section
                     WHERE mentions.section = s.section AND type = 'date' AND {days})
          OR EXISTS (SELECT 1 FROM observations INDEXED BY observations_section
                     WHERE source = 'table' AND observations.section_id = s.section AND {days}))"
    )
}
