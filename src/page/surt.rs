//! Turns an address inside out, as indexes of archives sort it.

use url::Url;

/// An address turned inside out: `cn,gov,bjtzh)/nj/a.html?b=1`.
///
/// ```
/// use nianjian::page::surt::surt;
///
/// let url = url::Url::parse("http://www.bjtzh.gov.cn/NJ/a.html").unwrap();
/// assert_eq!(surt(&url), "cn,gov,bjtzh)/nj/a.html");
/// ```
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
