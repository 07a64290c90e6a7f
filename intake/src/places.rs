//! The places for connections: who gets one, and who has to give it up when all are taken.
//!
//! A connection either waits for its client, which has not sent all of its request or not read all of its answer, or the client waits for us. Only
//! the first kind has to go: whoever opens connections and says nothing cannot keep others out.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use ipnet::IpNet;
use tokio::sync::Notify;

use crate::network;

/// The places of one listener.
pub struct Places {
    most: usize,
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    next: u64,
    taken: HashMap<u64, Arc<Holder>>,
}

/// Who has a place.
struct Holder {
    network: IpNet,
    /// Since when it waits for its client. `None` while the client waits for us.
    idle_since: Mutex<Option<Instant>>,
    end: Notify,
}

/// One connection's place. It is free again when this is dropped.
pub struct Place {
    places: Arc<Places>,
    number: u64,
    holder: Arc<Holder>,
}

impl Places {
    /// So many places.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, table: Mutex::default() })
    }

    /// Gives a place to a client with this address. If all are taken, the connection that has waited longest for its client loses its own; of the
    /// network that has most of those. `None` if no connection waits for its client. A new one does not before it says so.
    pub fn take(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        if table.taken.len() >= self.most {
            let number = table.longest_idle()?;
            if let Some(holder) = table.taken.remove(&number) {
                holder.end.notify_one();
            }
        }
        let holder = Arc::new(Holder { network: network::of(address), idle_since: Mutex::default(), end: Notify::new() });
        table.next += 1;
        let number = table.next;
        table.taken.insert(number, holder.clone());
        Some(Place { places: self.clone(), number, holder })
    }
}

impl Table {
    fn longest_idle(&self) -> Option<u64> {
        let idle = || self.taken.iter().filter_map(|(number, holder)| Some((number, holder.network, holder.idle_since()?)));
        let mut sizes = HashMap::new();
        idle().for_each(|(_, network, _)| *sizes.entry(network).or_insert(0_usize) += 1);
        let longest = idle().max_by_key(|(_, network, since)| (sizes.get(network), std::cmp::Reverse(*since)));
        longest.map(|(number, ..)| *number)
    }
}

impl Holder {
    fn idle_since(&self) -> Option<Instant> {
        *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Says since when the connection waits for its client; `None` if the client waits for us.
    pub fn set_idle_since(&self, since: Option<Instant>) {
        *self.holder.idle_since.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    /// Waits until the place is needed for somebody else.
    pub async fn is_needed(&self) {
        self.holder.end.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.table.lock().unwrap_or_else(PoisonError::into_inner).taken.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::IpAddr,
        time::{Duration, Instant},
    };

    use super::{Place, Places};

    const CROWD: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const ALONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 1));

    async fn must_go(place: &Place) -> bool {
        tokio::time::timeout(Duration::ZERO, place.is_needed()).await.is_ok()
    }

    #[tokio::test]
    async fn who_has_waited_longest_of_the_largest_crowd_makes_room() {
        let places = Places::new(3);
        let take = |address, seconds: u64| {
            let place = places.take(address).expect("there is room");
            place.set_idle_since(Instant::now().checked_sub(Duration::from_secs(seconds)));
            place
        };
        let (alone, first, second) = (take(ALONE, 60), take(CROWD, 10), take(CROWD, 20));
        let next = take(CROWD, 0);
        assert!(must_go(&second).await, "it is the crowd's, and has waited longest there");
        assert!(!must_go(&alone).await && !must_go(&first).await);
        drop(second);
        next.set_idle_since(None);
        first.set_idle_since(None);
        let last = take(CROWD, 0);
        assert!(must_go(&alone).await, "nobody else waits for a client");
        last.set_idle_since(None);
        assert!(places.take(ALONE).is_none(), "everybody is being served");
        drop(last);
        assert!(places.take(ALONE).is_some());
    }
}
