// SPDX-License-Identifier: Apache-2.0
// The Kotlin peer: coroutines in runBlocking's event loop; echo is ktor-network, http is Ktor's CIO engine.
import io.ktor.http.ContentType
import io.ktor.network.selector.SelectorManager
import io.ktor.network.sockets.aSocket
import io.ktor.network.sockets.openReadChannel
import io.ktor.network.sockets.openWriteChannel
import io.ktor.server.cio.CIO
import io.ktor.server.engine.embeddedServer
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.routing
import io.ktor.utils.io.readAvailable
import io.ktor.utils.io.writeFully
import java.io.IOException
import kotlin.concurrent.thread
import kotlin.coroutines.ContinuationInterceptor
import kotlin.system.exitProcess
import kotlinx.coroutines.*
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

const val WARM = 1_500_000_000L
const val REP = 100_000_000L

/** Best of 5 repetitions of at least 0.1 s each, after a warm-up; [body] returns the nanoseconds of its phases. */
suspend fun best(metrics: List<String>, n: Int, body: suspend CoroutineScope.() -> List<Long>) {
    val warm = System.nanoTime() + WARM
    while (System.nanoTime() < warm) coroutineScope(body)
    val result = DoubleArray(metrics.size) { Double.MAX_VALUE }
    repeat(5) {
        val total = LongArray(metrics.size)
        var runs = 0L
        val end = System.nanoTime() + REP
        do {
            coroutineScope(body).forEachIndexed { i, t -> total[i] += t }
            runs++
        } while (System.nanoTime() < end)
        total.forEachIndexed { i, t -> result[i] = minOf(result[i], t.toDouble() / runs / n) }
    }
    metrics.forEachIndexed { i, m -> println("%s %.1f ns".format(m, result[i])) }
}

suspend fun best(metric: String, n: Int, body: suspend CoroutineScope.() -> Unit) = best(listOf(metric), n) {
    val t = System.nanoTime()
    coroutineScope(body)
    listOf(System.nanoTime() - t)
}

fun main(a: Array<String>): Unit = runBlocking {
    fun arg(i: Int) = a[i].toInt()
    when (a[0]) {
        "switch" -> {
            val (tasks, total) = arg(1) to arg(2)
            best("switch", total) { repeat(tasks) { launch { repeat(total / tasks) { yield() } } } }
        }
        "spawn" -> best("spawn", arg(1)) {
            repeat(arg(1) / 1000) {
                val ts = List(1000) { async { it } }
                for (t in ts) t.await()
            }
        }
        "sleepers", "bodies" -> { // what is launched has a body in any case
            val t = System.nanoTime()
            coroutineScope { repeat(arg(1)) { launch { delay(arg(2) * 1000L) } } }
            println("sleepers-wall %.3f s".format((System.nanoTime() - t) / 1e9))
        }
        "queue" -> best("queue", arg(1)) {
            val q = Channel<Int>(100)
            launch { repeat(arg(1)) { q.send(it) } }
            repeat(arg(1)) { q.receive() }
        }
        "pingpong" -> best("pingpong", arg(1)) {
            val x = Channel<Int>(1)
            val y = Channel<Int>(1)
            launch { repeat(arg(1)) { y.send(x.receive()) } }
            repeat(arg(1)) { x.send(it); y.receive() }
        }
        "threadsafe" -> best("threadsafe", arg(1)) {
            val dispatcher = coroutineContext[ContinuationInterceptor] as CoroutineDispatcher
            val context = coroutineContext
            val done = CompletableDeferred<Unit>()
            var count = 0
            val callback = Runnable { if (++count == arg(1)) done.complete(Unit) }
            thread { repeat(arg(1)) { dispatcher.dispatch(context, callback) } }
            done.await()
        }
        "lock" -> best("lock", arg(1)) {
            val lock = Mutex()
            repeat(100) { launch { repeat(arg(1) / 100) { lock.withLock { yield() } } } }
        }
        "cancel" -> best("cancel", arg(1)) {
            repeat(arg(1) / 1000) {
                val ts = List(1000) { launch { delay(3_600_000) } }
                yield()
                for (t in ts) t.cancel()
                for (t in ts) t.join()
            }
        }
        "echo" -> {
            val server = aSocket(SelectorManager(Dispatchers.IO)).tcp().bind("127.0.0.1", arg(1)) { backlogSize = 1024 }
            while (true) {
                val s = server.accept()
                launch {
                    val input = s.openReadChannel()
                    val output = s.openWriteChannel(autoFlush = false)
                    val b = ByteArray(65536)
                    try {
                        while (true) {
                            val n = input.readAvailable(b)
                            if (n < 0) break
                            output.writeFully(b, 0, n)
                            output.flush()
                        }
                    } catch (_: IOException) {
                    }
                    s.close()
                }
            }
        }
        "http" -> {
            embeddedServer(CIO, port = arg(1), host = "127.0.0.1") {
                routing { get("/") { call.respondText("Hello, World!", ContentType.Text.Plain) } }
            }.start(wait = false)
            awaitCancellation()
        }
        "hello" -> yield()
        else -> exitProcess(64)
    }
    exitProcess(0)
}
