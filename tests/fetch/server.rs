//! Serves made pages on loopback and keeps a log of every request: full control over each byte of an answer.

#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Hit {
    /// When its first line was read.
    pub at: Instant,
    /// When the answer was written.
    pub done: Instant,
    /// Path and query.
    pub target: String,
    /// Header lines, names in lower case.
    pub header: BTreeMap<String, String>,
    /// How many connections were busy, this one included.
    pub busy: usize,
}

type Writes = dyn FnOnce(&mut TcpStream) -> std::io::Result<()> + Send;

/// An answer.
pub struct Reply {
    pub status: u16,
    pub header: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Waits before the answer.
    pub slow: Duration,
    /// Written in place of all that; then the connection is closed.
    pub raw: Option<Box<Writes>>,
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let header = vec![("Content-Type".into(), "text/html".into())];
        Reply { status, header, body: body.into(), slow: Duration::ZERO, raw: None }
    }

    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Reply::new(200, body)
    }

    pub fn redirect(to: &str) -> Self {
        Reply::new(302, "moved").with("Location", to)
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.header.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        self.header.push((name.into(), value.into()));
        self
    }

    pub fn slow(mut self, by: Duration) -> Self {
        self.slow = by;
        self
    }

    pub fn raw(write: impl FnOnce(&mut TcpStream) -> std::io::Result<()> + Send + 'static) -> Self {
        Reply { raw: Some(Box::new(write)), ..Reply::new(200, "") }
    }
}

/// A running server; it ends with the test's process.
pub struct Server {
    pub address: SocketAddr,
    log: Arc<Mutex<Vec<Hit>>>,
}

type Handler = dyn Fn(&Hit) -> Reply + Send + Sync;

impl Server {
    /// Starts a server on a free port of 127.0.0.1.
    pub fn start(handler: impl Fn(&Hit) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (handler, busy): (Arc<Handler>, _) = (Arc::new(handler), Arc::new(AtomicUsize::new(0)));
        let written = Arc::clone(&log);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (handler, log, busy) = (Arc::clone(&handler), Arc::clone(&written), Arc::clone(&busy));
                thread::spawn(move || serve(stream, &*handler, &log, &busy));
            }
        });
        Server { address, log }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// All requests so far, in the order in which they came.
    pub fn log(&self) -> Vec<Hit> {
        let mut log = self.log.lock().unwrap().clone();
        log.sort_by_key(|h| h.at);
        log
    }

    /// Their paths, without robots.txt.
    pub fn paths(&self) -> Vec<String> {
        self.log().into_iter().map(|h| h.target).filter(|t| t != "/robots.txt").collect()
    }

    pub fn forget(&self) {
        self.log.lock().unwrap().clear();
    }
}

fn serve(stream: TcpStream, handler: &Handler, log: &Mutex<Vec<Hit>>, busy: &AtomicUsize) {
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::new(stream);
    while let Some(mut hit) = request(&mut reader) {
        hit.busy = busy.fetch_add(1, Ordering::SeqCst) + 1;
        let reply = handler(&hit);
        thread::sleep(reply.slow);
        let close =
            reply.raw.is_some() || reply.header.iter().any(|(n, _)| n.eq_ignore_ascii_case("connection"));
        let written = answer(reader.get_mut(), reply);
        busy.fetch_sub(1, Ordering::SeqCst);
        hit.done = Instant::now();
        log.lock().unwrap().push(hit);
        if written.is_err() || close {
            return;
        }
    }
}

fn request(reader: &mut BufReader<TcpStream>) -> Option<Hit> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let at = Instant::now();
    let target = line.split(' ').nth(1)?.to_owned();
    let mut header = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        header.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    Some(Hit { at, done: at, target, header, busy: 0 })
}

fn answer(stream: &mut TcpStream, reply: Reply) -> std::io::Result<()> {
    if let Some(write) = reply.raw {
        return write(stream);
    }
    let mut head = format!("HTTP/1.1 {} X\r\n", reply.status);
    for (name, value) in &reply.header {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !reply.header.iter().any(|(n, _)| n.eq_ignore_ascii_case("content-length")) {
        head.push_str(&format!("Content-Length: {}\r\n", reply.body.len()));
    }
    head.push_str("\r\n");
    let bytes = [head.as_bytes(), &reply.body].concat();
    stream.write_all(&bytes)?;
    stream.flush()
}

/// A record of a WARC.
#[derive(Debug, Clone)]
pub struct Record {
    pub header: BTreeMap<String, String>,
    pub block: Vec<u8>,
}

impl Record {
    pub fn kind(&self) -> &str {
        &self.header["warc-type"]
    }

    pub fn uri(&self) -> &str {
        self.header.get("warc-target-uri").map_or("", String::as_str)
    }

    /// The status in a response.
    pub fn status(&self) -> u16 {
        let line = String::from_utf8_lossy(&self.block);
        line.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0)
    }

    /// The header lines and the body of a response.
    pub fn parts(&self) -> (String, Vec<u8>) {
        let end = self.block.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        (String::from_utf8_lossy(&self.block[..end]).into_owned(), self.block[end + 4..].to_vec())
    }
}

/// Reads a WARC, member by member: panics on anything that is not a whole record in a member of its own.
pub fn read_warc(path: &std::path::Path) -> Vec<Record> {
    let bytes = std::fs::read(path).unwrap();
    let mut rest = bytes.as_slice();
    let mut records = Vec::new();
    while !rest.is_empty() {
        let mut member = flate2::bufread::GzDecoder::new(rest);
        let mut record = Vec::new();
        member.read_to_end(&mut record).expect("a whole gzip member");
        rest = member.into_inner();
        let end = record.windows(4).position(|w| w == b"\r\n\r\n").expect("a header");
        let lines = String::from_utf8(record[..end].to_vec()).unwrap();
        let mut lines = lines.split("\r\n");
        assert_eq!(lines.next(), Some("WARC/1.1"));
        let header: BTreeMap<String, String> = lines
            .map(|l| l.split_once(": ").expect("a field"))
            .map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned()))
            .collect();
        let length: usize = header["content-length"].parse().unwrap();
        let block = record[end + 4..end + 4 + length].to_vec();
        assert_eq!(&record[end + 4 + length..], b"\r\n\r\n");
        records.push(Record { header, block });
    }
    records
}
