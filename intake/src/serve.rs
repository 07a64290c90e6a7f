//! Connections: how many at once, how long each may take, and how they end. The router answers what they ask.

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
    /// The most connections at once. Together with other open files this stays below 1,024, the usual limit of a process.
    pub connections: usize,
    /// How many connections beyond those are answered with the problem `busy`. More wait in the system's queue.
    pub refusals: usize,
    /// The time for a request's headers, from when the request can begin. An idle connection ends after this time.
    pub header: Duration,
    /// The time for a request's body, from the end of its headers.
    pub body: Duration,
    /// How old a connection gets before it accepts no further request.
    pub connection: Duration,
    /// The time for the last request of a connection after that, or after the intake began to stop.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            refusals: 128,
            header: Duration::from_secs(20),
            // The client waits 60 seconds for an answer, and should see this one.
            body: Duration::from_secs(45),
            connection: Duration::from_secs(10 * 60),
            stop: Duration::from_secs(10),
        }
    }
}

/// Serves `router` until `stop` changes, then lets the running requests end. Connections beyond the limit are served by `busy`.
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

/// Serves one connection. A client that leaves, or that takes too long, is not logged.
async fn converse(stream: TcpStream, router: Router, keep_alive: bool, limits: Limits, mut stop: watch::Receiver<()>) {
    // Sends small answers at once. If it fails, they are a little slower.
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

/// The next connection. If the process has too many open files, it waits until it has fewer.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _address)) => return stream,
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}
