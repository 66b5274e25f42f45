//! The attributes of which something is read.

use std::borrow::Cow;

use super::style::trimmed;

/// An attribute: its name, its value without character references.
pub(super) struct Attribute<'t> {
    pub(super) name: Key,
    pub(super) value: Cow<'t, str>,
}

impl Attribute<'_> {
    /// Its value without the blanks around it.
    pub(super) fn trimmed(&self) -> &str {
        trimmed(&self.value)
    }
}

/// The longest name that is compared as one number.
const PACKED: usize = 8;

/// The last letters of a name as a number, in capitals or not.
#[derive(Clone, Copy, Default)]
pub(super) struct Packed(u64);

impl Packed {
    pub(super) const fn with(self, letter: u8) -> Packed {
        // Of what may stand in a name, letters alone fall together with others by this, but for the underscore.
        Packed(self.0 << 8 | (letter | 0x20) as u64)
    }

    const fn of(name: &[u8]) -> u64 {
        let (mut packed, mut at) = (Packed(0), 0);
        while at < name.len() {
            packed = packed.with(name[at]);
            at += 1;
        }
        packed.0
    }
}

macro_rules! names {
    (short: $($text:literal $name:ident,)+ long: $($long:literal $long_name:ident,)+) => {
        /// The name of an attribute that the layout reads or by which the tree builder decides. It is compared for each
        /// attribute of a page, hence no text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Key {
            $($name,)+
            $($long_name,)+
        }

        #[allow(non_upper_case_globals)]
        fn of_short(name: u64) -> Option<Key> {
            $(const $name: u64 = Packed::of($text);)+
            match name {
                $($name => Some(Key::$name),)+
                _ => None,
            }
        }

        fn of_long(name: &[u8]) -> Option<Key> {
            $(if name.eq_ignore_ascii_case($long) {
                return Some(Key::$long_name);
            })+
            None
        }
    };
}

names! {
    short:
    b"align" Align,
    b"alt" Alt,
    b"border" Border,
    b"class" Class,
    b"colspan" Colspan,
    b"content" Content,
    b"data-src" DataSrc,
    b"encoding" Encoding,
    b"face" Face,
    b"file" File,
    b"height" Height,
    b"hidden" Hidden,
    b"href" Href,
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
    long:
    b"_src" UnderscoreSrc,
    b"data-lazy-src" DataLazySrc,
    b"data-actualsrc" DataActualsrc,
    b"data-original" DataOriginal,
    b"http-equiv" HttpEquiv,
}

/// The attribute of a name, written in capitals or not; none where nothing of it is read.
pub(super) fn read(name: &[u8]) -> Option<Key> {
    read_packed(name, name.iter().fold(Packed::default(), |packed, letter| packed.with(*letter)))
}

/// The same, of a name that was packed while it was read.
pub(super) fn read_packed(name: &[u8], packed: Packed) -> Option<Key> {
    if name.len() <= PACKED && name.first() != Some(&b'_') { of_short(packed.0) } else { of_long(name) }
}

/// The value of the attribute of a name, without the blanks around it.
pub(super) fn value<'a>(attrs: &'a [Attribute<'_>], name: Key) -> Option<&'a str> {
    attrs.iter().find(|attr| attr.name == name).map(Attribute::trimmed)
}
