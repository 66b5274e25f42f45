//! Keeps what servers want to be told again, for as long as the program runs: old sites send a visitor in
//! circles until it does.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use url::Url;

use crate::budget;

/// Names and values by host. Paths and lifetimes are not looked at: one host, one visit.
#[derive(Default)]
pub struct Cookies(Mutex<BTreeMap<String, BTreeMap<String, String>>>);

impl Cookies {
    /// Keeps what a `Set-Cookie` of an answer from `url` says.
    pub fn keep(&self, url: &Url, value: &[u8]) {
        let Ok(text) = std::str::from_utf8(value) else { return };
        let mut parts = text.split(';');
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let gone = parts.any(|p| {
            let p = p.trim().to_ascii_lowercase();
            p == "max-age=0" || p.starts_with("max-age=-")
        });
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let jar = hosts.entry(url.host_str().unwrap_or_default().to_owned()).or_default();
        let name = name.trim().to_owned();
        if gone {
            jar.remove(&name);
        } else if text.len() <= budget::COOKIE_BYTES
            && (jar.len() < budget::COOKIES || jar.contains_key(&name))
        {
            jar.insert(name, value.trim().to_owned());
        }
    }

    /// The `Cookie` line for a request to `url`, if there is one.
    pub fn line(&self, url: &Url) -> Option<String> {
        let hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let jar = hosts.get(url.host_str()?).filter(|jar| !jar.is_empty())?;
        Some(jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; "))
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
    }
}
