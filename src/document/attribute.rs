//! The attributes of which something is read.

use std::borrow::Cow;

/// An attribute: its name, its value without character references.
pub(super) struct Attribute<'t> {
    pub(super) name: Key,
    pub(super) value: Cow<'t, str>,
}

impl Attribute<'_> {
    /// Its value without the blanks around it, which hardly one has.
    pub(super) fn trimmed(&self) -> &str {
        match self.value.as_bytes() {
            [b'!'..=b'~', .., b'!'..=b'~'] => &self.value,
            _ => self.value.trim(),
        }
    }
}

/// The longest name that is read.
const LONGEST: usize = "data-actualsrc".len();

macro_rules! names {
    ($($text:literal $name:ident,)+) => {
        /// The name of an attribute that the layout reads or by which the tree builder decides. It is compared for each
        /// attribute of a page, hence no text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Key {
            $($name,)+
        }

        fn of_lower(name: &[u8]) -> Option<Key> {
            match name {
                $($text => Some(Key::$name),)+
                _ => None,
            }
        }
    };
}

names! {
    b"_src" UnderscoreSrc,
    b"align" Align,
    b"alt" Alt,
    b"border" Border,
    b"class" Class,
    b"colspan" Colspan,
    b"content" Content,
    b"data-lazy-src" DataLazySrc,
    b"data-actualsrc" DataActualsrc,
    b"data-original" DataOriginal,
    b"data-src" DataSrc,
    b"encoding" Encoding,
    b"face" Face,
    b"file" File,
    b"height" Height,
    b"hidden" Hidden,
    b"href" Href,
    b"http-equiv" HttpEquiv,
    b"id" Id,
    b"itemprop" Itemprop,
    b"name" Name,
    b"original" Original,
    b"property" Property,
    b"role" Role,
    b"rowspan" Rowspan,
    b"src" Src,
    b"start" Start,
    b"style" Style,
    b"type" Type,
    b"value" Value,
    b"width" Width,
}

/// The attribute of a name, written in capitals or not; none where nothing of it is read.
pub(super) fn read(name: &[u8]) -> Option<Key> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    of_lower(lower)
}

/// The value of the attribute of a name, without the blanks around it.
pub(super) fn value<'a>(attrs: &'a [Attribute<'_>], name: Key) -> Option<&'a str> {
    attrs.iter().find(|attr| attr.name == name).map(Attribute::trimmed)
}
