//! Turns a query into the statement that names the sections in which to look, a few too many at most.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::{Index, Query, SearchError};

/// Mentions that meet a condition are looked up first where there are no more than this many.
const FEW: i64 = 20_000;

impl Index {
    /// All sections that the index names for a query, a few too many at most.
    pub(super) fn sections(&self, query: &Query) -> Result<Vec<i64>, SearchError> {
        let (sql, values) = self.plan(query)?;
        let mut sections = self.database.prepare_cached(&sql)?;
        let found = sections.query_map(params_from_iter(values), |r| r.get(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// How many sections the index names for a query: what is looked through to count all hits.
    pub fn count_sections(&self, query: &Query) -> Result<u64, SearchError> {
        let (sql, values) = self.plan(query)?;
        let count = self.database.query_row(
            &format!("SELECT count(*) FROM ({sql})"),
            params_from_iter(values),
            |r| r.get::<_, i64>(0),
        )?;
        Ok(count.unsigned_abs())
    }

    /// The statement that names the sections, in their order, a few too many at most.
    pub(super) fn plan(&self, query: &Query) -> Result<(String, Vec<Value>), SearchError> {
        let mut values = Vec::new();
        let mut wanted: Vec<String> = Vec::new();
        let heading = query.heading.as_ref().and_then(|w| w.to_index()).map(|w| format!("(heading : {w})"));
        let words: Vec<String> =
            query.words.as_ref().and_then(|w| w.to_index()).into_iter().chain(heading).collect();
        let mut from = "SELECT s.section FROM sections s";
        let mut order = "s.section";
        if !words.is_empty() {
            values.push(Value::Text(words.join(" AND ")));
            from = "SELECT s.section FROM search CROSS JOIN sections s ON s.section = search.rowid";
            order = "search.rowid";
            wanted.push("search MATCH ?1".into());
        }
        let mut stretch = String::new();
        if let Some((first, last)) = query.years {
            let (low, high) = self.stretch(first, last)?;
            values.extend([i64::from(first), i64::from(last), low, high].map(Value::Integer));
            let n = values.len();
            stretch = format!(" AND section BETWEEN ?{} AND ?{n}", n - 1);
            wanted.push(format!("{order} BETWEEN ?{} AND ?{n}", n - 1));
            // The sign keeps the planner from walking through all sections of the years first.
            wanted.push(format!(
                "+s.page IN (SELECT page FROM pages WHERE coverage_year BETWEEN ?{} AND ?{})",
                n - 3,
                n - 2
            ));
        }
        if let Some(code) = &query.place {
            values.push(Value::Text(format!("{code}*")));
            wanted
                .push(format!("s.page IN (SELECT page FROM pages WHERE place_code GLOB ?{})", values.len()));
        }
        for condition in &query.conditions {
            let (sure, may) = condition.sql(&mut values);
            let test = if query.possible { may } else { sure };
            // Values of tables have the same columns to be compared by; numbers of running text have none there.
            let few = format!(
                "SELECT (SELECT count(*) FROM (SELECT 1 FROM mentions WHERE {test} LIMIT {FEW}))
                      + (SELECT count(*) FROM (SELECT 1 FROM observations WHERE {test} LIMIT {FEW}))"
            );
            let mut count = self.database.prepare(&few)?;
            let used = count.parameter_count();
            let count: i64 = count.query_row(params_from_iter(values.iter().take(used)), |r| r.get(0))?;
            wanted.push(if count < FEW {
                let of_tables = stretch.replace("section", "section_id");
                format!(
                    "s.section IN (SELECT section FROM mentions WHERE {test}{stretch}
                     UNION ALL SELECT section_id FROM observations WHERE {test}{of_tables})"
                )
            } else {
                format!(
                    "(EXISTS (SELECT 1 FROM mentions INDEXED BY mentions_section WHERE mentions.section = s.section AND {test})
                     OR EXISTS (SELECT 1 FROM observations INDEXED BY observations_section
                                WHERE source = 'table' AND observations.section_id = s.section AND {test}))"
                )
            });
        }
        let wanted = if wanted.is_empty() { "1".into() } else { wanted.join(" AND ") };
        Ok((format!("{from} WHERE {wanted} ORDER BY {order}"), values))
    }

    /// The first and the last section of pages of some years. Volumes mostly stand one after the other:
    /// what lies before and behind need not be looked at.
    fn stretch(&self, first: i32, last: i32) -> Result<(i64, i64), SearchError> {
        let found = self.database.query_row(
            "SELECT (SELECT section FROM sections WHERE page >= low ORDER BY page, number LIMIT 1),
                    (SELECT section FROM sections WHERE page <= high ORDER BY page DESC, number DESC LIMIT 1)
             FROM (SELECT min(page) AS low, max(page) AS high FROM pages WHERE coverage_year BETWEEN ?1 AND ?2)",
            [first, last],
            |r| Ok((r.get::<_, Option<i64>>(0)?, r.get::<_, Option<i64>>(1)?)),
        )?;
        // No page of these years: a stretch that holds nothing.
        Ok((found.0.unwrap_or(1), found.1.unwrap_or(0)))
    }
}
