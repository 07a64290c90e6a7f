//! Connections: who gets a place, how long each may take in either direction, and how they end. The router answers what they ask.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    http::{HeaderValue, Request, header::CONNECTION},
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
    service::{Service as _, service_fn},
};
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

use crate::{
    line::Line,
    places::{Place, Places},
};

/// How much clients may ask of the intake.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most connections at once. Together with other open files this stays below 1,024, the usual limit of a process. It is more than all calls
    /// that may be worked on at once, so that there is always a place for one that is answered from memory.
    pub connections: usize,
    /// How many connections beyond those are answered with the problem `busy`. More wait in the system's queue.
    pub refusals: usize,
    /// The most uploads that are worked on at once. One whose body is still on its way does not count.
    pub uploads: usize,
    /// The most calls at once that read from the database.
    pub reads: usize,
    /// The most calls at once that begin or finish a login.
    pub logins: usize,
    /// The most visitor codes that are tried or wait for their turn.
    pub admissions: usize,
    /// The time for a request's headers, from when the request can begin. An idle connection ends after this time.
    pub header: Duration,
    /// The time for a request's body, from the end of its headers.
    pub body: Duration,
    /// The time for the body of a call that takes a few parameters only.
    pub form: Duration,
    /// How long a client may take nothing of its answer. One that takes some has more time, but must take a kilobyte a second.
    pub write: Duration,
    /// How old a connection gets before it accepts no further request.
    pub connection: Duration,
    /// The time for the last request of a connection after that, or after the intake began to stop.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 736,
            refusals: 64,
            uploads: 416,
            reads: 128,
            logins: 96,
            admissions: 64,
            header: Duration::from_secs(20),
            // The client waits 60 seconds for an answer, and should see this one.
            body: Duration::from_secs(45),
            form: Duration::from_secs(10),
            write: Duration::from_secs(20),
            connection: Duration::from_secs(10 * 60),
            stop: Duration::from_secs(10),
        }
    }
}

/// The address at the other end of the connection that a request came by. Every request has it as an extension.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// What a listener answers with.
#[derive(Clone)]
pub struct Answers {
    /// All calls.
    pub router: Router,
    /// What connections without a place are answered.
    pub busy: Router,
    /// Lines of headers, each with CR and LF, for what the HTTP library refuses by itself.
    pub headers: Arc<str>,
}

/// Serves until `stop` changes, then lets the running requests end.
pub async fn serve(listener: TcpListener, answers: Answers, limits: Limits, mut stop: watch::Receiver<()>) {
    let places = Places::new(limits.connections);
    let refusals = Arc::new(Semaphore::new(limits.refusals));
    // Who is refused has asked already, or never will.
    let refused = Limits { header: limits.header.min(Duration::from_secs(2)), ..limits };
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let (stream, address) = accept(&listener).await;
            match places.take(address.ip()) {
                Some(place) => (stream, address, Some(place), None),
                None => (stream, address, None, refusals.clone().acquire_owned().await.ok()),
            }
        };
        let (stream, address, place, refusal) = tokio::select! {
            next = next => next,
            _ = stop.changed() => break,
        };
        let (answers, stop) = (answers.clone(), stop.clone());
        connections.spawn(async move {
            match place {
                Some(place) => {
                    let visit = Arc::new(Visit { place: Some(place), peer: Peer(address.ip()), unread: AtomicBool::new(false) });
                    converse(stream, answers.router, answers.headers, visit, limits, stop).await;
                }
                None => {
                    let visit = Arc::new(Visit { place: None, peer: Peer(address.ip()), unread: AtomicBool::new(false) });
                    converse(stream, answers.busy, answers.headers, visit, refused, stop).await;
                    drop(refusal);
                }
            }
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// What is known of one connection.
struct Visit {
    /// Its place. Who has none is refused.
    place: Option<Place>,
    peer: Peer,
    /// Whether the client may still be sending what nobody has read.
    unread: AtomicBool,
}

impl Visit {
    fn waits_for_client(&self, since: Instant) {
        self.place.iter().for_each(|place| place.set_idle_since(Some(since)));
    }

    fn is_served(&self) {
        self.place.iter().for_each(|place| place.set_idle_since(None));
    }

    async fn is_over(&self) {
        match &self.place {
            Some(place) => place.is_needed().await,
            None => std::future::pending().await,
        }
    }
}

/// A request's body. While there is none of it, the connection waits for its client.
struct AwaitedBody {
    body: Incoming,
    visit: Arc<Visit>,
    begun: Instant,
}

impl HttpBody for AwaitedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        match frame {
            // A byte now and then makes nobody younger: it is the whole body that counts.
            Poll::Pending => self.visit.waits_for_client(self.begun),
            Poll::Ready(_) => self.visit.is_served(),
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for AwaitedBody {
    fn drop(&mut self) {
        if !self.body.is_end_stream() {
            self.visit.unread.store(true, Ordering::Relaxed);
        }
    }
}

/// Serves one connection. A client that leaves, or that takes too long, is not logged.
async fn converse(
    stream: TcpStream,
    router: Router,
    headers: Arc<str>,
    visit: Arc<Visit>,
    limits: Limits,
    stop: watch::Receiver<()>,
) {
    // Sends small answers at once. If it fails, they are a little slower.
    let _best_effort = stream.set_nodelay(true);
    let mut line = Line::new(stream, limits.write, headers);
    let all = async {
        talk(&mut line, router, &visit, limits, stop).await;
        if visit.unread.load(Ordering::Relaxed) || line.was_refused() {
            visit.waits_for_client(Instant::now());
            line.linger().await;
        }
    };
    tokio::select! {
        () = all => {}
        () = visit.is_over() => {}
    }
}

/// Answers what is asked on one connection.
async fn talk(line: &mut Line, router: Router, visit: &Arc<Visit>, limits: Limits, mut stop: watch::Receiver<()>) {
    visit.waits_for_client(Instant::now());
    let router = TowerToHyperService::new(router);
    let service = service_fn(|request: Request<Incoming>| {
        let begun = Instant::now();
        visit.is_served();
        let mut request = request.map(|body| Body::new(AwaitedBody { body, visit: visit.clone(), begun }));
        request.extensions_mut().insert(visit.peer);
        let answer = router.call(request);
        async {
            let mut answer = answer.await;
            // The rest of the body is not read: the connection ends with the answer, and the client must know.
            if visit.unread.load(Ordering::Relaxed)
                && let Ok(answer) = &mut answer
            {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            visit.waits_for_client(Instant::now());
            answer
        }
    });
    let mut http = http1::Builder::new();
    let http = http.timer(TokioTimer::new()).header_read_timeout(limits.header).keep_alive(visit.place.is_some());
    let mut connection = pin!(http.max_buf_size(64 * 1024).serve_connection(TokioIo::new(line), service));
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
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}
