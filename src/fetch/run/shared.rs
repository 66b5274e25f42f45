//! What the workers of a fetch share: the client, the way to the store, and the watch.

use std::sync::Mutex;
use std::sync::mpsc::SyncSender;

use tokio::sync::{oneshot, watch};

use super::{lock, lost};
use crate::fetch::FetchOptions;
use crate::fetch::client::Client;
use crate::fetch::frontier::Kept;
use crate::fetch::report::{Progress, Wait, Watch};
use crate::fetch::store::{Outcome, Store};

/// What the store is asked to do.
pub type Job = Box<dyn FnOnce(&mut Store) -> Kept<()> + Send>;

/// What the workers share.
pub struct Shared {
    pub client: Client,
    pub options: FetchOptions,
    pub store: SyncSender<Job>,
    pub stop: watch::Receiver<bool>,
    pub progress: Mutex<Progress>,
    pub watch: Mutex<Box<dyn Watch>>,
    pub unchanged: Mutex<u64>,
}

impl Shared {
    /// Sends a job to the store and waits for its answer.
    pub async fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Store) -> Kept<T> + Send + 'static,
    ) -> Kept<T> {
        let (answer, answered) = oneshot::channel();
        let told = self.tell(move |store| {
            let result = job(store);
            let kept = result.as_ref().map(drop).map_err(Clone::clone);
            let _ = answer.send(result);
            kept
        });
        match answered.await {
            Ok(result) => result,
            Err(_) => told.and(Err(lost())),
        }
    }

    /// Sends a job to the store; waits only while too many wait already.
    pub fn tell(&self, job: impl FnOnce(&mut Store) -> Kept<()> + Send + 'static) -> Kept<()> {
        self.store.send(Box::new(job)).map_err(|_| lost())
    }

    pub fn count(&self, uri: &str, outcome: &Outcome) {
        {
            let mut progress = lock(&self.progress);
            progress.done += u64::from(outcome.page);
            progress.failed += u64::from(outcome.failure.is_some());
            progress.bytes += outcome.bytes;
            progress.queued = progress.queued.saturating_sub(1);
        }
        *lock(&self.unchanged) += u64::from(outcome.unchanged);
        if let Some(failure) = &outcome.failure {
            lock(&self.watch).failed(uri, failure);
        }
        self.show(None);
    }

    pub fn show(&self, wait: Option<Wait>) {
        let progress = {
            let mut progress = lock(&self.progress);
            progress.wait = wait;
            progress.clone()
        };
        lock(&self.watch).progress(&progress);
    }
}
