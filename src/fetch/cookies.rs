//! Keeps what servers want to be told again, for as long as the program runs: old sites send a visitor in
//! circles until it does.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use url::Url;

use crate::budget;

/// Names and values by host. Paths and lifetimes are not looked at: one host, one visit.
#[derive(Default)]
pub struct Cookies(Mutex<BTreeMap<String, BTreeMap<String, Cookie>>>);

struct Cookie {
    value: String,
    /// It goes over TLS alone.
    secure: bool,
}

impl Cookies {
    /// Keeps what a `Set-Cookie` of an answer from `url` says.
    pub fn keep(&self, url: &Url, value: &[u8]) {
        let Ok(text) = std::str::from_utf8(value) else { return };
        let mut parts = text.split(';');
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let (mut gone, mut secure) = (false, false);
        for part in parts {
            let part = part.trim().to_ascii_lowercase();
            gone |= part == "max-age=0" || part.starts_with("max-age=-");
            secure |= part == "secure";
        }
        let (name, value) = (name.trim(), value.trim());
        // What no header can hold would cost the other cookies, too.
        let holds = |text: &str| text.bytes().all(|b| (b' '..=b'~').contains(&b));
        if name.is_empty() || !holds(name) || !holds(value) {
            return;
        }
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let jar = hosts.entry(url.host_str().unwrap_or_default().to_owned()).or_default();
        if gone {
            jar.remove(name);
        } else if text.len() <= budget::COOKIE_BYTES
            && (jar.len() < budget::COOKIES || jar.contains_key(name))
        {
            jar.insert(name.to_owned(), Cookie { value: value.to_owned(), secure });
        }
    }

    /// The `Cookie` line for a request to `url`, if there is one.
    pub fn line(&self, url: &Url) -> Option<String> {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let jar = hosts.get(url.host_str()?)?.iter();
        let sent = jar.filter(|(_, cookie)| !cookie.secure || url.scheme() == "https");
        let pairs: Vec<String> = sent.map(|(name, cookie)| format!("{name}={}", cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_and_forgets_by_host() {
        let (a, b) = (Url::parse("http://a.cn/x").unwrap(), Url::parse("http://b.cn/").unwrap());
        let cookies = Cookies::default();
        cookies.keep(&a, b"z=1; Path=/; HttpOnly");
        cookies.keep(&a, b"sid = 2 ");
        cookies.keep(&a, b"nothing");
        cookies.keep(&a, format!("big={}", "x".repeat(5000)).as_bytes());
        assert_eq!(cookies.line(&a).as_deref(), Some("sid=2; z=1"));
        assert_eq!(cookies.line(&b), None);
        cookies.keep(&a, b"z=; Max-Age=0");
        assert_eq!(cookies.line(&a).as_deref(), Some("sid=2"));
        for bad in ["v=a\u{b}c", "名=1", "=x", "v=\u{7f}", "v=1\r\nHost: evil"] {
            cookies.keep(&a, bad.as_bytes());
        }
        assert_eq!(cookies.line(&a).as_deref(), Some("sid=2"), "they cost no other");
        cookies.keep(&a, b"key=3; Path=/; Secure");
        assert_eq!(cookies.line(&a).as_deref(), Some("sid=2"));
        assert_eq!(cookies.line(&Url::parse("https://a.cn/").unwrap()).as_deref(), Some("key=3; sid=2"));
    }
}
