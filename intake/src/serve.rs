//! Connections: how many at once, how long each may take, and how they end. What they say is for the router.

use std::{io, pin::pin, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

/// How much one client may ask of the intake.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once. With what else is open it stays below 1,024, the usual limit on open files.
    pub connections: usize,
    /// Connections beyond those that are answered with the problem `busy`; more wait in the system's queue.
    pub refusals: usize,
    /// From when a request is expected until its last header. An idle connection ends after this time.
    pub header: Duration,
    /// From a request's headers to the end of its body.
    pub body: Duration,
    /// From the beginning of a connection until it gets no further request.
    pub connection: Duration,
    /// How long the last request of a connection may then still take, also when the intake stops.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            refusals: 128,
            header: Duration::from_secs(20),
            // The client waits 60 seconds for an answer, and should get to see this one.
            body: Duration::from_secs(45),
            connection: Duration::from_secs(10 * 60),
            stop: Duration::from_secs(10),
        }
    }
}

/// Serves `router` until `stop` changes, then lets the running requests end. Whoever finds no room is served by `busy`.
pub async fn serve(listener: TcpListener, router: Router, busy: Router, limits: Limits, mut stop: watch::Receiver<()>) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let refusals = Arc::new(Semaphore::new(limits.refusals));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let stream = accept(&listener).await;
            match room.clone().try_acquire_owned() {
                Ok(place) => (stream, Some(place), router.clone(), true),
                Err(_) => (stream, refusals.clone().acquire_owned().await.ok(), busy.clone(), false),
            }
        };
        let (stream, place, router, keep_alive) = tokio::select! {
            next = next => next,
            _ = stop.changed() => break,
        };
        let stop = stop.clone();
        connections.spawn(async move {
            converse(stream, router, keep_alive, limits, stop).await;
            drop(place);
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// One connection, from its first request to its end. A client that goes away, or that takes too long, is no event of ours.
async fn converse(stream: TcpStream, router: Router, keep_alive: bool, limits: Limits, mut stop: watch::Receiver<()>) {
    // Small answers should not wait for more to come. If this fails they do.
    let _best_effort = stream.set_nodelay(true);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.header).keep_alive(keep_alive).max_buf_size(64 * 1024);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)));
    tokio::select! {
        _over = connection.as_mut() => return,
        () = sleep(limits.connection) => {}
        _ = stop.changed() => {}
    }
    // No further request, but the running one may end.
    connection.as_mut().graceful_shutdown();
    let _in_time = timeout(limits.stop, connection).await;
}

/// The next connection. A process that has no more files to open waits until it has.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _address)) => return stream,
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}
