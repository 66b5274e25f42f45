//! Reads addresses, tells which of them are the same page, and in which folder one lies.

use std::borrow::Cow;

use url::Url;

use crate::budget;
use crate::data::follow::{follow, has};
use crate::error::Failure;

/// Reads an address given by a person: `http` or `https`, a host, no user name. A missing scheme is `http`.
///
/// ```
/// use nianjian::fetch::address::read;
/// assert_eq!(read("http://年鉴.中国/a b#c").unwrap().as_str(), "http://xn--hwtn17i.xn--fiqs8s/a%20b");
/// assert_eq!(read("file:///etc/passwd").unwrap_err().reason, "scheme");
/// ```
pub fn read(text: &str) -> Result<Url, Failure> {
    let text = text.trim();
    let bad = |found: String| {
        let advice = "give an address as a browser shows it, such as http://www.example.gov.cn/nj/2014/";
        Failure::new("fetch", "address", format!("expected an http or https address, found {found}"), advice)
    };
    let named = text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) && !scheme.contains('.')
    });
    let with_scheme = if named || text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let mut url = Url::parse(&with_scheme).map_err(|e| bad(format!("{text:?} ({e})")))?;
    check_scheme(&url)?;
    if url.host_str().is_none_or(str::is_empty) {
        return Err(bad(format!("{text:?}, which names no host")));
    }
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    Ok(strip(url))
}

/// Refuses every scheme but `http` and `https`.
pub fn check_scheme(url: &Url) -> Result<(), Failure> {
    if matches!(url.scheme(), "http" | "https") {
        return Ok(());
    }
    Err(Failure::new(
        "fetch",
        "scheme",
        format!("expected an http or https address, found {url}"),
        "nothing is read from other schemes; give files to convert by their path",
    ))
}

/// Resolves a reference found on a page; `None` where it is no address of the web. Characters outside
/// ASCII in the query are written in the page's own encoding, as browsers do.
pub fn resolve(base: &Url, reference: &str, encoding: &'static encoding_rs::Encoding) -> Option<Url> {
    let reference = reference.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_control());
    if reference.len() > budget::ADDRESS_BYTES {
        return None;
    }
    let encode: &dyn Fn(&str) -> Cow<'_, [u8]> = &|text| encoding.encode(text).0.into_owned().into();
    let options = Url::options().base_url(Some(base)).encoding_override(Some(encode));
    let mut url = options.parse(reference).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > budget::ADDRESS_BYTES {
        return None;
    }
    url.set_fragment(None);
    Some(strip(url))
}

/// Resolves a `Location`, whose bytes outside ASCII go back to the server as they came.
pub fn resolve_location(base: &Url, location: &[u8]) -> Option<Url> {
    let text: String = location
        .iter()
        .map(|&b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    let mut url = base.join(text.trim()).ok().filter(|u| u.as_str().len() <= budget::ADDRESS_BYTES)?;
    url.set_fragment(None);
    Some(url)
}

/// Takes session names and stamps against caches out of an address: they make one page look like many.
fn strip(mut url: Url) -> Url {
    let path = url.path();
    let lower = path.to_ascii_lowercase();
    let mut clean = match lower.find(";jsessionid=") {
        Some(at) => path[..at].to_owned(),
        None => path.to_owned(),
    };
    // ASP.NET without cookies: /(S(k2ygoq55…))/page.aspx
    if let (Some(open), Some(close)) = (clean.find("/(S("), clean.find("))/"))
        && open < close
    {
        clean.replace_range(open..close + 2, "");
    }
    if clean != path {
        url.set_path(&clean);
    }
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_session(pair)).collect();
        let kept = kept.join("&");
        if kept != query {
            url.set_query(Some(kept.as_str()).filter(|q| !q.is_empty()));
        }
    }
    url
}

fn is_session(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let (name, words) = (name.to_ascii_lowercase(), &follow().parameter);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    has(&words.session, &name)
        || name.starts_with("aspsessionid")
        || (has(&words.maybe_session, &name)
            && (value.len() >= 12 || digits < value.len())
            && value.len() >= 4)
        || (has(&words.maybe_stamp, &name) && digits >= 9 && value.len() - digits <= 1)
}

/// The name under which an address is known: two spellings of one page have one key.
pub fn key(url: &Url) -> String {
    let mut key = format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default());
    if let Some(port) = url.port() {
        key.push_str(&format!(":{port}"));
    }
    let path = url.path();
    let last = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let index = matches!(last.as_str(), "index.html" | "index.htm" | "index.shtml" | "default.htm");
    push_folded(&mut key, if index { &path[..path.len() - last.len()] } else { path });
    if let Some(query) = url.query().filter(|q| !q.is_empty()) {
        key.push('?');
        push_folded(&mut key, query);
    }
    key
}

/// Appends `text` with its percent escapes in one spelling: upper case, none for what needs none.
fn push_folded(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = bytes
            .get(at + 1..at + 3)
            .filter(|_| byte == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match escaped {
            Some(b) if b.is_ascii_alphanumeric() || b"-._~".contains(&b) => out.push(char::from(b)),
            Some(b) => out.push_str(&format!("%{b:02X}")),
            None => out.push(char::from(byte)),
        }
        at += if escaped.is_some() { 3 } else { 1 };
    }
}

/// The folder of a page: its path up to the last `/`.
pub fn folder(url: &Url) -> &str {
    let path = url.path();
    &path[..path.rfind('/').map_or(0, |n| n + 1)]
}

/// Scheme, host and port: what one connection is for, and what robots.txt speaks of.
pub fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Whether two addresses are of one site: the same host and port, `www.` and `https` or not.
pub fn same_site(a: &Url, b: &Url) -> bool {
    let host = |u: &Url| {
        let host = u.host_str().unwrap_or_default();
        (host.strip_prefix("www.").unwrap_or(host).to_owned(), u.port())
    };
    host(a) == host(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (text, want) in [
            ("www.bjtzh.gov.cn/nj/2014", "http://www.bjtzh.gov.cn/nj/2014"),
            ("localhost:8080/a", "scheme"),
            ("http://u:p@h.cn/a#b", "http://h.cn/a"),
            ("https://h.cn:443/%c4%ea%bc%f8/", "https://h.cn/%c4%ea%bc%f8/"),
            ("file:///etc/passwd", "scheme"),
            ("javascript:alert(1)", "scheme"),
            ("http://", "address"),
        ] {
            let got = read(text).map_or_else(|e| e.reason, |u| u.to_string());
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn one_page_has_one_key() {
        let url =
            |t: &str| resolve(&Url::parse("http://h.cn/nj/x.html").unwrap(), t, encoding_rs::GBK).unwrap();
        for (a, b) in [
            ("a.html;jsessionid=0A1B2C", "a.html"),
            ("a.asp?id=1&PHPSESSID=k3", "a.asp?id=1"),
            ("a.asp?id=1&sid=f00ba4", "a.asp?id=1"),
            ("a.asp?t=1416808694123", "a.asp"),
            ("/(S(k2ygoq55mpg))/nj/a.html", "a.html"),
            ("%c4%ea.html", "%C4%EA.html"),
            ("%61.html#top", "a.html"),
            ("index.html", "./"),
        ] {
            assert_eq!(key(&url(a)), key(&url(b)), "{a} {b}");
        }
        for (a, b) in [
            ("a.asp?id=1", "a.asp?id=2"),
            ("a.asp?sid=12", "a.asp?sid=13"),
            ("a.asp?t=1", "a.asp?t=2"),
            ("a", "A"),
        ] {
            assert_ne!(key(&url(a)), key(&url(b)), "{a} {b}");
        }
    }

    #[test]
    fn writes_the_query_in_the_page_s_encoding() {
        let base = Url::parse("http://h.cn/").unwrap();
        let url = resolve(&base, "/年?w=年", encoding_rs::GBK).unwrap();
        assert_eq!(url.as_str(), "http://h.cn/%E5%B9%B4?w=%C4%EA");
        assert_eq!(resolve(&base, "//k.cn/a", encoding_rs::UTF_8).unwrap().as_str(), "http://k.cn/a");
        assert!(resolve(&base, "mailto:a@b.cn", encoding_rs::UTF_8).is_none());
        let url = resolve_location(&base, b"/\xc4\xea.html").unwrap();
        assert_eq!(url.as_str(), "http://h.cn/%C4%EA.html");
    }
}
