// SPDX-License-Identifier: Apache-2.0
//! The tokio peer: the current-thread runtime; HTTP is hyper.
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot, Mutex};
use tokio::task::yield_now;

const WARM: Duration = Duration::from_millis(500);
const REP: Duration = Duration::from_millis(100);

/// Best of 5 repetitions of at least REP each, after a warm-up; the body returns the time of each of its phases.
async fn best<F: Future<Output = Vec<Duration>>>(metrics: &[&str], n: usize, mut body: impl FnMut() -> F) {
    let t = Instant::now();
    while t.elapsed() < WARM {
        body().await;
    }
    let mut result = vec![f64::MAX; metrics.len()];
    for _ in 0..5 {
        let (mut total, mut runs, t) = (vec![Duration::ZERO; metrics.len()], 0, Instant::now());
        while runs == 0 || t.elapsed() < REP {
            for (i, d) in body().await.into_iter().enumerate() {
                total[i] += d;
            }
            runs += 1;
        }
        for (r, d) in result.iter_mut().zip(total) {
            *r = r.min(d.as_nanos() as f64 / (runs * n) as f64);
        }
    }
    for (m, r) in metrics.iter().zip(result) {
        println!("{m} {r:.1} ns");
    }
}

async fn best1<F: Future<Output = ()>>(metric: &str, n: usize, mut body: impl FnMut() -> F) {
    best(&[metric], n, || {
        let f = body();
        async move {
            let t = Instant::now();
            f.await;
            vec![t.elapsed()]
        }
    })
    .await
}

/// Spawns so many tasks and joins them all.
async fn all<F: Future<Output = ()> + Send + 'static>(tasks: usize, mut f: impl FnMut() -> F) {
    let hs: Vec<_> = (0..tasks).map(|_| tokio::spawn(f())).collect();
    for h in hs {
        h.await.unwrap();
    }
}

async fn hello(_: hyper::Request<hyper::Body>) -> Result<hyper::Response<hyper::Body>, std::convert::Infallible> {
    Ok(hyper::Response::builder().header("content-type", "text/plain").body("Hello, World!".into()).unwrap())
}

async fn run(a: Vec<String>) {
    let arg = |i: usize| a[i].parse::<usize>().unwrap();
    match a[1].as_str() {
        "switch" => {
            let (tasks, total) = (arg(2), arg(3));
            best1("switch", total, || {
                all(tasks, move || async move {
                    for _ in 0..total / tasks {
                        yield_now().await
                    }
                })
            })
            .await
        }
        "spawn" => {
            let n = arg(2);
            best1("spawn", n, || async move {
                for _ in 0..n / 1000 {
                    all(1000, || async {}).await
                }
            })
            .await
        }
        "sleepers" => {
            let (t, seconds) = (Instant::now(), Duration::from_secs(arg(3) as u64));
            all(arg(2), move || tokio::time::sleep(seconds)).await;
            println!("sleepers-wall {:.3} s", t.elapsed().as_secs_f64());
        }
        "bodies" => {
            let (t, seconds) = (Instant::now(), Duration::from_secs(arg(3) as u64));
            all(arg(2), move || async move { tokio::time::sleep(seconds).await }).await;
            println!("sleepers-wall {:.3} s", t.elapsed().as_secs_f64());
        }
        "timers" => {
            let n = arg(2);
            // With no nearer timer outstanding (a server has one) each new timer would write to the waker's eventfd.
            tokio::spawn(tokio::time::sleep(Duration::from_secs(60)));
            tokio::time::sleep(Duration::from_millis(2)).await;
            best(&["timer-schedule", "timer-cancel"], n, || async move {
                let t0 = Instant::now();
                let mut ts: Vec<_> = (0..n).map(|i| Box::pin(tokio::time::sleep(Duration::from_secs(3600 + i as u64 % 1000)))).collect();
                // A timer is registered by its first poll; unconstrained, as a task's budget is 128 polls.
                tokio::task::unconstrained(std::future::poll_fn(|cx| {
                    for t in ts.iter_mut() {
                        assert!(t.as_mut().poll(cx).is_pending());
                    }
                    std::task::Poll::Ready(())
                }))
                .await;
                let t1 = Instant::now();
                drop(ts);
                vec![t1 - t0, t1.elapsed()]
            })
            .await
        }
        "queue" => {
            let n = arg(2);
            best1("queue", n, || async move {
                let (tx, mut rx) = mpsc::channel(100);
                tokio::spawn(async move {
                    for i in 0..n {
                        tx.send(i).await.unwrap()
                    }
                });
                while rx.recv().await.is_some() {}
            })
            .await
        }
        "pingpong" => {
            let n = arg(2);
            best1("pingpong", n, || async move {
                let ((tx1, mut rx1), (tx2, mut rx2)) = (mpsc::channel(1), mpsc::channel(1));
                tokio::spawn(async move {
                    while let Some(x) = rx1.recv().await {
                        tx2.send(x).await.unwrap()
                    }
                });
                tokio::spawn(async move {
                    for i in 0..n {
                        tx1.send(i).await.unwrap();
                        rx2.recv().await;
                    }
                })
                .await
                .unwrap()
            })
            .await
        }
        "threadsafe" => {
            let n = arg(2);
            best1("threadsafe", n, || async move {
                let (rt, (done, wait)) = (tokio::runtime::Handle::current(), oneshot::channel());
                let th = std::thread::spawn(move || {
                    for _ in 1..n {
                        rt.spawn(async {});
                    }
                    rt.spawn(async { done.send(()).unwrap() });
                });
                wait.await.unwrap();
                th.join().unwrap();
            })
            .await
        }
        "lock" => {
            let n = arg(2);
            best1("lock", n, || async move {
                let lock = Arc::new(Mutex::new(()));
                all(100, || {
                    let lock = lock.clone();
                    async move {
                        for _ in 0..n / 100 {
                            let _held = lock.lock().await;
                            yield_now().await
                        }
                    }
                })
                .await
            })
            .await
        }
        "cancel" => {
            let n = arg(2);
            best1("cancel", n, || async move {
                for _ in 0..n / 1000 {
                    let hs: Vec<_> = (0..1000).map(|_| tokio::spawn(tokio::time::sleep(Duration::from_secs(3600)))).collect();
                    yield_now().await;
                    hs.iter().for_each(|h| h.abort());
                    for h in hs {
                        assert!(h.await.unwrap_err().is_cancelled());
                    }
                }
            })
            .await
        }
        "echo" => {
            let l = tokio::net::TcpListener::bind(("127.0.0.1", arg(2) as u16)).await.unwrap();
            loop {
                let (mut s, _) = l.accept().await.unwrap();
                s.set_nodelay(true).unwrap();
                tokio::spawn(async move {
                    let mut b = vec![0u8; 65536];
                    loop {
                        match s.read(&mut b).await {
                            Ok(0) | Err(_) => return,
                            Ok(n) => {
                                if s.write_all(&b[..n]).await.is_err() {
                                    return;
                                }
                            }
                        }
                    }
                });
            }
        }
        "http" => {
            let service = hyper::service::make_service_fn(|_| async { Ok::<_, std::convert::Infallible>(hyper::service::service_fn(hello)) });
            hyper::Server::bind(&([127, 0, 0, 1], arg(2) as u16).into()).tcp_nodelay(true).serve(service).await.unwrap()
        }
        "hello" => yield_now().await,
        _ => std::process::exit(64),
    }
}

fn main() {
    let a: Vec<String> = std::env::args().collect();
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    rt.block_on(run(a));
}
