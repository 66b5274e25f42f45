//! Walks the inputs of a run in order, down into folders and containers, and names each page.
//!
//! Order: the inputs as given; in a folder by the bytes of the names; in a container as it stands.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::captures::{Captures, is_capture};
use super::name::Names;
use crate::budget::is_endless;
use crate::error::{Failure, Rejection, Skip};
use crate::page::archive::{self, Format};
use crate::page::kind::{self, Kind};
use crate::page::warc::{Entry, Header, WarcReader};
use crate::page::{Bytes, Provenance, Unread, WarcPlace};

/// What stands where a file should.
const NOT_A_FILE: &str = "a pipe, a socket or a device";

/// What the user gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A file or a folder.
    Path(PathBuf),
    /// Standard input: one page.
    Stdin,
}

/// An input found, with the names it has in the run.
#[derive(Debug)]
pub struct Found {
    /// What it is called in the lists: path, `container!/member`, `warc@offset`, or `-`.
    pub input: String,
    /// Its address, where it has one.
    pub uri: Option<String>,
    /// Its file below `records/`.
    pub name: String,
    /// The page, or why there is none.
    pub item: Result<Unread, Rejection>,
}

/// The walk over the inputs.
pub struct Source<'a> {
    /// What the user gave.
    pub given: &'a [Given],
    /// The output folder, which is no input even where it stands inside one.
    pub output: Option<PathBuf>,
    /// What a page may have at most.
    pub max_bytes: u64,
    /// How many bytes of the inputs have been passed; those of files that are pages are added by who reads them.
    pub passed: &'a AtomicU64,
    names: Names,
    captures: Captures,
    /// The folder given that is walked: links out of it are not followed.
    inside: PathBuf,
}

type Each<'e> = &'e mut dyn FnMut(Found) -> ControlFlow<()>;

impl<'a> Source<'a> {
    /// Prepares the walk: looks through the WARC files for the newest capture of each address.
    pub fn new(
        given: &'a [Given],
        output: Option<&Path>,
        max_bytes: u64,
        passed: &'a AtomicU64,
    ) -> Source<'a> {
        let output = output.and_then(|o| o.canonicalize().ok());
        let (mut captures, mut seen) = (Captures::default(), HashSet::new());
        for path in given.iter().filter_map(Given::path) {
            if !path.is_dir() && !seen.insert(canonical(path)) {
                continue;
            }
            each_warc(path, &canonical(path), output.as_deref(), &mut |warc| {
                // What cannot be read says so when its turn comes.
                let _ = captures.index(warc);
            });
        }
        captures.settle();
        Source { captures, ..Source::unindexed(given, output.as_deref(), max_bytes, passed) }
    }

    /// A walk that takes every capture of a page for the newest.
    pub fn unindexed(
        given: &'a [Given],
        output: Option<&Path>,
        max_bytes: u64,
        passed: &'a AtomicU64,
    ) -> Source<'a> {
        let output = output.and_then(|o| o.canonicalize().ok());
        let (names, captures) = (Names::default(), Captures::default());
        Source { given, output, max_bytes, passed, names, captures, inside: PathBuf::new() }
    }

    /// Gives every input to `each` until that says stop.
    pub fn walk(&mut self, each: Each<'_>) -> ControlFlow<()> {
        self.names = Names::default();
        self.captures.rewind();
        self.passed.store(0, Ordering::Relaxed);
        let shown = shown_paths(self.given);
        let mut seen = HashSet::new();
        for (given, shown) in self.given.iter().zip(shown) {
            match given {
                Given::Stdin => self.stdin(each)?,
                Given::Path(path) if path.is_dir() => {
                    self.inside = canonical(path);
                    self.folder(path, "", each)?;
                }
                Given::Path(path) if is_endless(path) => {
                    let advice = "give a file; - is standard input";
                    let why = Failure::new("read", "not-a-file", NOT_A_FILE, advice);
                    self.reject(&shown, None, why.into(), each)?;
                }
                Given::Path(path) => {
                    if seen.insert(canonical(path)) {
                        self.file(path, &shown, true, each)?;
                    } else {
                        let again = Skip::new("given-twice", "the same file was given before");
                        self.reject(&shown, None, again.into(), each)?;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn stdin(&mut self, each: Each<'_>) -> ControlFlow<()> {
        let mut body = Vec::new();
        let read = io::stdin().lock().take(self.max_bytes.saturating_add(1)).read_to_end(&mut body);
        let item = match read {
            Ok(_) => Ok(Unread { provenance: Provenance::default(), bytes: Bytes::Body(body) }),
            Err(e) => Err(unreadable("standard input", &e)),
        };
        each(Found { input: "-".into(), uri: None, name: self.names.assign("stdin", "-"), item })
    }

    fn folder(&mut self, folder: &Path, below: &str, each: Each<'_>) -> ControlFlow<()> {
        let entries = match sorted(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let shown =
                    if below.is_empty() { folder.to_string_lossy().into_owned() } else { below.to_owned() };
                return self.reject(&shown, None, unreadable("the folder", &error), each);
            }
        };
        for (name, kind) in entries {
            let path = folder.join(&name);
            let name = archive::decode_name(name.as_encoded_bytes());
            let shown = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
            let linked = kind.is_some_and(|kind| kind.is_symlink());
            let there = if linked { fs::metadata(&path).ok().map(|there| there.file_type()) } else { kind };
            match there.is_some_and(|kind| kind.is_dir()) {
                false if linked && there.is_none() => {
                    let why = Failure::new(
                        "read",
                        "unreadable",
                        "a link that leads nowhere",
                        "mend the link or remove it, then run again",
                    );
                    self.reject(&shown, None, why.into(), each)?;
                }
                false if there.is_some_and(|kind| !kind.is_file()) => {
                    let skip = Skip::new("not-a-file", NOT_A_FILE);
                    self.reject(&shown, None, skip.into(), each)?;
                }
                false if linked && !canonical(&path).starts_with(&self.inside) => {
                    let skip = Skip::new(
                        "linked-outside",
                        "a link that leads out of the folder given: give what it leads to",
                    );
                    self.reject(&shown, None, skip.into(), each)?;
                }
                false => self.file(&path, &shown, false, each)?,
                true if linked => {
                    let skip = Skip::new(
                        "linked-folder",
                        "a link to a folder is not followed: give the folder itself",
                    );
                    self.reject(&shown, None, skip.into(), each)?;
                }
                true if name.starts_with('.') => {
                    let skip =
                        Skip::new("hidden-folder", "a hidden folder: give it as an input if it holds pages");
                    self.reject(&shown, None, skip.into(), each)?;
                }
                true if self.is_output(&path) => {
                    self.reject(
                        &shown,
                        None,
                        Skip::new("output-folder", "the folder of the results").into(),
                        each,
                    )?;
                }
                true => self.folder(&path, &shown, each)?,
            }
        }
        ControlFlow::Continue(())
    }

    fn is_output(&self, path: &Path) -> bool {
        self.output.is_some() && path.canonicalize().ok() == self.output
    }

    /// A file of a folder, or one that the user has named. A page has been passed when it is read.
    fn file(&mut self, path: &Path, shown: &str, named: bool, each: Each<'_>) -> ControlFlow<()> {
        let flow = match kind::by_name(shown) {
            Kind::Warc => return self.warc(path, shown, each),
            Kind::Zip => self.archive(path, Format::Zip, shown, each),
            Kind::Tar => self.archive(path, Format::Tar, shown, each),
            Kind::TarGz => self.archive(path, Format::TarGz, shown, each),
            Kind::Unsupported(advice) => self.reject(shown, None, archive::unsupported(shown, advice), each),
            Kind::Furniture => self.reject(shown, None, archive::not_a_page(), each),
            Kind::Page(media_type) => {
                return self.page(shown, Some(media_type.to_owned()), Bytes::File(path.to_owned()), each);
            }
            // A file that the user names is a page unless its bytes say otherwise.
            Kind::Unknown if named => return self.page(shown, None, Bytes::File(path.to_owned()), each),
            Kind::Unknown => return self.page(shown, None, Bytes::Sniffed(path.to_owned()), each),
        };
        self.passed.fetch_add(fs::metadata(path).map_or(0, |m| m.len()), Ordering::Relaxed);
        flow
    }

    fn page(
        &mut self,
        shown: &str,
        content_type: Option<String>,
        bytes: Bytes,
        each: Each<'_>,
    ) -> ControlFlow<()> {
        let provenance = Provenance { path: Some(shown.to_owned()), content_type, ..Provenance::default() };
        let name = self.names.assign(shown, shown);
        each(Found { input: shown.to_owned(), uri: None, name, item: Ok(Unread { provenance, bytes }) })
    }

    fn reject(
        &mut self,
        shown: &str,
        uri: Option<String>,
        why: Rejection,
        each: Each<'_>,
    ) -> ControlFlow<()> {
        // It leaves the name of its address to the capture that is converted.
        let name = self.names.assign(shown, shown);
        each(Found { input: shown.to_owned(), uri, name, item: Err(why) })
    }

    fn archive(&mut self, path: &Path, format: Format, shown: &str, each: Each<'_>) -> ControlFlow<()> {
        let mut flow = ControlFlow::Continue(());
        let max_bytes = self.max_bytes;
        let end = archive::members(path, format, max_bytes, &mut |member| {
            let inside = format!("{shown}!/{}", tame(&member.name));
            flow = match member.content {
                Ok((body, media_type)) => {
                    self.page(&inside, media_type.map(str::to_owned), Bytes::Body(body), each)
                }
                Err(why) => self.reject(&inside, None, why, each),
            };
            flow
        });
        match end {
            Err(failure) if flow.is_continue() => self.reject(shown, None, failure.into(), each),
            _ => flow,
        }
    }

    fn warc(&mut self, path: &Path, shown: &str, each: Each<'_>) -> ControlFlow<()> {
        let mut reader = match WarcReader::open(path) {
            Ok(reader) => reader,
            Err(error) => return self.reject(shown, None, unreadable("the WARC file", &error), each),
        };
        // A response has its HTTP header on top of the page.
        let max_block = self.max_bytes.saturating_add(1 << 16);
        let mut passed = 0;
        loop {
            let entry = match reader.next(max_block, is_capture) {
                Ok(Some(entry)) => entry,
                Ok(None) => return ControlFlow::Continue(()),
                Err(error) => return self.reject(shown, None, unreadable("the WARC file", &error), each),
            };
            let place = self.captures.place();
            match entry {
                Entry::Damaged { offset, uri, failure } => {
                    self.reject(&format!("{shown}@{offset}"), uri, failure.into(), each)?;
                }
                Entry::Record { header, block } => {
                    self.passed.fetch_add(header.offset - passed, Ordering::Relaxed);
                    passed = header.offset;
                    let input = format!("{shown}@{}", header.offset);
                    match self.refusal(&header, block.len() as u64, place) {
                        Some(why) => self.reject(&input, header.uri, why, each)?,
                        None if is_capture(&header) => self.capture(input, shown, header, block, each)?,
                        // It tells of another record.
                        None => {}
                    }
                }
            }
        }
    }

    /// Why a record of a WARC is no page, if it should be named at all. `read` is how much of it was.
    fn refusal(&self, header: &Header, read: u64, place: u64) -> Option<Rejection> {
        let page = |media_type: &String| kind::page_type(media_type) != Some(false);
        Some(match header.kind.as_str() {
            "revisit" => Skip::new("revisit", "the page had not changed since an earlier capture").into(),
            "conversion" | "continuation" => {
                Skip::new("other-record", format!("a {} record is no page", header.kind)).into()
            }
            _ if !is_capture(header) => return None,
            _ if self.captures.is_older(place) => {
                Skip::new("older-capture", "the newest whole capture of the same address is taken").into()
            }
            _ if read < header.length => too_large(header.length, self.max_bytes),
            "resource" if !header.content_type.as_ref().is_none_or(page) => archive::not_a_page(),
            _ => return None,
        })
    }

    /// Gives a capture to `each`.
    fn capture(
        &mut self,
        input: String,
        shown: &str,
        header: Header,
        block: Vec<u8>,
        each: Each<'_>,
    ) -> ControlFlow<()> {
        let http = header.kind == "response";
        let retrieved = header.instant().and(header.date.clone());
        let provenance = Provenance {
            uri: header.uri.clone(),
            path: None,
            // Of a response it is the type of the message.
            content_type: header.content_type.filter(|_| !http),
            retrieved,
            status: None,
            cut_off: header.truncated.map(|why| format!("its crawler notes WARC-Truncated: {why}")),
            warc: Some(WarcPlace {
                file: shown.to_owned(),
                record_id: header.record_id,
                offset: header.offset,
            }),
        };
        let bytes = if http { Bytes::Http(block) } else { Bytes::Body(block) };
        let name = self.names.assign(header.uri.as_deref().unwrap_or(&input), &input);
        each(Found { input, uri: header.uri, name, item: Ok(Unread { provenance, bytes }) })
    }
}

impl Given {
    fn path(&self) -> Option<&Path> {
        match self {
            Given::Path(path) => Some(path),
            Given::Stdin => None,
        }
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn unreadable(what: &str, error: &io::Error) -> Rejection {
    let message = format!("{what} cannot be read: {error}");
    Failure::new("read", "unreadable", message, "see that it is there and may be read, then run again").into()
}

fn too_large(found: u64, max: u64) -> Rejection {
    let message = format!("a page has at most {max} bytes here, this one has {found}");
    Failure::new("read", "too-large", message, "raise the limit with --max-bytes if it is a page").into()
}

/// What stands in a folder, and of what kind each is: the system says it with the name.
fn sorted(folder: &Path) -> io::Result<Vec<(OsString, Option<FileType>)>> {
    let entry = |e: io::Result<fs::DirEntry>| e.map(|e| (e.file_name(), e.file_type().ok()));
    let mut names = fs::read_dir(folder)?.map(entry).collect::<io::Result<Vec<_>>>()?;
    names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    names.shrink_to_fit();
    Ok(names)
}

/// A member's name without steps that lead out of the archive.
fn tame(name: &str) -> String {
    let steps = name.split(['/', '\\']).filter(|s| !matches!(*s, "" | "." | ".."));
    steps.collect::<Vec<_>>().join("/")
}

/// Finds the WARC files of an input, in the order of the walk.
fn each_warc(path: &Path, inside: &Path, output: Option<&Path>, each: &mut dyn FnMut(&Path)) {
    if !path.is_dir() {
        // A pipe can be read only once.
        if path.is_file() && kind::by_name(&path.to_string_lossy()) == Kind::Warc {
            each(path);
        }
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    let interesting = |e: &fs::DirEntry| {
        let hidden = e.file_name().as_encoded_bytes().starts_with(b".");
        let name = e.file_name().to_string_lossy().into_owned();
        match e.file_type() {
            Ok(t) if t.is_dir() => !hidden,
            Ok(t) => {
                let here = !t.is_symlink() || canonical(&e.path()).starts_with(inside);
                here && kind::by_name(&name) == Kind::Warc
            }
            Err(_) => false,
        }
    };
    let mut found: Vec<PathBuf> = entries.flatten().filter(interesting).map(|e| e.path()).collect();
    found.sort_unstable();
    for path in found {
        if output.is_none() || path.canonicalize().ok().as_deref() != output {
            each_warc(&path, inside, output, each);
        }
    }
}

/// How each path given is called: its name, with as many folders before it as tell it apart.
fn shown_paths(given: &[Given]) -> Vec<String> {
    let parts: Vec<Vec<String>> = given
        .iter()
        .map(|g| {
            let path = g.path().unwrap_or(Path::new("-"));
            let whole = canonical(path);
            let normal = whole.components().filter_map(|c| match c {
                Component::Normal(part) => Some(archive::decode_name(part.as_encoded_bytes())),
                _ => None,
            });
            normal.collect()
        })
        .collect();
    let tail = |parts: &[String], n: usize| parts[parts.len().saturating_sub(n)..].join("/");
    let mut depth = vec![1; given.len()];
    loop {
        let mut same: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, parts) in parts.iter().enumerate() {
            same.entry(tail(parts, depth[i])).or_default().push(i);
        }
        let mut deeper = false;
        for group in same.values().filter(|g| g.iter().any(|i| parts[*i] != parts[g[0]])) {
            for &i in group {
                if depth[i] < parts[i].len() {
                    depth[i] += 1;
                    deeper = true;
                }
            }
        }
        if !deeper {
            return parts.iter().zip(depth).map(|(parts, n)| tail(parts, n)).collect();
        }
    }
}

/// How many bytes the inputs have, for a progress bar.
pub fn total_bytes(given: &[Given]) -> u64 {
    fn below(path: &Path) -> u64 {
        match fs::metadata(path) {
            Ok(m) if m.is_dir() => {
                fs::read_dir(path).map_or(0, |entries| entries.flatten().map(|e| below(&e.path())).sum())
            }
            Ok(m) => m.len(),
            Err(_) => 0,
        }
    }
    given.iter().filter_map(Given::path).map(below).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_as_long_as_needed() {
        let shown = |paths: &[&str]| {
            shown_paths(&paths.iter().map(|p| Given::Path(PathBuf::from(p))).collect::<Vec<_>>())
        };
        assert_eq!(shown(&["/x/a.html", "/y/b.html"]), ["a.html", "b.html"]);
        assert_eq!(shown(&["/x/1/a.html", "/x/2/a.html", "/x/b.html"]), ["1/a.html", "2/a.html", "b.html"]);
        assert_eq!(shown(&["/x/a.html", "/x/a.html"]), ["a.html", "a.html"]);
    }

    #[test]
    fn members_stay_inside() {
        assert_eq!(tame("../../etc/./passwd"), "etc/passwd");
        assert_eq!(tame("a\\b.html"), "a/b.html");
    }
}
