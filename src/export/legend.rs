//! Writes README.txt beside CSV files: what each file and each column holds, in Chinese and in English.

use std::path::Path;

use super::ExportError;
use crate::data::columns::legends;

/// A CSV file of a folder: its table and its columns.
pub(super) struct File<'f> {
    /// The name of its table, which is that of the file without `.csv`.
    pub table: &'f str,
    /// Its columns, in order.
    pub columns: Vec<&'f str>,
}

/// Writes `README.txt` into the folder `at`. `remark` is what a reader of the records as a whole must know.
pub(super) fn write(at: &Path, files: &[File], remark: Option<&str>) -> Result<(), ExportError> {
    let mut out = String::from(
        "UTF-8，逗号分隔（RFC 4180），首行为栏名。空栏表示不详或不适用。JSON 为列表。\n\
         UTF-8, parted by commas (RFC 4180), the first line names the columns. An empty field: not known, or does \
         not apply. Lists are JSON.\n",
    );
    if let Some(remark) = remark {
        out.push_str(&format!("\n{remark}\n"));
    }
    let mut used: Vec<&str> = Vec::new();
    for file in files {
        let table = file.table;
        let told = legends().table(table);
        let told =
            told.map(|l| format!("  {}\n  {}\n  {}", l.heading, l.chinese, l.english)).unwrap_or_default();
        out.push_str(&format!("\n{table}.csv{told}\n"));
        for column in &file.columns {
            let Some(legend) = legends().column(table, column) else { continue };
            let (heading, chinese, english) = (&legend.heading, &legend.chinese, &legend.english);
            out.push_str(&format!("  {column}  {heading}\n      {chinese}\n      {english}\n"));
            if !used.contains(column) {
                used.push(column);
            }
        }
    }
    for column in used {
        let mut words = legends().words(column).peekable();
        if words.peek().is_some() {
            out.push_str(&format!("\n{column}:\n"));
        }
        for (word, meaning) in words {
            out.push_str(&format!("  {word}  {}  {}\n", meaning.chinese, meaning.english));
        }
    }
    let path = at.join("README.txt");
    std::fs::write(&path, out).map_err(|e| ExportError::io("write", &path, &e))
}
