//! Checks a record beyond its shape: what two fields say together, and what a value is written like.

use super::version::schema_fault;
use super::{Block, Record, Section, Table, strict};
use crate::mention::{Kind, Mention};
use crate::normal::edtf::days_in;
use crate::text::ByteOffsets;

/// A fault of a record: where, as a path into the JSON, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where in the JSON: `sections[0].blocks[1].mentions[0].end`.
    pub path: String,
    /// What was expected and what was found.
    pub message: String,
}

/// The faults of a record that its types cannot rule out: spans that are not their surface, values that are
/// no EDTF date, decimal or ISO 8601 duration, digests that disagree. None is what every record of
/// [`convert`](crate::convert()) has; look at what others wrote or changed.
///
/// ```
/// use nianjian::{Options, Page, convert, record::faults};
///
/// let text = "财政局\n\n【概况】 2013年，全县财政收入1.2亿元，比上年增长8%，各项支出得到保障。\n";
/// let mut record = convert(&Page { body: text.into(), ..Page::default() }, &Options::default())?;
/// assert!(faults(&record).is_empty());
///
/// record.id = "sha256:0".to_owned();
/// assert_eq!(faults(&record)[0].path, "id");
/// # Ok::<(), nianjian::Rejection>(())
/// ```
pub fn faults(record: &Record) -> Vec<Fault> {
    let mut faults = Faults(Vec::new());
    let source = &record.source;
    if let Some(message) = schema_fault(&record.schema) {
        faults.expect(false, "schema", || message.clone());
    }
    faults.expect(is_sha256(&source.sha256), "source.sha256", || {
        format!("expected 64 hexadecimal digits, found {:?}", source.sha256)
    });
    faults.expect(record.id == format!("sha256:{}", source.sha256), "id", || {
        format!("expected sha256: and source.sha256, found {:?}", record.id)
    });
    for (i, part) in record.parts.iter().enumerate() {
        faults.expect(is_sha256(&part.sha256), &format!("parts[{i}].sha256"), || {
            format!("expected 64 hexadecimal digits, found {:?}", part.sha256)
        });
    }
    if let Some(date) = &record.published {
        faults.expect(is_edtf(date), "published", || format!("expected an EDTF date, found {date:?}"));
    }
    strict::record(record, &mut faults);
    for (i, section) in record.sections.iter().enumerate() {
        section_faults(section, record.parts.len(), &format!("sections[{i}]"), &mut faults);
    }
    faults.0
}

/// The faults found so far.
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn expect(&mut self, holds: bool, path: &str, message: impl Fn() -> String) {
        if !holds {
            self.0.push(Fault { path: path.to_owned(), message: message() });
        }
    }
}

fn section_faults(section: &Section, parts: usize, path: &str, faults: &mut Faults) {
    let heading = section.heading.as_deref();
    strict::section(section, path, faults);
    faults.expect(
        heading.is_some() == section.heading_surface.is_some(),
        &format!("{path}.heading_surface"),
        || "expected it where there is a heading, and only there".to_owned(),
    );
    mentions(
        &section.heading_mentions,
        heading.unwrap_or_default(),
        &format!("{path}.heading_mentions"),
        faults,
    );
    for (i, block) in section.blocks.iter().enumerate() {
        let path = format!("{path}.blocks[{i}]");
        let part = block.part();
        let placed = if parts == 0 {
            part.is_none()
        } else {
            part.is_some_and(|p| (1..=parts + 1).contains(&(p as usize)))
        };
        faults.expect(placed, &format!("{path}.part"), || match parts {
            0 => format!("expected none in a record without parts, found {part:?}"),
            _ => format!("expected a page from 1 to {}, found {part:?}", parts + 1),
        });
        match block {
            Block::Paragraph { text, mentions: found, .. }
            | Block::Item { text, mentions: found, .. }
            | Block::Note { text, mentions: found, .. } => {
                faults.expect(text.trim() == text && !text.is_empty(), &format!("{path}.text"), || {
                    "expected text with its ends trimmed".to_owned()
                });
                mentions(found, text, &format!("{path}.mentions"), faults);
            }
            Block::Table(table) => {
                let Table { rows, header_rows, .. } = table.as_ref();
                let width = rows.first().map_or(0, Vec::len);
                faults.expect(rows.iter().all(|r| r.len() == width), &format!("{path}.rows"), || {
                    format!("expected {width} cells in every row")
                });
                faults.expect(*header_rows as usize <= rows.len(), &format!("{path}.header_rows"), || {
                    format!("expected at most {}, found {header_rows}", rows.len())
                });
            }
            Block::Figure { .. } => {}
        }
    }
}

/// The first mention of a record that reaches beyond its text: a view cannot hold it, or could show it with
/// other words. A small part of what [`faults`] looks at, and as fast as reading the record.
pub fn span_fault(record: &Record) -> Option<String> {
    let beyond = |found: &[Mention], text: &str| {
        let length = found.first().map(|_| text.chars().count())?;
        let bad = found.iter().find(|m| m.start >= m.end || m.end > length)?;
        Some(format!(
            "expected a mention within the {length} characters of its text, found {}..{}",
            bad.start, bad.end
        ))
    };
    record.sections.iter().find_map(|section| {
        let heading = beyond(&section.heading_mentions, section.heading.as_deref().unwrap_or_default());
        heading.or_else(|| {
            section.blocks.iter().find_map(|block| match block {
                Block::Paragraph { text, mentions, .. }
                | Block::Item { text, mentions, .. }
                | Block::Note { text, mentions, .. } => beyond(mentions, text),
                Block::Table(_) | Block::Figure { .. } => None,
            })
        })
    })
}

fn mentions(found: &[Mention], text: &str, path: &str, faults: &mut Faults) {
    let mut end = 0;
    let mut bytes = ByteOffsets::new(text);
    for (i, mention) in found.iter().enumerate() {
        let path = format!("{path}[{i}]");
        let (from, to) = (bytes.at(mention.start), bytes.at(mention.end));
        let surface = text.get(from..to).unwrap_or_default();
        faults.expect(surface == mention.text && !surface.is_empty(), &format!("{path}.text"), || {
            format!(
                "expected text[{}..{}], which is {surface:?}, found {:?}",
                mention.start, mention.end, mention.text
            )
        });
        // What reaches beyond the text cuts out its end all the same.
        let real_end = mention.start.saturating_add(surface.chars().count());
        faults.expect(surface != mention.text || mention.end == real_end, &format!("{path}.end"), || {
            format!("expected {real_end}, where {surface:?} ends, found {}", mention.end)
        });
        faults.expect(mention.start >= end, &format!("{path}.start"), || {
            format!("expected at least {end}, where the mention before ends, found {}", mention.start)
        });
        end = mention.end;
        phrases(mention, (text, &mut bytes), &path, faults);
        let (is_value, what): (fn(&str) -> bool, _) = match mention.kind {
            Kind::Date => (is_edtf, "an EDTF date or interval"),
            Kind::Duration => (is_duration, "an ISO 8601 duration or a decimal"),
            Kind::Ratio if mention.unit.as_deref() == Some("fraction") => {
                (is_fraction, "a fraction such as 1/3")
            }
            _ => (is_decimal, "a decimal without superfluous digits"),
        };
        for (field, value) in [("value", Some(&mention.value)), ("max", mention.max.as_ref())] {
            if let Some(value) = value {
                faults.expect(is_value(value), &format!("{path}.{field}"), || {
                    format!("expected {what}, found {value:?}")
                });
            }
        }
    }
}

/// What a number measures and is held against: words of the text, of a number only.
fn phrases(mention: &Mention, (text, bytes): (&str, &mut ByteOffsets<'_>), path: &str, faults: &mut Faults) {
    let is_number = matches!(mention.kind, Kind::Count | Kind::Money | Kind::Measure | Kind::Ratio);
    let says = mention.measured.is_some() || mention.change.is_some() || mention.against.is_some();
    faults.expect(is_number || !says, &format!("{path}.measured"), || {
        "expected none, nor change and against, but of count, money, measure and ratio".to_owned()
    });
    for (field, phrase) in [("measured", &mention.measured), ("against", &mention.against)] {
        let Some(phrase) = phrase else { continue };
        let (from, to) = (bytes.at(phrase.start), bytes.at(phrase.end));
        let surface = text.get(from..to).unwrap_or_default();
        let ends = phrase.start.saturating_add(surface.chars().count()) == phrase.end;
        faults.expect(
            surface == phrase.text && !surface.is_empty() && ends,
            &format!("{path}.{field}"),
            || {
                format!(
                    "expected text[{}..{}], which is {surface:?}, found {:?}",
                    phrase.start, phrase.end, phrase.text
                )
            },
        );
        let apart = phrase.end <= mention.start || phrase.start >= mention.end;
        faults.expect(apart, &format!("{path}.{field}"), || "expected words outside the mention".to_owned());
    }
}

pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Whether a text is a decimal in its shortest form: no sign but minus, no leading or trailing zeros.
pub fn is_decimal(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = text.split_once('.').map_or((text, None), |(w, p)| (w, Some(p)));
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && part.is_none_or(|p| digits(p) && !p.ends_with('0'))
}

/// Whether a text is a part of a whole, both whole numbers: 1/3.
fn is_fraction(text: &str) -> bool {
    let whole = |t: &str| is_decimal(t) && t.bytes().all(|b| b.is_ascii_digit());
    text.split_once('/').is_some_and(|(part, of)| whole(part) && whole(of) && of != "0")
}

/// Whether a text is an ISO 8601 duration, P3Y or PT1.5H, or a decimal where the unit stands apart.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return is_decimal(text) };
    let (date, time) = rest.split_once('T').map_or((rest, None), |(d, t)| (d, Some(t)));
    let parts = |text: &str, designators: &str| {
        let mut rest = text;
        let mut allowed = designators;
        while !rest.is_empty() {
            let Some(at) = rest.find(|c: char| c.is_ascii_uppercase()) else { return false };
            let (number, behind) = rest.split_at(at);
            let Some(place) = behind.get(..1).and_then(|d| allowed.find(d)) else { return false };
            if !is_decimal(number) {
                return false;
            }
            allowed = allowed.get(place + 1..).unwrap_or_default();
            rest = behind.get(1..).unwrap_or_default();
        }
        true
    };
    !(date.is_empty() && time.is_none_or(str::is_empty))
        && parts(date, "YMWD")
        && time.is_none_or(|t| parts(t, "HMS"))
}

/// Whether a text is an EDTF date or interval of the levels that records use.
///
/// ```
/// use nianjian::record::is_edtf;
/// assert!(is_edtf("2013-01-17") && is_edtf("XXXX-01-17") && is_edtf("2010/..") && is_edtf("198X"));
/// assert!(!is_edtf("2013-02-30") && !is_edtf("2013年"));
/// ```
pub fn is_edtf(text: &str) -> bool {
    match text.split_once('/') {
        None => is_edtf_date(text),
        Some((from, to)) => {
            let end = |t: &str| t == ".." || is_edtf_date(t);
            end(from) && end(to) && (from != ".." || to != "..")
        }
    }
}

fn is_edtf_date(text: &str) -> bool {
    let text = text.trim_end_matches(['~', '?', '%']);
    let mut parts = text.strip_prefix('-').unwrap_or(text).split('-');
    let year = parts.next().unwrap_or_default();
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit() || b == b'X');
    let within = |t: &str, ranges: &[std::ops::RangeInclusive<u32>]| {
        t == "XX" || (t.len() == 2 && t.parse().is_ok_and(|n: u32| ranges.iter().any(|r| r.contains(&n))))
    };
    let (month, day) = (parts.next(), parts.next());
    is_year
        && parts.next().is_none()
        && month.is_none_or(|m| within(m, &[1..=12, 21..=41]))
        && day.is_none_or(|d| {
            within(d, &[1..=31]) && month.is_some_and(|m| within(m, &[1..=12])) && exists(year, month, d)
        })
}

/// Whether a month has a day; what is not known is taken at its longest.
fn exists(year: &str, month: Option<&str>, day: &str) -> bool {
    match (month.and_then(|m| m.parse().ok()), day.parse::<u8>()) {
        (Some(month), Ok(day)) => day <= days_in(year.parse().ok(), month),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_must_be_their_surface_in_order() {
        let mention = |start, end, text: &str| -> Mention {
            serde_json::from_value(serde_json::json!({
                "type": "count", "start": start, "end": end, "text": text, "value": "3", "bound": "exact"
            }))
            .expect("a mention")
        };
        let paths = |found: &[Mention]| {
            let mut faults = Faults(Vec::new());
            mentions(found, "𣲗3家和3户", "m", &mut faults);
            faults.0.into_iter().map(|f| f.path).collect::<Vec<_>>()
        };
        assert_eq!(paths(&[mention(1, 3, "3家"), mention(4, 6, "3户")]), [""; 0]);
        assert_eq!(paths(&[mention(4, 6, "3户"), mention(1, 3, "3家")]), ["m[1].start"]);
        assert_eq!(paths(&[mention(1, 3, "3户")]), ["m[0].text"]);
        assert_eq!(paths(&[mention(3, 1, ""), mention(2, 2, "")]), ["m[0].text", "m[0].end", "m[1].text"]);
        assert_eq!(paths(&[mention(5, usize::MAX, "户")]), ["m[0].end"]);
        assert_eq!(paths(&[mention(usize::MAX, usize::MAX, "户")]), ["m[0].text"]);
    }

    #[test]
    fn phrases_are_words_of_the_text_beside_a_number() {
        let paths = |kind: &str, start, end, text: &str| {
            let mention: Mention = serde_json::from_value(serde_json::json!({
                "type": kind, "start": 3, "end": 5, "text": "3家", "value": "3",
                "measured": {"start": start, "end": end, "text": text}
            }))
            .expect("a mention");
            let mut faults = Faults(Vec::new());
            mentions(&[mention], "𣲗基地3家", "m", &mut faults);
            faults.0.into_iter().map(|f| f.path).collect::<Vec<_>>()
        };
        assert_eq!(paths("count", 1, 3, "基地"), [""; 0]);
        assert_eq!(paths("ordinal", 1, 3, "基地"), ["m[0].measured"]);
        assert_eq!(paths("count", 0, 3, "基地"), ["m[0].measured"]);
        assert_eq!(paths("count", 2, 4, "地3"), ["m[0].measured"]);
        assert_eq!(paths("count", 4, 99, "家"), ["m[0].measured"; 2]);
    }

    #[test]
    fn tells_canonical_values() {
        for good in ["0", "5", "-4.1", "0.5", "1234567890123456789", "98.25"] {
            assert!(is_decimal(good), "{good}");
        }
        for bad in ["", "05", "1.50", "1.", ".5", "1,000", "+1", "1e3"] {
            assert!(!is_decimal(bad), "{bad}");
        }
        for good in [
            "2013",
            "2013-01",
            "2013-01-17",
            "2013-21",
            "198X",
            "2010/..",
            "../2009",
            "XXXX-01-17",
            "2013-09~",
            "-0651",
            "2012-02-29",
        ] {
            assert!(is_edtf(good), "{good}");
        }
        for bad in ["", "13", "2013-13", "2013-02-29", "2013-1-7", "../..", "2013年", "2013-21-03"] {
            assert!(!is_edtf(bad), "{bad}");
        }
        for (text, good) in
            [("1/3", true), ("2/10", true), ("1/0", false), ("1", false), ("1/2/3", false), ("-1/3", false)]
        {
            assert_eq!(is_fraction(text), good, "{text}");
        }
        for good in ["P3Y", "PT1.5H", "P1Y6M", "P2W", "30"] {
            assert!(is_duration(good), "{good}");
        }
        for bad in ["P", "PT", "P3", "P6M1Y", "3Y", "PT1D"] {
            assert!(!is_duration(bad), "{bad}");
        }
    }
}
