//! Writes the CDXJ index of a WARC: one line a capture, sorted by the address turned inside out.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;
use url::Url;

use super::frontier::{Capture, Frontier};
use crate::error::Failure;

/// An address turned inside out, as indexes sort it: `cn,gov,bjtzh)/nj/a.html?b=1`.
pub fn surt(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let mut out = match url.host() {
        Some(url::Host::Domain(name)) => {
            let mut labels: Vec<&str> = name.strip_prefix("www.").unwrap_or(name).split('.').collect();
            labels.reverse();
            labels.join(",")
        }
        _ => host.to_owned(),
    };
    if let Some(port) = url.port() {
        out.push_str(&format!(":{port}"));
    }
    out.push(')');
    out.push_str(&url.path().to_lowercase());
    if let Some(query) = url.query().filter(|q| !q.is_empty()) {
        let query = query.to_lowercase();
        let mut pairs: Vec<&str> = query.split('&').collect();
        pairs.sort_unstable();
        out.push('?');
        out.push_str(&pairs.join("&"));
    }
    out
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_addresses_inside_out() {
        for (url, want) in [
            ("http://www.bjtzh.gov.cn/NJ/a.html", "cn,gov,bjtzh)/nj/a.html"),
            ("https://h.cn:8080/?b=2&a=1", "cn,h:8080)/?a=1&b=2"),
            ("http://127.0.0.1:80/", "127.0.0.1)/"),
        ] {
            assert_eq!(surt(&Url::parse(url).unwrap()), want);
        }
    }
}
