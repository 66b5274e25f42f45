//! The header of a TEI text: provenance, coverage, and the categories that marks point to.

use std::collections::BTreeSet;

use super::marks::{push_days, readings};
use crate::export::rows;
use crate::export::xml::{push_attribute, push_element, push_text};
use crate::record::{Record, Source};

/// Adds who wrote the text, where it is from, and what the words of its marks mean. `remark` is what a reader of the
/// records as a whole must know.
pub(super) fn push_header(out: &mut String, record: &Record, remark: Option<&str>) {
    out.push_str("<teiHeader>\n<fileDesc>\n<titleStmt>\n");
    push_element(out, "title", record.title.as_deref().unwrap_or_default());
    for c in &record.contributors {
        out.push_str("<respStmt>\n");
        push_element(out, "resp", rows::role_name(c.role));
        push_element(out, "name", &c.name);
        if let Some(organization) = &c.organization {
            push_element(out, "orgName", organization);
        }
        out.push_str("</respStmt>\n");
    }
    out.push_str("</titleStmt>\n<publicationStmt>\n<p>");
    push_idno(out, "record", &record.id);
    push_idno(out, "schema", &record.schema);
    out.push_str("</p>\n</publicationStmt>\n");
    if let Some(remark) = remark {
        out.push_str("<notesStmt>\n");
        push_element(out, "note", remark);
        out.push_str("</notesStmt>\n");
    }
    out.push_str("<sourceDesc>\n");
    push_source(out, record);
    for part in &record.parts {
        out.push_str("<bibl type=\"part\">\n");
        push_source_place(out, part);
        out.push_str("</bibl>\n");
    }
    out.push_str("</sourceDesc>\n</fileDesc>\n<encodingDesc>\n<appInfo>\n<application ident=\"nianjian\"");
    let version = record.generator.split_whitespace().last().unwrap_or_default();
    push_attribute(out, "version", version_number(version));
    out.push_str(">\n");
    push_element(out, "label", &record.generator);
    out.push_str("</application>\n</appInfo>\n");
    push_categories(out, record);
    out.push_str("</encodingDesc>\n");
    push_profile(out, record);
    out.push_str("</teiHeader>\n");
}

/// TEI wants one to four numbers with dots between; anything else is no version to it.
fn version_number(version: &str) -> &str {
    let parts: Vec<&str> = version.split('.').collect();
    let good =
        parts.len() <= 4 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    if good { version } else { "0" }
}

fn push_idno(out: &mut String, kind: &str, value: &str) {
    out.push_str("<idno");
    push_attribute(out, "type", kind);
    out.push('>');
    push_text(out, value);
    out.push_str("</idno>\n");
}

fn push_source(out: &mut String, record: &Record) {
    // The rest stands in the other parts of the header, in the body, or in the record alone.
    let Record {
        schema: _,
        id: _,
        source,
        title,
        published,
        published_surface,
        origin,
        contributors: _,
        breadcrumb: _,
        work,
        coverage: _,
        place: _,
        site,
        sections: _,
        attachments: _,
        pages: _,
        parts: _,
        notices: _,
        generator: _,
    } = record;
    out.push_str("<bibl type=\"page\">\n");
    push_element(out, "title", title.as_deref().unwrap_or_default());
    if let Some(book) = &work.title {
        out.push_str("<title level=\"m\">");
        push_text(out, book);
        out.push_str("</title>\n");
    }
    if let Some(volume) = &work.volume {
        out.push_str("<biblScope unit=\"volume\">");
        push_text(out, volume);
        out.push_str("</biblScope>\n");
    }
    if let Some(origin) = origin {
        out.push_str("<orgName type=\"origin\">");
        push_text(out, origin);
        out.push_str("</orgName>\n");
    }
    if let Some(organizer) = &site.organizer {
        push_element(out, "publisher", organizer);
    }
    if let Some(published) = published {
        out.push_str("<date type=\"published\"");
        push_days(out, published);
        out.push('>');
        push_text(out, published_surface.as_deref().unwrap_or(published));
        out.push_str("</date>\n");
    }
    push_source_place(out, source);
    out.push_str("</bibl>\n");
}

/// Where the bytes came from and how to know them again.
fn push_source_place(out: &mut String, source: &Source) {
    if let Some(uri) = &source.uri {
        push_idno(out, "uri", uri);
    }
    if let Some(path) = &source.path {
        push_idno(out, "path", path);
    }
    push_idno(out, "sha256", &source.sha256);
    if let Some(retrieved) = &source.retrieved {
        out.push_str("<date type=\"retrieved\">");
        push_text(out, retrieved);
        out.push_str("</date>\n");
    }
    out.push_str("<note type=\"charset\">");
    push_text(out, &source.charset.name);
    out.push_str("</note>\n");
}

fn push_profile(out: &mut String, record: &Record) {
    if record.coverage.is_none() && record.place.is_none() {
        return;
    }
    out.push_str("<profileDesc>\n<settingDesc>\n<setting>\n");
    if let Some(place) = &record.place {
        out.push_str("<placeName");
        push_attribute(out, "ref", &format!("gbt2260:{}", place.code));
        out.push('>');
        push_text(out, &place.path.concat());
        out.push_str("</placeName>\n");
    }
    if let Some(coverage) = &record.coverage {
        out.push_str("<date type=\"coverage\"");
        push_days(out, &format!("{:04}", coverage.year));
        push_attribute(out, "ana", &format!("#coverage-{}", rows::coverage_basis_name(coverage.basis)));
        out.push('>');
        push_text(out, coverage.evidence.as_deref().unwrap_or_default());
        out.push_str("</date>\n");
    }
    out.push_str("</setting>\n</settingDesc>\n</profileDesc>\n");
}

/// The words that `ana` points to, those alone that this text uses.
fn push_categories(out: &mut String, record: &Record) {
    let mut used: BTreeSet<String> = BTreeSet::new();
    if let Some(coverage) = &record.coverage {
        used.insert(format!("coverage-{}", rows::coverage_basis_name(coverage.basis)));
    }
    for section in &record.sections {
        for (_, _, mentions) in rows::texts(section) {
            used.extend(mentions.iter().flat_map(readings));
        }
    }
    if used.is_empty() {
        return;
    }
    out.push_str("<classDecl>\n<taxonomy>\n");
    for name in used {
        out.push_str("<category");
        push_attribute(out, "xml:id", &name);
        out.push('>');
        let (group, word) = name.split_once('-').unwrap_or(("", &name));
        out.push_str("<catDesc>");
        push_text(out, &format!("{group}: {word}"));
        out.push_str("</catDesc></category>\n");
    }
    out.push_str("</taxonomy>\n</classDecl>\n");
}
