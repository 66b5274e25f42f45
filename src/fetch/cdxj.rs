//! Writes the CDXJ index of a WARC: one line a capture, sorted by the address turned inside out.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use super::frontier::{Capture, Frontier};
use crate::error::Failure;

/// The part of a line behind the sort key.
#[derive(Serialize)]
struct Line<'c> {
    url: &'c str,
    mime: &'c str,
    status: String,
    digest: &'c str,
    length: String,
    offset: String,
    filename: &'c str,
}

/// Writes the index of everything in the frontier to `path`, whole or not at all.
pub fn write(path: &Path, warc_name: &str, frontier: &Frontier) -> Result<(), Failure> {
    let unwritable = |e: io::Error| {
        let found = format!("the index {} cannot be written: {e}", path.display());
        Failure::new("fetch", "write", found, "check the folder and the disk; the WARC itself is whole")
    };
    let partial = path.with_extension("cdxj.part");
    let mut out = BufWriter::new(File::create(&partial).map_err(unwritable)?);
    frontier.captures(|c| line(&mut out, warc_name, c))?.map_err(unwritable)?;
    out.flush().map_err(unwritable)?;
    drop(out);
    fs::rename(&partial, path).map_err(unwritable)
}

fn line(out: &mut impl Write, filename: &str, c: &Capture) -> io::Result<()> {
    let line = Line {
        url: c.uri,
        mime: c.mime,
        status: c.status.to_string(),
        digest: c.digest,
        length: c.length.to_string(),
        offset: c.offset.to_string(),
        filename,
    };
    write!(out, "{} {} ", c.surt, c.stamp)?;
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}
