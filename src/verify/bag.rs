//! A bag (RFC 8493): the digests of its manifests, its payload's extent, files that no manifest names.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::{At, Check};
use crate::mark;

/// The digest of a file by an algorithm's name as bags write it; none for one that is not known.
fn digest(algorithm: &str, path: &Path) -> Option<io::Result<String>> {
    fn of<D: Digest>(path: &Path) -> io::Result<String> {
        let (mut file, mut hash, mut buffer) = (File::open(path)?, D::new(), vec![0; 1 << 18]);
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(HEXLOWER.encode(&hash.finalize())),
                n => hash.update(buffer.get(..n).unwrap_or_default()),
            }
        }
    }
    match algorithm {
        "sha512" => Some(of::<Sha512>(path)),
        "sha256" => Some(of::<Sha256>(path)),
        "sha1" => Some(of::<Sha1>(path)),
        _ => None,
    }
}

impl Check<'_> {
    pub(super) fn bag(&mut self, bag: &Path) {
        self.checked.things += 1;
        let mut payload = HashSet::new();
        let mut known = false;
        let mut names: Vec<String> = fs::read_dir(bag)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        for name in &names {
            let Some(stem) = name.strip_suffix(".txt") else { continue };
            let (algorithm, tags) = match (stem.strip_prefix("manifest-"), stem.strip_prefix("tagmanifest-"))
            {
                (Some(algorithm), _) => (algorithm, false),
                (_, Some(algorithm)) => (algorithm, true),
                _ => continue,
            };
            let listed = self.manifest(bag, name, &algorithm.to_ascii_lowercase());
            if !tags {
                known |= listed.is_some();
                payload.extend(listed.into_iter().flatten());
            }
        }
        if !known {
            self.fault(bag, None, "expected a manifest with SHA-512, SHA-256 or SHA-1, found none");
            return;
        }
        let (mut files, mut octets) = (0u64, 0u64);
        self.payload(&bag.join("data"), "data", &payload, &mut files, &mut octets);
        let info = fs::read_to_string(bag.join("bag-info.txt")).unwrap_or_default();
        let expected = info.lines().find_map(|line| line.strip_prefix("Payload-Oxum:")).map(str::trim);
        let found = format!("{octets}.{files}");
        if let Some(expected) = expected.filter(|expected| *expected != found) {
            let what = format!("expected Payload-Oxum {expected}, found {found}");
            self.fault(&bag.join("bag-info.txt"), None, what);
        }
    }

    /// Checks the files that a manifest lists, and gives their names; none where its algorithm is not known.
    fn manifest(&mut self, bag: &Path, name: &str, algorithm: &str) -> Option<Vec<String>> {
        let at = bag.join(name);
        let text = match fs::read_to_string(&at) {
            Ok(text) => text,
            Err(error) => {
                self.fault(&at, None, format!("cannot be read: {error}"));
                return None;
            }
        };
        let mut listed = Vec::new();
        for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let place = Some(At::Line(i as u64 + 1));
            let Some((expected, file)) = line.split_once([' ', '\t']) else {
                self.fault(&at, place, "expected a digest and a name");
                continue;
            };
            let file = file.trim_start_matches([' ', '\t', '*']);
            let file = file.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
            if !mark::is_below(&file) {
                self.fault(&at, place, format!("{file:?} leads out of the bag"));
                continue;
            }
            let path = bag.join(&file);
            match digest(algorithm, &path) {
                None => return None,
                Some(Ok(found)) => {
                    self.checked.digests += 1;
                    if !found.eq_ignore_ascii_case(expected) {
                        self.fault(&path, None, format!("expected {algorithm} {expected}, found {found}"));
                    }
                }
                Some(Err(e)) if e.kind() == io::ErrorKind::NotFound => {
                    self.fault(&path, None, "is not there");
                }
                Some(Err(e)) => self.fault(&path, None, format!("cannot be read: {e}")),
            }
            listed.push(file);
        }
        Some(listed)
    }

    fn payload(
        &mut self,
        folder: &Path,
        below: &str,
        known: &HashSet<String>,
        files: &mut u64,
        octets: &mut u64,
    ) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = format!("{below}/{}", entry.file_name().to_string_lossy());
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                self.payload(&entry.path(), &name, known, files, octets);
                continue;
            }
            *files += 1;
            *octets += entry.metadata().map_or(0, |m| m.len());
            if !known.contains(&name) {
                self.fault(&entry.path(), None, "no manifest of the bag names it");
            }
        }
    }
}
