//! Says what a site allows, by the answer to a request for its robots.txt.

use std::time::Duration;

use url::Url;

use super::client::Exchange;
use super::fault::Fault;
use super::rules::Rules;
use crate::budget;
use crate::error::Notice;
use crate::page::coding;

/// What a site allows.
pub enum Allows {
    /// Everything: there is no robots.txt.
    Open,
    /// Nothing: its robots.txt cannot be had, and a rule may stand in it. Says what was answered.
    Closed(String),
    /// What the rules say.
    Written(Rules),
}

impl Allows {
    /// Reads the answer to a request for robots.txt. `agent` is the name that groups of rules are for.
    pub fn of(agent: &str, answer: &Exchange) -> (Allows, Option<Notice>) {
        match answer.status {
            200..=299 => {}
            // Too many requests and the like are no "there is none".
            429 | 500..=599 => {
                let told = format!("robots.txt was answered with {} {}", answer.status, answer.reason);
                return (Allows::Closed(told), None);
            }
            _ => return (Allows::Open, None),
        }
        let codings = answer.header("content-encoding").unwrap_or_default();
        let Ok(text) = coding::start(&codings, &answer.body, budget::ROBOTS_BYTES) else {
            return (Allows::Closed("robots.txt has a content coding that cannot be read".into()), None);
        };
        let mut bytes = text.body.as_ref();
        let cut = bytes.len() >= budget::ROBOTS_BYTES || answer.cut;
        if cut {
            // Half a rule is a different rule.
            bytes = &bytes[..bytes.iter().rposition(|b| matches!(b, b'\n' | b'\r')).unwrap_or(0)];
        }
        let notice = cut.then(|| {
            let read = bytes.len();
            let message = format!(
                "{} is longer than 512 KiB or was cut off: its first {read} bytes are obeyed",
                answer.url
            );
            Notice::new("robots-cut", message)
        });
        let content_type = answer.header("content-type").unwrap_or_default();
        let charset = content_type.split_once("charset=").map(|(_, c)| c.trim_matches(['"', ' ', ';']));
        (Allows::Written(Rules::read(bytes, charset, agent)), notice)
    }

    /// Whether `url` may be asked for.
    pub fn allow(&self, url: &Url) -> Result<(), Fault> {
        let message = match self {
            Allows::Open => return Ok(()),
            Allows::Written(rules) if rules.allow(url) => return Ok(()),
            Allows::Written(_) => "the site's robots.txt forbids this page".to_owned(),
            Allows::Closed(told) => format!("{told}: until it can be read, everything counts as forbidden"),
        };
        Err(Fault::lasting("robots", message, "ask the site's owner; run again when the rules have changed"))
    }

    /// The pause the site asks for.
    pub fn delay(&self) -> Option<Duration> {
        let Allows::Written(rules) = self else { return None };
        rules.delay()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(status: u16, body: &[u8]) -> (Allows, Option<Notice>) {
        let answer = Exchange {
            url: Url::parse("http://h.cn/robots.txt").unwrap(),
            request: Vec::new(),
            status,
            reason: "",
            header: Vec::new(),
            body: body.to_vec(),
            cut: false,
            peer: None,
            began: 0,
            took: Duration::ZERO,
        };
        Allows::of("nianjian", &answer)
    }

    fn allows(rules: &Allows, path: &str) -> bool {
        rules.allow(&Url::parse("http://h.cn").unwrap().join(path).unwrap()).is_ok()
    }

    #[test]
    fn obeys_its_own_group_before_all_others() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: nianjian\nDisallow: /private/\nDisallow: /%C4%EA/\n\
                    Crawl-delay: 2.5\n";
        let (rules, notice) = rules(200, text.as_bytes());
        assert!(notice.is_none());
        assert!(allows(&rules, "/nj/a.html") && !allows(&rules, "/private/a.html"));
        assert!(!allows(&rules, "/%C4%EA/a.html") && allows(&rules, "/%C4%EB/a.html"));
        assert_eq!(rules.delay(), Some(Duration::from_millis(2500)));
    }

    #[test]
    fn none_is_open_and_broken_is_closed() {
        assert!(allows(&rules(404, b"Disallow: /").0, "/a"));
        assert!(allows(&rules(200, b"<html>not here</html>").0, "/a"));
        assert!(!allows(&rules(503, b"").0, "/a"));
    }

    #[test]
    fn reads_the_first_half_megabyte() {
        let mut text = b"User-agent: *\nDisallow: /early/\n".to_vec();
        while text.len() < budget::ROBOTS_BYTES + 100 {
            text.extend_from_slice(b"# more\n");
        }
        text.extend_from_slice(b"Disallow: /late/\n");
        let (rules, notice) = rules(200, &text);
        assert_eq!(notice.unwrap().code, "robots-cut");
        assert!(!allows(&rules, "/early/a") && allows(&rules, "/late/a"));
    }
}
