//! Reads the numbers that may be points with their sentences, and keeps those that are.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::Point;
use super::gather::{Group, Place, bare, year_of};
use crate::export::fold::fold;
use crate::export::sentence::Sentences;
use crate::search::clause::{Around, Sentence};
use crate::search::find::Head;
use crate::search::hit::{Hit, InTable, Mark, Source, of_table};
use crate::search::{Index, SearchError};

/// A number that may be a point: its mention, and its group.
type Wanted = (i64, usize);
/// The mentions of a text, each with its group where it may be a point.
type Marks = Vec<(Mark, Option<usize>)>;

impl Index {
    /// The points of each group, in the order of the records. A section is read once for all of them.
    pub(super) fn points(&self, groups: &[Group], word: &str) -> Result<Vec<Vec<Point>>, SearchError> {
        let mut points: Vec<Vec<Point>> = groups.iter().map(|_| Vec::new()).collect();
        let places =
            groups.iter().enumerate().flat_map(|(n, group)| group.places.iter().map(move |p| (*p, n)));
        let mut places: Vec<(Place, usize)> = places.collect();
        places.sort_unstable();
        let section = |place: &Place| match place {
            Place::Text { section, .. } => Some(*section),
            Place::Cell(_) => None,
        };
        let mut put = |group: usize, point| {
            if let Some(points) = points.get_mut(group) {
                points.push(point);
            }
        };
        for places in places.chunk_by(|a, b| section(&a.0).is_some() && section(&a.0) == section(&b.0)) {
            match places {
                [(Place::Cell(row), group), ..] => put(*group, self.cell(*row)?),
                [(Place::Text { section, .. }, _), ..] => self.numbers(*section, places, word, &mut put)?,
                [] => {}
            }
        }
        Ok(points)
    }

    /// The numbers of a section that are points.
    fn numbers(
        &self,
        section: i64,
        places: &[(Place, usize)],
        word: &str,
        put: &mut impl FnMut(usize, Point),
    ) -> Result<(), SearchError> {
        let mut wanted: BTreeMap<Option<i64>, Vec<Wanted>> = BTreeMap::new();
        for (place, group) in places {
            if let Place::Text { block, mention, .. } = place {
                wanted.entry(*block).or_default().push((*mention, *group));
            }
        }
        let head = self.head(section)?;
        let mut block_text =
            self.database.prepare_cached("SELECT text, number FROM blocks WHERE block = ?1")?;
        for (block, marks) in self.marks_beside(section, &wanted)? {
            let (text, number): (Option<String>, Option<i64>) = match block {
                Some(block) => block_text.query_row([block], |row| Ok((row.get(0)?, row.get(1)?)))?,
                None => (head.heading.clone(), None),
            };
            let source = Source {
                part: if block.is_some() { "text" } else { "heading" },
                block: number,
                ..head.source.clone()
            };
            in_text(&head, &source, (&text.unwrap_or_default(), marks), word, put);
        }
        Ok(())
    }

    /// All mentions of the texts in which some are wanted.
    fn marks_beside(
        &self,
        section: i64,
        wanted: &BTreeMap<Option<i64>, Vec<Wanted>>,
    ) -> Result<BTreeMap<Option<i64>, Marks>, SearchError> {
        let mut statement = self.database.prepare_cached(&format!(
            "SELECT block, mention, start, \"end\", number, {}, measured, 1
             FROM mentions INDEXED BY mentions_section WHERE section = ?1 ORDER BY mention",
            Mark::COLUMNS
        ))?;
        let mut marks: BTreeMap<Option<i64>, Marks> = BTreeMap::new();
        let mut rows = statement.query([section])?;
        while let Some(row) = rows.next()? {
            let (block, mention): (Option<i64>, i64) = (row.get(0)?, row.get(1)?);
            let Some(wanted) = wanted.get(&block) else { continue };
            let mark = Mark::read(row, 5, (row.get(2)?, row.get(3)?))?;
            let mark = Mark { mention: Some(row.get(4)?), ..mark };
            let group = wanted.binary_search_by_key(&mention, |w| w.0).ok().and_then(|at| wanted.get(at));
            marks.entry(block).or_default().push((mark, group.map(|w| w.1)));
        }
        Ok(marks)
    }

    /// A value of a table as a point.
    fn cell(&self, row: i64) -> Result<Point, SearchError> {
        let mut statement = self.database.prepare_cached(&format!(
            "SELECT {}, {}, o.measured_folded, 1, {}, s.heading, s.outline, o.\"row\", o.\"column\", b.number
             FROM observations o JOIN sections s ON s.section = o.section_id JOIN pages p ON p.page = o.page_id
             LEFT JOIN blocks b ON b.block = o.block_id WHERE o.rowid = ?1",
            of_table("o", InTable::COLUMNS),
            of_table("o", Mark::COLUMNS),
            Source::COLUMNS
        ))?;
        Ok(statement.query_row(params![row], cell_point)?)
    }
}

/// The points of a text, sentence by sentence.
fn in_text(
    head: &Head,
    source: &Source,
    (text, marks): (&str, Marks),
    word: &str,
    put: &mut impl FnMut(usize, Point),
) {
    let sentences = Sentences::of(text);
    let mut by_sentence: BTreeMap<usize, Marks> = BTreeMap::new();
    for mark in marks {
        by_sentence.entry(sentences.at(mark.0.start).0).or_default().push(mark);
    }
    for (start, mut marks) in by_sentence {
        let (sentence_start, _, sentence) = sentences.at(start);
        if sentence.is_empty() || marks.iter().all(|m| m.1.is_none()) {
            continue;
        }
        marks.sort();
        let (marks, groups): (Vec<Mark>, Vec<Option<usize>>) = marks.into_iter().unzip();
        let hit = Hit {
            heading: head.heading.clone(),
            sentence: sentence.to_owned(),
            sentence_start,
            marks,
            source: source.clone(),
            table: None,
        };
        let sentence = Sentence::of(&hit, word);
        for ((i, mark), group) in hit.marks.iter().enumerate().zip(groups) {
            if let Some((group, around)) = group.and_then(|g| Some((g, sentence.around(i, source.year)?))) {
                put(group, point(&hit, mark, around, head.outline.as_deref()));
            }
        }
    }
}

/// A number of running text as a point.
pub fn point(hit: &Hit, mark: &Mark, around: Around, outline: Option<&str>) -> Point {
    Point {
        from: "prose",
        year: hit.source.year,
        date: None,
        text: mark.text.clone(),
        value: mark.value.clone().unwrap_or_default(),
        max: mark.max.clone(),
        bound: mark.bound.clone(),
        measured: mark.measured.as_deref().map(fold),
        change: mark.change.clone(),
        before: around.before,
        words: around.words,
        after: around.after,
        wording: around.wording,
        dated: around.dated,
        heading: hit.heading.as_deref().map(|heading| fold(bare(heading, outline))),
        sentence: hit.sentence.clone(),
        source: hit.source.clone(),
    }
}

/// A value of a table as a point, from the columns that [`Index::cell`] asks for.
fn cell_point(row: &Row<'_>) -> rusqlite::Result<Point> {
    let table = InTable::read(row, 0)?;
    let mark = Mark::read(row, 4, (0, 0))?;
    let source = Source::read(row, 14)?;
    let (heading, outline): (Option<String>, Option<String>) = (row.get(21)?, row.get(22)?);
    let sentence = table.words();
    Ok(Point {
        from: "table",
        year: year_of(table.date.as_deref(), source.year),
        date: table.date,
        text: mark.text,
        value: mark.value.unwrap_or_default(),
        max: mark.max,
        bound: mark.bound,
        measured: Some(mark.measured.unwrap_or_default()),
        change: None,
        before: String::new(),
        words: String::new(),
        after: String::new(),
        // The heads are the same; what stands around them is the caption.
        wording: String::new(),
        dated: None,
        heading: heading.as_deref().map(|heading| fold(bare(heading, outline.as_deref()))),
        sentence,
        source: Source {
            part: "cell",
            block: row.get(25)?,
            cell: Some((row.get::<_, i64>(23)? + 1, row.get::<_, i64>(24)? + 1)),
            ..source
        },
    })
}
