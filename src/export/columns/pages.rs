//! The columns of `pages`.

use super::{flat, list};
use crate::export::{days, rows};
use crate::place::Place;
use crate::record::{Charset, Coverage, Record, Site, Source, Work};

flat! {
    /// The columns of `pages`. Lists are JSON arrays.
    PAGES;
    /// The cells of a record under [`PAGES`].
    page(record: &'r Record) {
        let Record {
            schema, id, source, title, published, published_surface, origin, contributors, breadcrumb, work, coverage,
            place, site, sections, attachments, pages, parts, notices, generator,
        } = record;
        // The digest is the `id`.
        let Source { uri, path, media_type, bytes, sha256: _, retrieved, status, warc, charset } = source;
        let Charset { name: charset, declared, chosen_by, replaced } = charset;
        let Work { title: work_title, volume, path: work_path } = work;
        let Site { organizer, hosts, site_id, icp, public_security } = site;
        let coverage = coverage.as_ref().map(|Coverage { year, basis, evidence }| (year, basis, evidence));
        let place = place.as_ref().map(
            // The name ends the path, and there is one standard.
            |Place { name: _, path, code, standard: _, code_year, basis, evidence, below }| {
                (path, code, code_year, basis, evidence, below)
            },
        );
        let pages = pages.clone().unwrap_or_default();
        let crate::record::Pages { index, total, prev, next, article } = pages;
        let (from, to) = published.as_deref().map(days::bounds).unwrap_or_default();
        let codes: Vec<&str> = notices.iter().map(|n| n.code.as_str()).collect();
        let mentions: usize = sections.iter().map(rows::mention_count).sum();
    }
    "record" Text = id;
    "path" Text = path;
    "uri" Text = uri;
    "title" Text = title;
    "published" Text = published;
    "published_from" Day = from;
    "published_to" Day = to;
    "published_surface" Text = published_surface;
    "origin" Text = origin;
    "contributors" Text = list(contributors);
    "breadcrumb" Text = list(breadcrumb);
    "work_title" Text = work_title;
    "work_volume" Text = volume;
    "work_path" Text = list(work_path);
    "coverage_year" Int = coverage.map(|c| c.0);
    "coverage_basis" Word = coverage.map(|c| rows::coverage_basis_name(*c.1));
    "coverage_evidence" Text = coverage.and_then(|c| c.2.as_deref());
    "sections" Int = sections.len();
    "mentions" Int = mentions;
    "notices" Text = list(&codes);
    "attachments" Text = list(attachments);
    "media_type" Word = media_type;
    "bytes" Int = bytes;
    "retrieved" Text = retrieved;
    "status" Int = status;
    "charset" Word = charset;
    "charset_declared" Word = declared;
    "charset_chosen_by" Word = rows::charset_basis_name(*chosen_by);
    "charset_replaced" Int = replaced;
    "site_organizer" Text = organizer;
    "site_hosts" Text = list(hosts);
    "site_id" Text = site_id;
    "site_icp" Text = icp;
    "site_public_security" Text = public_security;
    "page_index" Int = index;
    "page_total" Int = total;
    "page_prev" Text = prev;
    "page_next" Text = next;
    "page_article" Text = article;
    "schema" Word = schema;
    "generator" Word = generator;
    "place_code" Word = place.map(|p| p.1);
    "place" Text = place.map(|p| p.0.concat());
    "place_below" Text = place.and_then(|p| p.5.as_deref());
    "place_code_year" Int = place.map(|p| p.2);
    "place_basis" Word = place.map(|p| rows::place_basis_name(*p.3));
    "place_evidence" Text = place.map(|p| p.4);
    "warc" Text = warc.as_ref().map(super::json);
    "parts" Text = list(parts);
}
