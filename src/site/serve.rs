//! Serves the site from the records to this machine alone: the same pages, made when they are asked for, and the
//! search over the index. GET only, on 127.0.0.1; a name of another host is refused, so that no page of the web
//! can ask through the reader's browser.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::answer::answer;
use super::ask::Asked;
use super::folder::harmless;
use super::scratch::Indicator;
use super::survey::{Survey, Told, survey};
use super::words::Words;
use super::{Request, SCRIPT, STYLE, about, entry, figures, home, looks, search, source, year};
use crate::export::ExportError;
use crate::export::read::{Fault, Records};
use crate::record::Record;
use crate::search::Index;

/// The longest head of a request.
const HEAD: u64 = 16 * 1024;
/// Requests that are answered at a time; others wait.
const AT_ONCE: usize = 32;
/// How long a browser may take to ask or to take its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A site that waits for requests.
pub struct Server {
    listener: TcpListener,
    port: u16,
    site: Arc<Mutex<Site>>,
}

/// What answers are made of.
pub(super) struct Site {
    pub(super) survey: Survey,
    pub(super) index: Index,
    pub(super) stems: HashMap<String, usize>,
    records: PathBuf,
    sources: Option<PathBuf>,
    years: Vec<(i32, usize)>,
    pub(super) indicators: Vec<Indicator>,
    more: usize,
}

impl Server {
    /// Reads the records, opens (or builds) their index, and takes the port; 0 takes a free one.
    ///
    /// # Errors
    /// Where the records cannot be read or the port is taken.
    pub fn open(
        request: &Request,
        port: u16,
        on_fault: &mut dyn FnMut(&Fault),
    ) -> Result<Server, ExportError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|e| {
            ExportError(format!("cannot take port {port} of 127.0.0.1: {e}; choose another with --port"))
        })?;
        let port = listener.local_addr().map_or(port, |a| a.port());
        let mut records = Records::open(&request.from)?;
        let told = Told {
            w: Words::of(request.language),
            title: request.title.as_deref(),
            licence: request.licence.as_deref(),
            sources: request.sources.as_deref(),
        };
        let scratch = std::env::temp_dir().join(format!("nianjian-view-{}-{port}", std::process::id()));
        let (survey, _) = survey(&mut records, &told, &scratch, on_fault)?;
        // Where the system lets an open file go from its folder, nothing is left of it however this ends.
        let _ = std::fs::remove_file(&scratch);
        let index = Index::open(&request.from, &mut |_| {}).map_err(|e| ExportError(e.to_string()))?;
        let stems = survey.entries.iter().enumerate().map(|(at, e)| (e.stem.clone(), at)).collect();
        let (indicators, more) = figures::indicators(&survey)?;
        let years = survey.scratch.sums.years();
        let site = Site {
            index,
            stems,
            records: records.file().to_owned(),
            sources: request.sources.clone(),
            years,
            indicators,
            more,
            survey,
        };
        Ok(Server { listener, port, site: Arc::new(Mutex::new(site)) })
    }

    /// The address of the site.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers until the process ends.
    pub fn run(&self) {
        let busy = Arc::new(AtomicUsize::new(0));
        for stream in self.listener.incoming() {
            let Ok(stream) = stream else { continue };
            if busy.fetch_add(1, Ordering::SeqCst) >= AT_ONCE {
                busy.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            let (site, port, done) = (Arc::clone(&self.site), self.port, Arc::clone(&busy));
            thread::spawn(move || {
                // A browser that goes away is no failure.
                let _ = converse(stream, port, &site);
                done.fetch_sub(1, Ordering::SeqCst);
            });
        }
    }
}

/// An answer: status, media type, body.
struct Answer(u16, &'static str, Vec<u8>);

const HTML: &str = "text/html; charset=utf-8";

fn converse(stream: TcpStream, port: u16, site: &Mutex<Site>) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut input = BufReader::new(&stream).take(HEAD);
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if line.is_empty() && !lines.is_empty() {
            break;
        }
        lines.push(line);
    }
    let Answer(status, kind, body) = match target(&lines, port) {
        Ok(target) => site.lock().map_or_else(|_| plain(500), |site| site.get(&target)),
        Err(status) => plain(status),
    };
    let reason = match status {
        200 => "OK",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Bad Request",
    };
    let allow = if status == 405 { "Allow: GET\r\n" } else { "" };
    let mut out = &stream;
    write!(
        out,
        "HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{allow}X-Content-Type-Options: nosniff\r\n\
         Referrer-Policy: no-referrer\r\nX-Frame-Options: DENY\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    out.write_all(&body)?;
    out.flush()
}

fn plain(status: u16) -> Answer {
    Answer(status, "text/plain; charset=utf-8", format!("{status}\n").into_bytes())
}

/// What a request asks for; the status where it is refused.
fn target(lines: &[String], port: u16) -> Result<String, u16> {
    let mut words = lines.first().map(String::as_str).unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next()) else {
        return Err(400);
    };
    if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
        return Err(400);
    }
    let hosts: Vec<&str> = lines
        .iter()
        .skip(1)
        .filter_map(|l| l.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("host"))
        .map(|(_, value)| value.trim())
        .collect();
    let ours =
        |host: &str| [format!("127.0.0.1:{port}"), format!("localhost:{port}")].iter().any(|h| h == host);
    match hosts.as_slice() {
        [host] if ours(host) => {}
        _ => return Err(403),
    }
    if method != "GET" {
        return Err(405);
    }
    Ok(target.to_owned())
}

impl Site {
    fn get(&self, target: &str) -> Answer {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let found = match path {
            "/" | "/index.html" => Ok(Some(home::home(&self.survey))),
            "/search.html" => self.search(query).map(Some),
            "/years.html" => Ok(Some(home::years(&self.survey))),
            "/figures.html" => Ok(Some(figures::list(&self.survey, &self.indicators, self.more))),
            "/look.html" => looks::page(&self.survey).map(Some),
            "/about.html" => Ok(Some(about::page(&self.survey))),
            "/site.css" => return Answer(200, "text/css; charset=utf-8", STYLE.into()),
            "/site.js" => return script(SCRIPT),
            // Browsers ask for it unasked.
            "/favicon.ico" => return Answer(200, "image/x-icon", Vec::new()),
            "/data/site.js" => {
                let looks = looks::open_count(&self.survey);
                return script(&search::site_script(&self.survey, looks, &serde_json::Value::Null));
            }
            path => return self.below(path),
        };
        self.html(found)
    }

    fn html(&self, found: Result<Option<String>, ExportError>) -> Answer {
        match found {
            Ok(Some(page)) => Answer(200, HTML, harmless(&page).as_bytes().to_vec()),
            Ok(None) => Answer(404, "text/plain; charset=utf-8", self.survey.w.not_here.into()),
            Err(_) => plain(500),
        }
    }

    /// The pages of entries, volumes, years and figures. Names are looked up, never joined to a path.
    fn below(&self, path: &str) -> Answer {
        let mut parts = path.trim_start_matches('/').splitn(2, '/');
        let (folder, file) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        match (folder, ending) {
            ("e", "html") => {
                self.html(Ok(self.record(stem).map(|(at, r, _)| entry::page(&self.survey, at, &r))))
            }
            ("r", "json") => match self.record(stem) {
                Some((.., line)) => Answer(200, "application/json", line.into_bytes()),
                None => self.html(Ok(None)),
            },
            ("p", "html") => self.html(Ok(self.source(stem))),
            ("b", "html") => {
                let (book, page) = stem.split_once('-').unwrap_or((stem, "1"));
                let from_one = |text: &str| text.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                let asked = from_one(book).zip(from_one(page));
                self.html(Ok(asked.and_then(|(book, page)| home::volume(&self.survey, book, page))))
            }
            ("y", "html") => self.html(self.year(&format!("y/{file}"))),
            ("f", "html" | "csv") => {
                let at = self.indicators.iter().position(|i| figures::stem(i) == stem);
                let found = at.map_or(Ok(None), |at| figures::page(&self.survey, &self.indicators, at));
                match (found, ending) {
                    (Ok(Some((_, csv))), "csv") => Answer(200, "text/csv; charset=utf-8", csv.into_bytes()),
                    (found, _) => self.html(found.map(|f| f.map(|(page, _)| page))),
                }
            }
            _ => self.html(Ok(None)),
        }
    }

    fn year(&self, name: &str) -> Result<Option<String>, ExportError> {
        let year = name.trim_start_matches("y/").split(['.', '-']).next().and_then(|y| y.parse::<i32>().ok());
        let Some(year) = year.filter(|year| self.years.iter().any(|y| y.0 == *year)) else { return Ok(None) };
        let files = year::files(&self.survey, year);
        let file = files.iter().find(|f| f.name == name);
        file.map(|file| year::page(&self.survey, file, &self.years)).transpose()
    }

    /// A record by the name of its page: its place, itself, its line.
    fn record(&self, stem: &str) -> Option<(usize, Record, String)> {
        let at = *self.stems.get(stem)?;
        let mut file = File::open(&self.records).ok()?;
        file.seek(SeekFrom::Start(self.survey.entries.get(at)?.begins)).ok()?;
        let mut line = String::new();
        BufReader::new(file).read_line(&mut line).ok()?;
        let line = line.trim().to_owned();
        Some((at, serde_json::from_str(&line).ok()?, line))
    }

    fn source(&self, stem: &str) -> Option<String> {
        let (at, record, _) = self.record(stem)?;
        let bytes = source::bytes(self.sources.as_deref()?, &record)?;
        source::page(&self.survey, at, &record, &bytes)
    }

    fn search(&self, query: &str) -> Result<String, ExportError> {
        let asked = Asked::from_address(query);
        let examples = home::search_examples(&self.survey);
        let found = answer(self, &asked);
        Ok(search::answered(&self.survey, examples, asked, found))
    }
}

fn script(text: &str) -> Answer {
    Answer(200, "text/javascript; charset=utf-8", harmless(text).as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(lines: &[&str]) -> Result<String, u16> {
        let lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
        target(&lines, 8080)
    }

    #[test]
    fn only_this_machine_is_answered_and_only_what_it_gets() {
        assert_eq!(asks(&["GET /e/1.html HTTP/1.1", "Host: 127.0.0.1:8080"]), Ok("/e/1.html".into()));
        assert_eq!(asks(&["GET / HTTP/1.1", "host: localhost:8080"]), Ok("/".into()));
        assert_eq!(asks(&["GET / HTTP/1.1", "Host: evil.example"]), Err(403));
        assert_eq!(asks(&["GET / HTTP/1.1", "Host: 127.0.0.1:8080", "Host: evil.example"]), Err(403));
        assert_eq!(asks(&["GET / HTTP/1.1"]), Err(403));
        assert_eq!(asks(&["POST / HTTP/1.1", "Host: 127.0.0.1:8080"]), Err(405));
        assert_eq!(asks(&["GET http://evil.example/ HTTP/1.1", "Host: 127.0.0.1:8080"]), Err(400));
        assert_eq!(asks(&[""]), Err(400));
    }
}
