//! Brings what the frontier knows and what the WARC has together again, and looks captures up in the WARC.

use std::path::Path;

use url::Url;

use super::{Reading, Store, What};
use crate::error::{Failure, Notice};
use crate::fetch::address;
use crate::fetch::archive;
use crate::fetch::client::read_response;
use crate::fetch::clock::milliseconds;
use crate::fetch::frontier::{Item, Kept, New};
use crate::fetch::tail::{self, Found, Tail};
use crate::fetch::warc::payload_digest;

impl Store {
    /// Brings frontier and WARC to the same end. The WARC is written first, so it may have more than the frontier
    /// knows: a session was killed, or the frontier is an older copy. All whole records stay where they are, and the
    /// answers of ours among them are noted. Behind them only the torn end of a session of ours is cut off; anything
    /// else is moved into a file beside the WARC.
    pub(super) fn recover(&mut self, safe: u64, was_open: bool, now: i64) -> Kept<()> {
        let (path, gzip) = (self.files.warc.clone(), self.archive.is_gzip());
        if self.archive.end() <= safe {
            return Ok(());
        }
        if !tail::begins_record(&path, safe, gzip)? && !self.knows(&path)? {
            return Err(Failure::new(
                "fetch",
                "state",
                format!("{} is not the WARC that {} speaks of", path.display(), self.files.state.display()),
                "put the right one in its place, or give another -o",
            ));
        }
        let mut tail = Tail::open(&path, safe, gzip)?;
        while let Some(found) = tail.next()? {
            self.take_again(&found, now)?;
        }
        if let Some((count, first)) = tail.foreign() {
            self.notices.push(Notice::new(
                "foreign-records",
                format!(
                    "{} holds records that this fetch did not write, {count} of them, the first at byte {first}: they \
                     stay, and are not in its index",
                    path.display()
                ),
            ));
        }
        let whole = tail.whole();
        if self.archive.end() > whole {
            if was_open && tail::is_torn_record_of_ours(&path, whole, gzip)? {
                return self.archive.cut(whole);
            }
            let (bytes, aside) = (self.archive.end() - whole, self.archive.set_aside(whole)?);
            let message = format!(
                "the last {bytes} bytes of {}, from byte {whole} on, are no record: they are kept in {}",
                path.display(),
                aside.display()
            );
            self.notices.push(Notice::new("unknown-tail", message));
        }
        Ok(())
    }

    /// Whether the capture that was noted last stands in the WARC where it should.
    fn knows(&self, path: &Path) -> Kept<bool> {
        let Some((uri, offset)) = self.frontier.last_capture()? else { return Ok(false) };
        let record = tail::record_at(path, offset, self.archive.is_gzip())?;
        Ok(record.is_some_and(|(header, _)| header.uri == Some(uri)))
    }

    /// Takes in an answer that stands in the WARC already.
    fn take_again(&mut self, found: &Found, now: i64) -> Kept<()> {
        let answer = &found.answer;
        let Some(item) = self.known_or_new(found)? else { return Ok(()) };
        let mut reading = self.read(&item, answer);
        if found.revisit {
            // Of a page that came whole and was the same, the body is not in the record.
            let digest = found.digest.clone().unwrap_or_else(|| reading.digest.clone());
            reading = Reading { digest, revisit: Some("identical-payload-digest"), what: What::Unchanged };
        } else {
            reading.revisit = None;
        }
        let (pause, _) = self.pace.pause(None, answer.took);
        self.frontier.set_host(&address::origin(&answer.url), now, milliseconds(pause))?;
        self.note(&item, answer, &reading, &found.written)?;
        self.conclude(&item, answer, reading).map(drop)
    }

    /// The page of an answer in the WARC. One that an older frontier does not know is taken up again as its
    /// metadata says.
    fn known_or_new(&mut self, found: &Found) -> Kept<Option<Item>> {
        let url = &found.answer.url;
        if let Some(item) = self.frontier.find(url)? {
            return Ok(Some(item));
        }
        let (depth, via) = archive::origin(&found.metadata);
        let via = via.and_then(|v| Url::parse(v).ok());
        let from = via.map(|v| self.frontier.find(&v)).transpose()?.flatten();
        let seed = match &from {
            Some(from) => from.seed,
            None => self.frontier.first_seed()?,
        };
        let new = New { url, from: from.as_ref(), seed, first: false, depth, hops: 0, parts: 0, rank: 1 };
        self.known += u64::from(self.frontier.queue(&new)?);
        self.frontier.find(url)
    }

    /// Whether the capture that a revisit record would refer to can be read from the WARC as it was written.
    pub(super) fn is_intact(&self, item: &Item) -> Kept<bool> {
        let Some((offset, digest)) = self.frontier.place_of(item.id)? else { return Ok(false) };
        let record = tail::record_at(&self.files.warc, offset, self.archive.is_gzip())?;
        Ok(record
            .and_then(|(_, block)| read_response(&block))
            .is_some_and(|(_, _, b)| payload_digest(&b) == digest))
    }
}
