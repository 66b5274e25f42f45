//! Says what is known of a site, a folder or a page before it is read: profiles and overrides.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use serde::Deserialize;

/// The notice that a selector or a heading of a profile is nowhere on a page.
pub const PROFILE_UNUSED: &str = "profile-unused";

/// The years that a page may be said to report on: what lies outside is a slip, such as 13 for 2013.
pub const COVERAGE_YEARS: RangeInclusive<i32> = 1000..=2999;

/// What a site's pages need; an empty profile lets the rules decide. Selectors are CSS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profile {
    /// The label of the encoding.
    pub charset: Option<String>,
    /// Selects the element (or elements) that hold the text.
    pub content: Option<String>,
    /// Select elements that are no content.
    pub drop: Vec<String>,
    /// Selects the element that holds the title.
    pub title: Option<String>,
    /// Selects the element that holds the date line.
    pub date: Option<String>,
    /// The title itself, where the page does not say it or says it wrong.
    pub title_is: Option<String>,
    /// The year that the pages report on, one of [`COVERAGE_YEARS`].
    pub year: Option<i32>,
    /// The code of the place that the pages report on, six digits of GB/T 2260.
    pub place: Option<String>,
    /// Headings that the rules miss: the text a block begins with.
    pub headings: Vec<String>,
    /// What the rules take for a heading and is none.
    pub no_headings: Vec<String>,
    /// Which year a volume of the book reports on, where that is not the year before.
    pub volume_reports: Option<VolumeReports>,
    /// What no rule can know of a table, by its caption or its number on the page, counted from 1.
    pub table: BTreeMap<String, TableProfile>,
}

/// Which year a volume of a yearbook reports on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VolumeReports {
    /// The year before the one on its cover, as most do.
    Before,
    /// The year on its cover.
    Same,
}

/// What no rule can know of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TableProfile {
    /// How many of the first rows are heads.
    pub header_rows: Option<u32>,
    /// How many of the first columns name the rows.
    pub header_columns: Option<u32>,
    /// The unit of values that state none of their own: 万元.
    pub unit: Option<String>,
    /// The date of values that state none of their own: 2013年.
    pub date: Option<String>,
    /// What each column holds: `label`, `index`, `unit`, `value` or `text`.
    pub roles: Vec<String>,
}

/// What a column can be said to hold.
pub const ROLES: [&str; 5] = ["label", "index", "unit", "value", "text"];

/// Profiles by host, and overrides by folder and by page.
///
/// ```toml
/// [site."www.example.gov.cn"]          # all pages of a host
/// content = "div.TRS_Editor"
/// drop = ["div.share"]
///
/// [folder."2014"]                      # all pages below a folder of the input
/// year = 2013
///
/// [page."2014/fulian.html"]            # one page, by its path or its address
/// title_is = "妇女联合会"
/// no_headings = ["口号"]
///
/// [table."2013年各乡镇人口"]            # a table, by its caption or its number, of any page
/// unit = "人"
///
/// [check]                              # what `check` finds and a person accepts, by its id
/// 24a7f580027e7b6d = "照录原文"
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Profiles {
    site: BTreeMap<String, Profile>,
    folder: BTreeMap<String, Profile>,
    page: BTreeMap<String, Profile>,
    table: BTreeMap<String, TableProfile>,
    check: BTreeMap<String, String>,
}

static BUILT_IN: LazyLock<Profiles> =
    LazyLock::new(|| toml::from_str(include_str!("sites.toml")).expect("sites.toml is tested to read"));

impl Profiles {
    /// The profiles that come with the program.
    pub fn built_in() -> &'static Profiles {
        &BUILT_IN
    }

    /// Reads a file of profiles.
    ///
    /// # Errors
    /// Says where in the text what was expected and what was found.
    pub fn read(text: &str) -> Result<Profiles, String> {
        let read: Profiles = toml::from_str(text).map_err(|e| e.to_string())?;
        let tables = [("site", &read.site), ("folder", &read.folder), ("page", &read.page)];
        for (kind, name, profile) in tables.iter().flat_map(|(k, t)| t.iter().map(move |(n, p)| (k, n, p))) {
            if let Some(year) = profile.year.filter(|year| !COVERAGE_YEARS.contains(year)) {
                let (first, last) = (COVERAGE_YEARS.start(), COVERAGE_YEARS.end());
                return Err(format!("{kind} {name:?}: expected a year from {first} to {last}, found {year}"));
            }
            for (key, css) in profile.selectors() {
                if let Err(wrong) = scraper::Selector::parse(css) {
                    return Err(format!(
                        "{kind} {name:?}: {key}: expected a CSS selector, found `{css}`: {wrong}"
                    ));
                }
            }
            let code = |place: &&String| !(place.len() == 6 && place.bytes().all(|b| b.is_ascii_digit()));
            if let Some(place) = profile.place.as_ref().filter(code) {
                return Err(format!(
                    "{kind} {name:?}: expected a place as a code of six figures, found {place:?}"
                ));
            }
            check_roles(&profile.table)?;
        }
        check_roles(&read.table)?;
        let id = |id: &&String| !(id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(id) = read.check.keys().find(id) {
            return Err(format!(
                "check: expected the id of a finding, 16 digits and letters a-f, found {id:?}"
            ));
        }
        if let Some((id, _)) = read.check.iter().find(|(_, reason)| reason.trim().is_empty()) {
            return Err(format!(
                "check {id:?}: expected why it is accepted, such as \"照录原文\", found nothing"
            ));
        }
        Ok(read)
    }

    /// Takes the tables of `other` in; where both have one for the same place, that of `other` counts.
    pub fn extend(&mut self, other: Profiles) {
        self.site.extend(other.site);
        self.folder.extend(other.folder);
        self.page.extend(other.page);
        self.table.extend(other.table);
        self.check.extend(other.check);
    }

    /// The findings of `check` that were accepted: their ids, each with the reason.
    pub fn accepted(&self) -> &BTreeMap<String, String> {
        &self.check
    }

    /// The names of all tables, as [`Profiles::of`] gives them.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let tables = [("site", &self.site), ("folder", &self.folder), ("page", &self.page)];
        tables.into_iter().flat_map(|(kind, tables)| tables.keys().map(move |name| format!("{kind} {name}")))
    }

    /// Whether no table is there.
    pub fn is_empty(&self) -> bool {
        self.site.is_empty()
            && self.folder.is_empty()
            && self.page.is_empty()
            && self.table.is_empty()
            && self.check.is_empty()
    }

    /// What is known of a page, and the names of the tables that say it. A nearer table overrules: the
    /// page's its folder's, a deeper folder's a higher one's, a folder's its site's.
    pub fn of(&self, uri: Option<&str>, path: Option<&str>) -> (Profile, Vec<String>) {
        let mut tables: Vec<(String, &Profile)> = Vec::new();
        if let Some(host) = uri.and_then(host) {
            for all in [&BUILT_IN.site, &self.site] {
                tables.extend(all.get(host).map(|p| (format!("site {host}"), p)));
            }
        }
        let path = path.unwrap_or_default();
        let mut folders: Vec<_> = self.folder.iter().filter(|(name, _)| is_below(path, name)).collect();
        folders.sort_by_key(|(name, _)| name.len());
        tables.extend(folders.into_iter().map(|(name, p)| (format!("folder {name}"), p)));
        for key in [uri.unwrap_or_default(), path] {
            let found = self.page.iter().find(|(name, _)| !key.is_empty() && names(key, name));
            tables.extend(found.map(|(name, p)| (format!("page {name}"), p)));
        }
        let mut profile = Profile { table: self.table.clone(), ..Profile::default() };
        for (_, table) in &tables {
            profile.overlay(table);
        }
        (profile, tables.into_iter().map(|(name, _)| name).collect())
    }
}

fn check_roles(tables: &BTreeMap<String, TableProfile>) -> Result<(), String> {
    for (name, table) in tables {
        if let Some(role) = table.roles.iter().find(|role| !ROLES.contains(&role.as_str())) {
            let known = ROLES.join(", ");
            return Err(format!("table {name:?}: expected roles out of {known}, found {role:?}"));
        }
    }
    Ok(())
}

impl Profile {
    /// Its selectors, each with the key that it stands under.
    pub fn selectors(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let single = [("content", &self.content), ("title", &self.title), ("date", &self.date)];
        let single = single.into_iter().filter_map(|(key, css)| Some((key, css.as_deref()?)));
        single.chain(self.drop.iter().map(|css| ("drop", css.as_str())))
    }

    /// What is said of a table, by its caption, else by its number on the page.
    pub fn table(&self, caption: Option<&str>, number: usize) -> Option<&TableProfile> {
        if self.table.is_empty() {
            return None;
        }
        let solid = |text: &str| text.split_whitespace().collect::<String>();
        let wanted = caption.map(solid);
        let named = self.table.iter().find(|(name, _)| wanted.as_deref() == Some(&solid(name)));
        named.map(|(_, table)| table).or_else(|| self.table.get(&number.to_string()))
    }

    fn overlay(&mut self, over: &Profile) {
        let take = |own: &mut Option<String>, other: &Option<String>| {
            if other.is_some() {
                own.clone_from(other);
            }
        };
        take(&mut self.charset, &over.charset);
        take(&mut self.content, &over.content);
        take(&mut self.title, &over.title);
        take(&mut self.date, &over.date);
        take(&mut self.title_is, &over.title_is);
        take(&mut self.place, &over.place);
        self.volume_reports = over.volume_reports.or(self.volume_reports);
        self.year = over.year.or(self.year);
        self.drop.extend(over.drop.iter().cloned());
        self.headings.extend(over.headings.iter().cloned());
        self.no_headings.extend(over.no_headings.iter().cloned());
        self.table.extend(over.table.iter().map(|(name, table)| (name.clone(), table.clone())));
    }
}

fn host(uri: &str) -> Option<&str> {
    let rest = uri.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

fn is_below(path: &str, folder: &str) -> bool {
    let folder = folder.trim_matches('/');
    folder == "." || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a name means a page: its whole path or address, or the end of its path.
fn names(key: &str, name: &str) -> bool {
    key == name || key.strip_suffix(name).is_some_and(|rest| rest.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_table_overrules() {
        let profiles = Profiles::read(
            "[site.\"a.example\"]\ncontent='div.a'\nyear=2001\n[folder.'x']\nyear=2002\n[folder.'x/y']\nyear=2003\n\
             [page.'x/y/p.html']\nyear=2004\nno_headings=['口号']\n",
        )
        .expect("it reads");
        let year = |uri, path| profiles.of(uri, path).0.year;
        assert_eq!(year(Some("http://a.example:80/p"), None), Some(2001));
        assert_eq!(year(None, Some("x/q.html")), Some(2002));
        assert_eq!(year(None, Some("x/y/q.html")), Some(2003));
        assert_eq!(year(Some("http://a.example/"), Some("x/y/p.html")), Some(2004));
        assert_eq!(year(None, Some("xy/q.html")), None);
        let (profile, tables) = profiles.of(Some("http://a.example/"), Some("in/x/y/p.html"));
        assert_eq!(profile.content.as_deref(), Some("div.a"));
        assert_eq!(tables, ["site a.example", "page x/y/p.html"]);
    }

    #[test]
    fn a_wrong_name_is_told() {
        let error = Profiles::read("[site.'a']\ncontents='x'\n").expect_err("a wrong key");
        assert!(error.contains("contents") && error.contains("line 2"), "{error}");
        let error = Profiles::read("[folder.'2014']\nyear = 13\n").expect_err("no year");
        assert!(error.contains("folder \"2014\"") && error.contains("found 13"), "{error}");
        let error = Profiles::read("[page.'p.html']\ndrop = ['div.x', 'div[']\n").expect_err("no selector");
        assert!(
            error.contains("page \"p.html\"") && error.contains("drop") && error.contains("`div[`"),
            "{error}"
        );
        let error = Profiles::read("[site.'a']\nplace = '通州'\n").expect_err("no code");
        assert!(error.contains("six figures"), "{error}");
        let read =
            Profiles::read("[site.'a']\nplace = '110112'\nvolume_reports = 'same'\n").expect("it reads");
        let (profile, _) = read.of(Some("http://a/"), None);
        assert_eq!(
            (profile.place.as_deref(), profile.volume_reports),
            (Some("110112"), Some(VolumeReports::Same))
        );
        assert_eq!(read.names().collect::<Vec<_>>(), ["site a"]);
        assert!(Profiles::built_in().folder.is_empty() && Profiles::built_in().page.is_empty());
    }
}
