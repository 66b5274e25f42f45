//! Writes records: JSON and JSON Lines. Nothing is in the output that is not in the record.

use std::io::{self, Write};

use serde::Serialize;

use crate::record::Record;

/// Writes a record as JSON for a person to read: two blanks a level, a line end behind it.
pub fn json(record: &Record, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, record)?;
    out.write_all(b"\n")
}

/// How many bytes a line of JSON is given to begin with, for each byte of the page and at most.
const ROOM: (u64, usize) = (2, 32 * 1024);

/// How many bytes the line of a record is given to begin with, by the length of its page.
pub(crate) fn room(page: u64) -> usize {
    usize::try_from(page.saturating_mul(ROOM.0)).unwrap_or(ROOM.1).min(ROOM.1)
}

/// A record as one line of JSON, its end included.
///
/// ```
/// use nianjian::{Options, Page, convert, emit};
///
/// let text = "财政局\n\n【概况】 2013年，全县财政收入1.2亿元，比上年增长8%，各项支出得到保障。\n";
/// let record = convert(&Page { body: text.into(), ..Page::default() }, &Options::default())?;
/// let line = emit::json_line(&record).expect("a record is JSON");
/// assert!(line.starts_with(b"{") && line.ends_with(b"}\n"));
/// # Ok::<(), nianjian::Rejection>(())
/// ```
///
/// # Errors
/// None that is known: the types of a record can all be written as JSON.
pub fn json_line(record: &Record) -> serde_json::Result<Vec<u8>> {
    write_line(record, Vec::with_capacity(room(record.source.bytes)))
}

/// Writes a record as one line of JSON, its end included; gives back what it was written to.
pub(crate) fn write_line<W: Write>(record: &impl Serialize, mut out: W) -> serde_json::Result<W> {
    serde_json::to_writer(&mut out, record)?;
    out.write_all(b"\n").map_err(serde_json::Error::io)?;
    Ok(out)
}

/// The JSON Schema of a record, from its types.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Record)).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_current() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/record.schema.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(file, schema()).expect("the schema is written");
        }
        let committed = std::fs::read_to_string(file).expect("record.schema.json");
        assert!(committed == schema(), "record.schema.json is not what the types say: UPDATE=1 rewrites it");
    }
}
