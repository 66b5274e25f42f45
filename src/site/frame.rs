//! Has what stands around every page: head, the way to the other pages, foot.

use super::survey::Survey;
use super::words::{Words, fill};
use crate::record::GENERATOR;

/// Which of the pages a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Home,
    Search,
    Years,
    Figures,
    Look,
    About,
    Entry,
}

/// What stands around a page.
pub(crate) struct Frame<'a> {
    pub(crate) w: &'static Words,
    /// The title of the collection.
    pub(crate) title: &'a str,
    /// The title of the page.
    pub(crate) page: String,
    /// The way up to the site's own folder: empty, or `../`.
    pub(crate) root: &'static str,
    pub(crate) class: &'static str,
    pub(crate) nav: Vec<NavItem>,
    /// What the reader must know of the records as a whole.
    pub(crate) remark: Option<&'static str>,
    pub(crate) licence: String,
    pub(crate) generator: &'static str,
}

/// A way to another page.
pub(crate) struct NavItem {
    pub(crate) name: &'static str,
    pub(crate) href: &'static str,
    pub(crate) here: bool,
    /// The script puts a number behind it.
    pub(crate) counted: bool,
}

impl<'a> Frame<'a> {
    /// The frame of a page.
    pub(crate) fn new(survey: &'a Survey, page: &str, place: Place, root: &'static str) -> Frame<'a> {
        let w = survey.w;
        let pages = [
            (Place::Home, w.contents, "index.html"),
            (Place::Search, w.search, "search.html"),
            (Place::Years, w.years, "years.html"),
            (Place::Figures, w.figures, "figures.html"),
            (Place::Look, w.look, "look.html"),
            (Place::About, w.about, "about.html"),
        ];
        let nav =
            pages.map(|(p, name, href)| NavItem { name, href, here: p == place, counted: p == Place::Look });
        Frame {
            w,
            title: &survey.title,
            page: page.to_owned(),
            root,
            class: class(place),
            nav: nav.into(),
            remark: survey.remark,
            licence: match &survey.licence {
                Some(licence) => fill(w.licence, &[licence]),
                None => w.licence_none.to_owned(),
            },
            generator: GENERATOR,
        }
    }
}

fn class(place: Place) -> &'static str {
    match place {
        Place::Home => "p-home",
        Place::Search => "p-search",
        Place::Years => "p-year",
        Place::Figures => "p-figures",
        Place::Look => "p-look",
        Place::About => "p-about",
        Place::Entry => "p-entry",
    }
}
