//! Makes one request and takes in its whole answer, within limits of size and time. Follows nothing.

use std::borrow::Cow;
use std::net::IpAddr;
use std::time::{Duration, Instant, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONTENT_LENGTH, COOKIE, HeaderMap, HeaderName, HeaderValue,
    IF_MODIFIED_SINCE, IF_NONE_MATCH, SET_COOKIE, TRANSFER_ENCODING, USER_AGENT,
};
use reqwest::redirect::Policy;
use url::Url;

use super::address::check_scheme;
use super::clock::{millis, retry_after};
use super::cookies::Cookies;
use super::fault::{self, Fault};
use super::{FetchOptions, Private, guard};
use crate::error::Failure;
use crate::page::coding::{self, CodingError, Uncoded};
use crate::page::http::is_page;

/// A connection that is not made within this time will not be.
const CONNECT: Duration = Duration::from_secs(15);

/// What the last capture of a page says of it, for a conditional request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub modified: Option<String>,
}

/// The lines of a header: names in lower case, values as sent.
pub type Lines = Vec<(String, Vec<u8>)>;

/// A request and its answer.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The address asked.
    pub url: Url,
    /// The lines of the request as sent, with the empty line at the end.
    pub request: Vec<u8>,
    /// The status.
    pub status: u16,
    /// The words behind the status, as registered.
    pub reason: &'static str,
    /// The lines of the header, names in lower case.
    pub header: Lines,
    /// The body: transfer coding removed, content coding as received.
    pub body: Vec<u8>,
    /// Whether the body ended before its time.
    pub cut: bool,
    /// The server's address.
    pub peer: Option<IpAddr>,
    /// When the request went out: milliseconds since 1970.
    pub began: i64,
    /// How long it took until the last byte.
    pub took: Duration,
}

impl Exchange {
    /// The first value of a header, as text.
    pub fn header(&self, name: &str) -> Option<String> {
        let (_, value) = self.header.iter().find(|(n, _)| n == name)?;
        Some(String::from_utf8_lossy(value).trim().to_owned())
    }

    /// Where a redirect leads: its `Location`, as sent.
    pub fn location(&self) -> Option<&[u8]> {
        let redirect = matches!(self.status, 301 | 302 | 303 | 307 | 308);
        let (_, value) = self.header.iter().find(|(n, _)| redirect && n == "location")?;
        Some(value)
    }

    /// The values of a header that may stand more than once.
    fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = Cow<'e, str>> {
        self.header.iter().filter(move |(n, _)| n == name).map(|(_, v)| String::from_utf8_lossy(v))
    }

    /// Whether `X-Robots-Tag` forbids everybody, or the crawler called `token`, to follow the links of the page.
    pub fn is_nofollow(&self, token: &str) -> bool {
        self.all("x-robots-tag").any(|value| robots_tag(&value, token))
    }

    /// The body without its content coding, at most `max` bytes of it; where it is torn, what came.
    pub fn plain_body(&self, max: usize) -> Result<Plain, Fault> {
        let codings: Vec<Cow<'_, str>> = self.all("content-encoding").collect();
        match coding::decode(&codings.join(","), &self.body, max) {
            Ok(Uncoded { body, whole }) => {
                // A page that came to its end is whole, whatever its length said.
                let tail = body.get(body.len().saturating_sub(200)..).unwrap_or_default();
                let ended = memchr::memmem::find(&tail.to_ascii_lowercase(), b"</html").is_some();
                let body = body.into_owned();
                Ok(Plain { torn: is_page(self.status) && !ended && (self.cut || !whole), body })
            }
            Err(CodingError::TooLarge) => Err(too_large(max)),
            Err(CodingError::Unknown(name)) => Err(bad_coding(format!("a content coding named {name:?}"))),
            Err(CodingError::Broken(what)) => Err(bad_coding(format!("a broken content coding: {what}"))),
        }
    }

    /// Whether the page ended before its time.
    pub fn is_torn(&self, max: usize) -> bool {
        let may_be = self.cut || self.all("content-encoding").next().is_some();
        may_be && self.plain_body(max).is_ok_and(|plain| plain.torn)
    }
}

/// A body without its content coding.
pub struct Plain {
    /// Its bytes.
    pub body: Vec<u8>,
    /// Whether the page ended before its time.
    pub torn: bool,
}

/// Whether a value of `X-Robots-Tag` says `nofollow` to `token`: a name holds for what stands behind it.
fn robots_tag(value: &str, token: &str) -> bool {
    let mut ours = true;
    value.split(',').any(|part| {
        let (name, directive) = match part.split_once(':') {
            // These have a colon of their own.
            Some((name, _)) if name.trim().starts_with("max-") || name.trim() == "unavailable_after" => {
                return false;
            }
            Some((name, directive)) => (Some(name.trim()), directive.trim()),
            None => (None, part.trim()),
        };
        ours = name.map_or(ours, |n| n.eq_ignore_ascii_case(token));
        ours && (directive.eq_ignore_ascii_case("nofollow") || directive.eq_ignore_ascii_case("none"))
    })
}

fn bad_coding(found: String) -> Fault {
    let expected = "expected a body in gzip, deflate, br, zstd or no coding, found ";
    Fault::lasting("bad-response", format!("{expected}{found}"), "look at the address with a browser")
}

fn too_large(max: usize) -> Fault {
    let message = format!("more than {max} bytes after decompression");
    Fault::lasting("too-large", message, "raise --max-bytes if the page is worth it")
}

/// Makes requests.
pub struct Client {
    http: reqwest::Client,
    header: HeaderMap,
    max_bytes: usize,
    timeout: Duration,
    private: Private,
    cookies: Cookies,
}

impl Client {
    /// Prepares the client. Fails where the user agent cannot stand in a header.
    pub fn new(options: &FetchOptions) -> Result<Self, Failure> {
        // Whoever installed a provider before has chosen; both speak TLS 1.2 and 1.3.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let build = |no_roots: bool| {
            let builder = reqwest::Client::builder()
                .redirect(Policy::none())
                .no_proxy()
                .http1_only()
                .http1_allow_obsolete_multiline_headers_in_responses(true)
                .http1_ignore_invalid_headers_in_responses(true)
                .http1_allow_spaces_after_header_name_in_responses(true)
                .http1_max_headers(500)
                .connect_timeout(CONNECT.min(options.timeout))
                .pool_max_idle_per_host(1)
                .dns_resolver(guard::Resolver { private: options.private.clone() });
            // A system without certificates can still fetch over plain HTTP.
            if no_roots { builder.tls_certs_only([]).build() } else { builder.build() }
        };
        let http = build(false).or_else(|_| build(true)).map_err(|e| {
            Failure::new(
                "fetch",
                "client",
                format!("the HTTP client cannot be set up: {e}"),
                "report this as a bug",
            )
        })?;
        let agent = options.agent();
        let agent = HeaderValue::from_str(&agent).map_err(|_| {
            let found = format!("expected visible ASCII in the user agent and the contact, found {agent:?}");
            Failure::new("fetch", "user-agent", found, "give another --user-agent or --contact")
        })?;
        let fixed = [
            (ACCEPT, "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1"),
            (ACCEPT_ENCODING, "gzip, deflate, br, zstd"),
            (ACCEPT_LANGUAGE, "zh-CN,zh;q=0.9,en;q=0.1"),
        ];
        let mut header: HeaderMap =
            fixed.map(|(n, v)| (n, HeaderValue::from_static(v))).into_iter().collect();
        header.insert(USER_AGENT, agent);
        let (max_bytes, timeout) = (options.max_bytes, options.timeout);
        Ok(Client {
            http,
            header,
            max_bytes,
            timeout,
            private: options.private.clone(),
            cookies: Cookies::default(),
        })
    }

    /// Asks for `url`, and takes in at most `cut_at` bytes of the body where that is given: what is beyond
    /// is left on the wire and the exchange marked as cut. Without it, a body above the limit is a failure.
    pub async fn get(&self, url: &Url, known: &Validators, cut_at: Option<usize>) -> Result<Exchange, Fault> {
        check_scheme(url).map_err(|failure| Fault { failure, passing: false, wait: None })?;
        let host = url.host_str().unwrap_or_default();
        if let Some((ip, kind)) = guard::literal_not_public(url).filter(|_| !self.private.allows(host)) {
            return Err(fault::private(&format!("{ip} is a {kind} address")));
        }
        let mut header = self.header.clone();
        for (name, value) in [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.modified)] {
            if let Some(value) = value.as_deref().and_then(|v| HeaderValue::from_str(v).ok()) {
                header.insert(name, value);
            }
        }
        if let Some(line) = self.cookies.line(url).and_then(|l| HeaderValue::from_str(&l).ok()) {
            header.insert(COOKIE, line);
        }
        let exchange = self.exchange(url, header, cut_at);
        match tokio::time::timeout(self.timeout, exchange).await {
            Ok(done) => done,
            Err(_) => Err(fault::timeout_fault(self.timeout)),
        }
    }

    async fn exchange(&self, url: &Url, header: HeaderMap, cut_at: Option<usize>) -> Result<Exchange, Fault> {
        let request = request_lines(url, &header);
        let (began, start) = (millis(SystemTime::now()), Instant::now());
        let sent = self.http.get(url.clone()).headers(header).send().await;
        let mut answer = sent.map_err(|e| fault::of_client(&e, self.timeout))?;
        for value in answer.headers().get_all(SET_COOKIE) {
            self.cookies.keep(url, value.as_bytes());
        }
        let announced =
            answer.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.trim().parse::<u64>().ok());
        if cut_at.is_none() && announced.is_some_and(|n| n > self.max_bytes as u64) {
            return Err(too_large(self.max_bytes));
        }
        let mut exchange = Exchange {
            url: url.clone(),
            request,
            status: answer.status().as_u16(),
            reason: answer.status().canonical_reason().unwrap_or_default(),
            header: lines(answer.headers()),
            body: Vec::new(),
            cut: false,
            peer: answer.remote_addr().map(|a| a.ip()),
            began,
            took: Duration::ZERO,
        };
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) => exchange.body.extend_from_slice(&chunk),
                Ok(None) => break,
                // A connection that ends early, or a length that was wrong: what came is kept.
                Err(e) if !e.is_timeout() => {
                    exchange.cut = true;
                    break;
                }
                Err(e) => return Err(fault::of_client(&e, self.timeout)),
            }
            match cut_at {
                Some(cut_at) if exchange.body.len() > cut_at => {
                    exchange.body.truncate(cut_at);
                    exchange.cut = true;
                    break;
                }
                None if exchange.body.len() > self.max_bytes => return Err(too_large(self.max_bytes)),
                _ => {}
            }
        }
        exchange.took = start.elapsed();
        Ok(exchange)
    }

    /// How long `Retry-After` in an answer asks to wait.
    pub fn wait_of(exchange: &Exchange) -> Option<Duration> {
        let value = exchange.header("retry-after")?;
        retry_after(&value, exchange.header("date").as_deref(), millis(SystemTime::now()))
    }
}

fn request_lines(url: &Url, header: &HeaderMap) -> Vec<u8> {
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut out = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\n").into_bytes();
    for (name, value) in lines(header) {
        push_line(&mut out, &name, &value);
    }
    out.extend_from_slice(b"\r\n");
    out
}

fn lines(header: &HeaderMap) -> Lines {
    let line =
        |(name, value): (&HeaderName, &HeaderValue)| (name.as_str().to_owned(), value.as_bytes().to_vec());
    header.iter().map(line).collect()
}

fn push_line(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

/// The status line and the header of an answer as a WARC keeps them: HTTP/1.1, and what spoke of the
/// transfer coding under the name by which archives note what they took off.
pub fn response_lines(exchange: &Exchange) -> Vec<u8> {
    let mut out = format!("HTTP/1.1 {} {}\r\n", exchange.status, exchange.reason).into_bytes();
    for (name, value) in &exchange.header {
        let name =
            if *name == TRANSFER_ENCODING.as_str() { "x-archive-orig-transfer-encoding" } else { name };
        push_line(&mut out, name, value);
    }
    out.extend_from_slice(b"\r\n");
    out
}

/// Reads status, header and body of an answer as [`response_lines`] and the body behind them stand in a WARC.
pub fn read_response(block: &[u8]) -> Option<(StatusCode, Lines, Vec<u8>)> {
    let end = memchr::memmem::find(block, b"\r\n\r\n")?;
    let head = block.get(..end)?;
    let mut lines = head.split(|b| *b == b'\n').map(|l| l.strip_suffix(b"\r").unwrap_or(l));
    let status = StatusCode::from_bytes(lines.next()?.strip_prefix(b"HTTP/1.1 ")?.get(..3)?).ok()?;
    let header = lines.filter_map(|line| {
        let at = memchr::memmem::find(line, b": ")?;
        Some((String::from_utf8_lossy(line.get(..at)?).into_owned(), line.get(at + 2..)?.to_vec()))
    });
    Some((status, header.collect(), block.get(end + 4..)?.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::robots_tag;

    #[test]
    fn robots_tags_hold_for_whom_they_name() {
        for (value, forbids) in [
            ("nofollow", true),
            ("noindex, NOFOLLOW", true),
            ("none", true),
            ("noarchive", false),
            ("otherbot: nofollow", false),
            ("otherbot: noindex, nofollow", false),
            ("otherbot: noindex, nianjian: nofollow", true),
            ("Nianjian: none", true),
            ("unavailable_after: 25 Jun 2010 15:00:00 PST, nofollow", true),
            ("max-snippet: 0", false),
            ("", false),
        ] {
            assert_eq!(robots_tag(value, "nianjian"), forbids, "{value}");
        }
    }
}
