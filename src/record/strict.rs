//! Checks the fields of a record by themselves: that what is absent is null and never empty, that names of
//! places stay below the folder, that codes are written as codes.

use super::check::Faults;
use super::{Attachment, Block, Pages, Record, Section, Source};
use crate::mention::{Kind, Mention};
use crate::page::date;

/// Adds the faults of all fields that say where a record is from, and what it says of its book.
pub(super) fn record(record: &Record, faults: &mut Faults) {
    source(&record.source, "source", faults);
    for (i, part) in record.parts.iter().enumerate() {
        source(part, &format!("parts[{i}]"), faults);
    }
    let optional = [
        ("title", &record.title),
        ("origin", &record.origin),
        ("published_surface", &record.published_surface),
        ("work.title", &record.work.title),
        ("work.volume", &record.work.volume),
        ("site.organizer", &record.site.organizer),
        ("site.site_id", &record.site.site_id),
        ("site.icp", &record.site.icp),
        ("site.public_security", &record.site.public_security),
    ];
    for (path, text) in optional {
        faults.expect(!text.as_deref().is_some_and(is_empty), path, || {
            "expected null or words, found an empty string".to_owned()
        });
    }
    for (path, list) in [
        ("breadcrumb", &record.breadcrumb),
        ("work.path", &record.work.path),
        ("site.hosts", &record.site.hosts),
    ] {
        for (i, text) in list.iter().enumerate() {
            words(text, &format!("{path}[{i}]"), faults);
        }
    }
    for (i, contributor) in record.contributors.iter().enumerate() {
        words(&contributor.name, &format!("contributors[{i}].name"), faults);
        let organization = contributor.organization.as_deref().unwrap_or("-");
        words(organization, &format!("contributors[{i}].organization"), faults);
    }
    if let Some(coverage) = &record.coverage {
        faults.expect((0..=9999).contains(&coverage.year), "coverage.year", || {
            format!("expected a year of four figures, found {}", coverage.year)
        });
        words(coverage.evidence.as_deref().unwrap_or("-"), "coverage.evidence", faults);
    }
    for (i, Attachment { uri, .. }) in record.attachments.iter().enumerate() {
        words(uri, &format!("attachments[{i}].uri"), faults);
    }
    if let Some(pages) = &record.pages {
        pages_faults(pages, faults);
    }
    for (i, notice) in record.notices.iter().enumerate() {
        let kebab = !notice.code.is_empty()
            && notice.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        faults.expect(kebab, &format!("notices[{i}].code"), || {
            format!("expected a name in kebab-case, found {:?}", notice.code)
        });
        words(&notice.message, &format!("notices[{i}].message"), faults);
    }
    faults.expect(record.generator.starts_with("nianjian "), "generator", || {
        format!("expected nianjian and its version, found {:?}", record.generator)
    });
}

/// Adds the faults of a section's own words, and of mentions that its kind forbids.
pub(super) fn section(section: &Section, path: &str, faults: &mut Faults) {
    for (name, text) in [
        ("heading", &section.heading),
        ("heading_surface", &section.heading_surface),
        ("outline", &section.outline),
    ] {
        words(text.as_deref().unwrap_or("-"), &format!("{path}.{name}"), faults);
    }
    kinds(&section.heading_mentions, &format!("{path}.heading_mentions"), faults);
    for (i, block) in section.blocks.iter().enumerate() {
        let path = format!("{path}.blocks[{i}]");
        match block {
            Block::Paragraph { text, mentions, .. }
            | Block::Item { text, mentions, .. }
            | Block::Note { text, mentions, .. } => {
                let folded = !text.contains(['\n', '\r', '\t']) && !text.contains("  ");
                faults.expect(folded, &format!("{path}.text"), || {
                    "expected runs of white space folded to one blank".to_owned()
                });
                kinds(mentions, &format!("{path}.mentions"), faults);
            }
            Block::Figure { uri, .. } => words(uri, &format!("{path}.uri"), faults),
            Block::Table(_) => {}
        }
    }
}

fn is_empty(text: &str) -> bool {
    text.trim().is_empty()
}

fn words(text: &str, path: &str, faults: &mut Faults) {
    faults.expect(!is_empty(text), path, || "expected words, found an empty string".to_owned());
}

fn source(source: &Source, path: &str, faults: &mut Faults) {
    if let Some(place) = &source.path {
        let below = !is_empty(place)
            && !place.starts_with(['/', '\\'])
            && place.split(['/', '\\']).all(|part| part != "..")
            && place.as_bytes().get(1..3) != Some(b":\\");
        faults.expect(below, &format!("{path}.path"), || {
            format!("expected a path below the folder given, found {place:?}")
        });
    }
    words(source.uri.as_deref().unwrap_or("-"), &format!("{path}.uri"), faults);
    if let Some(retrieved) = &source.retrieved {
        faults.expect(date::instant(retrieved).is_some(), &format!("{path}.retrieved"), || {
            format!("expected a time such as 2026-11-23T10:00:00Z, found {retrieved:?}")
        });
    }
    if let Some(status) = source.status {
        faults.expect((100..=599).contains(&status), &format!("{path}.status"), || {
            format!("expected an HTTP status from 100 to 599, found {status}")
        });
    }
    faults.expect(source.media_type.contains('/'), &format!("{path}.media_type"), || {
        format!("expected a type such as text/html, found {:?}", source.media_type)
    });
    let name = &source.charset.name;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase());
    faults.expect(is_name, &format!("{path}.charset.name"), || {
        format!("expected an encoding's name in lower case, found {name:?}")
    });
    // No page has more characters that could not be read than bytes.
    faults.expect(source.charset.replaced <= source.bytes, &format!("{path}.charset.replaced"), || {
        format!("expected at most {}, one for each byte, found {}", source.bytes, source.charset.replaced)
    });
}

fn pages_faults(pages: &Pages, faults: &mut Faults) {
    let counted = pages.index != Some(0) && pages.total != Some(0);
    let within = pages.index.zip(pages.total).is_none_or(|(index, total)| index <= total);
    faults.expect(counted && within, "pages.index", || {
        format!("expected a page from 1 to the last, found {:?} of {:?}", pages.index, pages.total)
    });
    for (path, link) in [("pages.prev", &pages.prev), ("pages.next", &pages.next)] {
        words(link.as_deref().unwrap_or("-"), path, faults);
    }
    let article = pages.article.as_deref().and_then(|id| id.strip_prefix("sha256:"));
    let is_id = pages.article.is_none() || article.is_some_and(super::check::is_sha256);
    faults
        .expect(is_id, "pages.article", || format!("expected the id of a record, found {:?}", pages.article));
}

/// What a kind of mention must and may not have.
fn kinds(mentions: &[Mention], path: &str, faults: &mut Faults) {
    for (i, mention) in mentions.iter().enumerate() {
        let path = |field: &str| format!("{path}[{i}].{field}");
        let is_date = mention.kind == Kind::Date;
        faults.expect(mention.basis.is_some() == is_date, &path("basis"), || {
            "expected it of every date, and of nothing else".to_owned()
        });
        let of_date = mention.relation.is_some() || mention.part_of_day.is_some() || mention.time.is_some();
        faults.expect(is_date || !of_date, &path("time"), || {
            "expected relation, part of day and time of dates alone".to_owned()
        });
        if let Some(time) = &mention.time {
            faults.expect(is_time(time), &path("time"), || {
                format!("expected a time such as 09:30, found {time:?}")
            });
        }
        let code = mention.unit.as_deref();
        let is_code = code.is_some_and(|c| c.len() == 3 && c.bytes().all(|b| b.is_ascii_uppercase()));
        faults.expect(mention.kind != Kind::Money || is_code, &path("unit"), || {
            format!("expected a currency as ISO 4217 has it, found {code:?}")
        });
    }
}

fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |part: &&str, most: u32| {
        part.len() == 2
            && part.bytes().all(|b| b.is_ascii_digit())
            && part.parse().is_ok_and(|n: u32| n <= most)
    };
    matches!(parts.len(), 2 | 3)
        && parts.first().is_some_and(|hour| number(hour, 24))
        && parts.iter().skip(1).all(|part| number(part, 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Page, convert};

    #[test]
    fn what_no_type_rules_out_is_found() {
        let text = "财政局\n\n【概况】 2013年，全县财政收入1.2亿元，比上年增长8%，各项支出得到保障。\n";
        let good =
            convert(&Page { body: text.into(), ..Page::default() }, &Options::default()).expect("a record");
        let faults = |change: &dyn Fn(&mut Record)| {
            let mut record = good.clone();
            change(&mut record);
            super::super::faults(&record).into_iter().map(|f| f.path).collect::<Vec<_>>()
        };
        assert_eq!(faults(&|_| ()), [""; 0]);
        type Change<'c> = &'c dyn Fn(&mut Record);
        let rows: &[(&str, Change<'_>)] = &[
            ("source.path", &|r| r.source.path = Some("../a.html".into())),
            ("source.path", &|r| r.source.path = Some("/a.html".into())),
            ("source.retrieved", &|r| r.source.retrieved = Some("soon".into())),
            ("source.status", &|r| r.source.status = Some(99)),
            ("source.media_type", &|r| r.source.media_type = "html".into()),
            ("source.charset.name", &|r| r.source.charset.name = "GBK".into()),
            ("source.charset.replaced", &|r| r.source.charset.replaced = u64::MAX),
            ("work.title", &|r| r.work.title = Some(String::new())),
            ("breadcrumb[0]", &|r| r.breadcrumb = vec![" ".into()]),
            ("pages.index", &|r| {
                r.pages = Some(Pages { index: Some(3), total: Some(2), ..Pages::default() })
            }),
            ("pages.article", &|r| r.pages = Some(Pages { article: Some("1".into()), ..Pages::default() })),
            ("notices[0].code", &|r| {
                r.notices.insert(0, crate::Notice::new("Not Kebab", "why"));
            }),
            ("generator", &|r| r.generator = "other 1".into()),
            ("sections[0].heading", &|r| r.sections[0].heading = Some(String::new())),
        ];
        for (path, change) in rows {
            assert!(faults(*change).iter().any(|p| p == path), "{path}: {:?}", faults(*change));
        }
        let mention = |change: &dyn Fn(&mut Mention)| {
            faults(&|r| {
                for section in &mut r.sections {
                    for block in &mut section.blocks {
                        if let Block::Paragraph { mentions, .. } = block {
                            mentions.iter_mut().for_each(change);
                        }
                    }
                }
            })
            .len()
        };
        assert!(mention(&|m| m.basis = None) > 0);
        assert!(mention(&|m| m.time = Some("9:30".into())) > 0);
        assert!(mention(&|m| m.unit = Some("元".into())) > 0);
    }

    #[test]
    fn times_are_of_the_clock() {
        for (text, good) in
            [("09:30", true), ("24:00", true), ("9:30", false), ("25:00", false), ("0930", false)]
        {
            assert_eq!(is_time(text), good, "{text}");
        }
    }
}
