//! Reads, converts and writes at once: one thread finds inputs, some convert, the caller's writes in order.
//!
//! Memory is bounded by the tickets: an input takes some when it is found, by its size, and gives them back
//! when its outcome is written.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::folder::Begun;
use super::source::Found;
use super::work::{Bench, Worked};
use super::{RunError, name};
use crate::page::Bytes;

/// How long the writer waits before it looks after slow pages and the folder.
const TICK: Duration = Duration::from_millis(200);

/// What the writer does with the outcomes.
pub trait Sink {
    /// Takes the outcome of the next input.
    fn take(&mut self, worked: Worked) -> Result<(), RunError>;
    /// Comes now and then, and at the end: what was taken is to be written.
    fn pause(&mut self) -> Result<(), RunError>;
}

/// How a pipeline is run.
pub struct Plan {
    /// The workers' common things.
    pub bench: Arc<Bench>,
    /// How many workers.
    pub jobs: usize,
    /// Set by the user to stop.
    pub stop: Arc<AtomicBool>,
}

/// Finds the inputs, on a thread of its own: gives them to the function until that says stop.
pub type Find = Box<dyn FnOnce(&mut dyn FnMut(Found) -> ControlFlow<()>) + Send>;

enum Message {
    /// The outcome of an input, with the tickets it holds.
    Worked(u64, usize, Result<Worked, RunError>),
    /// Left undone as the run is to stop.
    Dropped(u64),
    /// So many inputs were found in all.
    Found(u64),
    /// The walk over the inputs broke off by a fault of the program.
    Lost,
}

/// How many outcomes wake the writer.
const WAKING: usize = 16;
/// How many tickets there are for each worker: twice as many as wake the writer, so that nobody waits for it.
const TICKETS: usize = 2 * WAKING;

/// What workers and finder have for the writer. Threads that wake each other for every page are slow, so the
/// writer is woken for some outcomes together, or when there is nothing more to do.
#[derive(Default)]
struct Outbox {
    messages: Mutex<Vec<Message>>,
    full: Condvar,
}

impl Outbox {
    fn put(&self, message: Message) {
        let mut messages = locked(&self.messages);
        messages.push(message);
        if messages.len() == WAKING {
            self.full.notify_one();
        }
    }

    fn wake(&self) {
        self.full.notify_one();
    }

    /// What there is; waits for it, but no longer than a tick.
    fn take(&self) -> Vec<Message> {
        let mut messages = locked(&self.messages);
        if messages.is_empty() {
            messages = self.full.wait_timeout(messages, TICK).unwrap_or_else(PoisonError::into_inner).0;
        }
        std::mem::take(&mut messages)
    }
}

/// How many tickets are out.
struct Tickets {
    free: Mutex<usize>,
    back: Condvar,
    all: usize,
}

/// The page that a worker has in hand, to be given up when it takes too long.
struct InHand {
    seq: u64,
    tickets: usize,
    since: Instant,
    input: String,
    uri: Option<String>,
    name: String,
}

type Hand = Arc<Mutex<Option<InHand>>>;

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tickets {
    /// Waits for tickets; false if the run is to stop.
    fn take(&self, wanted: usize, halt: &Halt) -> bool {
        let mut free = locked(&self.free);
        if *free < wanted {
            // Who waits goes on when many are back: threads that wake each other for every page are slow.
            let enough = wanted.max(self.all / 2);
            while *free < enough {
                if halt.requested() {
                    return false;
                }
                free = self.back.wait_timeout(free, TICK).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        *free -= wanted;
        true
    }

    fn give_back(&self, tickets: usize) {
        let mut free = locked(&self.free);
        *free += tickets;
        if *free >= self.all / 2 {
            self.back.notify_one();
        }
    }
}

/// Why the run is to stop: the user, or a file that cannot be written.
#[derive(Clone)]
struct Halt {
    user: Arc<AtomicBool>,
    error: Arc<AtomicBool>,
}

impl Halt {
    fn requested(&self) -> bool {
        self.user.load(Ordering::Relaxed) || self.error.load(Ordering::Relaxed)
    }
}

/// What goes into the workers and comes out of them.
type Queue = Arc<Mutex<Receiver<(u64, usize, Found)>>>;

/// Runs to the end, or until the user stops it; whether it came to the end.
pub fn run(plan: &Plan, find: Find, sink: &mut dyn Sink) -> Result<bool, RunError> {
    let halt = Halt { user: plan.stop.clone(), error: Arc::new(AtomicBool::new(false)) };
    let all = TICKETS * plan.jobs.max(1);
    let tickets = Arc::new(Tickets { free: Mutex::new(all), back: Condvar::new(), all });
    let (found_in, found_out) = sync_channel(all);
    let outbox = Arc::new(Outbox::default());
    let finder = {
        let (halt, tickets, outbox) = (halt.clone(), tickets.clone(), outbox.clone());
        thread::spawn(move || find_all(find, &found_in, &outbox, &tickets, &halt))
    };
    let found_out = Arc::new(Mutex::new(found_out));
    let (members, hired) = (Vec::new(), Cell::new(0));
    let mut team = Team { plan, found: found_out, outbox, halt: halt.clone(), members, hired };
    team.members = (0..plan.jobs.max(1)).map_while(|_| team.hire().ok()).collect();
    if team.members.is_empty() {
        halt.error.store(true, Ordering::Relaxed);
        return Err(RunError::Threads);
    }
    let outcome = collect(&mut team, &tickets, sink);
    halt.error.store(outcome.is_err(), Ordering::Relaxed);
    outcome?;
    let _ = finder.join();
    for member in team.members {
        let _ = member.thread.join();
    }
    sink.pause()?;
    Ok(!plan.stop.load(Ordering::Relaxed))
}

/// Hands the outcomes to the sink in their order until each input that was found has one.
fn collect(team: &mut Team<'_>, tickets: &Tickets, sink: &mut dyn Sink) -> Result<(), RunError> {
    let mut order = Order { next: 0, waiting: BTreeMap::new(), cut: u64::MAX };
    let (mut accounted, mut total) = (0, None);
    let mut looked = Instant::now();
    while total != Some(accounted) {
        for message in team.outbox.take() {
            match message {
                Message::Found(n) => total = Some(n),
                Message::Lost => return Err(RunError::Walk),
                Message::Dropped(seq) => {
                    accounted += 1;
                    order.cut = order.cut.min(seq);
                }
                Message::Worked(seq, held, worked) => {
                    accounted += 1;
                    order.waiting.insert(seq, (held, worked?));
                }
            }
        }
        order.write(sink, tickets)?;
        if looked.elapsed() > TICK {
            looked = Instant::now();
            sink.pause()?;
            for (seq, held, worked) in team.give_up_slow()? {
                accounted += 1;
                order.waiting.insert(seq, (held, worked));
            }
        }
    }
    order.write(sink, tickets)
}

/// A worker, and the page it has in hand.
struct Member {
    hand: Hand,
    thread: thread::JoinHandle<()>,
}

/// The workers.
struct Team<'p> {
    plan: &'p Plan,
    found: Queue,
    outbox: Arc<Outbox>,
    halt: Halt,
    members: Vec<Member>,
    hired: Cell<usize>,
}

impl Team<'_> {
    /// Takes on another worker.
    ///
    /// # Errors
    /// Where the system gives no more threads.
    fn hire(&self) -> io::Result<Member> {
        let hand = Hand::default();
        let number = self.hired.replace(self.hired.get() + 1);
        let begun = self.plan.bench.store.as_ref().and_then(|store| store.begin(number));
        let (bench, found, outbox) = (self.plan.bench.clone(), self.found.clone(), self.outbox.clone());
        let (hand_of, halt) = (hand.clone(), self.halt.clone());
        let work = move || convert_all(&bench, &found, &outbox, &hand_of, &halt, begun);
        let thread = thread::Builder::new().spawn(work)?;
        Ok(Member { hand, thread })
    }

    /// Takes pages that take too long out of the hands that hold them. Such a thread cannot be ended; it is
    /// left alone, and another one takes its place.
    ///
    /// # Errors
    /// Where the system gives no more threads.
    fn give_up_slow(&mut self) -> Result<Vec<(u64, usize, Worked)>, RunError> {
        let mut given_up = Vec::new();
        for i in 0..self.members.len() {
            let Some(slow) = overdue(&self.members[i].hand, self.plan.bench.options.budget.time) else {
                continue;
            };
            let worked = self.plan.bench.too_slow(slow.input, slow.uri, slow.name);
            given_up.push((slow.seq, slow.tickets, worked));
            self.members[i] = self.hire().map_err(|_| RunError::Threads)?;
        }
        Ok(given_up)
    }
}

/// Puts outcomes back into the order of their inputs.
struct Order {
    next: u64,
    waiting: BTreeMap<u64, (usize, Worked)>,
    /// From here on inputs were left undone.
    cut: u64,
}

impl Order {
    fn write(&mut self, sink: &mut dyn Sink, tickets: &Tickets) -> Result<(), RunError> {
        while self.next < self.cut {
            let Some((held, worked)) = self.waiting.remove(&self.next) else { break };
            sink.take(worked)?;
            tickets.give_back(held);
            self.next += 1;
        }
        Ok(())
    }
}

/// Takes a page out of a hand that has held it too long.
fn overdue(hand: &Hand, max_time: Duration) -> Option<InHand> {
    let mut hand = locked(hand);
    match hand.as_ref() {
        Some(page) if page.since.elapsed() > max_time => hand.take(),
        _ => None,
    }
}

fn find_all(
    find: Find,
    found: &SyncSender<(u64, usize, Found)>,
    outbox: &Outbox,
    tickets: &Tickets,
    halt: &Halt,
) {
    let mut seq = 0;
    let mut each = |input: Found| {
        let held = match &input.item {
            Ok(unread) => match &unread.bytes {
                Bytes::Body(bytes) | Bytes::Http(bytes) => (1 + bytes.len() / (1 << 20)).min(tickets.all),
                Bytes::File(_) | Bytes::Sniffed(_) => 1,
            },
            Err(_) => 1,
        };
        if halt.requested() || !tickets.take(held, halt) || found.send((seq, held, input)).is_err() {
            return ControlFlow::Break(());
        }
        seq += 1;
        ControlFlow::Continue(())
    };
    let walked = catch_unwind(AssertUnwindSafe(|| find(&mut each)));
    outbox.put(if walked.is_ok() { Message::Found(seq) } else { Message::Lost });
    outbox.wake();
}

fn convert_all(
    bench: &Bench,
    found: &Mutex<Receiver<(u64, usize, Found)>>,
    outbox: &Outbox,
    hand: &Hand,
    halt: &Halt,
    mut begun: Option<Begun>,
) {
    loop {
        let queue = locked(found);
        let next = match queue.try_recv() {
            Err(TryRecvError::Empty) => {
                outbox.wake();
                queue.recv().ok()
            }
            next => next.ok(),
        };
        let Some((seq, tickets, input)) = next else {
            outbox.wake();
            return;
        };
        // Asked while no other worker can take a later input: what is done is a beginning without gaps.
        let dropped = halt.requested();
        drop(queue);
        if dropped {
            outbox.put(Message::Dropped(seq));
            continue;
        }
        let key = name::key(&input.name);
        if let Some(begun) = begun.as_mut().filter(|_| input.item.is_ok()) {
            begun.mark(key);
        }
        let now = Instant::now();
        *locked(hand) = Some(InHand {
            seq,
            tickets,
            since: now.checked_add(bench.grace(key)).unwrap_or(now),
            input: input.input.clone(),
            uri: input.uri.clone(),
            name: input.name.clone(),
        });
        let outcome = bench.work(seq, input, || locked(hand).is_none());
        if locked(hand).take().is_none() {
            // Given up as too slow: another worker stands in this one's place.
            return;
        }
        outbox.put(Message::Worked(seq, tickets, outcome));
    }
}
