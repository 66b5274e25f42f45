//! The attributes of which something is read.

use std::borrow::Cow;

/// An attribute: its name in lower case, its value without character references.
pub(super) struct Attribute<'t> {
    pub(super) name: &'static str,
    pub(super) value: Cow<'t, str>,
}

/// The longest name that is read.
const LONGEST: usize = "data-actualsrc".len();

/// The name of an attribute that the layout reads or by which the tree builder decides, in lower case; written in
/// capitals or not.
pub(super) fn read(name: &[u8]) -> Option<&'static str> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    Some(match &*lower {
        b"_src" => "_src",
        b"align" => "align",
        b"alt" => "alt",
        b"border" => "border",
        b"class" => "class",
        b"colspan" => "colspan",
        b"content" => "content",
        b"data-lazy-src" => "data-lazy-src",
        b"data-actualsrc" => "data-actualsrc",
        b"data-original" => "data-original",
        b"data-src" => "data-src",
        b"encoding" => "encoding",
        b"face" => "face",
        b"file" => "file",
        b"height" => "height",
        b"hidden" => "hidden",
        b"href" => "href",
        b"http-equiv" => "http-equiv",
        b"id" => "id",
        b"itemprop" => "itemprop",
        b"name" => "name",
        b"original" => "original",
        b"property" => "property",
        b"role" => "role",
        b"rowspan" => "rowspan",
        b"src" => "src",
        b"start" => "start",
        b"style" => "style",
        b"type" => "type",
        b"value" => "value",
        b"width" => "width",
        _ => return None,
    })
}
