//! Says where a page is and where its links to other pages of its article lead, in one form for both.
//!
//! Addresses lose what does not tell pages apart (scheme, case of the host, usual ports, fragment); paths
//! begin with `./`. A page saved as a file has lost its site: what it links to absolutely is looked for
//! beside it.

/// Where a page is.
pub fn place(uri: Option<&str>, path: Option<&str>) -> Option<String> {
    match (uri, path) {
        (Some(uri), _) => Some(address(uri.split_once("://")?.1)),
        (None, Some(path)) => Some(unescaped(&format!("./{path}"))),
        (None, None) => None,
    }
}

/// Where a link leads that stands on the page at `place`; none where it leads to no page.
pub fn resolve(place: &str, link: &str) -> Option<String> {
    let link: String = link.trim().chars().filter(|c| !c.is_ascii_control()).collect();
    let link = without_fragment(&link);
    let scheme = link.split(['/', '?']).next().and_then(|first| first.split_once(':')).map(|(s, _)| s);
    let (site, rooted) = match scheme {
        Some(scheme) if ["http", "https"].iter().any(|s| scheme.eq_ignore_ascii_case(s)) => {
            (Some(link.split_once("//")?.1), link)
        }
        Some(_) => return None,
        None => (link.strip_prefix("//"), link),
    };
    let own = place.split('?').next().unwrap_or_default();
    let folder = own.rsplit_once('/').map_or(own, |(folder, _)| folder);
    let reached = match (site, rooted) {
        (_, "") => return None,
        (site, rooted) if place.starts_with("./") && (site.is_some() || rooted.starts_with('/')) => {
            let path = rooted.split('?').next().unwrap_or_default();
            let name = path.rfind('/').map_or(rooted, |at| rooted.get(at + 1..).unwrap_or_default());
            if name.is_empty() {
                return None;
            }
            format!("{folder}/{name}")
        }
        (Some(site), _) => return Some(address(site)),
        (None, rooted) if rooted.starts_with('/') => {
            format!("{}{rooted}", own.split('/').next().unwrap_or_default())
        }
        (None, query) if query.starts_with('?') => format!("{own}{query}"),
        (None, relative) => format!("{folder}/{relative}"),
    };
    Some(unescaped(&walked(&reached)))
}

/// An address without its scheme.
fn address(rest: &str) -> String {
    let rest = without_fragment(rest);
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(":80").or(host.strip_suffix(":443")).unwrap_or(&host);
    let slash = if path.starts_with('/') { "" } else { "/" };
    unescaped(&walked(&format!("{host}{slash}{path}")))
}

fn without_fragment(text: &str) -> &str {
    text.split('#').next().unwrap_or_default()
}

/// Goes the steps `.` and `..` of a place; nothing leads above its first part.
fn walked(place: &str) -> String {
    let (path, query) = place.find('?').map_or((place, ""), |at| place.split_at(at));
    let mut parts = path.split('/');
    let first = parts.next().unwrap_or_default();
    let mut steps: Vec<&str> = Vec::new();
    for part in parts {
        match part {
            "." => {}
            ".." => drop(steps.pop()),
            _ => steps.push(part),
        }
    }
    format!("{first}/{}{query}", steps.join("/"))
}

/// Undoes `%E5%B9%B4` where that gives text.
fn unescaped(text: &str) -> String {
    let (mut out, bytes) = (Vec::with_capacity(text.len()), text.as_bytes());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).filter(|_| byte == b'%');
        let code = digits.and_then(|d| u8::from_str_radix(std::str::from_utf8(d).ok()?, 16).ok());
        out.push(code.unwrap_or(byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_places() {
        for (uri, link, to) in [
            ("http://H.cn:80/nj/t1.html", "t1_1.html", "h.cn/nj/t1_1.html"),
            ("https://h.cn/nj/t1.html", "./t1_1.html#top", "h.cn/nj/t1_1.html"),
            ("http://h.cn/nj/a/t1.html", "../b/t2.html", "h.cn/nj/b/t2.html"),
            ("http://h.cn/nj/t1.html", "/t2.html", "h.cn/t2.html"),
            ("http://h.cn/nj/t1.html", "//g.cn/t2.html", "g.cn/t2.html"),
            ("http://h.cn/nj/t1.html", "HTTPS://h.cn/nj/t2.html", "h.cn/nj/t2.html"),
            ("http://h.cn/v.asp?id=1", "?id=1&p=2", "h.cn/v.asp?id=1&p=2"),
            ("http://h.cn/v.asp?id=1/2", "w.asp?to=http://x", "h.cn/w.asp?to=http://x"),
            ("http://h.cn", "t.html", "h.cn/t.html"),
            ("http://h.cn/%E5%B9%B4/t.html", "2.html", "h.cn/年/2.html"),
            ("http://h.cn/年/t.html", "%E5%B9%B4.html", "h.cn/年/年.html"),
        ] {
            let place = place(Some(uri), None).unwrap();
            assert_eq!(resolve(&place, link).as_deref(), Some(to), "{uri} {link}");
        }
        for link in ["", "#top", "javascript:next()", "mailto:a@b.cn"] {
            assert_eq!(resolve("h.cn/t.html", link), None, "{link}");
        }
    }

    #[test]
    fn saved_pages_find_each_other() {
        let place = place(None, Some("nj/t1.html")).unwrap();
        for link in
            ["t1_1.html", "./t1_1.html", "http://h.cn/nj/t1_1.html", "/x/nj/t1_1.html", "../nj/t1_1.html"]
        {
            assert_eq!(resolve(&place, link).as_deref(), Some("./nj/t1_1.html"), "{link}");
        }
        assert_eq!(resolve("./t1.html", "../../t2.html").as_deref(), Some("./t2.html"));
        assert_eq!(resolve("./t1.html", "/"), None);
    }
}
