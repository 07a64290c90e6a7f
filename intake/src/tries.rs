//! How often visitor codes may be tried, and whose turn it is for the slow hash that each try costs.
//!
//! Each network has a budget of its own, so that one that guesses takes nothing from others. What is left over a budget waits for the one slow hash that
//! is at work: visitors on a kiosk's network first, then whose network has tried least in this hour. Nothing of an address is stored or logged: a
//! network is known by a hash under a random key, which is forgotten with the hour.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use ipnet::IpNet;
use lakzegel_contract::ProblemType;
use lakzegel_crypto::visitor_code::{Admission, CodeHalf};
use sha2::{Digest as _, Sha256};
use tokio::{sync::oneshot, task::spawn_blocking, time::timeout};
use zeroize::Zeroizing;

use crate::{
    network, random,
    time::{HOUR, now},
};

/// The budget of a network: 30 tries at once, and one more each second. A visiting hall has no more visitors than that.
const NETWORK: Budget = Budget { burst: 30, refill: Duration::from_secs(1) };
/// What all networks in one IPv6 /40 have together: whoever has 65,536 networks is not 65,536 visitors.
const AROUND: Budget = Budget { burst: 120, refill: Duration::from_millis(250) };
/// The budget of a configured network of kiosks.
const KIOSK: Budget = Budget { burst: 60, refill: Duration::from_millis(500) };
/// How many slow hashes are at work at once. Each takes 19 MiB and a processor.
const AT_ONCE: usize = 1;
/// How many wait for their turn at most.
const WAITING: usize = 48;
/// How long somebody waits for a turn.
const PATIENCE: Duration = Duration::from_secs(4);
/// How many networks are remembered in an hour.
const NETWORKS: usize = 20_000;

/// A token bucket's size, and the time after which it gets one more.
struct Budget {
    burst: u32,
    refill: Duration,
}

/// Who may try now.
pub struct Tries {
    kiosks: Vec<IpNet>,
    budgets: Mutex<Budgets>,
    turns: Arc<Mutex<Turns>>,
}

/// What each network has tried in this hour.
#[derive(Default)]
struct Budgets {
    /// In hours since 1970.
    hour: u64,
    key: Zeroizing<[u8; 32]>,
    networks: HashMap<[u8; 32], Tried>,
}

struct Tried {
    left: u32,
    /// When the last one was added.
    since: Instant,
    /// All tries of this hour.
    count: u32,
}

/// Who comes first: kiosks, then who has tried least. Of equals the last one: a guesser's tries that wait are not to be in the way of who comes new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    is_elsewhere: bool,
    tried: u32,
    number: Reverse<u64>,
}

/// Who is at work, and who waits.
#[derive(Default)]
struct Turns {
    at_work: usize,
    next: u64,
    waiting: BTreeMap<Rank, oneshot::Sender<Turn>>,
}

/// The right to hash now. When it is dropped, the next one has it.
struct Turn(Arc<Mutex<Turns>>);

impl Tries {
    /// With all tries. Visitors on the networks of `kiosks` come first.
    pub fn new(kiosks: Vec<IpNet>) -> Self {
        Self { kiosks, budgets: Mutex::default(), turns: Arc::default() }
    }

    /// Takes one try of the network that `address` is in, and hashes a code's admission half for `origin` and `day` (days since 1970).
    ///
    /// # Errors
    ///
    /// [`ProblemType::TooMany`] if the network has no try left, or if too many who have tried less wait as well.
    pub async fn hash(
        &self,
        address: IpAddr,
        half: CodeHalf<Admission>,
        origin: String,
        day: u64,
    ) -> Result<[u8; 32], ProblemType> {
        let rank = self.take(address, now() / HOUR, Instant::now())?;
        let turn = timeout(PATIENCE, wait(&self.turns, rank)).await.ok().flatten().ok_or(ProblemType::TooMany)?;
        let hash = spawn_blocking(move || {
            // Also if the client that asked has gone.
            let _until_it_is_done = turn;
            half.hash(&origin, day)
        });
        hash.await.map_err(|_| ProblemType::Internal)
    }

    /// Forgets what was tried before `hour`, in hours since 1970.
    pub fn forget_before(&self, hour: u64) {
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        if budgets.hour < hour {
            *budgets = Budgets::default();
        }
    }

    /// Takes one try. Gives the rank among those that wait, without its number.
    fn take(&self, address: IpAddr, hour: u64, now: Instant) -> Result<Rank, ProblemType> {
        let address = address.to_canonical();
        let mut budgets = self.budgets.lock().unwrap_or_else(PoisonError::into_inner);
        if budgets.hour != hour {
            *budgets = Budgets { hour, key: Zeroizing::new(random::bytes()?), networks: HashMap::new() };
        }
        let kiosk = self.kiosks.iter().find(|network| network.contains(&address));
        let tried = match kiosk {
            Some(network) => budgets.take(*network, &KIOSK, now)?,
            None => {
                let tried = budgets.take(network::of(address), &NETWORK, now)?;
                // Only then: who has used up its own tries takes none of its neighbours'.
                if let Some(around) = network::around(address) {
                    budgets.take(around, &AROUND, now)?;
                }
                tried
            }
        };
        Ok(Rank { is_elsewhere: kiosk.is_none(), tried, number: Reverse(0) })
    }
}

impl Budgets {
    /// Takes one try of a network, and gives how many it has had in this hour.
    fn take(&mut self, network: IpNet, budget: &Budget, now: Instant) -> Result<u32, ProblemType> {
        // The text of a network has one form, and names its length.
        let name = Sha256::new().chain_update(*self.key).chain_update(network.to_string()).finalize().into();
        if self.networks.len() >= NETWORKS && !self.networks.contains_key(&name) {
            // The slow hash is what remains to stop somebody with so many networks.
            self.networks.clear();
        }
        let tried = self.networks.entry(name).or_insert(Tried { left: budget.burst, since: now, count: 0 });
        let gained = now.saturating_duration_since(tried.since).as_millis() / budget.refill.as_millis();
        let gained = u32::try_from(gained).unwrap_or(u32::MAX);
        tried.since += budget.refill.saturating_mul(gained);
        tried.left = tried.left.saturating_add(gained).min(budget.burst);
        tried.left = tried.left.checked_sub(1).ok_or(ProblemType::TooMany)?;
        tried.count = tried.count.saturating_add(1);
        Ok(tried.count)
    }
}

/// Waits for a turn. `None` if so many wait that this rank is the last of too many.
async fn wait(turns: &Arc<Mutex<Turns>>, rank: Rank) -> Option<Turn> {
    let turn = {
        let mut all = turns.lock().unwrap_or_else(PoisonError::into_inner);
        if all.at_work < AT_ONCE {
            all.at_work += 1;
            return Some(Turn(turns.clone()));
        }
        // Who has gone in the meantime takes no room.
        all.waiting.retain(|_, waits| !waits.is_closed());
        all.next += 1;
        let (end, turn) = oneshot::channel();
        let number = Reverse(all.next);
        all.waiting.insert(Rank { number, ..rank }, end);
        if all.waiting.len() > WAITING {
            all.waiting.pop_last();
        }
        turn
    };
    turn.await.ok()
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        turns.at_work -= 1;
        while turns.at_work < AT_ONCE
            && let Some((_, next)) = turns.waiting.pop_first()
        {
            if next.is_closed() {
                continue;
            }
            turns.at_work += 1;
            // If it goes just now, its turn is dropped, and that takes the lock.
            drop(turns);
            let _may_have_gone = next.send(Turn(self.0.clone()));
            turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        cmp::Reverse,
        net::IpAddr,
        sync::{Arc, Mutex},
        time::{Duration, Instant},
    };

    use lakzegel_contract::ProblemType;
    use tokio::task::{JoinSet, yield_now};

    use super::{AROUND, KIOSK, NETWORK, NETWORKS, Rank, Tries, Turns, WAITING, wait};

    fn address(text: &str) -> IpAddr {
        text.parse().expect("it is an address")
    }

    fn tries() -> Tries {
        Tries::new(vec!["198.51.100.128/25".parse().expect("it is a network")])
    }

    /// How many of so many tries of an address there are at this time.
    fn taken(tries: &Tries, from: &str, count: u32, now: Instant) -> u32 {
        (0..count).filter(|_| tries.take(address(from), 1, now).is_ok()).count() as u32
    }

    /// In numbers and not in the constants' names: docs/threat-model.md reckons with these.
    #[test]
    fn thirty_tries_one_a_second_are_what_a_network_has_and_a_kiosks_twice_that() {
        let (tries, start) = (tries(), Instant::now());
        for (from, burst, a_minute) in [("192.0.2.1", 30, 60), ("2001:db8::1", 30, 60), ("198.51.100.200", 60, 120)] {
            assert_eq!(taken(&tries, from, 1_000, start), burst, "{from}");
            // Asked ten times a second, as whoever waits for the next one does.
            let more: u32 = (1..=600).map(|tenth| taken(&tries, from, 3, start + Duration::from_millis(100 * tenth))).sum();
            assert_eq!(more, a_minute, "{from}");
            // Asked in vain for a minute, there is not one more than that either.
            assert_eq!(taken(&tries, from, 1_000, start + Duration::from_secs(63)), 3 * a_minute / 60, "{from}");
        }
        // Another network in the same /40 has its own, until all of them together have had 120, and four a second.
        assert_eq!(taken(&tries, "2001:db8:0:100::1", 1_000, start + Duration::from_secs(63)), 30);
        let (many, fresh) =
            (|at| (0..100).map(|number| taken(&tries, &format!("2001:db9:0:{number:x}00::1"), 9, at)).sum::<u32>(), start);
        assert_eq!([many(fresh), many(fresh + Duration::from_secs(10))], [120, 40]);
    }

    #[test]
    fn tries_run_out_and_come_back_one_by_one() {
        let (tries, start) = (tries(), Instant::now());
        assert_eq!(taken(&tries, "192.0.2.1", 100, start), NETWORK.burst);
        assert_eq!(tries.take(address("192.0.2.200"), 1, start), Err(ProblemType::TooMany), "its neighbours have the same ones");
        let later = start + NETWORK.refill * 2 + Duration::from_millis(1);
        assert_eq!(taken(&tries, "192.0.2.1", 100, later), 2);
        assert_eq!(taken(&tries, "192.0.2.1", 100, later + Duration::from_secs(1800)), NETWORK.burst, "never more than a burst");
    }

    #[test]
    fn a_network_that_guesses_takes_nothing_from_another() {
        let (tries, start) = (tries(), Instant::now());
        taken(&tries, "192.0.2.1", 100, start);
        assert_eq!(taken(&tries, "192.0.3.1", 100, start), NETWORK.burst);
        assert_eq!(taken(&tries, "198.51.100.200", 100, start), KIOSK.burst, "a kiosk's has more");
        assert_eq!(taken(&tries, "198.51.100.1", 100, start), NETWORK.burst, "and only a kiosk's");
        let many: u32 = (0..100).map(|number| taken(&tries, &format!("2001:db8:0:{number:x}00::1"), 10, start)).sum();
        assert_eq!(many, AROUND.burst, "all of an IPv6 /40 have a budget together");
    }

    #[test]
    fn what_is_known_of_a_network_is_gone_with_the_hour() {
        let (tries, start) = (tries(), Instant::now());
        taken(&tries, "192.0.2.1", 5, start);
        let remembered = |tries: &Tries| {
            let budgets = tries.budgets.lock().expect("nobody else has it");
            (budgets.key.to_vec(), budgets.networks.keys().copied().collect::<Vec<_>>())
        };
        let (key, names) = remembered(&tries);
        let rank = tries.take(address("192.0.2.1"), 2, start).expect("there is one");
        let (next_key, next_names) = remembered(&tries);
        assert_eq!((rank.tried, next_names.len()), (1, 1));
        assert!(key != next_key && names != next_names, "the same network has another name");
        for number in 0..=NETWORKS as u32 {
            tries.take(IpAddr::from((number << 8).to_be_bytes()), 2, start).expect("there is one");
        }
        assert!(remembered(&tries).1.len() <= NETWORKS);
        // Also if nobody comes in the next one.
        tries.forget_before(2);
        assert!(!remembered(&tries).1.is_empty(), "it is this hour's");
        tries.forget_before(3);
        assert_eq!(remembered(&tries), (vec![0; 32], Vec::new()));
    }

    #[tokio::test]
    async fn kiosks_come_first_and_then_who_has_tried_least() {
        let turns: Arc<Mutex<Turns>> = Arc::default();
        let rank = |is_elsewhere, tried| Rank { is_elsewhere, tried, number: Reverse(0) };
        let first = wait(&turns, rank(true, 9)).await.expect("nobody is at work");
        let came = Arc::new(Mutex::new(Vec::new()));
        let mut waiting = JoinSet::new();
        for (who, rank) in
            [("guesser", rank(true, 9)), ("other visitor", rank(true, 1)), ("visitor", rank(true, 1)), ("kiosk", rank(false, 40))]
        {
            let (turns, came) = (turns.clone(), came.clone());
            waiting.spawn(async move {
                let turn = wait(&turns, rank).await.expect("it has a turn");
                came.lock().expect("nobody failed").push(who);
                drop(turn);
            });
            yield_now().await;
        }
        // Who leaves is passed over.
        let gone = tokio::spawn({
            let turns = turns.clone();
            async move { wait(&turns, rank(false, 0)).await.is_some() }
        });
        yield_now().await;
        gone.abort();
        assert!(gone.await.is_err());
        drop(first);
        while waiting.join_next().await.is_some() {}
        assert_eq!(*came.lock().expect("nobody failed"), ["kiosk", "visitor", "other visitor", "guesser"]);
        assert_eq!(turns.lock().expect("nobody failed").at_work, 0);
    }

    #[tokio::test]
    async fn where_too_many_wait_who_has_tried_most_is_told_so() {
        let turns: Arc<Mutex<Turns>> = Arc::default();
        let first = wait(&turns, Rank { is_elsewhere: true, tried: 1, number: Reverse(0) }).await;
        let mut waiting = JoinSet::new();
        for tried in 1..=WAITING as u32 + 1 {
            let turns = turns.clone();
            waiting.spawn(async move {
                (tried, wait(&turns, Rank { is_elsewhere: true, tried, number: Reverse(0) }).await.is_some())
            });
        }
        assert_eq!(waiting.join_next().await.expect("one goes").expect("it ends"), (WAITING as u32 + 1, false));
        drop(first);
        assert!(waiting.join_all().await.into_iter().all(|(_, has_turn)| has_turn));
    }
}
